//! What the desk can do without at first: dialogs, and what few items show. In the browser it is a wasm module of its own
//! (`crates/demo/setup/wasm.sh`), fetched when a hand comes to the desk or an item needs it; who asks sooner waits for it.
//!
//! Must never name those parts: `apart` alone does. Whatever another names, the first load has.

use super::bench::Bench;
use super::canvas::Canvas;
use super::over::Over;
use crate::words::desk::later as say;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use std::pin::Pin;
use vitrine_domain::Role;
use vitrine_domain::api::DeskItem;
use vitrine_domain::keymap::Action;

/// The way to each of them.
pub struct Later {
    pub act: fn(Canvas, Over, Action),
    pub add_turn: fn(Bench),
    pub aside: fn(Over) -> AnyView,
    pub breaks: fn(Bench, String, Option<u16>) -> AnyView,
    pub differing: fn(Bench) -> AnyView,
    pub help: fn(Bench, NodeRef<Dialog>) -> AnyView,
    pub left_by: fn(Bench) -> AnyView,
    pub palette: fn(Canvas, Over, String, Role) -> AnyView,
    pub steps: fn(Canvas) -> AnyView,
    pub strip: fn(Canvas) -> AnyView,
    pub turns: fn(Bench) -> AnyView,
}

/// None: they could not be fetched.
pub type Fetched = Pin<Box<dyn Future<Output = Option<&'static Later>>>>;

/// Where they are, once they are here, and how they are fetched.
#[derive(Clone, Copy)]
pub struct Coming {
    here: RwSignal<Option<&'static Later>>,
    fetch: fn() -> Fetched,
    /// They were asked for unasked.
    tried: StoredValue<bool>,
}

impl Coming {
    pub fn new(here: Option<&'static Later>, fetch: fn() -> Fetched) -> Self {
        let here = RwSignal::new(here);
        let tried = StoredValue::new(false);
        Self { here, fetch, tried }
    }

    /// Fetches them for an item that shows one.
    pub fn follow(self, bench: Bench) {
        let needed = Memo::new(move |_| {
            let of_item = bench.item.with(|i| i.as_ref().is_some_and(needs));
            of_item || bench.teaches() || bench.state.with(|s| !s.draft.turns.is_empty())
        });
        Effect::new(move |_| {
            if needed.get() {
                spawn_local(async move {
                    let _ = self.come().await;
                });
            }
        });
    }

    /// A hand has come to the desk: they will be asked for.
    pub fn soon(self) {
        if !self.tried.get_value() {
            self.tried.set_value(true);
            spawn_local(async move {
                let _ = self.come().await;
            });
        }
    }

    /// Does it now, or as soon as they are here; where they cannot be had, that is said.
    pub fn then(self, bench: Bench, what: impl FnOnce(&'static Later) + 'static) {
        if let Some(later) = self.here.get_untracked() {
            return what(later);
        }
        spawn_local(async move {
            match self.come().await {
                Some(later) => {
                    // Once what they show is there.
                    tick().await;
                    what(later);
                }
                None => bench.say(say::NOT_HERE),
            }
        });
    }

    /// Whatever kept them away, they are asked for anew.
    async fn come(self) -> Option<&'static Later> {
        if self.here.with_untracked(Option::is_none)
            && let Some(later) = (self.fetch)().await
        {
            self.here.set(Some(later));
        }
        self.here.get_untracked()
    }
}

/// Somebody has left it, two have said otherwise, or there are several images.
fn needs(item: &DeskItem) -> bool {
    let several = !item.item.further_images.is_empty();
    several || item.left_by.is_some() || !item.differing.is_empty()
}

/// One of them in its place; until it is here, nothing.
pub fn part(view: impl Fn(&'static Later) -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let Coming { here, .. } = expect_context();
    move || here.get().map(&view)
}
