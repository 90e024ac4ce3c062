//! How much the region head and the base's naming are worth for each label, by what reviewers decided: a logistic
//! regression over two witnesses, held near believing both (a Gaussian prior, so that few reviews move it little).
//! Pure.

use crate::model::findings::{Evidence, Findings, Weights};
use std::collections::BTreeSet;

/// Strength of the prior: the penalty is half of it times the squared distance.
const HOLD: f64 = 0.5;
const STEPS: usize = 50;

/// `rows`: evidence on an image by a region head that did not learn from it, and the labels that its review decided.
/// A label that no review names has no part in the findings.
pub fn weigh(labels: &[String], rows: &[(Evidence, BTreeSet<String>)]) -> Findings {
    let decided = |label: &&String| rows.iter().any(|(_, truth)| truth.contains(*label));
    Findings {
        labels: labels
            .iter()
            .filter(decided)
            .map(|label| (label.clone(), fit(label, rows)))
            .collect(),
    }
}

/// Newton's method on a convex loss of three weights.
fn fit(label: &str, rows: &[(Evidence, BTreeSet<String>)]) -> Weights {
    let seen: Vec<([f64; 3], f64)> = rows
        .iter()
        .filter_map(|(evidence, truth)| {
            let [score, named] = evidence.of(label)?;
            let is = f64::from(u8::from(truth.contains(label)));
            Some(([f64::from(score), f64::from(named), 1.0], is))
        })
        .collect();
    // Whom the base never names it has nothing to say of.
    let speaks = seen.iter().any(|(x, _)| x[1] > 0.0);
    let prior = [1.0, f64::from(u8::from(speaks)), -1.0];
    let mut w = prior;
    for _ in 0..STEPS {
        let mut slope = [0f64; 3];
        let mut bend = [[0f64; 3]; 3];
        for i in 0..3 {
            slope[i] = HOLD * (w[i] - prior[i]);
            bend[i][i] = HOLD;
        }
        for (x, is) in &seen {
            let z = w[0] * x[0] + w[1] * x[1] + w[2];
            let p = sigmoid(z);
            for i in 0..3 {
                slope[i] += (p - is) * x[i];
                for j in 0..3 {
                    bend[i][j] += p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        let step = solve(bend, slope);
        // Half a step at most a weight keeps the method from overshooting where the curve is flat.
        let far = step.iter().fold(0f64, |far, s| far.max(s.abs()));
        let share = if far > 0.5 { 0.5 / far } else { 1.0 };
        w.iter_mut().zip(step).for_each(|(w, s)| *w -= share * s);
        if far < 1e-6 {
            break;
        }
    }
    Weights {
        head: w[0] as f32,
        named: w[1] as f32,
        bias: w[2] as f32,
    }
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// Of a positive definite system (the prior makes it one), by Cramer's rule.
fn solve(a: [[f64; 3]; 3], b: [f64; 3]) -> [f64; 3] {
    let det = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = det(a);
    std::array::from_fn(|column| {
        let mut m = a;
        for row in 0..3 {
            m[row][column] = b[row];
        }
        det(m) / whole
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(score: f32, named: bool, is: bool) -> (Evidence, BTreeSet<String>) {
        let set = |yes: bool| {
            if yes {
                ["Nike".to_owned()].into()
            } else {
                BTreeSet::new()
            }
        };
        let evidence = Evidence {
            scores: [("Nike".to_owned(), score)].into(),
            named: set(named),
        };
        (evidence, set(is))
    }

    /// The head is right nine times in ten, the base always: the base's word goes.
    #[test]
    fn the_better_witness_weighs_more() {
        let mut rows = Vec::new();
        for i in 0..100 {
            let (is, head_errs) = (i % 2 == 0, i % 10 < 2);
            rows.push(row(if is != head_errs { 0.9 } else { 0.1 }, is, is));
        }
        let rule = weigh(&["Nike".into(), "Puma".into()], &rows);
        assert_eq!(rule.labels.len(), 1, "no review names Puma");
        let w = rule.labels["Nike"];
        assert!(w.named > 1.5 && w.head * 9f32.ln() < w.named, "{w:?}");
    }

    #[test]
    fn what_the_base_never_names_is_left_to_the_head() {
        let rows: Vec<_> = (0..60)
            .map(|i| row(if i % 3 == 0 { 0.8 } else { 0.2 }, false, i % 3 == 0))
            .collect();
        let rule = weigh(&["Nike".into()], &rows);
        let note = |score| rule.note(&row(score, false, false).0);
        assert_eq!(note(0.95), "Found: Nike.");
        assert_eq!(note(0.05), "Found: nothing.");
    }

    #[test]
    fn a_single_review_moves_it_little_and_the_slope_is_level_at_the_end() {
        let few = weigh(&["Nike".into()], &[row(0.9, true, true)]).labels["Nike"];
        assert!((few.head - 1.0).abs() < 0.5 && (few.named - 1.0).abs() < 0.5);
        let rows: Vec<_> = (0..40)
            .map(|i| row(0.3 + 0.01 * i as f32, i % 3 == 0, i % 2 == 0))
            .collect();
        let w = weigh(&["Nike".into()], &rows).labels["Nike"];
        let loss = |w: [f32; 3]| -> f64 {
            let prior = [1.0, 1.0, -1.0];
            let held: f64 = w
                .iter()
                .zip(prior)
                .map(|(w, p)| 0.5 * HOLD * f64::from(w - p).powi(2))
                .sum();
            rows.iter().fold(held, |sum, (e, truth)| {
                let [s, n] = e.of("Nike").unwrap();
                let p = sigmoid(f64::from(w[0] * s + w[1] * n + w[2]));
                sum - (if truth.contains("Nike") { p } else { 1.0 - p }).ln()
            })
        };
        let here = [w.head, w.named, w.bias];
        for i in 0..3 {
            let at = |by: f32| {
                let mut w = here;
                w[i] += by;
                loss(w)
            };
            let slope = (at(0.01) - at(-0.01)) / 0.02;
            assert!(slope.abs() < 0.02, "{i}: {slope}");
        }
    }
}
