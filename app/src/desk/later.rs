//! What the desk can do without at first: dialogs, and what few items show. In the browser it is a wasm module of its own
//! (`crates/demo/setup/wasm.sh`), fetched when a hand comes to the desk, an item needs it, or the page has stood for a moment.
//!
//! Must never name those parts: `apart` alone does. Whatever another names, the first load has.

mod early;

use super::bench::Bench;
use super::canvas::Canvas;
use super::over::Over;
use super::state::Field;
use crate::words::desk::later as say;
use early::Early;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use std::pin::Pin;
use std::time::Duration;
use vitrine_domain::api::DeskItem;
use vitrine_domain::keymap::Action;
use vitrine_domain::rules::steps::Step;
use vitrine_domain::{Invalid, ItemId, ModelVersionId, Region, Role, Turn};

/// The way to each of them.
pub struct Later {
    pub act: fn(Canvas, Action),
    pub add_turn: fn(Bench),
    pub aside: fn(Over) -> AnyView,
    pub breaks: fn(Bench, String, Option<u16>) -> AnyView,
    pub differing: fn(Bench) -> AnyView,
    pub held: fn(Bench) -> AnyView,
    pub help: fn(Bench, NodeRef<Dialog>) -> AnyView,
    /// A key in a text of the draft.
    pub in_field: fn(Bench, Field, &web_sys::KeyboardEvent),
    pub in_steps: InSteps,
    pub left_by: fn(Bench) -> AnyView,
    pub palette: fn(Canvas, Over, String, Role) -> AnyView,
    pub steps: fn(Canvas) -> AnyView,
    pub strip: fn(Canvas) -> AnyView,
    pub trust: fn(Bench, ModelVersionId, f32) -> AnyView,
    pub turns: fn(Bench) -> AnyView,
    pub uncover: fn(Bench, ItemId),
}

/// What answers need that explain in steps: without it their items are not whole.
pub struct InSteps {
    pub read: fn(&str, &[String], &[Region]) -> Vec<Step>,
    pub check: Check,
    pub named_at: fn(&str, usize, &[String], &[Region]) -> Vec<usize>,
    /// What became of a text of steps.
    pub changed: fn(&web_sys::Event),
}

/// Whether an answer with its turns may be shown to learners.
pub type Check = fn(&str, &[Turn], &[String], &[Region]) -> Result<(), Invalid>;

/// None: they could not be fetched.
pub type Fetched = Pin<Box<dyn Future<Output = Option<&'static Later>>>>;

/// Where they could not be had, they are tried for again after so long.
const AGAIN: Duration = Duration::from_secs(5);
/// Who waits for longer is told.
const SOON: Duration = Duration::from_millis(400);

/// How they are fetched, and what waits for them.
#[derive(Clone, Copy)]
pub struct Coming {
    bench: Bench,
    fetch: fn() -> Fetched,
    /// They are on their way, or were not to be had just now.
    tried: StoredValue<bool>,
    /// Something was asked of them that waits.
    waiting: StoredValue<usize>,
    /// What lies here shows one of them.
    needed: Memo<bool>,
    /// Of which item it was said that it is not whole.
    said_of: StoredValue<Option<ItemId>>,
    /// What is typed for a field that waits …
    early: StoredValue<Early>,
    /// … and was, once it is there.
    pub typed: RwSignal<String>,
}

impl Coming {
    pub fn new(bench: Bench, fetch: fn() -> Fetched) -> Self {
        let needed = Memo::new(move |_| {
            let of_item = bench.item.with(|i| i.as_ref().map(needs));
            let drafted = || bench.at_rest(|s| !s.draft.turns.is_empty());
            of_item.is_some_and(|needs| needs || bench.teaches() || drafted())
        });
        Self {
            bench,
            fetch,
            tried: StoredValue::new(false),
            waiting: StoredValue::new(0),
            needed,
            said_of: StoredValue::new(None),
            early: StoredValue::new(Early::default()),
            typed: RwSignal::new(String::new()),
        }
    }

    /// Fetches them for an item that shows one, here or next, and for one that will be asked to show itself.
    pub fn follow(self) {
        let ahead = Memo::new(move |_| self.bench.ahead.with(|a| a.iter().any(needs)));
        Effect::new(move |_| {
            if self.needed.get() || ahead.get() || self.bench.veiled() {
                self.soon();
            }
        });
    }

    /// A hand has come to the desk: they will be asked for.
    pub fn soon(self) {
        if self.tried.get_value() {
            return;
        }
        self.tried.set_value(true);
        spawn_local(async move {
            if self.come().await.is_some() {
                return;
            }
            if self.missing() && self.said_of.get_value() != self.bench.current() {
                self.not_whole();
            }
            let again = move || {
                self.tried.set_value(false);
                if self.missing() {
                    self.soon();
                }
            };
            set_timeout(again, AGAIN);
        });
    }

    /// Does it now, or as soon as they are here, if the same item lies here then; where they cannot be had, that is said.
    pub fn then(self, what: impl FnOnce(&'static Later) + 'static) {
        let of = self.bench.current();
        self.whenever(move || self.bench.current() == of, what);
    }

    /// The same, if it is `still` meant then.
    pub fn whenever(
        self,
        still: impl FnOnce() -> bool + 'static,
        what: impl FnOnce(&'static Later) + 'static,
    ) {
        if let Some(later) = self.bench.later.get_untracked() {
            return what(later);
        }
        self.waiting.update_value(|n| *n += 1);
        let told = move || {
            if self.awaited() {
                self.bench.say(say::COMING);
            }
        };
        set_timeout(told, SOON);
        spawn_local(async move {
            let come = self.come().await;
            // Once what they show is there.
            tick().await;
            self.waiting.update_value(|n| *n -= 1);
            if self.bench.said.with_untracked(|s| s == say::COMING) {
                self.bench.say("");
            }
            let still = still();
            match come {
                Some(later) if still => what(later),
                Some(_) => {}
                None => {
                    self.early.set_value(Early::default());
                    if still {
                        self.bench.say(say::NOT_HERE);
                    }
                }
            }
        });
    }

    /// The same for what takes no keys and says by itself that it waits: the desk goes on meanwhile. None, where they cannot
    /// be had; that is said.
    pub fn meanwhile(
        self,
        still: impl FnOnce() -> bool + 'static,
        what: impl FnOnce(Option<&'static Later>) + 'static,
    ) {
        if let Some(later) = self.bench.later.get_untracked() {
            return what(Some(later));
        }
        spawn_local(async move {
            let come = self.come().await;
            if !still() {
                return;
            }
            if come.is_none() {
                self.bench.say(say::NOT_HERE);
            }
            what(come);
        });
    }

    /// The same for what has a field: it is called off by Escape, and handed what was typed until then.
    pub fn with_field(self, show: impl FnOnce() + 'static) {
        if self.here() {
            return show();
        }
        self.early.update_value(Early::begin);
        let still = move || self.early.with_value(Early::waited_for);
        self.whenever(still, move |_| {
            show();
            let typed = self.early.try_update_value(Early::take).flatten();
            self.typed.set(typed.unwrap_or_default());
        });
    }

    /// A key was pressed while something waits.
    pub fn hear(self, key: &str) {
        self.early.update_value(|e| e.hear(key));
    }

    /// Does something that was asked for wait?
    pub fn awaited(self) -> bool {
        self.waiting.get_value() > 0
    }

    /// Says so of what lies here.
    pub fn not_whole(self) {
        self.said_of.set_value(self.bench.current());
        self.bench.say(say::NOT_WHOLE);
    }

    pub fn here(self) -> bool {
        self.bench.later.with_untracked(Option::is_some)
    }

    /// Is a part of what lies here not shown yet?
    pub fn missing(self) -> bool {
        self.needed.get_untracked() && !self.here()
    }

    /// Whatever kept them away, they are asked for anew.
    async fn come(self) -> Option<&'static Later> {
        if !self.here()
            && let Some(later) = (self.fetch)().await
            // Of several that waited, the first.
            && !self.here()
        {
            let of = self.said_of.get_value();
            if self.missing() && of.is_some() && of == self.bench.current() {
                // The next press may have been meant for the item as it was.
                self.bench.comes_to_lie();
            }
            self.bench.later.set(Some(later));
        }
        self.bench.later.get_untracked()
    }
}

/// Somebody has left it, two have said otherwise, or there are several images.
fn needs(item: &DeskItem) -> bool {
    let several = !item.item.further_images.is_empty();
    several || item.left_by.is_some() || !item.differing.is_empty()
}

/// One of them in its place; until it is here, nothing.
pub fn part(
    bench: Bench,
    view: impl Fn(&'static Later) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    match bench.later.get_untracked() {
        Some(later) => view(later),
        None => (move || bench.later.get().map(&view)).into_any(),
    }
}
