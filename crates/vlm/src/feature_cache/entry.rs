//! One entry on disk: the grid in f16 (and the class token, where it is used), and beside it the padding and the sum
//! that tell whether it still holds. It must never know its neighbours.

use crate::padding::Padding;
use crate::tensor_file;
use crate::vision::{Encoder, Features};
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Tensor};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

#[derive(Serialize, Deserialize)]
struct Beside {
    padded: Padding,
    /// sha256 of the numbers as f32, the class token's after the grid's.
    sha256: String,
}

/// Whole or not at all.
pub(super) fn write(path: &Path, half: &Features) -> Result<()> {
    let beside = serde_json::to_string(&Beside {
        padded: half.padded,
        sha256: sum(&half.grid, half.class.as_ref())?,
    })?;
    let class = half.class.iter().map(|c| ("class".to_owned(), c.clone()));
    let tensors = [("grid".to_owned(), half.grid.clone())].into_iter();
    // Neither two workers nor two threads write one part file.
    static PARTS: AtomicU64 = AtomicU64::new(0);
    let nth = PARTS.fetch_add(1, Ordering::Relaxed);
    let part = path.with_extension(format!("{}-{nth}.new", std::process::id()));
    tensor_file::save(&part, &tensors.chain(class).collect(), Some(&beside))?;
    std::fs::rename(&part, path)?;
    Ok(())
}

/// Refuses what does not hold; marks the entry as used now.
pub(super) fn read(path: &Path, encoder: &Encoder) -> Result<Features> {
    let (mut tensors, text) = tensor_file::load(path)?;
    let beside: Beside = serde_json::from_str(&text.context("no metadata")?)?;
    let grid = tensors.remove("grid").context("no grid")?;
    let class = tensors.remove("class");
    ensure!(
        sum(&grid, class.as_ref())? == beside.sha256,
        "its sum does not match"
    );
    let (side, width) = (encoder.side(), encoder.width());
    ensure!(
        grid.dims() == [side * side, width],
        "its shape is {:?}",
        grid.dims()
    );
    let fits = |c: &Tensor| c.dims() == [1, width];
    ensure!(
        class.as_ref().map(fits) == encoder.with_class().then_some(true),
        "its class token is not as the encoder has it"
    );
    if let Ok(file) = std::fs::File::options().append(true).open(path) {
        let _ = file.set_modified(SystemTime::now());
    }
    Ok(Features {
        grid,
        grid_side: side,
        class,
        padded: beside.padded,
    })
}

fn sum(grid: &Tensor, class: Option<&Tensor>) -> Result<String> {
    let mut sha = Sha256::new();
    for t in [grid].into_iter().chain(class) {
        let numbers = t.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?;
        let bytes: Vec<u8> = numbers.iter().flat_map(|v| v.to_le_bytes()).collect();
        sha.update(bytes);
    }
    Ok(hex::encode(sha.finalize()))
}
