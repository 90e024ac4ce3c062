//! Asked of the queue: its first item, one by its address, and whether anything has come for a desk that lies empty.

use super::left_open::still;
use super::words::not_lost;
use super::{Bench, Notice, Offer, Phase, elsewhere};
use crate::client::{self, Problem};
use crate::desk::draft;
use crate::desk::stage::focus;
use crate::words::desk::bench::asking as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::ItemId;
use vitrine_domain::api::{ClaimRequest, DeskItem, ErrorCode};

/// What was asked of the queue last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// None: its first.
    item: Option<ItemId>,
    /// Gone or taken, the next one instead.
    soft: bool,
}

impl Sought {
    /// Once more: the same, unless it was refused for good.
    fn after(self, problem: &Problem) -> Self {
        match problem.may_retry() {
            true => self,
            false => Self::default(),
        }
    }
}

impl Bench {
    pub(super) async fn claim(
        &self,
        item_id: Option<ItemId>,
        ahead: bool,
    ) -> Result<Option<DeskItem>, Problem> {
        self.ask(ClaimRequest {
            item_id,
            ahead,
            ..ClaimRequest::default()
        })
        .await
    }

    async fn ask(&self, request: ClaimRequest) -> Result<Option<DeskItem>, Problem> {
        let request = self.setting.with_value(|s| s.narrowed(request));
        let reply = client::post(&self.api("/claims"), &request).await;
        let claimed: Option<DeskItem> = reply.inspect_err(|problem| self.lost(problem))?;
        self.connected();
        if let Some(item) = &claimed {
            self.today.set(item.today);
        }
        Ok(claimed)
    }

    /// Asks for an item (this one, or the queue's first) and lays it on the desk.
    pub fn begin(self, wanted: Option<ItemId>) {
        let resting = self.phase.get_untracked() == Phase::Empty;
        let sought = Sought {
            item: wanted,
            soft: false,
        };
        self.fetch(sought, false, resting);
    }

    /// After what went wrong.
    pub fn try_again(self) {
        self.notice.set(None);
        self.fetch(self.sought.get_value(), false, false);
    }

    /// The same for a page that has just been opened: it also takes what lies on another of the reviewer's desks.
    pub fn open(self, wanted: Option<ItemId>) {
        let who = self.setting.with_value(|s| s.who);
        draft::forget_others(who);
        if let Some(who) = who {
            client::speak_for(who, move |problem| self.somebody_else(problem));
        }
        self.count_on();
        let left = match wanted {
            Some(_) => None,
            None => self.left_open(),
        };
        let sought = Sought {
            item: wanted.or(left),
            soft: left.is_some(),
        };
        self.fetch(sought, true, false);
    }

    /// The reviewer of an empty desk asks, and is answered even if there is nothing.
    pub fn look_again(self) {
        self.say_until(say::LOOKING);
        self.begin(None);
    }

    /// What nobody is told of: a claim that ran out frees its item without a word, and a connection comes back.
    pub fn look_unasked(self) {
        let sought = match self.phase.get_untracked() {
            Phase::Empty => Sought::default(),
            Phase::Away if self.cut.get_value() => self.sought.get_value(),
            _ => return,
        };
        if !document().hidden() {
            self.fetch(sought, false, true);
        }
    }

    /// `resting`: without a word, and once at a time.
    fn fetch(self, sought: Sought, resume: bool, resting: bool) {
        match resting {
            true if self.fetching.get_value() => return,
            true => self.fetching.set_value(true),
            false => self.phase.set(Phase::Loading),
        }
        self.sought.set_value(sought);
        let wanted = sought.item;
        spawn_local(async move {
            let asked = self.ask(ClaimRequest {
                item_id: wanted,
                // Never what lies on another of one's own desks.
                ahead: resting && wanted.is_none(),
                resume,
                ..ClaimRequest::default()
            });
            let claimed = asked.await;
            if resting {
                self.fetching.set_value(false);
            }
            // What nobody could answer for is left open still.
            if sought.soft && (claimed.is_ok() || !still(&claimed)) {
                self.not_left();
            }
            if sought.soft && !still(&claimed) && self.current() != wanted {
                if let Ok(Some(item)) = &claimed {
                    self.release_now(item).await;
                }
                if !self.taken() {
                    self.fetch(Sought::default(), resume, resting);
                }
                return;
            }
            if resume && let Ok(Some(item)) = &claimed {
                elsewhere::tell(item);
            }
            if self.said.with_untracked(|s| s == say::LOOKING) {
                self.say(match &claimed {
                    Ok(Some(_)) => String::new(),
                    Ok(None) => say::NOTHING_YET.into(),
                    Err(problem) => problem.to_string(),
                });
            }
            let taken = self.taken();
            match claimed {
                Ok(Some(item)) if taken => drop(self.put_by(item)),
                Ok(None) | Err(_) if taken => {}
                Ok(Some(item)) => {
                    if resting {
                        self.renew(&item);
                    }
                    self.show(item);
                    self.prefetch();
                }
                Ok(None) => self.empty(),
                // It looks again by itself.
                Err(problem) if resting && problem.code().is_none() => {}
                Err(problem) => self.stopped(problem, wanted),
            }
        });
    }

    /// A decision taken back has laid its item here in the meantime, or the reviewer rests, or is not the one who is signed in:
    /// so it stays.
    fn taken(self) -> bool {
        let phase = self.phase.get_untracked();
        phase == Phase::Working || phase.is_closed()
    }

    fn empty(self) {
        if self.phase.get_untracked() != Phase::Empty {
            self.item.set(None);
            self.phase.set(Phase::Empty);
            focus("look-again".into());
        }
    }

    fn stopped(self, problem: Problem, wanted: Option<ItemId>) {
        self.sought.update_value(|s| *s = s.after(&problem));
        let (phase, offer) = match problem.code() {
            Some(ErrorCode::SignInNeeded) => (Phase::SignedOut, Offer::SignIn),
            // It is told already.
            Some(ErrorCode::SomebodyElse) => return,
            Some(ErrorCode::EnoughToday) => (Phase::Enough, Offer::Nothing),
            _ => (Phase::Away, Offer::Nothing),
        };
        self.phase.set(phase);
        let kept = wanted.and_then(|id| draft::find(&self.shelf(), id));
        let text = match kept {
            Some(kept) => not_lost(&problem.to_string(), &kept.draft),
            None => problem.to_string(),
        };
        self.notice.set(Some(Notice { text, offer }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::api::ErrorBody;

    #[test]
    fn what_nobody_refused_is_asked_for_again_as_it_was() {
        let left = Sought {
            item: Some(ItemId::fresh()),
            soft: true,
        };
        let refused = |code| {
            let message = "so it is".to_owned();
            left.after(&Problem::Refused(ErrorBody { code, message }))
        };
        assert_eq!(left.after(&Problem::Away("no connection".into())), left);
        assert_eq!(refused(ErrorCode::Unavailable), left);
        for code in [ErrorCode::NotFound, ErrorCode::TooManyHeld] {
            assert_eq!(refused(code), Sought::default(), "{code:?}");
        }
    }
}
