//! A veiled image on the desk: shown clear when asked for, veiled again when one looks away, goes on or leaves.

use super::{Bench, Notice, Offer};
use crate::client;
use crate::desk::later::Coming;
use crate::parts::eye::{Ask, Sight, clear_at, clear_words, time_left};
use crate::words::desk::bench::sight as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::ErrorCode;
use vitrine_domain::{ItemId, Reveal};

impl Bench {
    /// The address of what is to be seen now on the canvas, in this size.
    pub fn image_at(&self, size: &str) -> Option<String> {
        self.one_of_at(1, size)
    }

    /// The same of the item's image at this position, from 1.
    pub fn one_of_at(&self, position: usize, size: &str) -> Option<String> {
        let clear = self
            .reveal
            .with(|r| r.as_ref().map(|r| clear_at(r, size, position)));
        clear.or_else(|| {
            self.item.with(|i| {
                let item = i.as_ref()?;
                let url = match position {
                    1 => item.image_url.clone(),
                    n => {
                        let image = item.item.images().nth(n - 1)?;
                        self.api(&format!("/images/{}", image.id))
                    }
                };
                Some(format!("{url}?size={size}"))
            })
        })
    }

    /// The server sends this image blurred and grey.
    pub fn veiled(&self) -> bool {
        self.item.with(|i| i.as_ref().is_some_and(|i| i.veiled))
    }

    /// Nothing of it is clear.
    pub fn unseen(&self) -> bool {
        self.veiled() && self.reveal.with(Option::is_none)
    }

    pub fn gaze(self, ask: Ask, coming: Coming) {
        match (ask, self.sight.get_untracked()) {
            (Ask::Veil, _) => {
                if self.reveal.with_untracked(Option::is_some) {
                    self.say(say::VEILED_AGAIN);
                }
                self.cover();
            }
            (Ask::Keep, Sight::Glance) => {
                self.keep_clear.set_value(true);
                self.sight.set(Sight::Clear);
            }
            (Ask::Keep, Sight::Asking) => self.keep_clear.set_value(true),
            (wanted, Sight::Veiled) => {
                self.keep_clear.set_value(wanted == Ask::Keep);
                self.ask_to_see(coming);
            }
            _ => {}
        }
    }

    /// By key: clear, or veiled again.
    pub fn switch_veil(self, coming: Coming) {
        if !untrack(|| self.veiled()) {
            return self.say(say::NOT_VEILED);
        }
        let ask = match self.sight.get_untracked() {
            Sight::Clear | Sight::Asking => Ask::Veil,
            Sight::Veiled | Sight::Glance => Ask::Keep,
        };
        self.gaze(ask, coming);
    }

    fn ask_to_see(self, coming: Coming) {
        let Some(id) = self.current().filter(|_| untrack(|| self.veiled())) else {
            return;
        };
        self.sight.set(Sight::Asking);
        self.looks.update_value(|n| *n = n.wrapping_add(1));
        let mine = self.looks.get_value();
        // Who has looked away meanwhile sees nothing.
        coming.meanwhile(
            move || self.asks_to_see(id) && self.looks.get_value() == mine,
            move |later| match later {
                Some(later) => (later.uncover)(self, id),
                None => self.sight.set(Sight::Veiled),
            },
        );
    }

    /// Does somebody still wait to see this item's image?
    fn asks_to_see(self, id: ItemId) -> bool {
        self.current() == Some(id) && self.sight.get_untracked() == Sight::Asking
    }

    /// Asks the server for the clear image; one of the parts that come later.
    pub fn uncover(self, id: ItemId) {
        let url = self.item_url(id, "reveal");
        spawn_local(async move {
            let reply = client::post::<_, Reveal>(&url, &()).await;
            let still = self.asks_to_see(id);
            match reply {
                Ok(reveal) if still => self.clear(reveal),
                // Looked away before it came; it counts all the same.
                Ok(reveal) => {
                    self.today.set(reveal.today);
                    self.tell_veiled(id);
                }
                Err(problem) if still => {
                    self.sight.set(Sight::Veiled);
                    match problem.code() {
                        Some(ErrorCode::EnoughToday) => self.notice.set(Some(Notice {
                            text: problem.to_string(),
                            offer: Offer::Nothing,
                        })),
                        _ => self.say(say::not_revealed(&problem)),
                    }
                }
                Err(_) => {}
            }
        });
    }

    fn clear(self, reveal: Reveal) {
        let id = reveal.id;
        self.today.set(reveal.today);
        self.say(clear_words(&reveal));
        let time = time_left(&reveal);
        self.sight.set(match self.keep_clear.get_value() {
            true => Sight::Clear,
            false => Sight::Glance,
        });
        self.reveal.set(Some(reveal));
        let over = move || {
            let standing = self.reveal.try_get_untracked().flatten();
            if standing.is_some_and(|r| r.id == id) {
                self.reveal.set(None);
                self.sight.set(Sight::Veiled);
                self.say(say::VEILED_AGAIN);
            }
        };
        set_timeout(over, time);
    }

    /// Whatever is clear is veiled again, here and on the server.
    pub(super) fn cover(self) {
        let clear = self.reveal.get_untracked();
        if self.sight.get_untracked() != Sight::Veiled {
            self.sight.set(Sight::Veiled);
        }
        if let Some(reveal) = clear {
            self.reveal.set(None);
            self.tell_veiled(reveal.item_id);
        }
    }

    /// A word that is lost costs nothing: time veils it.
    fn tell_veiled(self, item: ItemId) {
        let url = self.item_url(item, "veil");
        spawn_local(async move {
            let _ = client::tell("POST", &url, &()).await;
        });
    }

    /// The same as the page goes.
    pub(super) fn cover_leaving(self) {
        if let Some(reveal) = self.reveal.get_untracked() {
            client::beacon(&self.item_url(reveal.item_id, "veil"), &());
        }
    }
}
