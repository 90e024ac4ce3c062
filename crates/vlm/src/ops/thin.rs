//! A tall matrix times a few rows: what making one token is, bound by reading
//! the matrix once. Each output is one dot product summed in one order
//! whatever stands beside it, so a row's numbers do not depend on its company.

mod kernel;

use super::team::Team;
pub use kernel::{Number, Out};

/// Rows up to which this is the faster way (measured); beyond them a packed
/// matrix product is.
pub const ROWS: usize = 48;

/// One linear and where it writes.
pub struct Product<'a, W = f32> {
    /// (outputs, inputs), row-major.
    pub weight: &'a [W],
    /// What each output is multiplied with; empty for nothing.
    pub scales: &'a [f32],
    /// Numbers in.
    pub inputs: usize,
    /// (rows, inputs).
    pub x: &'a [f32],
}

impl<'a> Product<'a> {
    /// Of a matrix as it is.
    pub fn new(weight: &'a [f32], x: &'a [f32], inputs: usize) -> Self {
        Self {
            weight,
            scales: &[],
            inputs,
            x,
        }
    }
}

impl<W: Number + Sync> Product<'_, W> {
    fn outputs(&self) -> usize {
        self.weight.len() / self.inputs
    }

    /// `out[row * stride + o] = keep * out[..] + w[o] . x[row]` for outputs
    /// `from..upto` of every row, on this thread.
    pub fn part(&self, from: usize, upto: usize, out: &Out<'_>, stride: usize, keep: f32) {
        let i = self.inputs;
        assert!(self.x.len().is_multiple_of(i) && from <= upto && upto <= stride);
        let scales = self.scales.get(from..upto).unwrap_or_default();
        kernel::dots(
            &self.weight[from * i..upto * i],
            i,
            self.x,
            &|o, row, dot| {
                let (at, scale) = (row * stride + from + o, scales.get(o).unwrap_or(&1.0));
                // SAFETY: parts of one product write outputs of their own.
                unsafe { out.put(at, keep, scale * dot) };
            },
        );
    }

    /// All of it, the outputs dealt out to the team; `more` follows each part
    /// with its outputs' range.
    pub fn run(
        &self,
        team: &Team,
        out: &mut [f32],
        keep: f32,
        more: &(dyn Fn(std::ops::Range<usize>, &Out<'_>) + Sync),
    ) {
        let outputs = self.outputs();
        assert_eq!(out.len(), self.x.len() / self.inputs * outputs);
        // Parts of some 100 KB: short enough to even out, long enough to stream.
        let step = (25_000 / self.inputs)
            .next_multiple_of(4)
            .max(outputs.div_ceil(60_000));
        let out = Out::new(out);
        team.run(outputs.div_ceil(step), &|p| {
            let (from, upto) = (p * step, outputs.min((p + 1) * step));
            self.part(from, upto, &out, outputs, keep);
            more(from..upto, &out);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{dot64, numbers};
    use super::super::team;
    use super::*;

    #[test]
    fn products_agree_with_sums_in_f64_and_do_not_depend_on_the_other_rows() {
        for (inputs, outputs) in [(64, 100), (576, 33), (7, 5), (1, 3), (40, 1)] {
            let w = numbers(inputs * outputs, 1);
            let all = numbers(9 * inputs, 2);
            let old = numbers(9 * outputs, 3);
            let run = |x: &[f32], old: &[f32], keep: f32| {
                let mut out = old.to_vec();
                let p = Product {
                    weight: &w,
                    scales: &[],
                    inputs,
                    x,
                };
                team::with(|team| p.run(team, &mut out, keep, &|_, _| {}));
                out
            };
            let together = run(&all, &old, 0.5);
            for row in 0..9 {
                let (x, old) = (
                    &all[row * inputs..][..inputs],
                    &old[row * outputs..][..outputs],
                );
                let alone = run(x, old, 0.5);
                assert_eq!(alone, together[row * outputs..][..outputs]);
                for (o, got) in alone.iter().enumerate() {
                    let want = dot64(x, &w[o * inputs..][..inputs]) + 0.5 * f64::from(old[o]);
                    assert!((f64::from(*got) - want).abs() < 1e-4, "{got} {want}");
                }
            }
            let fresh = run(&all, &vec![f32::NAN; old.len()], 0.0);
            assert!(fresh.iter().all(|x| x.is_finite()));
        }
    }
}
