//! The tiles of a batch, and what is done with them: ticked, accepted together, taken back.

use super::keys::{STATUS, UNDO_ALL, focus, hand_on, tick_of, undo_of};
use crate::client;
use crate::parts::sentence;
use crate::words::islands::batch as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::api::{
    BatchItem, BatchOutcome, BatchRequest, BatchResult, QueuePage, QueueRow, UndoRequest,
};
use vitrine_domain::{ItemId, Mode, Review, ReviewId};

/// How long an acceptance can be taken back.
const UNDO_FOR: Duration = Duration::from_secs(60);

/// What is known of one tile.
#[derive(Debug, Clone, PartialEq)]
pub enum Tile {
    Left,
    Chosen,
    Sending,
    Accepted(Box<Review>),
    /// Accepted, and the time to take it back is over.
    Done,
    Refused(String),
    /// Taken back, and not ticked since.
    Undone,
}

impl Tile {
    /// May be ticked.
    pub fn open(&self) -> bool {
        matches!(self, Tile::Left | Tile::Chosen | Tile::Undone)
    }

    pub fn ticked(&self) -> bool {
        matches!(
            self,
            Tile::Chosen | Tile::Sending | Tile::Accepted(_) | Tile::Done
        )
    }

    pub fn may_go_back(&self) -> bool {
        matches!(self, Tile::Accepted(_))
    }

    /// Ticked or no longer; what is not open stays.
    pub fn toggle(&mut self) {
        match self {
            Tile::Left | Tile::Undone => *self = Tile::Chosen,
            Tile::Chosen => *self = Tile::Left,
            _ => {}
        }
    }
}

#[derive(Clone)]
pub struct Entry {
    pub row: QueueRow,
    /// Its answer breaks the project's grammar.
    pub malformed: bool,
    pub tile: RwSignal<Tile>,
}

#[derive(Clone, Copy)]
pub struct Grid {
    pub slug: StoredValue<String>,
    pub entries: StoredValue<Vec<Entry>>,
    /// In the status, and read out.
    pub said: RwSignal<String>,
    mode: Mode,
    lead: bool,
    policy_version: i32,
    /// When the tiles were shown, or some were accepted last: seconds by the browser's clock.
    since: StoredValue<Option<f64>>,
    /// A taking back is on its way.
    undoing: StoredValue<bool>,
}

impl Grid {
    pub fn new(
        slug: String,
        page: QueuePage,
        malformed: &[ItemId],
        mode: Mode,
        lead: bool,
    ) -> Self {
        let entries: Vec<Entry> = page
            .rows
            .into_iter()
            .filter(|row| row.proposal.is_some())
            .map(|row| Entry {
                malformed: malformed.contains(&row.item.id),
                row,
                tile: RwSignal::new(Tile::Left),
            })
            .collect();
        Self {
            slug: StoredValue::new(slug),
            entries: StoredValue::new(entries),
            said: RwSignal::new(String::new()),
            mode,
            lead,
            policy_version: page.policy_version,
            since: StoredValue::new(None),
            undoing: StoredValue::new(false),
        }
    }

    /// The tiles are on the screen.
    pub fn begin(self) {
        self.since.set_value(Some(now()));
    }

    pub fn count(self, what: impl Fn(&Entry) -> bool) -> usize {
        self.entries
            .with_value(|all| all.iter().filter(|e| what(e)).count())
    }

    /// What is accepted here waits for a lead.
    pub fn waits(self) -> bool {
        self.mode == Mode::Instructor && !self.lead
    }

    fn api(self, rest: &str) -> String {
        self.slug
            .with_value(|slug| format!("/api/v1/projects/{slug}{rest}"))
    }

    fn tile(self, id: ItemId) -> Option<RwSignal<Tile>> {
        self.entries.with_value(|all| {
            let entry = all.iter().find(|e| e.row.item.id == id);
            entry.map(|e| e.tile)
        })
    }

    fn put(self, id: ItemId, to: Tile) {
        if let Some(tile) = self.tile(id) {
            tile.set(to);
        }
    }

    /// All but the malformed, which a person ticks one by one.
    pub fn tick_all(self) {
        let mut left_out = 0;
        self.entries.with_value(|all| {
            for e in all.iter().filter(|e| e.tile.with_untracked(Tile::open)) {
                if !e.malformed {
                    e.tile.set(Tile::Chosen);
                } else if !e.tile.with_untracked(Tile::ticked) {
                    left_out += 1;
                }
            }
        });
        self.said.set(say::ticked(self.chosen().len(), left_out));
    }

    pub fn untick_all(self) {
        self.entries.with_value(|all| {
            for e in all {
                if e.tile.with_untracked(|t| *t == Tile::Chosen) {
                    e.tile.set(Tile::Left);
                }
            }
        });
        self.said.set(say::ticked(0, 0));
    }

    fn chosen(self) -> Vec<BatchItem> {
        self.entries.with_value(|all| {
            all.iter()
                .filter(|e| e.tile.with_untracked(|t| *t == Tile::Chosen))
                .filter_map(|e| {
                    Some(BatchItem {
                        item_id: e.row.item.id,
                        proposal_id: e.row.proposal.as_ref()?.id,
                        seconds: None,
                    })
                })
                .collect()
        })
    }

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
        // The button and these tiles take nothing now; the status says what becomes of them.
        focus(STATUS);
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
        focus(STATUS);
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

/// Seconds by the browser's clock.
fn now() -> f64 {
    web_sys::js_sys::Date::now() / 1000.0
}
