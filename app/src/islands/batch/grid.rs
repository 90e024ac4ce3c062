//! The tiles of a batch, and which of them are ticked.

mod sending;

use crate::client::browser::now;
use crate::words::islands::batch as say;
use leptos::prelude::*;
use vitrine_domain::api::{BatchItem, QueuePage, QueueRow};
use vitrine_domain::{ItemId, Mode, Review};

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
}
