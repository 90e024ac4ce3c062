//! The draft on the desk goes to the server: a moment after it was kept here, one save at a time.

use super::{Saved, Synced};
use crate::client;
use crate::desk::bench::{Bench, Kept};
use crate::desk::draft;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::DraftBody;
use vitrine_domain::api::{DeskItem, DraftRequest};

/// How long after it was kept here it is sent.
const SOON: Duration = Duration::from_millis(1_200);
/// At most so long, where saves reach nobody: each waits twice as long as the one before.
const AT_MOST: Duration = Duration::from_secs(30);

impl Synced {
    /// How long the next save waits.
    fn wait(&self) -> Duration {
        (SOON * 2_u32.pow(self.failed.min(5))).min(AT_MOST)
    }

    /// No answer came: the server has this, or still what was saved before it. Neither may be taken for saved.
    pub(super) fn not_heard_of(&mut self, sent: &DraftBody) {
        self.failed += 1;
        self.unheard = Some(sent.clone());
        self.last = None;
    }

    /// Of the last words, the version that they go on from and what was sent besides and may be there by now. None: nothing
    /// goes, for all of it is there or on its way.
    fn last_goes(&self, body: &DraftBody) -> Option<(i32, Option<DraftBody>)> {
        let sent = self.carried.as_ref().or(self.last.as_ref());
        let new = sent != Some(body);
        // What is given up is not answered yet: nothing goes on from that.
        let gives_up = self.busy && self.carried.is_none();
        (new && !gives_up && !self.paused).then(|| {
            let unheard = self.carried.as_ref().or(self.unheard.as_ref());
            (self.version, unheard.cloned())
        })
    }
}

impl Bench {
    pub(super) fn save_soon(self) {
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
    pub(in crate::desk::bench) fn saves_again(self) {
        self.sync.update_value(|s| s.failed = 0);
        match self.drafted() {
            true => self.save(),
            // What could not be given up is given up now.
            false => self.keep(),
        }
    }

    /// The server has answered. Says whether something was to be saved meanwhile.
    pub(super) fn answered(self) -> bool {
        let again = self.sync.try_update_value(|s| {
            s.busy = false;
            s.carried = None;
            std::mem::take(&mut s.again)
        });
        again == Some(true)
    }

    pub(in crate::desk::bench) fn save(self) {
        let Some((id, body)) = self.draft_body().filter(|_| self.drafted()) else {
            return;
        };
        let idle = self.sync.try_update_value(|s| {
            s.again = s.busy;
            let idle = !s.busy && !s.paused && s.last.as_ref() != Some(&body);
            s.busy |= idle;
            if idle {
                s.goes(id);
                s.carried = Some(body.clone());
            }
            idle
        });
        if idle != Some(true) {
            return;
        }
        let (turn, version) = self.sync.with_value(|s| (s.turn, s.version));
        let url = self.item_url(id, "draft");
        let request = self.request(version, None, body);
        spawn_local(async move {
            let reply = client::post::<_, vitrine_domain::Draft>(&url, &request).await;
            let given_up = self.sync.try_update_value(|s| s.landed(id)).flatten();
            if let Some(given_up) = given_up {
                let given_up = given_up.heard(request.body, reply);
                return self.given_up(Some(given_up));
            }
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
                    if self
                        .draft_body()
                        .is_some_and(|(_, now)| now != request.body)
                    {
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
        // Given up since, or here again: the next save tells, and this is none of another place.
        if self.current() == Some(id) {
            self.sync.update_value(|s| {
                if s.version < saved.version {
                    s.unheard = Some(saved.body);
                }
            });
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
    pub(super) fn adopt(self, saved: vitrine_domain::Draft) {
        let kept = Kept::of(saved.body.clone(), saved.version, true);
        // What has been written since is kept when it is saved itself.
        if self.draft_body().is_some_and(|(_, now)| now == saved.body) {
            draft::keep(&self.shelf(), saved.item_id, &kept);
        }
        self.newest(saved.item_id, Some(saved.clone()));
        self.sync.update_value(|s| {
            s.version = saved.version;
            s.last = Some(saved.body);
            s.unheard = None;
            s.failed = 0;
        });
        self.saved.set(Saved::Everywhere);
        self.connected();
    }

    /// Of what lies here.
    fn request(self, version: i32, unheard: Option<DraftBody>, body: DraftBody) -> DraftRequest {
        let fence = |i: &Option<DeskItem>| i.as_ref().map(|i| i.claim.fence);
        DraftRequest {
            version,
            fence: self.item.with_untracked(fence),
            unheard,
            body,
        }
    }

    /// The item or the page goes away: what is not saved is sent without waiting for an answer, nor for that to the save
    /// before it.
    pub(in crate::desk::bench) fn last_save(self) {
        let Some((id, body)) = self.draft_body().filter(|_| self.drafted()) else {
            return;
        };
        if let Some((version, unheard)) = self.sync.with_value(|s| s.last_goes(&body)) {
            let request = self.request(version, unheard, body);
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

    #[test]
    fn words_put_back_after_a_save_that_was_lost_are_saved_anew() {
        let body = |answer: &str| DraftBody {
            answer: answer.into(),
            ..DraftBody::default()
        };
        let mut sync = Synced {
            last: Some(body("before")),
            ..Synced::default()
        };
        sync.not_heard_of(&body("lost"));
        assert_ne!(sync.last, Some(body("before")));
        assert_eq!((sync.unheard, sync.failed), (Some(body("lost")), 1));
    }

    #[test]
    fn the_last_words_go_though_a_save_is_on_its_way_and_no_second_time() {
        let body = |answer: &str| DraftBody {
            answer: answer.into(),
            ..DraftBody::default()
        };
        let mut sync = Synced {
            version: 2,
            last: Some(body("before")),
            ..Synced::default()
        };
        assert_eq!(sync.last_goes(&body("before")), None);
        assert_eq!(sync.last_goes(&body("more")), Some((2, None)));
        (sync.busy, sync.carried) = (true, Some(body("more")));
        assert_eq!(sync.last_goes(&body("more")), None);
        let on_top = Some((2, Some(body("more"))));
        assert_eq!(sync.last_goes(&body("more, and all")), on_top);
        // Back where it was, it is another than what is on its way.
        assert_eq!(sync.last_goes(&body("before")), on_top);
        sync.paused = true;
        assert_eq!(sync.last_goes(&body("more, and all")), None);

        let mut sync = Synced::default();
        sync.not_heard_of(&body("lost"));
        let after = Some((0, Some(body("lost"))));
        assert_eq!(sync.last_goes(&body("lost, and more")), after);
        // What was there is being given up.
        sync.busy = true;
        assert_eq!(sync.last_goes(&body("anew")), None);
    }
}
