//! Frozen linears that share an input, with their low-rank adapters (Hu et
//! al. 2021): y = x W^T + s (x A^T) B^T. The backward gives the gradients of
//! x, A and B and never one for W.

use super::gemm::{Mat, MatMut, matmul};
use super::pool;

/// The frozen half: the weights of one or more linears, one above the other.
pub struct Frozen {
    weight: Vec<f32>,
    parts: Vec<usize>,
    inputs: usize,
}

impl Frozen {
    /// `weight` is (sum of `parts`, `inputs`), row-major.
    pub fn new(weight: Vec<f32>, parts: Vec<usize>, inputs: usize) -> Self {
        assert_eq!(weight.len(), parts.iter().sum::<usize>() * inputs);
        Self {
            weight,
            parts,
            inputs,
        }
    }

    /// Numbers in.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Numbers out, all parts together.
    pub fn outputs(&self) -> usize {
        self.parts.iter().sum()
    }

    /// Numbers out, part by part.
    pub fn parts(&self) -> &[usize] {
        &self.parts
    }

    /// The weight, (outputs, inputs).
    pub fn weight(&self) -> &[f32] {
        &self.weight
    }

    /// Numbers in the adapters of rank `rank`: every A, then every B.
    pub fn adapter_len(&self, rank: usize) -> usize {
        rank * (self.parts.len() * self.inputs + self.outputs())
    }

    /// Numbers a row in the adapters' middle, x A^T.
    pub fn middle(&self, rank: usize) -> usize {
        self.parts.len() * rank
    }
}

/// The adapters of one [`Frozen`]: A of every part, (parts * rank, inputs),
/// then B of every part, (outputs of the part, rank).
#[derive(Clone, Copy)]
pub struct Adapter<'a> {
    /// The numbers, in that order.
    pub data: &'a [f32],
    /// The rank r.
    pub rank: usize,
    /// What B's product is multiplied with: alpha / r.
    pub scale: f32,
}

/// `out = keep * out + ..` (rows, outputs) and, with an adapter, the middle
/// x A^T (rows, parts * rank).
pub fn forward(
    w: &Frozen,
    adapter: Option<Adapter<'_>>,
    x: &[f32],
    keep: f32,
    out: &mut [f32],
    middle: &mut [f32],
) {
    let (i, o) = (w.inputs, w.outputs());
    let rows = x.len() / i;
    matmul(
        MatMut::new(out, rows, o),
        Mat::new(x, rows, i),
        Mat::new(&w.weight, o, i).t(),
        keep,
        1.0,
    );
    let Some(adapter) = adapter else { return };
    let (r, m) = (adapter.rank, w.middle(adapter.rank));
    let (a, mut b) = adapter.data.split_at(m * i);
    matmul(
        MatMut::new(middle, rows, m),
        Mat::new(x, rows, i),
        Mat::new(a, m, i).t(),
        0.0,
        1.0,
    );
    let mut from = 0;
    for (p, &n) in w.parts.iter().enumerate() {
        let (here, rest) = b.split_at(n * r);
        matmul(
            MatMut::strided(&mut out[from..], rows, n, o),
            Mat::strided(&middle[p * r..], rows, r, m),
            Mat::new(here, n, r).t(),
            1.0,
            adapter.scale,
        );
        (b, from) = (rest, from + n);
    }
}

/// For the gradient `g` (rows, outputs): `dx = keep * dx + ..`, and the
/// adapter's gradient written over `da`, laid out as the adapter itself.
/// `x` and `middle` are what the forward saw and left.
#[expect(clippy::too_many_arguments)]
pub fn backward(
    w: &Frozen,
    adapter: Option<Adapter<'_>>,
    x: &[f32],
    middle: &[f32],
    g: &[f32],
    keep: f32,
    dx: &mut [f32],
    da: &mut [f32],
) {
    let (i, o) = (w.inputs, w.outputs());
    let rows = x.len() / i;
    matmul(
        MatMut::new(dx, rows, i),
        Mat::new(g, rows, o),
        Mat::new(&w.weight, o, i),
        keep,
        1.0,
    );
    let Some(adapter) = adapter else { return };
    let (r, s, m) = (adapter.rank, adapter.scale, w.middle(adapter.rank));
    let (a, mut b) = adapter.data.split_at(m * i);
    let (da, mut db) = da.split_at_mut(m * i);
    let mut u = pool::take(rows * m);
    let mut from = 0;
    for (p, &n) in w.parts.iter().enumerate() {
        let (b_here, b_rest) = b.split_at(n * r);
        let (db_here, db_rest) = db.split_at_mut(n * r);
        let g = Mat::strided(&g[from..], rows, n, o);
        matmul(
            MatMut::strided(&mut u[p * r..], rows, r, m),
            g,
            Mat::new(b_here, n, r),
            0.0,
            s,
        );
        matmul(
            MatMut::new(db_here, n, r),
            g.t(),
            Mat::strided(&middle[p * r..], rows, r, m),
            0.0,
            s,
        );
        (b, db, from) = (b_rest, db_rest, from + n);
    }
    matmul(
        MatMut::new(dx, rows, i),
        Mat::new(&u, rows, m),
        Mat::new(a, m, i),
        1.0,
        1.0,
    );
    matmul(
        MatMut::new(da, m, i),
        Mat::new(&u, rows, m).t(),
        Mat::new(x, rows, i),
        0.0,
        1.0,
    );
}

#[cfg(test)]
mod tests {
    use super::super::check::{differences, dot64, numbers};
    use super::*;

    fn frozen() -> Frozen {
        Frozen::new(numbers((4 + 3) * 5, 1), vec![4, 3], 5)
    }

    fn run(w: &Frozen, x: &[f32], data: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let rows = x.len() / 5;
        let (mut out, mut middle) = (vec![0.0; rows * 7], vec![0.0; rows * 4]);
        forward(
            w,
            Some(Adapter {
                data,
                rank: 2,
                scale: 1.5,
            }),
            x,
            0.0,
            &mut out,
            &mut middle,
        );
        (out, middle)
    }

    #[test]
    fn backward_agrees_with_differences() {
        let w = frozen();
        let (x, data, g) = (
            numbers(6 * 5, 2),
            numbers(w.adapter_len(2), 3),
            numbers(6 * 7, 4),
        );
        let (_, middle) = run(&w, &x, &data);
        let (mut dx, mut da) = (vec![0.0; x.len()], vec![9.0; data.len()]);
        let adapter = Adapter {
            data: &data,
            rank: 2,
            scale: 1.5,
        };
        backward(&w, Some(adapter), &x, &middle, &g, 0.0, &mut dx, &mut da);
        differences(&x, &dx, |x| dot64(&run(&w, x, &data).0, &g));
        differences(&data, &da, |data| dot64(&run(&w, &x, data).0, &g));
    }

    #[test]
    fn an_adapter_whose_b_is_zero_changes_nothing() {
        let w = frozen();
        let x = numbers(6 * 5, 2);
        let mut data = numbers(w.adapter_len(2), 3);
        data[2 * 2 * 5..].fill(0.0);
        let mut plain = vec![0.0; 6 * 7];
        forward(&w, None, &x, 0.0, &mut plain, &mut []);
        assert_eq!(plain, run(&w, &x, &data).0);
    }
}
