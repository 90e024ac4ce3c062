//! What a scripted reviewer says of an item: compares what the desk shows with what it knows. Pure.

use crate::truth_book::Entry;
use vitrine_domain::Verdict;
use vitrine_domain::api::{DeskItem, ReviewRequest};
use vitrine_domain::rules::correction::is_correction;

/// Blind items are labelled; a proposal that is right in answer and regions is accepted as it
/// stands, any other corrected.
pub fn decide(desk: &DeskItem, truth: &Entry) -> ReviewRequest {
    let fence = desk.claim.fence;
    let right = desk.proposal.as_ref().filter(|p| {
        !is_correction(
            (&p.answer, &p.regions),
            (&truth.answer, &truth.regions),
            &desk.labels,
        )
    });
    match right {
        Some(proposal) if !desk.item.blind => ReviewRequest {
            fence,
            verdict: Verdict::Accept,
            answer: proposal.answer.clone(),
            regions: proposal.regions.clone(),
            turns: vec![],
            note: String::new(),
        },
        _ => ReviewRequest {
            fence,
            verdict: if desk.item.blind {
                Verdict::Label
            } else {
                Verdict::Correct
            },
            answer: truth.answer.clone(),
            regions: truth.regions.clone(),
            turns: vec![],
            note: String::new(),
        },
    }
}
