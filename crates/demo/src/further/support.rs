//! Product support: customers' photographs, and what we suggest to tell them. Its truth hangs on what the scene shows.

use super::{Picture, Planned, SUPPORT, region};
use crate::truth_book::Act;
use anyhow::{Context, Result};
use vitrine_domain::api::NewProject;
use vitrine_domain::rules::gate::GateRule;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::rules::priority::Weights;
use vitrine_domain::{Mode, ProjectSettings, Role, Split};
use vitrine_scenes::{Library, Scene, product_brands, product_scene, snapshot, to_jpeg};

pub const SLUG: &str = "product-support";

/// Photographs that are composed; the script decides the first so many, the last of them blind.
const COMPOSED: u64 = 9;
const SCRIPTED: u64 = 5;
/// Photographs as they are, of which nothing is known: they are the person's.
const SNAPSHOTS: [&str; 3] = ["black-telephone", "yellow-armchair", "leather-sofa"];

/// What the customer is asked to do next; the phrases of the desk.
const SAFETY: &str = "Please stop using it and turn it off; our safety team will call you.";
const RETURN: &str = "We will send you a return label; please keep the product as it is.";
const MAKER: &str =
    "Its maker looks after it; with your leave we will pass your photograph on to its service.";
const AGAIN: &str = "Please send us a second photograph that shows its underside or its label.";
const NO_MARK: &str = "No brand mark can be seen.";

/// Brands that we sell, and take back ourselves.
const OURS: [&str; 3] = ["Adidas", "Nike", "Puma"];

const INSTRUCTION: &str = "A customer sent this photograph. Say what the product is, which brand mark can be seen on it, \
    and what we should tell the customer.";

const POLICY: &str = "\
A customer has sent a photograph of a product that troubles them. The answer is a suggestion: an agent confirms it before \
anything is sent.

Say three things, a sentence each.

1. What the product is, in plain words. No model, no age and no fault that the photograph does not show.
2. Which brand mark can be seen on it, with a box around the mark; or “No brand mark can be seen.” What lies in the \
background does not count.
3. One next step, the first of these that fits:
– A gas bottle, or anything that runs on mains: safety comes first (⇧1), whatever the brand.
– Adidas, Nike, Puma: we sold it and take it back (⇧2).
– Another brand: its maker’s service (⇧3).
– No mark: a second photograph (⇧4).

Promise no refund, no price and no day.";

/// The project as it is made.
pub fn project() -> NewProject {
    NewProject {
        slug: SLUG.into(),
        name: "Product support".into(),
        instruction: INSTRUCTION.into(),
        policy_text: POLICY.into(),
        labels: product_brands()
            .iter()
            .map(|b| b.title.to_owned())
            .collect(),
        settings: ProjectSettings {
            mode: Mode::Advisory,
            phrases: [SAFETY, RETURN, MAKER, AGAIN, NO_MARK]
                .map(str::to_owned)
                .into(),
            gate: GateRule {
                metric: PrimaryMetric::AnswerChrf,
                ..GateRule::default()
            },
            queue: Weights {
                // Shell is on gas bottles, Target on kettles too: what may hurt somebody comes first.
                severities: [("Shell".to_owned(), 1.0), ("Target".to_owned(), 0.5)].into(),
                ..Weights::default()
            },
            ..ProjectSettings::default()
        },
    }
}

pub fn planned(library: &Library, seed: u64) -> Result<Planned> {
    let mut pictures = Vec::new();
    for index in 0..COMPOSED {
        let made = product_scene(library, seed, index)?;
        let (name, hazard) = (made.product.name, made.product.hazard);
        pictures.push(composed(index, name, hazard, &made.scene));
    }
    for name in SNAPSHOTS {
        pictures.push(Picture {
            name: format!("{}.jpg", pictures.len() + 1),
            bytes: snapshot(library, name).with_context(|| format!("no photograph {name}"))?,
            split: Split::Train,
            act: Act::Leave,
            answer: String::new(),
            regions: vec![],
        });
    }
    Ok(Planned {
        project: project(),
        crew: &[(SUPPORT, Role::Reviewer)],
        pictures,
    })
}

/// A photograph that shows `product`, which can hurt somebody where it is a `hazard`.
fn composed(index: u64, product: &str, hazard: bool, scene: &Scene) -> Picture {
    let brand = scene.marks.first().map(|m| m.brand.title);
    Picture {
        name: format!("{}.jpg", index + 1),
        bytes: to_jpeg(scene, None),
        split: match index + 1 == SCRIPTED {
            true => Split::HeldOut,
            false => Split::Train,
        },
        act: match index < SCRIPTED {
            true => Act::Decide,
            false => Act::Leave,
        },
        answer: answer(product, hazard, brand),
        regions: scene
            .marks
            .iter()
            .map(|m| region(m.brand.title, m.bbox))
            .collect(),
    }
}

/// What the policy asks for.
fn answer(product: &str, hazard: bool, brand: Option<&str>) -> String {
    let mark = match brand {
        Some(brand) => format!("It carries the {brand} mark."),
        None => NO_MARK.to_owned(),
    };
    let next = match brand {
        _ if hazard => SAFETY,
        Some(brand) if OURS.contains(&brand) => RETURN,
        Some(_) => MAKER,
        None => AGAIN,
    };
    format!("This is {product}. {mark} {next}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::region::check_all;
    use vitrine_scenes::{Brand, Placed, diagram};

    /// A mug with this brand's mark; what it looks like is of no account here.
    fn mug(index: u64, brand: Option<Brand>) -> Picture {
        let mark = |brand| Placed {
            brand,
            bbox: [0.4, 0.5, 0.6, 0.7],
            visible_fraction: 1.0,
        };
        let scene = Scene {
            image: diagram(1, 0).image,
            marks: brand.map(mark).into_iter().collect(),
            objects: vec![],
            background: String::new(),
            jpeg_quality: 80,
        };
        composed(index, "a mug", false, &scene)
    }

    #[test]
    fn the_answer_names_the_brand_that_is_boxed_and_no_other() {
        let labels = project().labels;
        for brand in product_brands() {
            let picture = mug(0, Some(brand));
            check_all(&picture.regions).unwrap();
            let [region] = &picture.regions[..] else {
                panic!("{:?}", picture.regions);
            };
            assert!(labels.contains(&region.label), "{}", region.label);
            let named: Vec<&String> = (labels.iter())
                .filter(|label| picture.answer.contains(label.as_str()))
                .collect();
            assert_eq!(named, [&region.label], "{}", picture.answer);
        }
        let without = mug(0, None);
        assert!(without.regions.is_empty() && without.answer.contains(NO_MARK));
    }

    #[test]
    fn the_script_decides_some_the_last_of_them_blind_and_leaves_the_others() {
        let pictures: Vec<Picture> = (0..COMPOSED).map(|index| mug(index, None)).collect();
        let decided = pictures.iter().filter(|p| p.act == Act::Decide).count();
        assert_eq!(decided as u64, SCRIPTED);
        let blind: Vec<&Picture> = (pictures.iter())
            .filter(|p| p.split == Split::HeldOut)
            .collect();
        assert!(blind.len() == 1 && blind[0].act == Act::Decide);
        let names: std::collections::BTreeSet<&str> =
            pictures.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names.len(), pictures.len());
    }

    #[test]
    fn the_answer_follows_the_policy() {
        assert_eq!(
            answer("a soccer ball", false, Some("Nike")),
            format!("This is a soccer ball. It carries the Nike mark. {RETURN}")
        );
        assert_eq!(
            answer("a camera", false, None),
            format!("This is a camera. {NO_MARK} {AGAIN}")
        );
        // Safety before everything else.
        assert!(answer("an electric kettle", true, Some("Target")).ends_with(SAFETY));
        assert!(answer("a gas bottle", true, Some("Nike")).ends_with(SAFETY));
        assert!(answer("a mug", false, Some("Starbucks")).ends_with(MAKER));
    }

    #[test]
    fn the_brands_that_we_take_back_are_labels() {
        let labels = project().labels;
        assert!(OURS.iter().all(|b| labels.iter().any(|l| l == b)));
        assert!(
            labels.is_sorted() && labels.len() <= 9,
            "a key each: {labels:?}"
        );
    }
}
