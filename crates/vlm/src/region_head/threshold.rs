//! From which score the trained head answers.

use super::train::HeadRow;

/// The highest threshold within `least..=most` that decides best (F1 over image
/// and label) by `scores`, each row's best of every label; `least` when they do
/// not say. The highest, as what is new is told apart less clearly than what
/// was trained on.
pub(super) fn choose_threshold(
    rows: &[HeadRow],
    scores: &[Vec<f32>],
    [least, most]: [f32; 2],
) -> f32 {
    let logit = |p: f32| (p.clamp(1e-4, 1.0 - 1e-4) / (1.0 - p.clamp(1e-4, 1.0 - 1e-4))).ln();
    let mut scored = Vec::new();
    for (row, scores) in rows.iter().zip(scores) {
        for (label, score) in scores.iter().enumerate() {
            scored.push((logit(*score), row.regions.iter().any(|r| r.0 == label)));
        }
    }
    let f1 = |at: f32| {
        let (mut hit, mut false_alarm, mut missed) = (0, 0, 0);
        for (z, truth) in &scored {
            match (*z >= at, *truth) {
                (true, true) => hit += 1,
                (true, false) => false_alarm += 1,
                (false, true) => missed += 1,
                (false, false) => {}
            }
        }
        if hit == 0 {
            0.0
        } else {
            2.0 * hit as f64 / (2 * hit + false_alarm + missed) as f64
        }
    };
    let tried: Vec<(f32, f64)> = (-20..=20)
        .map(|i| i as f32 * 0.2)
        .map(|at| (at, f1(at)))
        .collect();
    let best = tried.iter().map(|t| t.1).fold(0.0, f64::max);
    let highest = tried
        .iter()
        .rfind(|t| t.1 >= best - 1e-9)
        .filter(|_| best > 0.0);
    highest
        .map_or(least, |t| 1.0 / (1.0 + (-t.0).exp()))
        .clamp(least, most)
}
