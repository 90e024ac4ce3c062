//! From which score the trained head answers.

use super::RegionHead;
use super::batch::Image;
use anyhow::Result;

/// The highest threshold that decides best (F1 over image and label) on the
/// rows themselves, within 0.5..0.7; 0.5 when they do not say. The highest, as
/// what was trained on is told apart more clearly than what is new, whose false
/// alarms would slip in between.
pub(super) fn choose_threshold(head: &RegionHead, images: &[Image<'_>]) -> Result<f32> {
    let logit = |p: f32| (p.clamp(1e-4, 1.0 - 1e-4) / (1.0 - p.clamp(1e-4, 1.0 - 1e-4))).ln();
    let mut scored = Vec::new();
    for image in images {
        for (label, score) in head.scores(&image.row.features)?.into_iter().enumerate() {
            scored.push((logit(score), image.row.regions.iter().any(|r| r.0 == label)));
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
    Ok(highest
        .map_or(0.5, |t| 1.0 / (1.0 + (-t.0).exp()))
        .clamp(0.5, 0.7))
}
