//! What was done in the last minute, newest last: decisions and moves, those on their way and those stored that may still be
//! taken back. Pure.

use crate::desk::draft::Kept;
use vitrine_domain::{ItemId, ReviewId};

/// How an item left the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Decided,
    Skipped,
    Held,
    GivenBack,
    /// It lies with another person: there is no way back.
    Sent,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub(super) item: ItemId,
    pub(super) fence: i64,
    pub(super) way: Way,
    /// What lay here, where the server keeps no draft of it.
    pub(super) kept: Option<Kept>,
    /// Of a decision of before this page: what was said besides.
    pub(super) note: String,
    /// Of a decision that is stored.
    pub(super) review: Option<ReviewId>,
    stored: bool,
    /// The reviewer wants it back.
    back: bool,
}

/// What comes of wanting the newest back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// There is none.
    Nothing,
    /// Once it is stored.
    Sending,
    Now,
    /// It cannot be had; the one before it is the newest from now on.
    Never,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recent(Vec<Deed>);

impl Recent {
    pub(super) fn sent(&mut self, item: ItemId, fence: i64, way: Way, kept: Option<Kept>) {
        self.0.push(Deed {
            item,
            fence,
            way,
            kept,
            note: String::new(),
            review: None,
            stored: false,
            back: false,
        });
    }

    /// `review`: of a decision.
    pub(super) fn stored(&mut self, item: ItemId, fence: i64, review: Option<ReviewId>) {
        if let Some(at) = self.find(item, fence) {
            self.0[at].stored = true;
            self.0[at].review = review;
        }
    }

    /// A decision from before this page was opened, wanted back now. Asked twice, it is one.
    pub(super) fn of_before(&mut self, item: ItemId, review: ReviewId, note: String) {
        if self.0.iter().any(|d| d.review == Some(review)) {
            return;
        }
        // No claim has this fence.
        self.sent(item, -1, Way::Decided, None);
        self.stored(item, -1, Some(review));
        if let Some(deed) = self.0.last_mut() {
            deed.note = note;
        }
        self.want();
    }

    /// It was not stored. Says whether it was wanted back.
    pub(super) fn refused(&mut self, item: ItemId, fence: i64) -> bool {
        let at = self.find(item, fence);
        at.is_some_and(|at| self.0.remove(at).back)
    }

    /// The newest that is not wanted back yet is wanted now.
    pub(super) fn want(&mut self) -> Wanted {
        let Some(at) = self.0.iter().rposition(|d| !d.back) else {
            return Wanted::Nothing;
        };
        if self.0[at].way == Way::Sent {
            self.0.remove(at);
            return Wanted::Never;
        }
        self.0[at].back = true;
        match self.0[at].stored {
            true => Wanted::Now,
            false => Wanted::Sending,
        }
    }

    /// The newest that is wanted back and can be had.
    pub(super) fn due(&self) -> Option<Deed> {
        let wanted = self.0.iter().rfind(|d| d.back && d.stored);
        wanted.cloned()
    }

    /// It is taken back, or never can be.
    pub(super) fn end(&mut self, item: ItemId, fence: i64) {
        self.0.retain(|d| (d.item, d.fence) != (item, fence));
    }

    /// It was not taken back, and may be wanted again.
    pub(super) fn stands(&mut self, item: ItemId, fence: i64) {
        if let Some(at) = self.find(item, fence) {
            self.0[at].back = false;
        }
    }

    /// Can the newest be taken back?
    pub fn any(&self) -> bool {
        let newest = self.0.iter().rfind(|d| !d.back);
        newest.is_some_and(|d| d.way != Way::Sent)
    }

    fn find(&self, item: ItemId, fence: i64) -> Option<usize> {
        self.0
            .iter()
            .position(|d| (d.item, d.fence) == (item, fence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(recent: &mut Recent, item: ItemId) -> ReviewId {
        let review = ReviewId::fresh();
        recent.sent(item, 1, Way::Decided, None);
        recent.stored(item, 1, Some(review));
        review
    }

    fn due(recent: &Recent) -> Option<ItemId> {
        recent.due().map(|d| d.item)
    }

    #[test]
    fn what_is_being_sent_is_taken_back_before_what_was_stored() {
        let (a, b) = (ItemId::fresh(), ItemId::fresh());
        let mut recent = Recent::default();
        let first = decided(&mut recent, a);
        recent.sent(b, 1, Way::Decided, None);
        assert_eq!(recent.want(), Wanted::Sending);
        assert_eq!(due(&recent), None, "never the older one");
        recent.stored(b, 1, Some(ReviewId::fresh()));
        assert_eq!(due(&recent), Some(b));
        recent.end(b, 1);
        // Again: the one before.
        assert_eq!(recent.want(), Wanted::Now);
        assert_eq!(recent.due().and_then(|d| d.review), Some(first));
        assert!(!recent.any());
        recent.stands(a, 1);
        assert_eq!(recent.want(), Wanted::Now, "it may be tried again");
        recent.end(a, 1);
        assert_eq!(recent.want(), Wanted::Nothing);
    }

    #[test]
    fn a_move_is_taken_back_before_the_decision_that_came_before_it() {
        let (a, b) = (ItemId::fresh(), ItemId::fresh());
        for way in [Way::Skipped, Way::Held, Way::GivenBack] {
            let mut recent = Recent::default();
            decided(&mut recent, a);
            recent.sent(b, 4, way, None);
            recent.stored(b, 4, None);
            assert!(recent.any());
            assert_eq!(recent.want(), Wanted::Now);
            assert_eq!(recent.due().map(|d| (d.item, d.way)), Some((b, way)));
            recent.end(b, 4);
            assert_eq!(recent.want(), Wanted::Now);
            assert_eq!(due(&recent), Some(a));
        }
    }

    #[test]
    fn what_was_sent_to_a_person_is_told_before_the_decision_before_it_is_taken_back() {
        let (a, b) = (ItemId::fresh(), ItemId::fresh());
        let mut recent = Recent::default();
        decided(&mut recent, a);
        recent.sent(b, 1, Way::Sent, None);
        assert!(!recent.any(), "no Undo stands beside it");
        assert_eq!(recent.want(), Wanted::Never);
        assert_eq!(due(&recent), None);
        // Its answer comes to nothing.
        recent.stored(b, 1, None);
        assert!(recent.any());
        assert_eq!(recent.want(), Wanted::Now);
        assert_eq!(due(&recent), Some(a));
    }

    #[test]
    fn what_is_refused_was_not_done() {
        let item = ItemId::fresh();
        let mut recent = Recent::default();
        recent.sent(item, 1, Way::Decided, None);
        assert!(!recent.refused(item, 1));
        recent.sent(item, 1, Way::Skipped, None);
        recent.want();
        assert!(recent.refused(item, 1), "it was wanted back, and is");
        assert!(!recent.any());
    }

    #[test]
    fn a_decision_of_before_the_page_is_wanted_at_once() {
        let (item, review) = (ItemId::fresh(), ReviewId::fresh());
        let mut recent = Recent::default();
        recent.of_before(item, review, "half hidden".into());
        recent.of_before(item, review, "half hidden".into());
        let due = recent.due().map(|d| (d.review, d.note));
        assert_eq!(due, Some((Some(review), "half hidden".into())));
        recent.end(item, -1);
        assert_eq!(recent, Recent::default());
    }
}
