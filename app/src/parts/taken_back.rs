//! What a second reviewer had said before and taken back: it counts too, and a lead may wish to know why two that say the
//! same are to be settled.

use super::{turn_differences, verdict_badge};
use crate::words::parts::taken_back as say;
use leptos::prelude::*;
use vitrine_domain::{Region, Review};

/// `first`: the review that the second stands beside now.
pub fn taken_back(review: &Review, first: &Review) -> AnyView {
    let before = match review.beside == Some(first.id) {
        true => say::BEFORE,
        false => say::BEFORE_ANOTHER_FIRST,
    };
    let any = !review.regions.is_empty() || !first.regions.is_empty();
    let regions = any.then(|| {
        let alike = alike(&review.regions, &first.regions);
        say::regions(review.regions.len(), alike)
    });
    view! {
        <div class="note">
            <p>{before} " " {verdict_badge(review.verdict)} " " {review.answer.clone()} {regions}</p>
            {turn_differences(&first.turns, &review.turns)}
        </div>
    }
    .into_any()
}

/// Whoever drew them, and in whichever order.
fn alike(a: &[Region], b: &[Region]) -> bool {
    let same = |a: &Region, b: &Region| a.label == b.label && a.shape == b.shape;
    let all = |a: &[Region], b: &[Region]| a.iter().all(|a| b.iter().any(|b| same(a, b)));
    a.len() == b.len() && all(a, b) && all(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::{RegionSource, Shape};

    fn region(label: &str, x: f32, source: RegionSource) -> Region {
        Region {
            label: label.into(),
            shape: Shape::Box {
                xyxy: [x, 0.1, 0.9, 0.9],
            },
            source,
            score: None,
        }
    }

    #[test]
    fn regions_are_alike_by_label_and_shape_alone() {
        let (person, model) = (RegionSource::Person, RegionSource::Head);
        let two = [region("Nike", 0.1, model), region("Puma", 0.2, model)];
        let drawn = [region("Puma", 0.2, person), region("Nike", 0.1, person)];
        assert!(alike(&two, &drawn) && alike(&[], &[]));
        let moved = [region("Nike", 0.3, model), region("Puma", 0.2, model)];
        let named = [region("Nike", 0.1, model), region("Nike", 0.2, model)];
        for other in [&moved[..], &named, &two[..1], &[]] {
            assert!(!alike(&two, other) && !alike(other, &two), "{other:?}");
        }
    }
}
