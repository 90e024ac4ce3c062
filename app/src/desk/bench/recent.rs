//! The decisions of the last minute, newest last: those on their way, and those stored that may still be taken back. Pure.

use vitrine_domain::{ItemId, Review, ReviewId};

#[derive(Debug, Clone, PartialEq)]
struct Decided {
    item: ItemId,
    fence: i64,
    /// None while it is being sent.
    review: Option<Review>,
    /// The reviewer wants it back.
    back: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recent(Vec<Decided>);

impl Recent {
    pub(super) fn sent(&mut self, item: ItemId, fence: i64) {
        self.0.push(Decided {
            item,
            fence,
            review: None,
            back: false,
        });
    }

    pub(super) fn stored(&mut self, fence: i64, review: Review) {
        if let Some(at) = self.place(review.item_id, fence) {
            self.0[at].review = Some(review);
        }
    }

    /// It was not stored. Says whether it was wanted back.
    pub(super) fn refused(&mut self, item: ItemId, fence: i64) -> bool {
        let at = self.place(item, fence);
        at.is_some_and(|at| self.0.remove(at).back)
    }

    /// The newest that is not wanted back yet is wanted now. Says whether it is still being sent; none: there is none.
    pub(super) fn want(&mut self) -> Option<bool> {
        let newest = self.0.iter_mut().rfind(|d| !d.back)?;
        newest.back = true;
        Some(newest.review.is_none())
    }

    /// The newest that is wanted back and can be had.
    pub(super) fn due(&self) -> Option<Review> {
        let mut wanted = self.0.iter().rev().filter(|d| d.back);
        wanted.find_map(|d| d.review.clone())
    }

    /// It is taken back, or never can be.
    pub(super) fn end(&mut self, review: ReviewId) {
        self.0
            .retain(|d| d.review.as_ref().is_none_or(|r| r.id != review));
    }

    /// It was not taken back, and may be wanted again.
    pub(super) fn stands(&mut self, review: ReviewId) {
        for d in &mut self.0 {
            if d.review.as_ref().is_some_and(|r| r.id == review) {
                d.back = false;
            }
        }
    }

    /// Is there one to take back?
    pub fn any(&self) -> bool {
        self.0.iter().any(|d| !d.back)
    }

    fn place(&self, item: ItemId, fence: i64) -> Option<usize> {
        self.0
            .iter()
            .position(|d| (d.item, d.fence) == (item, fence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::{PolicyId, Round, Verdict};

    fn review(item: ItemId) -> Review {
        Review {
            id: ReviewId::fresh(),
            item_id: item,
            proposal_id: None,
            reviewer_id: None,
            sampling_rule_id: None,
            reviewer: "Rob".into(),
            scripted: false,
            verdict: Verdict::Label,
            answer: "No violations.".into(),
            regions: Vec::new(),
            turns: Vec::new(),
            correction: false,
            note: String::new(),
            instruction: String::new(),
            policy_id: PolicyId::fresh(),
            supersedes: None,
            round: Round::First,
            beside: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_is_being_sent_is_taken_back_before_what_was_stored() {
        let (a, b) = (ItemId::fresh(), ItemId::fresh());
        let (first, second) = (review(a), review(b));
        let mut recent = Recent::default();
        recent.sent(a, 1);
        recent.stored(1, first.clone());
        recent.sent(b, 1);
        assert_eq!(recent.want(), Some(true));
        assert_eq!(recent.due(), None, "never the older one");
        recent.stored(1, second.clone());
        assert_eq!(recent.due(), Some(second.clone()));
        recent.end(second.id);
        // Again: the one before.
        assert_eq!(recent.want(), Some(false));
        assert_eq!(recent.due(), Some(first.clone()));
        assert!(!recent.any());
        recent.stands(first.id);
        assert_eq!(recent.want(), Some(false), "it may be tried again");
        recent.end(first.id);
        assert_eq!(recent.want(), None);
    }

    #[test]
    fn what_is_refused_is_no_decision() {
        let item = ItemId::fresh();
        let mut recent = Recent::default();
        recent.sent(item, 1);
        assert!(!recent.refused(item, 1));
        recent.sent(item, 1);
        recent.want();
        assert!(recent.refused(item, 1), "it was wanted back, and is");
        assert!(!recent.any());
    }
}
