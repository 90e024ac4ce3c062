//! The demo's pictures, composed by role and index, with what a reviewer would say of them.

use anyhow::{Context, Result};
use std::sync::Arc;
use vitrine_domain::{Region, RegionSource, Shape, Split};
use vitrine_scenes::{Library, Policy, Role, Truth};

/// One picture to upload.
pub struct Picture {
    pub jpeg: Vec<u8>,
    pub phash: u64,
    pub answer: String,
    pub regions: Vec<Region>,
}

/// Which scene a picture is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub split: Split,
    pub index: u64,
    pub person: bool,
}

/// The role whose pictures and random streams a split uses.
fn role(split: Split) -> Role {
    match split {
        Split::Train => Role::Train,
        Split::Validation => Role::Validation,
        Split::HeldOut => Role::HeldOut,
    }
}

/// Composes one picture on a thread of its own.
pub async fn compose(
    library: Arc<Library>,
    policy: Arc<Policy>,
    seed: u64,
    wanted: Wanted,
) -> Result<Picture> {
    tokio::task::spawn_blocking(move || {
        let scene =
            vitrine_scenes::demo_scene(&library, &policy, role(wanted.split), seed, wanted.index);
        let truth = vitrine_scenes::truth(&policy, &scene);
        Ok(Picture {
            jpeg: vitrine_scenes::to_jpeg(&scene, None),
            phash: vitrine_media::phash(&scene.image),
            regions: regions(&truth),
            answer: truth.answer,
        })
    })
    .await
    .context("composing a picture")?
}

fn regions(truth: &Truth) -> Vec<Region> {
    truth
        .regions
        .iter()
        .map(|(label, xyxy)| Region {
            label: label.clone(),
            shape: Shape::Box { xyxy: *xyxy },
            source: RegionSource::Person,
            score: None,
        })
        .collect()
}

/// The policy as people read it.
pub fn policy_text(policy: &Policy) -> String {
    let allowed: Vec<&str> = policy
        .brands
        .iter()
        .filter(|b| !policy.forbids(**b))
        .map(|b| b.title)
        .collect();
    format!(
        "These brands may not be shown: {}.\n\nThese may: {}. Anything else in a picture is no matter of this policy.\n\n\
         Answer with the forbidden brands in alphabetical order, “Violations: A, B.”, or “No violations.”, \
         and draw a box around each forbidden mark.",
        policy.forbidden.join(", "),
        allowed.join(", ")
    )
}
