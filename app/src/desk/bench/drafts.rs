//! The draft on the desk, kept in the browser at once and on the server a moment later.
//!
//! The server's copy is what another device sees. Each save goes on from a version; where another place has saved
//! since, the reviewer says which of the two holds, and neither is lost.

mod choice;

pub(super) use choice::two;

use super::{Bench, Kept, draft};
use crate::client;
use crate::desk::state::State;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::api::DraftRequest;
use vitrine_domain::{DraftBody, ItemId};

/// How long after a change it is written into the browser: a shape is dragged through many states a second.
const HERE: Duration = Duration::from_millis(250);
/// How long after that it is sent.
const SOON: Duration = Duration::from_millis(1_200);
/// At most so long, where saves reach nobody: each waits twice as long as the one before.
const AT_MOST: Duration = Duration::from_secs(30);

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
    again: bool,
    waiting: bool,
    keeping: bool,
    /// Two drafts lie before the reviewer, or the item is decided: nothing is saved until one is chosen, or it is claimed
    /// again.
    paused: bool,
    /// How many saves in a row have reached nobody.
    failed: u32,
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
            ..Self::default()
        }
    }

    /// How long the next save waits.
    fn wait(&self) -> Duration {
        (SOON * 2_u32.pow(self.failed.min(5))).min(AT_MOST)
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

    /// Is there anything to keep?
    fn drafted(&self) -> bool {
        self.state.with_untracked(State::changed) || !self.note.with_untracked(String::is_empty)
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
            if self.sync.with_value(|s| s.last.is_some() && !s.paused) {
                self.forget_draft(id);
            }
        }
    }

    /// The draft is given up, on the server too; the answer to a save that is under way is of no interest any more. None
    /// is saved before the server has answered: it would go on from what is given up.
    pub(super) fn forget_draft(self, id: ItemId) {
        draft::forget(&self.shelf(), id);
        let before = self.sync.with_value(|s| s.version);
        self.sync.update_value(|s| {
            *s = Synced::after(s, 0, None, false);
            s.busy = true;
        });
        let turn = self.sync.with_value(|s| s.turn);
        self.newest(id, None);
        self.saved.set(Saved::Nothing);
        let url = self.item_url(id, "draft");
        spawn_local(async move {
            let reply = client::tell("DELETE", &url, &()).await;
            if self.sync.try_with_value(|s| s.turn) != Some(turn) {
                return;
            }
            if reply.is_err() {
                // It stands: what is written next takes its place.
                self.sync.update_value(|s| s.version = before);
            }
            if self.answered() {
                self.save_soon();
            }
        });
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

    fn save_soon(self) {
        if self.sync.with_value(|s| s.waiting || s.paused) {
            return;
        }
        let (turn, wait) = self.sync.with_value(|s| (s.turn, s.wait()));
        self.sync.update_value(|s| s.waiting = true);
        set_timeout(
            move || {
                if self.sync.try_with_value(|s| s.turn) == Some(turn) {
                    self.sync.update_value(|s| s.waiting = false);
                    self.save();
                }
            },
            wait,
        );
    }

    /// The next save waits for nothing.
    pub(super) fn saves_again(self) {
        self.sync.update_value(|s| s.failed = 0);
        self.save();
    }

    /// The server has answered. Says whether something was to be saved meanwhile.
    fn answered(self) -> bool {
        let again = self.sync.try_update_value(|s| {
            s.busy = false;
            std::mem::take(&mut s.again)
        });
        again == Some(true)
    }

    pub(super) fn save(self) {
        let Some((id, body)) = self.draft_body().filter(|_| self.drafted()) else {
            return;
        };
        let idle = self.sync.try_update_value(|s| {
            s.again = s.busy;
            let idle = !s.busy && !s.paused && s.last.as_ref() != Some(&body);
            s.busy |= idle;
            idle
        });
        if idle != Some(true) {
            return;
        }
        let (turn, version) = self.sync.with_value(|s| (s.turn, s.version));
        let url = self.item_url(id, "draft");
        spawn_local(async move {
            let request = DraftRequest { version, body };
            let reply = client::post::<_, vitrine_domain::Draft>(&url, &request).await;
            match self.sync.try_with_value(|s| s.turn) {
                Some(now) if now == turn => {}
                Some(_) => {
                    if let Ok(saved) = reply {
                        self.saved_aside(version, saved);
                    }
                    return;
                }
                None => return,
            }
            let again = self.answered();
            match reply {
                Ok(saved) => {
                    self.adopt(saved);
                    // Laid or undone here since, as nothing else tells.
                    if self.draft_body().is_some_and(|(_, now)| now != request.body) {
                        self.keep_soon();
                    }
                }
                Err(problem) => self.not_saved(id, turn, &request, problem).await,
            }
            if again {
                self.save_soon();
            }
        });
    }

    /// The same of an item that has stepped back since: shown again, it goes on from there. `before`: the version that the
    /// save went on from.
    fn saved_aside(self, before: i32, saved: vitrine_domain::Draft) {
        let id = saved.item_id;
        // Given up since, or here again: the next save tells.
        if self.current() == Some(id) {
            return;
        }
        let kept = draft::find(&self.shelf(), id).filter(|k| k.version == before);
        if let Some(kept) = kept {
            let synced = kept.clone().body() == saved.body;
            let version = saved.version;
            let kept = Kept {
                version,
                synced,
                ..kept
            };
            draft::keep(&self.shelf(), id, &kept);
        }
        // Nothing on the page shows it.
        self.ahead.update_untracked(|a| {
            for item in a.iter_mut().filter(|i| i.item.id == id) {
                item.draft = Some(saved.clone());
            }
        });
    }

    /// The server has this version now, whoever saved it: the next goes on from there.
    fn adopt(self, saved: vitrine_domain::Draft) {
        let kept = Kept::of(saved.body.clone(), saved.version, true);
        // What has been written since is kept when it is saved itself.
        if self.draft_body().is_some_and(|(_, now)| now == saved.body) {
            draft::keep(&self.shelf(), saved.item_id, &kept);
        }
        self.newest(saved.item_id, Some(saved.clone()));
        self.sync.update_value(|s| {
            s.version = saved.version;
            s.last = Some(saved.body);
            s.failed = 0;
        });
        self.saved.set(Saved::Everywhere);
        self.connected();
    }

    /// The page goes away: what is not saved is sent without waiting for an answer.
    pub(super) fn last_save(self) {
        let Some((id, body)) = self.draft_body().filter(|_| self.drafted()) else {
            return;
        };
        let (version, idle) = self.sync.with_value(|s| {
            let new = s.last.as_ref() != Some(&body);
            (s.version, new && !s.busy && !s.paused)
        });
        if idle {
            let request = DraftRequest { version, body };
            client::beacon(&self.item_url(id, "draft"), &request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saves_that_reach_nobody_come_more_and_more_seldom() {
        let wait = |failed| {
            let sync = Synced {
                failed,
                ..Synced::default()
            };
            sync.wait()
        };
        assert_eq!((wait(0), wait(1)), (SOON, 2 * SOON));
        assert!(wait(4) < AT_MOST);
        assert_eq!((wait(5), wait(100)), (AT_MOST, AT_MOST));
    }
}
