//! Buffers used again: a training step needs the same hundreds of megabytes
//! every time, and fetching them from the kernel page by page costs as much
//! as the arithmetic of a small layer.

use std::sync::Mutex;

static FREE: Mutex<Vec<Vec<f32>>> = Mutex::new(Vec::new());

/// Buffers kept at most, in elements (1.5 GB): past it they go back to the system.
const KEEP: usize = 400_000_000;

/// A buffer of `len` numbers of unspecified (but initialised) content.
pub fn take(len: usize) -> Buffer {
    let found = {
        let mut free = FREE.lock().unwrap_or_else(|e| e.into_inner());
        let fit = free
            .iter()
            .enumerate()
            .filter(|(_, b)| b.capacity() >= len && b.capacity() <= 2 * len.max(1024))
            .min_by_key(|(_, b)| b.capacity())
            .map(|(i, _)| i);
        fit.map(|i| free.swap_remove(i))
    };
    let mut data = found.unwrap_or_default();
    data.resize(len, 0.0);
    Buffer { data }
}

/// Gives every kept buffer back to the system when it is dropped.
pub struct Lent;

impl Drop for Lent {
    fn drop(&mut self) {
        FREE.lock().unwrap_or_else(|e| e.into_inner()).clear();
    }
}

/// A slice of numbers that returns to the pool when dropped.
#[derive(Debug)]
pub struct Buffer {
    data: Vec<f32>,
}

impl Buffer {
    /// The numbers as a vector of its own, out of the pool.
    pub fn into_vec(mut self) -> Vec<f32> {
        std::mem::take(&mut self.data)
    }
}

impl std::ops::Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.data
    }
}

impl std::ops::DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if self.data.capacity() == 0 {
            return;
        }
        let mut free = FREE.lock().unwrap_or_else(|e| e.into_inner());
        let held: usize = free.iter().map(Vec::capacity).sum();
        if held + self.data.capacity() <= KEEP {
            free.push(std::mem::take(&mut self.data));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_as_asked_whatever_was_there_before() {
        drop(take(5_000));
        assert_eq!(take(4_000).len(), 4_000);
        assert_eq!(take(9_000).len(), 9_000);
        assert_eq!(take(0).len(), 0);
    }
}
