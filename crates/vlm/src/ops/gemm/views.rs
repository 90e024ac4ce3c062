//! Matrices as views of slices; no view reaches past its slice. It
//! must never know what is computed.

/// A read-only matrix in a slice: element (i, j) is `data[i * rs + j * cs]`.
#[derive(Clone, Copy)]
pub struct Mat<'a> {
    pub(super) data: &'a [f32],
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) rs: usize,
    pub(super) cs: usize,
}

impl<'a> Mat<'a> {
    /// Row-major `rows` x `cols` filling the start of `data`.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Self {
        Self::strided(data, rows, cols, cols)
    }

    /// Row-major with `stride` elements from one row to the next.
    pub fn strided(data: &'a [f32], rows: usize, cols: usize, stride: usize) -> Self {
        let mat = Self {
            data,
            rows,
            cols,
            rs: stride,
            cs: 1,
        };
        mat.check();
        mat
    }

    /// The transpose, without moving anything.
    pub fn t(self) -> Self {
        Self {
            data: self.data,
            rows: self.cols,
            cols: self.rows,
            rs: self.cs,
            cs: self.rs,
        }
    }

    pub(super) fn check(&self) {
        if self.rows > 0 && self.cols > 0 {
            let last = (self.rows - 1) * self.rs + (self.cols - 1) * self.cs;
            assert!(
                last < self.data.len(),
                "a matrix view reaches past its slice"
            );
        }
    }

    pub(super) fn rows_from(&self, from: usize, rows: usize) -> Self {
        Self {
            data: &self.data[from * self.rs..],
            rows,
            ..*self
        }
    }

    pub(super) fn cols_from(&self, from: usize, cols: usize) -> Self {
        Self {
            data: &self.data[from * self.cs..],
            cols,
            ..*self
        }
    }
}

/// A writable row-major matrix in a slice.
pub struct MatMut<'a> {
    pub(super) data: &'a mut [f32],
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) stride: usize,
}

impl<'a> MatMut<'a> {
    /// Row-major `rows` x `cols` filling the start of `data`.
    pub fn new(data: &'a mut [f32], rows: usize, cols: usize) -> Self {
        Self::strided(data, rows, cols, cols)
    }

    /// Row-major with `stride` elements from one row to the next.
    pub fn strided(data: &'a mut [f32], rows: usize, cols: usize, stride: usize) -> Self {
        if rows > 0 && cols > 0 {
            assert!(cols <= stride || rows == 1);
            assert!(
                (rows - 1) * stride + cols <= data.len(),
                "a matrix view reaches past its slice"
            );
        }
        Self {
            data,
            rows,
            cols,
            stride,
        }
    }
}
