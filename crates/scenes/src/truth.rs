//! What is true of a scene: the answer a policy asks for, the boxes, and the
//! caption that alignment learns from. Held by the reviewer script alone.

use crate::policy::Policy;
use crate::scene::{Placed, Scene};

/// The answer where nothing forbidden is shown.
pub const NO_VIOLATIONS: &str = "No violations.";

/// The true answer of a scene under a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// `Violations: Adidas, Nike.` (titles, sorted) or `No violations.`
    pub answer: String,
    /// Label (brand title) and box of each violating mark, in the answer's order;
    /// normalised xyxy on the image.
    pub regions: Vec<(String, [f32; 4])>,
}

/// The answer and regions that the policy asks for.
pub fn truth(policy: &Policy, scene: &Scene) -> Truth {
    let mut marks: Vec<&Placed> = scene
        .marks
        .iter()
        .filter(|m| policy.forbids(m.brand))
        .collect();
    marks.sort_by_key(|m| m.brand.title);
    Truth {
        answer: answer(marks.iter().map(|m| m.brand.title)),
        regions: marks
            .iter()
            .map(|m| (m.brand.title.to_owned(), m.bbox))
            .collect(),
    }
}

/// The answer naming these titles, which come sorted.
fn answer<'a>(titles: impl Iterator<Item = &'a str>) -> String {
    let titles: Vec<_> = titles.collect();
    if titles.is_empty() {
        return NO_VIOLATIONS.to_owned();
    }
    format!("Violations: {}.", titles.join(", "))
}

/// The caption of a scene: `Brands: Adidas, Nike. Objects: a cat, a red apple.`
/// Brands and objects are each sorted and named once; `none` stands for an empty
/// list.
pub fn caption(scene: &Scene) -> String {
    let brands = sorted(scene.marks.iter().map(|m| m.brand.title));
    let objects = sorted(scene.objects.iter().map(|o| o.description.as_str()));
    format!("Brands: {brands}. Objects: {objects}.")
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
