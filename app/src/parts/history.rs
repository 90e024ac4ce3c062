//! A benchmark's scores one after another as an SVG: pure arithmetic from results to points and lines.

use super::frame::WIDTH;
use vitrine_domain::BenchmarkEvaluation;
use vitrine_domain::rules::benchmark::comparable;

pub const HEIGHT: f32 = 220.0;
const TOP: f32 = 24.0;
const BOTTOM: f32 = 30.0;
/// Results drawn at most, the newest.
const MOST: usize = 24;
/// Names that have room beside one another, on a phone too.
const NAMES: usize = 6;

/// What to draw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// The lines between results that may be compared: an SVG path.
    pub lines: String,
    pub points: Vec<Point>,
    /// Horizontal rules: y and the score they stand for.
    pub rules: Vec<(f32, String)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Share of the drawing's width.
    pub x: f32,
    pub y: f32,
    pub score: f64,
    pub version: String,
    /// Whether its name has room below.
    pub named: bool,
}

/// Whole results with a score alone, oldest first.
pub fn history(evaluations: &[&BenchmarkEvaluation]) -> History {
    let mut all: Vec<_> = evaluations
        .iter()
        .filter_map(|e| {
            let result = e.result.as_ref()?;
            let score = result
                .score
                .filter(|s| s.is_finite() && result.partial.is_none())?;
            Some((e.model_version.clone(), score, result))
        })
        .collect();
    let newest = all.len().saturating_sub(MOST);
    let all = all.split_off(newest);
    if all.is_empty() {
        return History::default();
    }
    let highest = all.iter().map(|a| a.1).fold(0.0, f64::max);
    let step = if highest > 50.0 { 25.0 } else { 10.0 };
    let ceiling = (highest / step).ceil().max(1.0) * step;
    let x = |i: usize| (i as f32 + 0.5) / all.len() as f32;
    let y = |score: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (score / ceiling) as f32);
    let mut lines = String::new();
    for (i, pair) in all.windows(2).enumerate() {
        if comparable(pair[0].2, pair[1].2).is_ok() {
            lines.push_str(&format!(
                "M{:.1} {:.1}L{:.1} {:.1}",
                WIDTH * x(i),
                y(pair[0].1),
                WIDTH * x(i + 1),
                y(pair[1].1)
            ));
        }
    }
    let every = all.len().div_ceil(NAMES);
    History {
        lines,
        points: all
            .iter()
            .enumerate()
            .map(|(i, (version, score, _))| Point {
                x: x(i),
                y: y(*score),
                score: *score,
                version: version.clone(),
                named: (all.len() - 1 - i).is_multiple_of(every),
            })
            .collect(),
        rules: (0..=(ceiling / step).round() as i32)
            .map(|i| f64::from(i) * step)
            .map(|score| (y(score), format!("{score:.0}")))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn evaluation(
        version: &str,
        score: Option<f64>,
        images: &str,
        partial: bool,
    ) -> BenchmarkEvaluation {
        let id = "018f3f3e-7b1a-7000-8000-000000000000";
        let at = "2026-01-01T00:00:00Z";
        serde_json::from_value(json!({
            "id": id, "project_id": id, "model_version_id": id, "model_version": version, "benchmark": "scienceqa",
            "requested_by": "a", "state": "done", "cancel_requested": false, "done": 1, "total": 1, "reason": null,
            "created_at": at, "started_at": at, "finished_at": at,
            "result": {
                "score": score, "figures": {}, "partial": partial.then_some("some"),
                "record": {"benchmark": "scienceqa", "base": "b", "version": version, "artefact": null, "files": {},
                    "images": images, "questions": 1, "how": {}, "judge": null,
                    "code": {"version": "1", "commit": null}},
            },
        }))
        .unwrap()
    }

    #[test]
    fn whole_results_are_drawn_and_only_those_on_the_same_basis_are_joined() {
        let all = [
            evaluation("base", Some(40.0), "i", false),
            evaluation("v1", Some(60.0), "i", false),
            evaluation("v2", Some(99.0), "i", true),
            evaluation("v3", None, "i", false),
            evaluation("v4", Some(55.0), "other", false),
        ];
        let got = history(&all.iter().collect::<Vec<_>>());
        let drawn: Vec<&str> = got.points.iter().map(|p| p.version.as_str()).collect();
        assert_eq!(drawn, ["base", "v1", "v4"]);
        // base to v1; v4 is of other images.
        assert_eq!(got.lines.matches('M').count(), 1);
        assert!(got.points[1].y < got.points[0].y, "higher is better");
        for p in &got.points {
            assert!((0.0..=1.0).contains(&p.x) && (TOP..=HEIGHT - BOTTOM).contains(&p.y));
        }
        assert_eq!(got.rules.len(), 4, "0, 25, 50, 75: {:?}", got.rules);
    }

    #[test]
    fn many_results_stay_inside_and_nothing_draws_nothing() {
        let all: Vec<_> = (0..60)
            .map(|i| evaluation(&format!("v{i}"), Some(f64::from(i)), "i", false))
            .collect();
        let got = history(&all.iter().collect::<Vec<_>>());
        assert_eq!(got.points.len(), MOST);
        let newest = got.points.last().unwrap();
        assert_eq!((newest.version.as_str(), newest.named), ("v59", true));
        assert!(got.points.iter().filter(|p| p.named).count() <= NAMES);
        assert_eq!(history(&[]), History::default());
    }
}
