//! Frozen linears that share an input, with their low-rank adapters (Hu et
//! al. 2021): y = x W^T + s (x A^T) B^T. The backward gives the gradients of
//! x, A and B and never one for W.

mod merge;

use super::dropout::Dropout;
use super::gemm::{Mat, MatMut, matmul};
use super::pool;

/// The frozen half: the weights of one or more linears, one above the other.
#[derive(Clone)]
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

    /// Numbers in the adapters of rank `rank` on the parts `on`: every A, then
    /// every B.
    pub fn adapter_len(&self, rank: usize, on: Parts) -> usize {
        rank * self
            .adapted(on)
            .map(|(_, n)| self.inputs + n)
            .sum::<usize>()
    }

    /// Numbers a row in the adapters' middle, x A^T.
    pub fn middle(&self, rank: usize, on: Parts) -> usize {
        rank * self.adapted(on).count()
    }

    /// The parts that have an adapter: first output and outputs of each.
    pub fn adapted(&self, on: Parts) -> impl Iterator<Item = (usize, usize)> + '_ {
        let mut from = 0;
        self.parts.iter().enumerate().filter_map(move |(p, &n)| {
            let at = from;
            from += n;
            on.has(p).then_some((at, n))
        })
    }
}

/// Which parts of a [`Frozen`] have an adapter: bit p for part p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts(pub u8);

impl Parts {
    /// Every part.
    pub const ALL: Self = Self(u8::MAX);

    /// Whether part `part` has one.
    pub fn has(self, part: usize) -> bool {
        self.0 >> part & 1 == 1
    }
}

/// The adapters of one [`Frozen`]: A of every part that has one, (parts * rank,
/// inputs), then B of each, (outputs of the part, rank).
#[derive(Clone, Copy)]
pub struct Adapter<'a> {
    /// The numbers, in that order.
    pub data: &'a [f32],
    /// The rank r.
    pub rank: usize,
    /// What B's product is multiplied with: alpha / r.
    pub scale: f32,
    /// The parts that have one.
    pub on: Parts,
    /// What A does not see of its input, in training.
    pub dropout: Option<Dropout>,
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
    let (r, m) = (adapter.rank, w.middle(adapter.rank, adapter.on));
    if m == 0 {
        return;
    }
    let (a, mut b) = adapter.data.split_at(m * i);
    let dropped = adapter.dropout.map(|d| d.applied(x));
    matmul(
        MatMut::new(middle, rows, m),
        Mat::new(dropped.as_deref().unwrap_or(x), rows, i),
        Mat::new(a, m, i).t(),
        0.0,
        1.0,
    );
    for (p, (from, n)) in w.adapted(adapter.on).enumerate() {
        let (here, rest) = b.split_at(n * r);
        matmul(
            MatMut::strided(&mut out[from..], rows, n, o),
            Mat::strided(&middle[p * r..], rows, r, m),
            Mat::new(here, n, r).t(),
            1.0,
            adapter.scale,
        );
        b = rest;
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
    let (r, s, m) = (
        adapter.rank,
        adapter.scale,
        w.middle(adapter.rank, adapter.on),
    );
    if m == 0 {
        return;
    }
    let (a, mut b) = adapter.data.split_at(m * i);
    let (da, mut db) = da.split_at_mut(m * i);
    let mut u = pool::take(rows * m);
    for (p, (from, n)) in w.adapted(adapter.on).enumerate() {
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
        (b, db) = (b_rest, db_rest);
    }
    let (u, a) = (Mat::new(&u, rows, m), Mat::new(a, m, i));
    let dropped = adapter.dropout.map(|d| d.applied(x));
    match adapter.dropout {
        None => matmul(MatMut::new(dx, rows, i), u, a, 1.0, 1.0),
        Some(dropout) => {
            let mut through = pool::take(rows * i);
            matmul(MatMut::new(&mut through, rows, i), u, a, 0.0, 1.0);
            dropout.add(&through, dx);
        }
    }
    matmul(
        MatMut::new(da, m, i),
        u.t(),
        Mat::new(dropped.as_deref().unwrap_or(x), rows, i),
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

    fn adapter(data: &[f32], on: Parts, dropout: Option<Dropout>) -> Adapter<'_> {
        Adapter {
            data,
            rank: 2,
            scale: 1.5,
            on,
            dropout,
        }
    }

    fn run(w: &Frozen, x: &[f32], a: Adapter<'_>) -> (Vec<f32>, Vec<f32>) {
        let rows = x.len() / 5;
        let mut out = vec![0.0; rows * 7];
        let mut middle = vec![0.0; rows * w.middle(2, a.on)];
        forward(w, Some(a), x, 0.0, &mut out, &mut middle);
        (out, middle)
    }

    #[test]
    fn backward_agrees_with_differences_on_every_choice_of_parts() {
        let w = frozen();
        let (x, g) = (numbers(6 * 5, 2), numbers(6 * 7, 4));
        let half = Some(Dropout { rate: 0.5, seed: 3 });
        for (on, dropout) in [
            (Parts::ALL, None),
            (Parts(0b01), None),
            (Parts(0b10), None),
            (Parts(0), None),
            (Parts::ALL, half),
            (Parts(0b10), half),
        ] {
            let data = numbers(w.adapter_len(2, on), 3);
            let a = adapter(&data, on, dropout);
            let (_, middle) = run(&w, &x, a);
            let (mut dx, mut da) = (vec![0.0; x.len()], vec![9.0; data.len()]);
            backward(&w, Some(a), &x, &middle, &g, 0.0, &mut dx, &mut da);
            differences(&x, &dx, |x| dot64(&run(&w, x, a).0, &g));
            differences(&data, &da, |data| {
                dot64(&run(&w, &x, adapter(data, on, dropout)).0, &g)
            });
        }
    }

    #[test]
    fn an_adapter_whose_b_is_zero_changes_nothing() {
        let w = frozen();
        let x = numbers(6 * 5, 2);
        let mut data = numbers(w.adapter_len(2, Parts::ALL), 3);
        data[2 * 2 * 5..].fill(0.0);
        let mut plain = vec![0.0; 6 * 7];
        forward(&w, None, &x, 0.0, &mut plain, &mut []);
        assert_eq!(plain, run(&w, &x, adapter(&data, Parts::ALL, None)).0);
    }
}
