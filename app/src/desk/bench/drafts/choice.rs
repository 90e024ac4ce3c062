//! Two drafts of one item: the one that another place has saved since, and the one that lies here.

use crate::client::{self, Problem};
use crate::desk::bench::claims::afresh;
use crate::desk::bench::words::{kept_words, written};
use crate::desk::bench::{Bench, Kept, Notice, Offer, Saved};
use crate::desk::draft::{self, Begun};
use crate::desk::state::{Draft, Event};
use crate::words::desk::bench::drafts::choice as say;
use crate::words::parts::values;
use leptos::prelude::*;
use vitrine_domain::api::{DeskItem, DraftRequest, ErrorCode};
use vitrine_domain::{DraftBody, ItemId};

impl Bench {
    /// `newest`: what a fresh claim of the item that lies here has brought. Saved in another place since, it is told
    /// and nothing is overwritten; else saving goes on from it.
    pub(in crate::desk::bench) fn claimed_draft(
        self,
        newest: Option<vitrine_domain::Draft>,
    ) -> Option<Notice> {
        let (_, mine) = self.draft_body()?;
        if self.sync.with_value(|s| s.busy) {
            // The answer to the save under way tells.
            return None;
        }
        let version = newest.as_ref().map_or(0, |d| d.version);
        let other = self.sync.with_value(|s| s.of_another(newest, &mine));
        self.sync.update_value(|s| match other {
            Some(_) => s.paused = true,
            None => {
                if s.version != version {
                    s.last = None;
                }
                (s.version, s.paused) = (version, false);
            }
        });
        other.map(|other| two(&other, &Kept::of(mine, 0, false).draft))
    }

    /// The draft of an item that was begun from another proposal than the one shown, unless it says what is `begun` with.
    pub(in crate::desk::bench) fn outdated(
        &self,
        item: &DeskItem,
        begun: &Draft,
    ) -> Option<Notice> {
        let of = item.proposal.as_ref().map(|p| p.id);
        let here = draft::find(&self.shelf(), item.item.id).filter(|k| k.proposal_id != of);
        let saved = item.draft.clone().filter(|d| d.body.proposal_id != of);
        let kept = match draft::begin(here, saved) {
            Begun::Afresh => return None,
            Begun::From(kept) | Begun::Two(kept, _) => kept,
        };
        let says_more = kept.draft != *begun || !kept.note.is_empty();
        says_more.then(|| Notice {
            text: say::begun_before(&written(&kept.draft)),
            offer: Offer::TakeOver(Box::new(kept.body())),
        })
    }

    pub(super) async fn not_saved(
        self,
        id: ItemId,
        turn: u64,
        mine: &DraftRequest,
        problem: Problem,
    ) {
        self.saved.set(Saved::Here);
        match problem.code() {
            Some(ErrorCode::SavedElsewhere) => {}
            _ if problem.may_retry() => {
                self.lost(&problem);
                self.sync.update_value(|s| s.not_heard_of(&mine.body));
                if self.drafted() {
                    return self.save_soon();
                }
                // Taken back meanwhile; it may have been stored all the same, and must not come back.
                return self.forget_draft(id);
            }
            // There is nothing to draft any more, or not under this claim, and no save will change that.
            Some(ErrorCode::Conflict | ErrorCode::ClaimLost) => {
                self.sync.update_value(|s| s.paused = true);
                let to_read = |n: &Option<Notice>| {
                    (n.as_ref()).is_none_or(|n| {
                        matches!(n.offer, Offer::Nothing | Offer::Afresh | Offer::Amend)
                    })
                };
                if self.notice.with_untracked(to_read) {
                    self.warn(kept_words(&problem.to_string()), Offer::ClaimAgain);
                }
                return;
            }
            _ => return self.say_until(say::not_saved(&problem)),
        }
        let url = self.item_url(id, "draft");
        let other = client::get::<Option<vitrine_domain::Draft>>(&url).await;
        if self.sync.try_with_value(|s| s.turn) != Some(turn) {
            return;
        }
        let unheard = self.sync.with_value(|s| s.unheard.clone());
        match other {
            // The answer to a save of one's own was lost on its way.
            Ok(Some(other)) if other.body == mine.body => self.adopt(other),
            Ok(Some(other)) if Some(&other.body) == unheard.as_ref() => {
                self.adopt(other);
                self.save_soon();
            }
            Ok(Some(other)) => {
                self.sync.update_value(|s| s.paused = true);
                let notice = self.state.with_untracked(|s| two(&other, &s.draft));
                let notice = self.notice.with_untracked(|n| beside(n.as_ref(), notice));
                if notice.is_some() {
                    self.notice.set(notice);
                }
            }
            // Given up in another place since; what lies here is not.
            Ok(None) if mine.version != 0 => {
                self.newest(id, None);
                self.sync.update_value(|s| (s.version, s.last) = (0, None));
                self.save_soon();
            }
            // Given up there too, or not to be had just now: the next save tells.
            _ => {}
        }
    }

    /// Of two drafts, the one that lies here: it becomes the newest version.
    pub fn keep_mine(self, other: &vitrine_domain::Draft) {
        self.sync.update_value(|s| {
            (s.version, s.last, s.paused) = (other.version, Some(other.body.clone()), false);
        });
        self.notice.set(None);
        self.save();
    }

    /// Of two drafts, the other. What lies here is saved first, a version behind it, and can be put back.
    pub fn take_other(self, other: vitrine_domain::Draft) {
        let Some((_, mine)) = self.draft_body() else {
            return;
        };
        self.sync.update_value(|s| {
            (s.version, s.last, s.paused) = (other.version, Some(other.body.clone()), false);
        });
        self.save();
        self.lay(other.body);
        self.notice.set(Some(Notice {
            text: say::OTHER_LIES_HERE.into(),
            offer: Offer::PutBack(Box::new(mine)),
        }));
    }

    /// What one would have begun with instead of the draft, which can be put back.
    pub fn begin_afresh(self) {
        let start = self.state.with_untracked(|s| s.start.clone());
        let begun = self
            .item
            .with_untracked(|i| i.as_ref().map(|i| afresh(i, &start)));
        let Some(((_, mine), begun)) = self.draft_body().zip(begun) else {
            return;
        };
        self.lay(DraftBody {
            proposal_id: mine.proposal_id,
            answer: begun.answer,
            regions: begun.regions,
            turns: begun.turns,
            note: String::new(),
        });
        self.notice.set(Some(Notice {
            text: say::AFRESH.into(),
            offer: Offer::PutBack(Box::new(mine)),
        }));
    }

    /// This draft instead of the one that lies here.
    pub fn lay(self, body: DraftBody) {
        let draft = Draft {
            answer: body.answer,
            regions: body.regions,
            turns: body.turns,
        };
        self.notice.set(None);
        self.note.set(body.note);
        self.apply(Event::Lay(draft));
    }
}

/// What is told of two drafts where this `stands`. A claim that is lost goes first: claimed again, the item tells of both.
/// Why a decision was refused stays to be read.
fn beside(stands: Option<&Notice>, two: Notice) -> Option<Notice> {
    let Some(stands) = stands else {
        return Some(two);
    };
    match stands.offer {
        Offer::ClaimAgain | Offer::ClaimBack | Offer::GiveBack | Offer::Gone | Offer::SignIn => {
            None
        }
        Offer::Amend | Offer::Retry(_) | Offer::Again(_) => Some(Notice {
            text: format!("{} {}", stands.text, two.text),
            ..two
        }),
        _ => Some(two),
    }
}

/// Both drafts, to choose from.
pub(in crate::desk::bench) fn two(other: &vitrine_domain::Draft, here: &Draft) -> Notice {
    let there = Kept::of(other.body.clone(), 0, false).draft;
    Notice {
        text: say::two_drafts(
            &values::clock(other.saved_at),
            &written(&there),
            &written(here),
        ),
        offer: Offer::Choose(Box::new(other.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::samples::notice;
    use vitrine_domain::Verdict;

    #[test]
    fn two_drafts_take_no_reason_away_and_no_way_to_claim_the_item_again() {
        let two = || notice("Two drafts.", Offer::PutBack(Box::default()));
        let told = |offer| beside(Some(&notice("Not saved.", offer)), two());
        for lost in [
            Offer::ClaimAgain,
            Offer::ClaimBack,
            Offer::GiveBack,
            Offer::Gone,
            Offer::SignIn,
        ] {
            assert_eq!(told(lost.clone()), None, "{lost:?}");
        }
        for refused in [Offer::Amend, Offer::Retry(Verdict::Accept)] {
            let told = told(refused).unwrap();
            assert_eq!(told.text, "Not saved. Two drafts.");
            assert_eq!(told.offer, two().offer);
        }
        // What was only to be read gives way.
        for read in [Offer::Nothing, Offer::Afresh] {
            assert_eq!(told(read), Some(two()));
        }
        assert_eq!(beside(None, two()), Some(two()));
    }
}
