//! What the pointer does: press, drag, release. A gesture is one entry of the history, whatever it passed through.
//!
//! Must never know the page.

use super::reshape::put;
use super::{Draft, State};
use crate::desk::geometry::{self, Handle, Spot};

/// What the pointer took hold of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The image itself: a new box begins.
    Image,
    Region(usize),
    Handle(usize, Handle),
}

/// A pointer gesture under way; the draft as it was when it began is put into the history at its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gesture {
    target: Target,
    from: Spot,
    before: Draft,
    /// It has gone far enough to mean something.
    moved: bool,
}

/// A drag shorter than this many image pixels is a click.
const CLICK_PIXELS: f32 = 3.0;

impl State {
    pub(super) fn press(&mut self, target: Target, at: Spot) {
        self.cancel();
        self.selected = match target {
            Target::Image => None,
            Target::Region(i) | Target::Handle(i, _) if i < self.draft.regions.len() => Some(i),
            _ => return,
        };
        self.gesture = Some(Gesture {
            target,
            from: at,
            before: self.draft.clone(),
            moved: false,
        });
    }

    pub(super) fn drag(&mut self, at: Spot) {
        let Some(mut gesture) = self.gesture.take() else {
            return;
        };
        let by = [at[0] - gesture.from[0], at[1] - gesture.from[1]];
        let [px, py] = self.size.pixel();
        if !gesture.moved && (by[0] / px).abs().max((by[1] / py).abs()) < CLICK_PIXELS {
            self.gesture = Some(gesture);
            return;
        }
        let size = self.size;
        match gesture.target {
            Target::Image => {
                let region = self.person(geometry::between(gesture.from, at, size));
                self.draft = gesture.before.clone();
                self.draft.regions.push(region);
                self.selected = Some(self.draft.regions.len() - 1);
            }
            Target::Region(i) => {
                let old = gesture.before.regions[i].bbox();
                put(&mut self.draft.regions[i], geometry::moved(old, by));
            }
            Target::Handle(i, handle) => {
                let old = gesture.before.regions[i].bbox();
                put(
                    &mut self.draft.regions[i],
                    geometry::resized(old, handle, by, size),
                );
            }
        }
        gesture.moved = true;
        self.gesture = Some(gesture);
    }

    pub(super) fn release(&mut self) {
        if let Some(gesture) = self.gesture.take()
            && gesture.before != self.draft
        {
            self.remember(gesture.before);
        }
    }

    pub(super) fn cancel(&mut self) {
        if let Some(gesture) = self.gesture.take() {
            self.draft = gesture.before;
            self.selected = self.selected.filter(|i| *i < self.draft.regions.len());
        }
    }
}
