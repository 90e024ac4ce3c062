//! What the pointer does on its way. Each move begins from what the gesture took hold of, so that none adds to another.

use super::Kind;
use crate::desk::geometry::{self, Spot, within};
use crate::desk::state::corners::move_corner;
use crate::desk::state::event::Tool;
use crate::desk::state::history::Part;
use crate::desk::state::reshape::put;
use crate::desk::state::{Key, State};
use vitrine_domain::{Region, Shape};

/// A drag shorter than this many screen pixels is a click.
const CLICK: f32 = 3.0;

impl State {
    pub(in crate::desk::state) fn drag(&mut self, at: Spot) {
        let pulled = self.pulled(at);
        let (reach, size, snap, pixel) = (self.reach(), self.size, self.snap, self.screen_pixel());
        let Some(gesture) = &mut self.gesture else {
            return;
        };
        if let Kind::Polygon { next, .. } = &mut gesture.kind {
            *next = pulled;
            return;
        }
        let by = [at[0] - gesture.from[0], at[1] - gesture.from[1]];
        if !gesture.moved {
            if (by[0] / pixel[0]).abs().max((by[1] / pixel[1]).abs()) < CLICK {
                return;
            }
            if matches!(gesture.kind, Kind::Draw) {
                let from = gesture.from;
                let xyxy = geometry::between(from, from, size);
                self.start(|s| s.draw(Shape::Box { xyxy }));
            } else {
                self.start(|_| {});
            }
        }
        // Out of the state while it is read: nothing of it is copied.
        let Some(mut gesture) = self.gesture.take() else {
            return;
        };
        match &mut gesture.kind {
            Kind::Draw => {
                let mut from = gesture.from.map(|v| within(v, 0.0, 1.0));
                if snap {
                    from = gesture.edges.point(from, reach);
                }
                let xyxy = geometry::between(from, pulled, size);
                if let Some(last) = self.draft.regions.last_mut() {
                    last.shape = Shape::Box { xyxy };
                }
            }
            Kind::Point => {
                if let Some(last) = self.draft.regions.last_mut() {
                    last.shape = Shape::Point { xy: pulled };
                }
            }
            Kind::Move => {
                let boxes = gesture.before.iter().map(|(_, p)| p.region.bbox());
                if let Some(around) = geometry::around(boxes) {
                    let mut by = geometry::allowed(around, by);
                    if snap {
                        by = gesture.edges.step(around, by, reach);
                    }
                    by = geometry::allowed(around, by);
                    for (i, part) in &gesture.before {
                        let to = geometry::moved(part.region.bbox(), by);
                        self.again(*i, part, |r| put(r, to));
                    }
                }
            }
            Kind::Resize(i, handle) => {
                if let Some((_, part)) = gesture.before.first() {
                    let b = part.region.bbox();
                    let mut by = by;
                    if snap {
                        by = gesture.edges.handle(b, *handle, by, reach);
                    }
                    let to = geometry::resized(b, *handle, by, size);
                    self.again(*i, part, |r| put(r, to));
                }
            }
            Kind::Corner(i, k) => {
                if let Some(region) = self.draft.regions.get_mut(*i) {
                    move_corner(region, *k, pulled);
                }
            }
            Kind::Field(field) => {
                let from = gesture.from;
                *field = [
                    from[0].min(at[0]),
                    from[1].min(at[1]),
                    from[0].max(at[0]),
                    from[1].max(at[1]),
                ];
                let before: &[Key] = if self.tool == Tool::Select {
                    &[]
                } else {
                    &gesture.picked
                };
                self.select_within(*field, before);
            }
            Kind::Polygon { .. } => {}
        }
        self.gesture = Some(gesture);
    }

    /// The region as it was at the beginning, changed anew.
    fn again(&mut self, i: usize, part: &Part, f: impl FnOnce(&mut Region)) {
        if let Some(region) = self.draft.regions.get_mut(i) {
            region.clone_from(&part.region);
            f(region);
        }
    }
}
