//! What comes back: refused, an item and its draft lie on the desk again with the reason. Under the hands of whoever is
//! at work on another one they do not: they wait beside it until they are asked for, or come next.

use super::claims::asks;
use super::{Bench, Notice, Offer, Phase, draft};
use crate::client::Problem;
use crate::desk::commands::takes_text;
use crate::desk::stage::focus;
use crate::desk::state::State;
use leptos::prelude::*;
use vitrine_domain::ItemId;
use vitrine_domain::api::DeskItem;

/// An item that was refused, still claimed unless the notice says otherwise, and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Returned {
    pub item: DeskItem,
    pub notice: Notice,
    /// As it lay here, with all that can be undone.
    pub state: State,
    pub note: String,
}

/// What the reviewer is at: the item, how much has been done to it and said of it, and whether the focus is in a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Doing {
    item: Option<ItemId>,
    beat: u64,
    note: String,
    in_field: bool,
}

impl Bench {
    /// What was sent of it was refused with this problem: it comes back, as what is wanted if it was asked for meanwhile.
    pub(super) fn not_done(self, back: Returned, problem: &Problem) {
        let (id, fence) = (back.item.item.id, back.item.claim.fence);
        let wanted = self.recent.try_update(|r| r.refused(id, fence));
        self.fall_silent();
        self.lost(problem);
        self.bring_back(back, wanted == Some(true));
    }

    /// `wanted`: the reviewer has asked for it.
    fn bring_back(self, back: Returned, wanted: bool) {
        let closed = self.phase.get_untracked().is_closed();
        if closed || self.not_now(wanted) {
            self.returned.update(|r| r.push(back));
        } else {
            self.in_place(back);
            if wanted {
                self.asks_back();
            }
        }
    }

    /// To the one that waits; what lies here comes after it, with its draft.
    pub fn go_back_to(self, id: ItemId) {
        if self.held_back() {
            return;
        }
        if let Some(back) = self.take_returned(|r| r.item.item.id == id) {
            self.in_place(back);
        }
    }

    fn in_place(self, back: Returned) {
        self.make_way();
        self.lay_returned(back);
    }

    /// The reviewer is back from a break: first what was refused meanwhile.
    pub fn resume(self) {
        match self.next_returned() {
            Some(back) => {
                self.lay_returned(back);
                self.prefetch();
            }
            None => self.begin(None),
        }
    }

    /// The one that has waited longest, if one does.
    pub(super) fn next_returned(self) -> Option<Returned> {
        self.take_returned(|_| true)
    }

    fn take_returned(self, which: impl Fn(&Returned) -> bool) -> Option<Returned> {
        let at = self.returned.with_untracked(|r| r.iter().position(which))?;
        self.returned.try_update(|r| r.remove(at))
    }

    /// In the place of what lies here.
    pub(super) fn lay_returned(self, back: Returned) {
        // Where the browser keeps nothing, it is here alone.
        let lost = draft::find(&self.shelf(), back.item.item.id).is_none();
        self.show(back.item);
        let mut state = back.state;
        let same = |s: &State| s.start == state.start && (lost || s.draft == state.draft);
        if self.state.with_untracked(same) {
            // Nothing of it is told anew.
            state.told = (0, None);
            // It may have been claimed again since it was refused.
            state.offer(self.state.with_untracked(|s| s.labels.clone()));
            self.take_up(state);
            if lost {
                self.note.set(back.note);
            }
        }
        let notice = with_drafts(back.notice, self.notice.get_untracked());
        // Never out of a text field: what is typed next would be keys.
        if in_field() {
            self.notice.set(Some(notice));
        } else {
            self.go_to(notice);
        }
    }

    /// The focus goes to what is told.
    pub(super) fn go_to(self, notice: Notice) {
        self.heard.set_value(true);
        self.notice.set(Some(notice));
        focus("notice".into());
    }

    /// Will the notice that is about to be drawn be read out by the focus that goes to it? Asked once of each.
    pub fn takes_focus(self) -> bool {
        self.heard.try_update_value(std::mem::take) == Some(true)
    }

    /// Must what comes back wait beside what lies here? Not where it is `wanted`, and nothing has been done here since.
    pub(super) fn not_now(self, wanted: bool) -> bool {
        let asked = || self.asked.with_value(|a| a.as_ref() == Some(&self.doing()));
        self.at_work() && !(wanted && asked())
    }

    /// Something is asked back, or was laid here in answer to that.
    pub(super) fn asks_back(self) {
        self.asked.set_value(Some(self.doing()));
    }

    /// What lies here was asked back, or something was while it lay here.
    pub fn is_back(self) -> bool {
        let asked = self.asked.with_value(|a| a.as_ref().and_then(|a| a.item));
        asked.is_some() && asked == self.current()
    }

    fn doing(self) -> Doing {
        Doing {
            item: self.current(),
            beat: self.state.with_untracked(|s| s.beat),
            note: self.note.get_untracked(),
            in_field: in_field(),
        }
    }

    /// Would another item in the place of this one be under somebody's hands?
    fn at_work(self) -> bool {
        let edited = |s: &State| s.can_undo() || s.busy();
        self.phase.get_untracked() == Phase::Working
            && (in_field()
                || self.state.with_untracked(edited)
                || !self.note.with_untracked(String::is_empty)
                || self.notice.with_untracked(asks))
    }
}

/// `here`: what was told as the item was laid here. Of two drafts one has to be chosen, for none is saved until then, and one
/// of another proposal is told nowhere else: both stay to be had beside a notice that is only to be read.
fn with_drafts(notice: Notice, here: Option<Notice>) -> Notice {
    let to_read = matches!(notice.offer, Offer::Nothing | Offer::Amend);
    match here.filter(|_| to_read) {
        Some(here) if matches!(here.offer, Offer::Choose(_) | Offer::TakeOver(_)) => Notice {
            text: format!("{} {}", notice.text, here.text),
            ..here
        },
        _ => notice,
    }
}

fn in_field() -> bool {
    document().active_element().is_some_and(|e| takes_text(&e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::samples::notice;

    #[test]
    fn another_draft_is_told_beside_what_comes_back() {
        let other = || notice("Begun before.", Offer::TakeOver(Box::default()));
        for read in [Offer::Nothing, Offer::Amend] {
            let told = with_drafts(notice("Taken back.", read), Some(other()));
            assert_eq!(told, notice("Taken back. Begun before.", other().offer));
        }
        // A claim that is lost goes first.
        let lost = || notice("Not yours.", Offer::ClaimAgain);
        assert_eq!(with_drafts(lost(), Some(other())), lost());
        let back = || notice("Taken back.", Offer::Nothing);
        for here in [None, Some(notice("Your draft is back.", Offer::Afresh))] {
            assert_eq!(with_drafts(back(), here), back());
        }
    }
}
