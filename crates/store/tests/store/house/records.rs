//! Records and requests as tests make them.

use std::sync::atomic::{AtomicU64, Ordering};
use vitrine_domain::api::{ClaimRequest, NewUser, ReviewRequest, SendRequest};
use vitrine_domain::rules::second::SecondRule;
use vitrine_domain::{ItemId, ModelVersion, ProjectSettings, Region, RegionSource, Shape, Verdict};
use vitrine_store::{NewImage, NewProposal};

pub const PASSWORD: &str = "correct horse battery";
pub const PROPOSED: &str = "Violations: Nike.";

/// Second reviews of everything.
pub fn always() -> ProjectSettings {
    ProjectSettings {
        second: SecondRule {
            percent: 100.0,
            ..SecondRule::default()
        },
        ..ProjectSettings::default()
    }
}

/// A training run after so many new triplets.
pub fn threshold(n: i32) -> ProjectSettings {
    ProjectSettings {
        retrain_after: Some(n),
        ..ProjectSettings::default()
    }
}

pub fn user(name: &str, is_admin: bool) -> NewUser {
    NewUser {
        name: name.into(),
        display_name: name.into(),
        password: PASSWORD.into(),
        is_admin,
        scripted: false,
    }
}

/// Unlike every image before: perceptual hashes some thirty bits apart.
pub fn image() -> NewImage {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // Far from the numbers that tests name themselves: a number is an image's content here.
    image_like(n + 1_000_000, z ^ (z >> 31))
}

pub fn image_like(n: u64, phash: u64) -> NewImage {
    NewImage {
        sha256: format!("{n:064x}"),
        width: 640,
        height: 480,
        bytes: 1000,
        phash,
    }
}

pub fn proposal(item: ItemId, version: &ModelVersion) -> NewProposal {
    NewProposal {
        item_id: item,
        model_version_id: version.id,
        answer: PROPOSED.into(),
        regions: vec![region("Nike")],
        malformed_regions: 0,
        well_formed: true,
        confidence: 0.7,
        unsure_spans: None,
        prompt_tokens: 80,
        answer_tokens: 5,
        seconds: 0.5,
    }
}

pub fn region(label: &str) -> Region {
    Region {
        label: label.into(),
        shape: Shape::Box {
            xyxy: [0.1, 0.2, 0.3, 0.4],
        },
        source: RegionSource::Head,
        score: Some(0.9),
    }
}

/// The queue's next.
pub fn next() -> ClaimRequest {
    ClaimRequest::default()
}

/// This item and no other.
pub fn this(item: ItemId) -> ClaimRequest {
    ClaimRequest {
        item_id: Some(item),
        ..ClaimRequest::default()
    }
}

pub fn review(fence: i64, verdict: Verdict, answer: &str) -> ReviewRequest {
    ReviewRequest {
        fence,
        verdict,
        answer: answer.into(),
        regions: vec![],
        turns: vec![],
        note: String::new(),
    }
}

/// To this person, without a word; to nobody, where there is no name.
pub fn send(to: &str) -> SendRequest {
    SendRequest {
        to: to.into(),
        reason: String::new(),
        fence: None,
    }
}
