//! One entry on disk: the grid in f16, and beside it the padding and the sum
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
    /// sha256 of the grid's numbers, as f32.
    sha256: String,
}

/// Whole or not at all.
pub(super) fn write(path: &Path, half: &Tensor, padded: Padding) -> Result<()> {
    let beside = serde_json::to_string(&Beside {
        padded,
        sha256: sum(half)?,
    })?;
    // Neither two workers nor two threads write one part file.
    static PARTS: AtomicU64 = AtomicU64::new(0);
    let nth = PARTS.fetch_add(1, Ordering::Relaxed);
    let part = path.with_extension(format!("{}-{nth}.new", std::process::id()));
    tensor_file::save(
        &part,
        &[("grid".to_owned(), half.clone())].into(),
        Some(&beside),
    )?;
    std::fs::rename(&part, path)?;
    Ok(())
}

/// Refuses what does not hold; marks the entry as used now.
pub(super) fn read(path: &Path, encoder: &Encoder) -> Result<Features> {
    let (mut tensors, text) = tensor_file::load(path)?;
    let beside: Beside = serde_json::from_str(&text.context("no metadata")?)?;
    let grid = tensors.remove("grid").context("no grid")?;
    ensure!(sum(&grid)? == beside.sha256, "its sum does not match");
    let c = encoder.config();
    let side = c.vitrine.grid;
    ensure!(
        grid.dims() == [side * side, c.hidden_size],
        "its shape is {:?}",
        grid.dims()
    );
    if let Ok(file) = std::fs::File::options().append(true).open(path) {
        let _ = file.set_modified(SystemTime::now());
    }
    Ok(Features {
        grid,
        grid_side: side,
        padded: beside.padded,
    })
}

fn sum(grid: &Tensor) -> Result<String> {
    let numbers = grid.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?;
    let bytes: Vec<u8> = numbers.iter().flat_map(|v| v.to_le_bytes()).collect();
    Ok(hex::encode(Sha256::digest(bytes)))
}
