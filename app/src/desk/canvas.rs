//! The canvas's own signals: how the image lies on the stage, what is lit, how sharp the image is. Copied freely.
//!
//! Regions themselves are the bench's; here is only what one sees of them.

use super::bench::Bench;
use super::geometry::{Size, Spot};
use super::stage::view::View;
use super::state::{Event, Seen, State, Tool};
use leptos::html::Div;
use leptos::prelude::*;
use std::time::Duration;
use vitrine_domain::BBox;
use vitrine_domain::rules::steps::Step;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// How long after the last step of a zoom lines, words and handles are drawn for the new scale.
const SETTLED: Duration = Duration::from_millis(140);
/// The image is fetched whole once a pixel of the copy for the screen would cover this many of the screen's.
const BLURRED: f32 = 1.25;
/// Pixels of that copy's longer side.
const COPY: f32 = 1_600.0;

/// What is pointed at or has the focus, here or in the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Light {
    Region(usize),
    /// All regions of a label.
    Label(String),
    /// All that a step of the answer names, counted from 0.
    Step(usize),
}

/// Which bytes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharpness {
    Copy,
    /// The whole image is on its way.
    Coming,
    Whole,
}

#[derive(Clone, Copy)]
pub struct Canvas {
    pub bench: Bench,
    pub view: RwSignal<View>,
    /// The scale that lines, words and handles are drawn for.
    pub drawn: RwSignal<f32>,
    /// The part of the image that words are drawn for.
    pub part: RwSignal<BBox>,
    /// Dots of the screen per screen pixel.
    pub dots: RwSignal<f32>,
    pub light: RwSignal<Option<Light>>,
    pub sharpness: RwSignal<Sharpness>,
    pub stage: NodeRef<Div>,
    /// The tool and snapping outlast the item.
    pub tool: RwSignal<Tool>,
    pub snap: RwSignal<bool>,
    /// The space bar is held: a drag pans.
    pub space: StoredValue<bool>,
    /// A mouse or a pen is over the stage.
    pub over: StoredValue<bool>,
    /// The answer's steps, where answers teach.
    pub steps: Memo<Vec<Step>>,
    /// The step that keys go on from.
    pub step: RwSignal<Option<usize>>,
    /// Which of the item's images is looked at, from 1.
    pub looked: RwSignal<usize>,
    turn: StoredValue<u32>,
}

impl Canvas {
    pub fn new(bench: Bench) -> Self {
        let size = bench.state.with_untracked(|s| s.size);
        Self {
            bench,
            view: RwSignal::new(View::new(size)),
            drawn: RwSignal::new(1.0),
            part: RwSignal::new([0.0, 0.0, 1.0, 1.0]),
            dots: RwSignal::new(1.0),
            light: RwSignal::new(None),
            sharpness: RwSignal::new(Sharpness::Copy),
            stage: NodeRef::new(),
            tool: RwSignal::new(Tool::default()),
            snap: RwSignal::new(true),
            space: StoredValue::new(false),
            over: StoredValue::new(false),
            steps: steps_of(bench),
            step: RwSignal::new(None),
            looked: RwSignal::new(1),
            turn: StoredValue::new(0),
        }
    }

    /// Another image lies on the desk: seen whole.
    pub fn begin(self, size: Size) {
        let [w, h] = self.room();
        self.light.set(None);
        self.step.set(None);
        self.sharpness.set(Sharpness::Copy);
        self.view.set(View::new(size).on_stage([w, h]));
        self.settle();
        let (tool, snap) = (self.tool.get_untracked(), self.snap.get_untracked());
        self.bench.change(|s| {
            s.tool = tool;
            s.snap = snap;
        });
    }

    /// Width and height of the stage, in screen pixels.
    fn room(self) -> [f32; 2] {
        self.stage.get_untracked().map_or([0.0, 0.0], |el| {
            [el.client_width() as f32, el.client_height() as f32]
        })
    }

    pub fn measured(self) {
        self.dots.set(window().device_pixel_ratio() as f32);
        let room = self.room();
        if room != self.view.with_untracked(|v| v.stage) {
            self.view.update(|v| *v = v.on_stage(room));
            self.settle();
        }
    }

    pub fn look(self, f: impl FnOnce(View) -> View) {
        let before = self.view.get_untracked();
        let view = f(before);
        if view == before {
            return;
        }
        self.view.set(view);
        self.told(view.seen());
        let turn = self.turn.with_value(|t| t.wrapping_add(1));
        self.turn.set_value(turn);
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(turn) {
                    self.settle();
                }
            },
            SETTLED,
        );
    }

    /// The reducer measures by what is seen; nothing is drawn by it, so nobody is told.
    fn told(self, seen: Seen) {
        let state = self.bench.state;
        state.update_untracked(|s| s.apply(Event::View(seen)));
    }

    /// Lines and words for the scale as it is now, and the whole image where its copy would look blurred.
    pub fn settle(self) {
        let view = self.view.get_untracked();
        // Not laid out yet: there is no scale to draw for.
        if view.stage[0] <= 0.0 {
            return;
        }
        let seen = view.seen();
        self.told(seen);
        if self.part.get_untracked() != seen.part {
            self.part.set(seen.part);
        }
        if self.drawn.get_untracked() != view.scale {
            self.drawn.set(view.scale);
        }
        let longest = view.image.width.max(view.image.height) as f32;
        let blurred = view.scale * longest * self.dots.get_untracked() > COPY * BLURRED;
        if longest > COPY && blurred && self.sharpness.get_untracked() == Sharpness::Copy {
            self.fetch_whole();
        }
    }

    fn fetch_whole(self) {
        let id = self
            .bench
            .item
            .with_untracked(|i| i.as_ref().map(|i| i.item.id));
        // A veil has one size.
        if untrack(|| self.bench.unseen()) {
            return;
        }
        let Some(url) = untrack(|| self.bench.image_at("full")) else {
            return;
        };
        let reveal = move || {
            self.bench
                .reveal
                .with_untracked(|r| r.as_ref().map(|r| r.id))
        };
        let by = reveal();
        let Ok(image) = web_sys::HtmlImageElement::new() else {
            return;
        };
        self.sharpness.set(Sharpness::Coming);
        let still = move || {
            by == reveal()
                && id
                    == self
                        .bench
                        .item
                        .with_untracked(|i| i.as_ref().map(|i| i.item.id))
                && self.sharpness.get_untracked() == Sharpness::Coming
        };
        let came = Closure::once_into_js(move || {
            if still() {
                self.sharpness.set(Sharpness::Whole);
            }
        });
        let failed = Closure::once_into_js(move || {
            if still() {
                self.sharpness.set(Sharpness::Copy);
            }
        });
        image.set_onload(Some(came.unchecked_ref()));
        image.set_onerror(Some(failed.unchecked_ref()));
        image.set_src(&url);
    }

    pub fn zoom(self, by: f32) {
        self.look(|v| v.zoom(by, v.middle()));
    }

    pub fn fit(self) {
        self.look(View::fit);
    }

    /// A pixel of the image to a pixel of the screen.
    pub fn one_to_one(self) {
        let scale = 1.0 / self.dots.get_untracked().max(0.1);
        self.look(|v| v.zoom_to(scale, v.middle()));
    }

    pub fn choose(self, tool: Tool) {
        self.tool.set(tool);
        self.bench.apply(Event::Tool(tool));
    }

    pub fn switch_snap(self) {
        let on = !self.snap.get_untracked();
        self.snap.set(on);
        self.bench.apply(Event::Snap(on));
    }

    /// What was selected by key or in the list is brought into sight.
    pub fn show_selected(self) {
        if let Some(i) = self.bench.state.with_untracked(State::selected) {
            self.show(i);
        }
    }

    /// Brings a region into sight.
    pub fn show(self, i: usize) {
        let spot = self.bench.state.with_untracked(|s| {
            let b = s.draft.regions.get(i)?.bbox();
            Some::<Spot>([(b[0] + b[2]) / 2.0, (b[1] + b[3]) / 2.0])
        });
        if let Some(spot) = spot {
            self.look(|v| v.showing(spot));
        }
    }

    pub fn shine(self, light: Option<Light>) {
        if self.light.with_untracked(|l| *l != light) {
            self.light.set(light);
        }
    }
}

fn steps_of(bench: Bench) -> Memo<Vec<Step>> {
    Memo::new(move |_| {
        let Some(later) = bench.later.get().filter(|_| bench.teaches()) else {
            return Vec::new();
        };
        bench.at_rest(|s| (later.in_steps.read)(&s.draft.answer, &s.labels, &s.draft.regions))
    })
}
