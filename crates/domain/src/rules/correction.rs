//! Is a review a correction? When the answer's set or the matched regions differ from the proposal's. Further turns add to
//! a proposal and correct nothing of it.

use super::{decision, matching};
use crate::Region;

/// Regions that overlap at least this much count as left where they were.
pub const SAME_REGION_IOU: f32 = 0.9;

/// Compares a non-blind review with the proposal it was given. Answers that follow the grammar
/// compare as sets; others as trimmed text.
pub fn is_correction(
    proposed: (&str, &[Region]),
    reviewed: (&str, &[Region]),
    labels: &[String],
) -> bool {
    let same_answer = match (
        decision::parse(proposed.0, labels),
        decision::parse(reviewed.0, labels),
    ) {
        (Some(a), Some(b)) => a == b,
        _ => proposed.0.trim() == reviewed.0.trim(),
    };
    let counts = matching::count(proposed.1, reviewed.1, SAME_REGION_IOU);
    !same_answer || counts.matched != counts.predicted || counts.matched != counts.truth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegionSource, Shape};

    fn region(xyxy: [f32; 4]) -> Region {
        Region {
            label: "Nike".into(),
            shape: Shape::Box { xyxy },
            source: RegionSource::Head,
            score: None,
        }
    }

    #[test]
    fn only_a_change_of_meaning_is_a_correction() {
        let labels = vec!["Nike".to_owned(), "Puma".to_owned()];
        let at = [region([0.1, 0.1, 0.5, 0.5])];
        let nudged = [region([0.1, 0.1, 0.5, 0.501])];
        let moved = [region([0.2, 0.1, 0.6, 0.5])];
        assert!(!is_correction(
            ("Violations: Nike, Puma.", &at),
            ("Violations: Puma, Nike.", &nudged),
            &labels
        ));
        assert!(is_correction(
            ("Violations: Nike.", &at),
            ("Violations: Puma.", &at),
            &labels
        ));
        assert!(is_correction(
            ("Violations: Nike.", &at),
            ("Violations: Nike.", &moved),
            &labels
        ));
        assert!(is_correction(
            ("Violations: Nike.", &[]),
            ("Violations: Nike.", &at),
            &labels
        ));
        assert!(is_correction(
            ("I see a cat", &[]),
            ("No violations.", &[]),
            &labels
        ));
        assert!(!is_correction(
            ("I see a cat", &[]),
            ("I see a cat ", &[]),
            &labels
        ));
    }

    #[test]
    fn points_and_corners_count_too() {
        let of = |shape| {
            [Region {
                label: "Nike".into(),
                shape,
                source: RegionSource::Head,
                score: None,
            }]
        };
        let point = |x| of(Shape::Point { xy: [x, 0.5] });
        let polygon = |x| {
            of(Shape::Polygon {
                points: vec![[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [x, 0.5], [0.1, 0.9]],
            })
        };
        let differ = |a: &[Region], b: &[Region]| is_correction(("", a), ("", b), &[]);
        assert!(!differ(&point(0.5), &point(0.5)));
        assert!(differ(&point(0.5), &point(0.6)));
        assert!(!differ(&polygon(0.2), &polygon(0.2)));
        // One corner further in: the box around it is the same, the polygon is not.
        assert!(differ(&polygon(0.2), &polygon(0.6)));
    }
}
