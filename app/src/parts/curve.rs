//! A training run's loss as lines in an SVG: pure arithmetic from points to paths. Along the steps everything is a share of
//! the drawing's width, whatever that is on a page; upwards it is in pixels.

use super::frame::{WIDTH, nice};
use vitrine_domain::TrainingPoint;

pub const HEIGHT: f32 = 240.0;
const TOP: f32 = 12.0;
const BOTTOM: f32 = 26.0;
/// Share of the width within which the last mark has no other beside it.
const ROOM: f32 = 0.14;
/// Share of the newest point in the running mean.
const SMOOTHING: f32 = 0.1;

/// What to draw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curve {
    /// The loss as measured, step by step.
    pub raw: String,
    /// Its running mean.
    pub smooth: String,
    /// The validation loss where measured: share of the width, y, value.
    pub validation: Vec<(f32, f32, f32)>,
    /// Horizontal rules: y and the loss they stand for.
    pub rules: Vec<(f32, String)>,
    /// Marks along the steps, the last among them: share of the width and the step.
    pub marks: Vec<(f32, String)>,
}

/// `steps`: the run's whole length, so that the curve grows towards the right edge.
pub fn curve(points: &[TrainingPoint], steps: i32) -> Curve {
    let losses = points
        .iter()
        .flat_map(|p| [Some(p.loss), p.validation_loss])
        .flatten()
        .filter(|v| v.is_finite());
    let high = losses.fold(0.0_f32, f32::max);
    if high <= 0.0 {
        return Curve::default();
    }
    let step = nice(high / 4.0);
    let ceiling = (high / step).ceil() * step;
    let last = points.last().map_or(0, |p| p.step).max(steps).max(1) as f32;
    let x = |s: f32| s / last;
    let y = |v: f32| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - v / ceiling);

    let mut mean = None;
    let (mut raw, mut smooth) = (String::new(), String::new());
    for p in points.iter().filter(|p| p.loss.is_finite()) {
        let m = mean.map_or(p.loss, |m: f32| m + SMOOTHING * (p.loss - m));
        mean = Some(m);
        for (path, v) in [(&mut raw, p.loss), (&mut smooth, m)] {
            let verb = if path.is_empty() { 'M' } else { 'L' };
            let x = WIDTH * x(p.step as f32);
            path.push_str(&format!("{verb}{x:.1} {:.1}", y(v)));
        }
    }
    let rules = (0..=(ceiling / step).round() as i32)
        .map(|i| (y(i as f32 * step), label(i as f32 * step, step)))
        .collect();
    let stride = nice(last / 5.0).max(1.0);
    let marks = (0..=(last / stride) as i32)
        .map(|i| i as f32 * stride)
        .filter(|step| x(*step) < 1.0 - ROOM)
        .chain([last])
        .map(|step| (x(step), format!("{step:.0}")))
        .collect();
    Curve {
        raw,
        smooth,
        validation: points
            .iter()
            .filter_map(|p| {
                let v = p.validation_loss.filter(|v| v.is_finite())?;
                Some((x(p.step as f32), y(v), v))
            })
            .collect(),
        rules,
        marks,
    }
}

fn label(v: f32, step: f32) -> String {
    let digits = if step >= 1.0 {
        0
    } else if step >= 0.1 {
        1
    } else {
        2
    };
    format!("{v:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(step: i32, loss: f32) -> TrainingPoint {
        TrainingPoint {
            step,
            loss,
            validation_loss: (step % 10 == 0).then_some(loss),
            ..TrainingPoint::default()
        }
    }

    #[test]
    fn everything_lies_inside_the_drawing() {
        let points: Vec<_> = (1..=50).map(|s| point(s, 4.2 / s as f32)).collect();
        let c = curve(&points, 100);
        assert_eq!(c.validation.len(), 5);
        for (x, y, _) in &c.validation {
            assert!((0.0..=1.0).contains(x) && (TOP..=HEIGHT - BOTTOM).contains(y));
        }
        assert!(c.raw.starts_with('M') && c.raw.matches('L').count() == 49);
        assert!(c.rules.len() >= 3 && c.rules.len() <= 7, "{:?}", c.rules);
    }

    #[test]
    fn the_last_step_is_marked_and_nothing_stands_on_it() {
        for steps in [1, 2, 30, 95, 100, 288, 1500] {
            let marks = curve(&[point(1, 2.0)], steps).marks;
            let (at, word) = marks.last().unwrap();
            assert_eq!((*at, word.as_str()), (1.0, &*steps.to_string()));
            assert!(marks.len() <= 7, "{marks:?}");
            for pair in marks.windows(2) {
                assert!(pair[1].0 - pair[0].0 > 0.1, "{marks:?}");
            }
        }
    }

    #[test]
    fn nothing_and_nonsense_draw_nothing() {
        assert_eq!(curve(&[], 10), Curve::default());
        assert_eq!(curve(&[point(1, f32::NAN)], 10).raw, "");
    }
}
