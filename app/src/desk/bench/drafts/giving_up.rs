//! A draft that is given up, and stays so: the server is told once no save of it is on its way any more, since one that
//! came after would bring it back.

use super::{Saved, Synced};
use crate::client::{self, Problem};
use crate::desk::bench::Bench;
use crate::desk::draft;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::{Draft, DraftBody, ItemId};

/// Not there any more, or soon.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GivenUp {
    item: ItemId,
    /// Which turn waits for it; none: nothing does.
    turn: Option<u64>,
    /// What the server had, as far as it was known: it stands if the server is not reached.
    version: i32,
    last: Option<DraftBody>,
    /// What was sent of it last, where no answer came: the server may have that instead.
    unheard: Option<DraftBody>,
}

impl GivenUp {
    /// The save that it waited for is answered, or its answer is lost. `sent`: what went with it.
    pub(super) fn heard(self, sent: DraftBody, reply: Result<Draft, Problem>) -> Self {
        match reply {
            Ok(saved) => Self {
                version: saved.version,
                last: Some(saved.body),
                unheard: None,
                ..self
            },
            Err(problem) if problem.may_retry() => Self {
                last: None,
                unheard: Some(sent),
                ..self
            },
            Err(_) => self,
        }
    }
}

impl Synced {
    /// A save goes. What is written anew holds, whatever was given up before.
    pub(super) fn goes(&mut self, item: ItemId) {
        self.given_up.retain(|g| g.item != item);
        self.on_way.push(item);
    }

    /// A save is answered, or its answer is lost. Gives what was given up meanwhile, once no other is on its way.
    pub(super) fn landed(&mut self, item: ItemId) -> Option<GivenUp> {
        if let Some(at) = self.on_way.iter().position(|i| *i == item) {
            self.on_way.remove(at);
        }
        if self.on_way.contains(&item) {
            return None;
        }
        let newest = self.given_up.iter().rposition(|g| g.item == item)?;
        let given_up = self.given_up.remove(newest);
        self.given_up.retain(|g| g.item != item);
        Some(given_up)
    }

    /// What lies here is given up: no save goes before that is answered, for it would go on from what is given up. None:
    /// it waits for a save.
    fn give_up(&mut self, item: ItemId) -> Option<GivenUp> {
        let (version, last, unheard) = (self.version, self.last.take(), self.unheard.take());
        *self = Synced::after(self, 0, None, false);
        self.busy = true;
        let turn = Some(self.turn);
        self.after_saves(GivenUp {
            item,
            turn,
            version,
            last,
            unheard,
        })
    }

    fn after_saves(&mut self, given_up: GivenUp) -> Option<GivenUp> {
        if !self.on_way.contains(&given_up.item) {
            return Some(given_up);
        }
        self.given_up.push(given_up);
        None
    }
}

impl Bench {
    /// The draft on the desk is given up, on the server too; the answer to a save that is under way is of no interest any
    /// more.
    pub(in crate::desk::bench) fn forget_draft(self, id: ItemId) {
        draft::forget(&self.shelf(), id);
        let given_up = self.sync.try_update_value(|s| s.give_up(id)).flatten();
        self.newest(id, None);
        self.saved.set(Saved::Nothing);
        self.given_up(given_up);
    }

    /// Is a save of it on its way?
    pub(in crate::desk::bench) fn saving(self, id: ItemId) -> bool {
        self.sync.with_value(|s| s.on_way.contains(&id))
    }

    /// The server has ended the draft of an item that lies here no more, while a save of it was on its way: which came
    /// first is not known.
    pub(in crate::desk::bench) fn forget_again(self, id: ItemId) {
        let given_up = GivenUp {
            item: id,
            turn: None,
            version: 0,
            last: None,
            unheard: None,
        };
        let given_up = self
            .sync
            .try_update_value(|s| s.after_saves(given_up))
            .flatten();
        self.given_up(given_up);
    }

    /// The server is told.
    pub(super) fn given_up(self, given_up: Option<GivenUp>) {
        let Some(given_up) = given_up else {
            return;
        };
        let url = self.item_url(given_up.item, "draft");
        spawn_local(async move {
            let reply = client::tell("DELETE", &url, &()).await;
            let turn = self.sync.try_with_value(|s| s.turn);
            if given_up.turn.is_none() || turn != given_up.turn {
                return;
            }
            if let Err(problem) = reply {
                self.lost(&problem);
                // It stands: what is written next takes its place, or it is given up once there is a connection again.
                let stands = problem.may_retry();
                self.sync.update_value(|s| {
                    s.version = given_up.version;
                    s.last = given_up.last.filter(|_| stands);
                    s.unheard = given_up.unheard.filter(|_| stands);
                });
            }
            if self.answered() {
                self.save_soon();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use vitrine_domain::api::{ErrorBody, ErrorCode};

    fn body(answer: &str) -> DraftBody {
        DraftBody {
            answer: answer.into(),
            ..DraftBody::default()
        }
    }

    #[test]
    fn what_is_given_up_waits_for_the_saves_on_their_way() {
        let (item, other) = (ItemId::fresh(), ItemId::fresh());
        let mut sync = Synced::after(&Synced::default(), 3, Some(body("half")), false);
        let told = sync.give_up(item).unwrap();
        assert_eq!((told.version, told.last), (3, Some(body("half"))));
        assert_eq!((sync.version, &sync.last, sync.busy), (0, &None, true));

        // What may be there is given up as well.
        let mut sync = Synced {
            unheard: Some(body("lost")),
            ..Synced::default()
        };
        let told = sync.give_up(item).unwrap();
        assert_eq!((told.last, told.unheard), (None, Some(body("lost"))));
        assert_eq!(sync.unheard, None);

        let mut sync = Synced::default();
        sync.goes(item);
        sync.goes(other);
        assert_eq!(sync.give_up(item), None);
        // Another item has come to lie here meanwhile.
        let mut sync = Synced::after(&sync, 0, None, false);
        assert_eq!(sync.landed(other), None);
        let told = sync.landed(item).unwrap();
        assert_eq!((told.item, told.turn), (item, Some(1)));
        assert_eq!(sync.landed(item), None, "once");
    }

    /// It stands if it cannot be given up: what is written next goes on from it, as from one's own.
    #[test]
    fn what_a_save_on_its_way_brings_is_known_to_what_waits_for_it() {
        let item = ItemId::fresh();
        let told = || {
            let mut sync = Synced::after(&Synced::default(), 3, Some(body("half")), false);
            sync.goes(item);
            assert_eq!(sync.give_up(item), None);
            sync.landed(item).unwrap()
        };
        let saved = Draft {
            item_id: item,
            version: 4,
            body: body("whole"),
            saved_at: DateTime::UNIX_EPOCH,
        };
        let heard = told().heard(body("whole"), Ok(saved));
        assert_eq!(
            (heard.version, heard.last, heard.unheard),
            (4, Some(body("whole")), None)
        );
        let heard = told().heard(body("whole"), Err(Problem::Away("lost".into())));
        assert_eq!(
            (heard.version, heard.last, heard.unheard),
            (3, None, Some(body("whole")))
        );
        // Refused, it is not there.
        let refused = Problem::Refused(ErrorBody {
            code: ErrorCode::SavedElsewhere,
            message: String::new(),
        });
        assert_eq!(told().heard(body("whole"), Err(refused)), told());
    }

    #[test]
    fn what_is_written_anew_is_not_given_up_with_what_was_before() {
        let item = ItemId::fresh();
        let mut sync = Synced::default();
        sync.goes(item);
        assert_eq!(sync.give_up(item), None);
        sync.goes(item);
        assert_eq!(sync.landed(item), None);
        assert_eq!(sync.landed(item), None);
    }
}
