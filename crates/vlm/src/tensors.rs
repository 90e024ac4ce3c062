//! Between candle's tensors and plain slices.

use candle_core::{CpuStorage, Layout, Result, Storage, Tensor};

/// The numbers of a contiguous f32 storage.
///
/// # Errors
/// Another type, or a strided layout.
pub fn slice<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    let Some((from, to)) = layout.contiguous_offsets() else {
        candle_core::bail!("the tensor is not contiguous")
    };
    Ok(&storage.as_slice::<f32>()?[from..to])
}

/// Calls `f` with the tensor's numbers in row-major order, copying only when
/// they do not stand so on the CPU already.
///
/// # Errors
/// Another type than f32.
pub fn with_slice<R>(t: &Tensor, f: impl FnOnce(&[f32]) -> R) -> Result<R> {
    let t = t.contiguous()?;
    let (storage, layout) = t.storage_and_layout();
    if let Storage::Cpu(storage) = &*storage {
        return Ok(f(slice(storage, layout)?));
    }
    drop(storage);
    Ok(f(&t.flatten_all()?.to_vec1::<f32>()?))
}
