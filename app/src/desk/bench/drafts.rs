//! The draft on the desk, kept in the browser at once and on the server a moment later.
//!
//! The server's copy is what another device sees. Each save goes on from a version; where another place has saved
//! since, the reviewer says which of the two holds, and neither is lost.

mod choice;
mod giving_up;
mod saving;

pub(super) use choice::two;

use super::claims::left;
use super::{Bench, Kept, draft};
use crate::desk::state::State;
use giving_up::GivenUp;
use leptos::prelude::*;
use std::time::Duration;
use vitrine_domain::{DraftBody, ItemId, Review};

/// How long after a change it is written into the browser: a shape is dragged through many states a second.
const HERE: Duration = Duration::from_millis(250);

/// Where the draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// There is none, or it is about to be saved.
    Nothing,
    /// In this browser alone: the server is away.
    Here,
    Everywhere,
}

/// How the server's copy stands to what lies here.
#[derive(Debug, Clone, Default)]
pub(super) struct Synced {
    /// Which time an item was laid here: what answers for an earlier one is of no interest.
    turn: u64,
    /// The newest version known; 0: none.
    pub(super) version: i32,
    /// As it was saved last.
    last: Option<DraftBody>,
    busy: bool,
    /// What the save on its way carries.
    carried: Option<DraftBody>,
    again: bool,
    waiting: bool,
    keeping: bool,
    /// Two drafts lie before the reviewer, or the item is decided: nothing is saved until one is chosen, or it is claimed
    /// again.
    paused: bool,
    /// How many saves in a row have reached nobody.
    failed: u32,
    /// What was sent last of what lies here, where no answer came: the server may have it.
    pub(super) unheard: Option<DraftBody>,
    /// The items of saves on their way, whatever lies here by now.
    on_way: Vec<ItemId>,
    /// Those of them whose draft is given up.
    given_up: Vec<GivenUp>,
}

impl Synced {
    /// `last`: what lies here is the newest version itself.
    pub(super) fn after(
        before: &Self,
        version: i32,
        last: Option<DraftBody>,
        paused: bool,
    ) -> Self {
        Self {
            turn: before.turn + 1,
            version,
            last,
            paused,
            keeping: before.keeping,
            failed: before.failed,
            on_way: before.on_way.clone(),
            given_up: before.given_up.clone(),
            ..Self::default()
        }
    }

    /// `newest`, where another place has saved it since: neither `mine`, which lies here, nor what went from here and whose
    /// answer was lost.
    fn of_another(
        &self,
        newest: Option<vitrine_domain::Draft>,
        mine: &DraftBody,
    ) -> Option<vitrine_domain::Draft> {
        newest.filter(|d| {
            d.version > self.version && d.body != *mine && Some(&d.body) != self.unheard.as_ref()
        })
    }
}

impl Bench {
    /// What would be kept, and of which item.
    fn draft_body(&self) -> Option<(ItemId, DraftBody)> {
        let (id, proposal_id) = self.item.with_untracked(|i| {
            i.as_ref()
                .map(|i| (i.item.id, i.proposal.as_ref().map(|p| p.id)))
        })?;
        let draft = self.state.with_untracked(|s| s.draft.clone());
        let body = DraftBody {
            proposal_id,
            answer: draft.answer,
            regions: draft.regions,
            turns: draft.turns,
            note: self.note.get_untracked(),
        };
        Some((id, body))
    }

    /// Is there anything to keep: something else than one would begin with?
    pub(super) fn drafted(&self) -> bool {
        let written = self.item.with_untracked(|i| {
            let left = i.as_ref().and_then(left);
            self.state.with_untracked(|s| written(s, left))
        });
        written || !self.note.with_untracked(String::is_empty)
    }

    /// Something has changed: it is kept in a moment.
    pub fn keep_soon(self) {
        if self.sync.with_value(|s| s.keeping) {
            return;
        }
        self.sync.update_value(|s| s.keeping = true);
        set_timeout(
            move || {
                if self.sync.try_update_value(|s| s.keeping = false).is_some() {
                    self.keep();
                }
            },
            HERE,
        );
    }

    /// Writes the draft into the browser's storage while it differs from the proposal, and sends it soon.
    pub fn keep(self) {
        let Some((id, body)) = self.draft_body() else {
            return;
        };
        let version = self.sync.with_value(|s| s.version);
        if self.drafted() {
            let synced = self.sync.with_value(|s| s.last.as_ref() == Some(&body));
            draft::keep(&self.shelf(), id, &Kept::of(body, version, synced));
            if !synced {
                self.save_soon();
            }
        } else {
            // One that was begun from another proposal stays where it is, and so does another place's.
            let here = draft::find(&self.shelf(), id);
            if here.is_some_and(|k| k.proposal_id == body.proposal_id) {
                draft::forget(&self.shelf(), id);
            }
            let there = |s: &Synced| s.last.is_some() || s.unheard.is_some();
            if self.sync.with_value(|s| there(s) && !s.paused) {
                self.forget_draft(id);
            }
        }
    }

    /// What the item is begun with when it is shown again.
    fn newest(self, id: ItemId, saved: Option<vitrine_domain::Draft>) {
        // Nothing on the page shows it.
        self.item.update_untracked(|i| {
            if let Some(item) = i.as_mut().filter(|i| i.item.id == id) {
                item.draft = saved;
            }
        });
    }
}

/// `left`: what was said by whoever left the item to a lead; else it begins with the proposal.
fn written(state: &State, left: Option<&Review>) -> bool {
    let of = &state.draft;
    match left {
        Some(r) => (&of.answer, &of.regions, &of.turns) != (&r.answer, &r.regions, &r.turns),
        None => state.changed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::samples::review;
    use crate::desk::geometry::Size;
    use chrono::DateTime;

    #[test]
    fn who_only_looks_at_what_was_left_has_written_nothing() {
        let says = |answer: &str| crate::desk::state::Draft {
            answer: answer.into(),
            ..Default::default()
        };
        let size = Size {
            width: 4,
            height: 3,
        };
        let begun = |answer| State::new(says("proposed"), says(answer), Vec::new(), size);
        let left = review("left");
        assert!(!written(&begun("left"), Some(&left)));
        assert!(written(&begun("more"), Some(&left)));
        // What was proposed is another answer than the one that was left.
        assert!(written(&begun("proposed"), Some(&left)));
        assert!(!written(&begun("proposed"), None));
        assert!(written(&begun("more"), None));
    }

    #[test]
    fn what_went_from_here_is_not_of_another_place() {
        let body = |answer: &str| DraftBody {
            answer: answer.into(),
            ..DraftBody::default()
        };
        let draft = |version, answer| vitrine_domain::Draft {
            item_id: ItemId::fresh(),
            version,
            body: body(answer),
            saved_at: DateTime::UNIX_EPOCH,
        };
        let sync = Synced {
            version: 2,
            unheard: Some(body("sent")),
            ..Synced::default()
        };
        let another = |newest| sync.of_another(newest, &body("here"));
        assert_eq!(another(None), None);
        for (version, answer) in [(2, "older"), (3, "here"), (3, "sent")] {
            assert_eq!(another(Some(draft(version, answer))), None, "{answer}");
        }
        let theirs = draft(3, "theirs");
        assert_eq!(another(Some(theirs.clone())), Some(theirs));
    }
}
