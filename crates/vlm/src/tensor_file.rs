//! Named tensors in one safetensors file with one text beside them: the same
//! tensors and text give the same bytes. It must never know their meaning.

use anyhow::{Context as _, Result};
use candle_core::{DType, Device, Tensor};
use safetensors::SafeTensors;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The metadata's only key: with more, their order in the file would vary.
const KEY: &str = "vitrine";

/// Tensors by name.
pub type Tensors = BTreeMap<String, Tensor>;

/// Writes `tensors` (and `text`) to `path`, whole or not at all.
///
/// # Errors
/// The file cannot be written.
pub fn save(path: &Path, tensors: &Tensors, text: Option<&str>) -> Result<()> {
    let meta = text.map(|t| HashMap::from([(KEY.to_owned(), t.to_owned())]));
    let part = path.with_extension("part");
    safetensors::serialize_to_file(tensors.iter().map(|(k, v)| (k.as_str(), v)), meta, &part)
        .and_then(|()| Ok(std::fs::rename(&part, path)?))
        .with_context(|| format!("write {}", path.display()))
}

/// Reads a file of [`save`]: tensors as f32 on the CPU, and the text.
///
/// # Errors
/// Unreadable, or no safetensors.
pub fn load(path: &Path) -> Result<(Tensors, Option<String>)> {
    let bytes = std::fs::read(path).with_context(|| format!("open {}", path.display()))?;
    parse(&bytes).with_context(|| format!("read {}", path.display()))
}

/// As [`load`], from bytes.
///
/// # Errors
/// No safetensors.
pub fn parse(bytes: &[u8]) -> Result<(Tensors, Option<String>)> {
    let (_, meta) = SafeTensors::read_metadata(bytes)?;
    let text = meta.metadata().as_ref().and_then(|m| m.get(KEY).cloned());
    let tensors = candle_core::safetensors::load_buffer(bytes, &Device::Cpu)?
        .into_iter()
        .map(|(k, v)| Ok((k, v.to_dtype(DType::F32)?)))
        .collect::<Result<_>>()?;
    Ok((tensors, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_loaded_and_bytes_repeat() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (
            dir.path().join("a.safetensors"),
            dir.path().join("b.safetensors"),
        );
        let tensors: Tensors = (0..20)
            .map(|i| {
                (
                    format!("t{i}"),
                    Tensor::full(i as f32, (2, i + 1), &Device::Cpu).unwrap(),
                )
            })
            .collect();
        save(&a, &tensors, Some("{\"x\":1}")).unwrap();
        save(&b, &tensors, Some("{\"x\":1}")).unwrap();
        assert_eq!(std::fs::read(&a).unwrap(), std::fs::read(&b).unwrap());
        let (got, text) = load(&a).unwrap();
        assert_eq!(text.as_deref(), Some("{\"x\":1}"));
        assert_eq!(got.len(), 20);
        assert_eq!(got["t3"].to_vec2::<f32>().unwrap(), [[3.0; 4]; 2]);
        assert!(parse(b"short").is_err());
    }
}
