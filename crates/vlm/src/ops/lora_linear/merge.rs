//! An adapter put into the weights it stands beside: W + s B A.

use super::{Adapter, Frozen, Mat, MatMut, matmul};

impl Frozen {
    /// The linears whose outputs without the adapter are those of this one
    /// with it, up to rounding.
    pub fn merged(&self, adapter: Adapter<'_>) -> Self {
        let (i, r) = (self.inputs, adapter.rank);
        let mut weight = self.weight.clone();
        let (a, mut b) = adapter
            .data
            .split_at(self.middle(adapter.rank, adapter.on) * i);
        for (p, (from, n)) in self.adapted(adapter.on).enumerate() {
            let (here, rest) = b.split_at(n * r);
            matmul(
                MatMut::new(&mut weight[from * i..(from + n) * i], n, i),
                Mat::new(here, n, r),
                Mat::new(&a[p * r * i..(p + 1) * r * i], r, i),
                1.0,
                adapter.scale,
            );
            b = rest;
        }
        Self::new(weight, self.parts.clone(), i)
    }
}
