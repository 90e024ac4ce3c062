//! The pointer on the stage: one draws and moves, two pan and zoom, the wheel zooms.
//!
//! Must never decide what a gesture means: it names what was hit and where, the reducer does the rest.

use crate::desk::canvas::{Canvas, Light};
use crate::desk::geometry::Spot;
use crate::desk::geometry::reach::Grip;
use crate::desk::stage::blur;
use crate::desk::state::{Event, Target, Tool};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A finger that moves less, in screen pixels, taps.
const TAP: f32 = 10.0;

/// What is down on the stage.
#[derive(Debug, Clone, Default)]
pub struct Hands {
    down: Vec<(i32, [f32; 2])>,
    /// The pointer that pans, and where it was last.
    panning: Option<(i32, [f32; 2])>,
    /// A finger that may tap, and where.
    tapping: Option<(i32, [f32; 2])>,
}

impl Hands {
    fn put(&mut self, id: i32, at: [f32; 2]) {
        match self.down.iter_mut().find(|(d, _)| *d == id) {
            Some(down) => down.1 = at,
            None => self.down.push((id, at)),
        }
    }

    /// Middle and distance of the first two.
    fn pinch(&self) -> Option<([f32; 2], f32)> {
        let [(_, a), (_, b), ..] = self.down[..] else {
            return None;
        };
        let middle = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
        Some((middle, (a[0] - b[0]).hypot(a[1] - b[1]).max(1.0)))
    }
}

#[derive(Clone, Copy)]
pub struct Pointer {
    canvas: Canvas,
    hands: StoredValue<Hands>,
    cursor: RwSignal<&'static str>,
}

impl Pointer {
    pub fn new(canvas: Canvas) -> Self {
        Self {
            canvas,
            hands: StoredValue::new(Hands::default()),
            cursor: RwSignal::new("draw"),
        }
    }

    /// What the pointer looks like over what it would take hold of, as a class.
    pub fn cursor(self) -> &'static str {
        self.cursor.get()
    }

    /// Screen pixels from the stage's upper left corner.
    fn pixels(self, e: &web_sys::MouseEvent) -> Option<[f32; 2]> {
        let stage = self
            .canvas
            .stage
            .get_untracked()?
            .get_bounding_client_rect();
        Some([
            e.client_x() as f32 - stage.left() as f32,
            e.client_y() as f32 - stage.top() as f32,
        ])
    }

    fn spot(self, at: [f32; 2]) -> Spot {
        self.canvas.view.with_untracked(|v| v.share(at))
    }

    fn target(self, spot: Spot, touch: bool) -> Target {
        let state = self.canvas.bench.state;
        state.with_untracked(|s| s.target(spot, touch))
    }

    pub fn down(self, e: &web_sys::PointerEvent) {
        let Some(at) = self.pixels(e) else { return };
        let (id, touch) = (e.pointer_id(), e.pointer_type() == "touch");
        let bench = self.canvas.bench;
        self.hands.update_value(|h| h.put(id, at));
        if touch && self.hands.with_value(|h| h.down.len() == 2) {
            bench.apply(Event::LetGo);
            self.hands.update_value(|h| {
                h.panning = None;
                h.tapping = None;
            });
            return;
        }
        if e.button() == 1 || (e.button() == 0 && self.canvas.space.get_value()) {
            e.prevent_default();
            self.pan(e, at);
            return;
        }
        if e.button() != 0 || self.hands.with_value(|h| h.down.len() > 2) {
            return;
        }
        let spot = self.spot(at);
        let mut target = self.target(spot, touch);
        if e.alt_key() {
            target = Target::Image;
        }
        let tool = bench.state.with_untracked(|s| s.tool);
        if touch && target == Target::Image {
            self.finger(e, at, tool);
            return;
        }
        e.prevent_default();
        blur();
        if let Some(stage) = self.canvas.stage.get_untracked() {
            let _ = stage.set_pointer_capture(id);
        }
        let more = e.shift_key() || e.ctrl_key() || e.meta_key();
        match target {
            Target::Region(i) if more => bench.apply(Event::Extend(i)),
            Target::Image if e.shift_key() => bench.apply(Event::Press(Target::Field, spot)),
            target => bench.apply(Event::Press(target, spot)),
        }
    }

    /// A finger on the free image: it taps where points or corners are put, pans where there is something to pan, and
    /// otherwise leaves the page to scroll.
    fn finger(self, e: &web_sys::PointerEvent, at: [f32; 2], tool: Tool) {
        if matches!(tool, Tool::Point | Tool::Polygon) {
            self.hands
                .update_value(|h| h.tapping = Some((e.pointer_id(), at)));
        } else {
            self.canvas.bench.apply(Event::Select(None));
        }
        if !self.canvas.view.with_untracked(|v| v.fitted) {
            self.pan(e, at);
        }
    }

    fn pan(self, e: &web_sys::PointerEvent, at: [f32; 2]) {
        self.hands
            .update_value(|h| h.panning = Some((e.pointer_id(), at)));
        if let Some(stage) = self.canvas.stage.get_untracked() {
            let _ = stage.set_pointer_capture(e.pointer_id());
        }
        self.cursor.set("grabbing");
    }

    pub fn moved(self, e: &web_sys::PointerEvent) {
        let Some(at) = self.pixels(e) else { return };
        let id = e.pointer_id();
        self.canvas.over.set_value(e.pointer_type() != "touch");
        let is_down = self
            .hands
            .with_value(|h| h.down.iter().any(|(d, _)| *d == id));
        if !is_down {
            self.hover(at, e.alt_key());
            return;
        }
        let before = self.hands.with_value(Hands::pinch);
        self.hands.update_value(|h| h.put(id, at));
        if let (Some((from, was)), Some((to, is))) = (before, self.hands.with_value(Hands::pinch)) {
            let by = [to[0] - from[0], to[1] - from[1]];
            self.canvas.look(|v| v.pan(by).zoom(is / was, to));
            return;
        }
        if let Some((_, from)) = self.hands.with_value(|h| h.panning.filter(|p| p.0 == id)) {
            let by = [at[0] - from[0], at[1] - from[1]];
            self.canvas.look(|v| v.pan(by));
            self.hands.update_value(|h| h.panning = Some((id, at)));
            return;
        }
        if self.canvas.bench.state.with_untracked(|s| s.busy()) {
            self.canvas.bench.apply(Event::Drag(self.spot(at)));
        }
    }

    fn hover(self, at: [f32; 2], alt: bool) {
        let spot = self.spot(at);
        let state = self.canvas.bench.state;
        if state.with_untracked(|s| s.under_way().is_some()) {
            self.canvas.bench.apply(Event::Drag(spot));
        }
        let target = match self.target(spot, false) {
            _ if alt => Target::Image,
            target => target,
        };
        let cursor = match target {
            _ if self.canvas.space.get_value() => "grab",
            Target::Image | Target::Field => match state.with_untracked(|s| s.tool) {
                Tool::Select => "choose",
                _ => "draw",
            },
            Target::Region(_) => "move",
            Target::Grip(_, Grip::Handle(handle)) => handle.cursor(),
            Target::Grip(_, Grip::Corner(_)) => "corner",
            Target::Grip(_, Grip::Side(_)) => "add",
        };
        if self.cursor.get_untracked() != cursor {
            self.cursor.set(cursor);
        }
        self.canvas.shine(match target {
            Target::Region(i) | Target::Grip(i, _) => Some(Light::Region(i)),
            _ => None,
        });
    }

    pub fn up(self, e: &web_sys::PointerEvent) {
        let (id, bench) = (e.pointer_id(), self.canvas.bench);
        let hands = self.lift(id);
        if hands.panning.is_some_and(|p| p.0 == id) {
            self.cursor.set("draw");
        } else if hands.down.len() == 1 {
            bench.apply(Event::Release);
        }
        if let (Some((_, from)), Some(at)) = (hands.tapping.filter(|t| t.0 == id), self.pixels(e))
            && (from[0] - at[0]).hypot(from[1] - at[1]) < TAP
        {
            bench.apply(Event::Press(Target::Image, self.spot(at)));
            bench.apply(Event::Release);
        }
    }

    pub fn cancelled(self, e: &web_sys::PointerEvent) {
        self.lift(e.pointer_id());
        self.canvas.bench.apply(Event::LetGo);
    }

    /// Takes a pointer away; says how things were.
    fn lift(self, id: i32) -> Hands {
        let before = self.hands.get_value();
        self.hands.update_value(|h| {
            h.down.retain(|(d, _)| *d != id);
            h.panning = h.panning.filter(|p| p.0 != id);
            h.tapping = h.tapping.filter(|t| t.0 != id);
        });
        before
    }

    pub fn left(self) {
        self.canvas.over.set_value(false);
        if self.hands.with_value(|h| h.down.is_empty()) {
            self.canvas.shine(None);
        }
    }

    /// Zooms about the cursor; with Shift it pans sideways.
    pub fn wheel(self, e: &web_sys::WheelEvent) {
        let Some(at) = self.pixels(e.unchecked_ref()) else {
            return;
        };
        e.prevent_default();
        // Lines and pages where no pixels are told.
        let unit = [1.0, 16.0, 400.0][(e.delta_mode() as usize).min(2)];
        let by = e.delta_y() as f32 * unit;
        if e.shift_key() {
            let side = if by == 0.0 {
                e.delta_x() as f32 * unit
            } else {
                by
            };
            self.canvas.look(|v| v.pan([-side, 0.0]));
            return;
        }
        // A trackpad's pinch comes as a wheel with Ctrl, in small steps.
        let pace = if e.ctrl_key() { 0.01 } else { 0.0018 };
        self.canvas.look(|v| v.zoom((-by * pace).exp(), at));
    }
}
