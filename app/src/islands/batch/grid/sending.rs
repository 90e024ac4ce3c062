//! What is ticked is accepted together, and what was accepted taken back.

use super::super::keys::{STATUS, UNDO_ALL, focus, hand_on, tick_of, undo_of};
use super::{Grid, Tile};
use crate::client::browser::now;
use crate::client::{self, UNDO_FOR};
use crate::parts::sentence;
use crate::words::islands::batch as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{BatchOutcome, BatchRequest, BatchResult, UndoRequest};
use vitrine_domain::{ItemId, Review, ReviewId};

impl Grid {
    /// What is ticked, together.
    pub fn accept(self) {
        let mut items = self.chosen();
        if items.is_empty() {
            return self.said.set(say::CHOOSE_FIRST.into());
        }
        let pressed = now();
        // Each has its part of the time that they were looked at.
        let since = self.since.get_value();
        let each = since.map(|since| ((pressed - since) / items.len() as f64) as f32);
        for item in &mut items {
            item.seconds = each;
            self.put(item.item_id, Tile::Sending);
        }
        self.said.set(say::sending_some(items.len()));
        // The button and these tiles take nothing now.
        self.focus_open(items.first().map(|item| item.item_id));
        let request = BatchRequest {
            policy_version: self.policy_version,
            items,
        };
        let url = self.api("/batches");
        spawn_local(async move {
            match client::post::<_, Vec<BatchResult>>(&url, &request).await {
                Ok(results) => {
                    self.since.set_value(Some(pressed));
                    self.came(results);
                }
                Err(problem) => {
                    // Whether it was stored is not known; sent again, each says the same.
                    for item in &request.items {
                        self.put(item.item_id, Tile::Chosen);
                    }
                    self.said.set(say::try_again(&problem));
                }
            }
        });
    }

    /// The focus goes to the next tile that may be ticked, after this one if there is any; else to the status. What is said
    /// there is heard all the same, and would be heard twice with the focus on it.
    fn focus_open(self, behind: Option<ItemId>) {
        let next = self.entries.with_value(|all| {
            let at = all.iter().position(|e| Some(e.row.item.id) == behind);
            let (before, after) = all.split_at(at.unwrap_or(0));
            let mut tiles = after.iter().chain(before);
            let open = tiles.find(|e| e.tile.with_untracked(Tile::open));
            open.map(|e| tick_of(e.row.item.id))
        });
        focus(next.as_deref().unwrap_or(STATUS));
    }

    fn came(self, results: Vec<BatchResult>) {
        let (mut accepted, mut refused) = (0, 0);
        for result in results {
            let id = result.item_id;
            let to = match result.outcome {
                BatchOutcome::Accepted { review } => {
                    accepted += 1;
                    let which = review.id;
                    set_timeout(move || self.expire(id, which), UNDO_FOR);
                    Tile::Accepted(review)
                }
                BatchOutcome::Refused { message, .. } => {
                    refused += 1;
                    Tile::Refused(sentence(&message))
                }
            };
            self.put(id, to);
        }
        self.said.set(say::came_to(self.waits(), accepted, refused));
    }

    /// The time to take this acceptance back is over.
    fn expire(self, id: ItemId, review: ReviewId) {
        let Some(tile) = self.tile(id) else {
            return;
        };
        if tile.with_untracked(|t| matches!(t, Tile::Accepted(r) if r.id == review)) {
            hand_on(&undo_of(id), STATUS.into());
            if self.count(|e| e.tile.with_untracked(Tile::may_go_back)) == 1 {
                hand_on(UNDO_ALL, STATUS.into());
            }
            tile.set(Tile::Done);
        }
    }

    /// All that still may.
    pub fn undo_all(self) {
        let reviews = self.entries.with_value(|all| {
            let accepted = all.iter().filter_map(|e| match e.tile.get_untracked() {
                Tile::Accepted(review) => Some(*review),
                _ => None,
            });
            accepted.collect()
        });
        self.focus_open(None);
        self.undo(reviews);
    }

    pub fn undo(self, reviews: Vec<Review>) {
        if self.undoing.get_value() {
            return;
        }
        self.undoing.set_value(true);
        spawn_local(async move {
            let (mut back, mut trouble) = (0, None);
            for review in reviews {
                let id = review.item_id;
                let url = self.api(&format!("/items/{id}/undo"));
                let body = UndoRequest {
                    review_id: review.id,
                };
                match client::tell("POST", &url, &body).await {
                    Ok(()) => {
                        back += 1;
                        hand_on(&undo_of(id), tick_of(id));
                        self.put(id, Tile::Undone);
                    }
                    Err(problem) => trouble = Some(problem),
                }
            }
            self.undoing.set_value(false);
            self.said.set(match trouble {
                None => say::taken_back(back),
                Some(problem) => say::not_taken_back(back, &problem),
            });
        });
    }
}
