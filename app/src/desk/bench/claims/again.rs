//! The item that lies here claimed once more: its lease ran out, or another window has taken it over.

use crate::desk::bench::words::kept_words;
use crate::desk::bench::{Bench, Offer, elsewhere};
use crate::desk::stage::blur;
use crate::words::desk::bench::claims as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{DeskItem, ErrorCode};

impl Bench {
    /// A fresh claim on the item that lies here, the draft untouched.
    pub fn claim_again(self) {
        let Some(id) = self.current() else {
            return;
        };
        spawn_local(async move {
            self.make_room().await;
            let claimed = self.claim_this(id).await;
            if let Ok(Some(item)) = &claimed {
                elsewhere::tell(item);
            }
            // Another may lie here by now: it stays.
            let gone = self.current() != Some(id);
            if !gone {
                off_notice();
            }
            match claimed {
                Ok(Some(item)) if gone => drop(self.put_by(item)),
                Ok(None) | Err(_) if gone => {}
                Ok(Some(item)) if self.overtaken(&item) => {}
                // What was begun from another proposal is offered beside what is proposed by now.
                Ok(Some(item)) if self.proposed_anew(&item) => {
                    self.keep();
                    self.show(item);
                    self.say(say::YOURS_AGAIN);
                    self.prefetch();
                }
                Ok(Some(item)) => {
                    let notice = self.claimed_draft(item.draft.clone());
                    self.claimed_anew(item);
                    self.notice.set(notice);
                    self.keep();
                    self.say(say::YOURS_AGAIN);
                    self.prefetch();
                }
                Ok(None) => self.warn(say::NOT_IN_QUEUE.into(), Offer::Gone),
                Err(problem) => {
                    let offer = match problem.code() {
                        Some(ErrorCode::Conflict | ErrorCode::NotFound) => Offer::Gone,
                        Some(ErrorCode::TooManyHeld) => Offer::GiveBack,
                        _ => Offer::ClaimAgain,
                    };
                    self.warn(kept_words(&problem.to_string()), offer);
                }
            }
        });
    }

    /// Asked for twice, an item has two claims, whose answers come in any order: the later one holds.
    pub(in crate::desk::bench) fn overtaken(self, item: &DeskItem) -> bool {
        let later = |i: &DeskItem| i.item.id == item.item.id && i.claim.fence > item.claim.fence;
        self.item.with_untracked(|i| i.as_ref().is_some_and(later))
    }

    /// The item that lies here under another claim: the draft stays, and labels and policy are as they are by now.
    pub(in crate::desk::bench) fn claimed_anew(self, item: DeskItem) {
        let labels = item.labels.clone();
        self.item.set(Some(item));
        if self.state.with_untracked(|s| s.labels != labels) {
            self.change(|s| s.offer(labels));
        }
    }

    /// Is this proposed of the item that lies here, and was not when it was laid here?
    pub(in crate::desk::bench) fn proposed_anew(self, item: &DeskItem) -> bool {
        let of = |i: &DeskItem| i.proposal.as_ref().map(|p| p.id);
        (self.item).with_untracked(|i| i.as_ref().is_some_and(|i| of(i) != of(item)))
    }
}

/// The notice goes: what was pressed on it leaves the focus to the picture.
fn off_notice() {
    let on_it = |e: web_sys::Element| matches!(e.closest("#notice"), Ok(Some(_)));
    if document().active_element().is_some_and(on_it) {
        blur();
    }
}
