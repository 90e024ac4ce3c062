//! What tests lay on the desk.

use super::{Notice, Offer};
use chrono::DateTime;
use vitrine_domain::api::DeskItem;
use vitrine_domain::{
    Claim, Draft, DraftBody, Image, ImageId, Item, ItemId, ItemState, PolicyId, ProjectId,
    ProposalId, Review, ReviewId, Round, UserId, Verdict,
};

/// Blind, with a draft that was begun from `of`.
pub(in crate::desk) fn drafted(of: Option<ProposalId>) -> DeskItem {
    let (id, at) = (ItemId::fresh(), DateTime::UNIX_EPOCH);
    let image = Image {
        id: ImageId::fresh(),
        sha256: String::new(),
        width: 4,
        height: 3,
        bytes: 0,
        cluster_id: None,
        purged: false,
    };
    let body = DraftBody {
        proposal_id: of,
        answer: "half".into(),
        note: "half".into(),
        ..DraftBody::default()
    };
    DeskItem {
        item: Item {
            id,
            project_id: ProjectId::fresh(),
            image,
            further_images: Vec::new(),
            instruction: String::new(),
            state: ItemState::Queued,
            blind: true,
            split: None,
            priority: 0.0,
            assignee_id: None,
            assignee: None,
            held_by: None,
            flagged: false,
            sampling: None,
            created_at: at,
            decided_at: None,
        },
        proposal: None,
        claim: Claim {
            item_id: id,
            reviewer_id: UserId::fresh(),
            fence: 1,
            expires_at: at,
        },
        image_url: String::new(),
        veiled: false,
        today: None,
        policy_text: String::new(),
        labels: Vec::new(),
        draft: Some(Draft {
            item_id: id,
            version: 3,
            body,
            saved_at: at,
        }),
        left_by: None,
        sent: None,
        held: None,
        comments: 0,
        differing: Vec::new(),
    }
}

/// A first one that says this, and nothing besides.
pub(in crate::desk) fn review(answer: &str) -> Review {
    Review {
        id: ReviewId::fresh(),
        item_id: ItemId::fresh(),
        proposal_id: None,
        reviewer_id: None,
        sampling_rule_id: None,
        reviewer: String::new(),
        scripted: false,
        verdict: Verdict::Label,
        answer: answer.into(),
        regions: Vec::new(),
        turns: Vec::new(),
        correction: false,
        note: String::new(),
        instruction: String::new(),
        policy_id: PolicyId::fresh(),
        supersedes: None,
        round: Round::First,
        beside: None,
        created_at: DateTime::UNIX_EPOCH,
    }
}

pub(in crate::desk) fn notice(text: &str, offer: Offer) -> Notice {
    Notice {
        text: text.into(),
        offer,
    }
}
