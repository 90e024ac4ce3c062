//! Regions moved and sized by steps of a key, or to where numbers say.

use crate::desk::geometry::{self, Handle, Spot};
use crate::desk::state::State;
use crate::desk::state::corners::move_corner;
use crate::desk::state::event::Told;
use crate::desk::state::history::Step;
use crate::desk::state::reshape::put;
use vitrine_domain::{Region, Shape};

impl State {
    fn shares(&self, x: i32, y: i32) -> Spot {
        let [px, py] = self.size.pixel();
        [x as f32 * px, y as f32 * py]
    }

    pub(in crate::desk::state) fn nudge(&mut self, x: i32, y: i32) {
        let by = self.shares(x, y);
        if let Some((i, k)) = self.corner() {
            let step = self.changed_parts(&[i], |part| {
                if let Shape::Polygon { points } = &part.region.shape {
                    let to = [points[k][0] + by[0], points[k][1] + by[1]];
                    move_corner(&mut part.region, k, to);
                }
            });
            self.go_on(step, Told::Reshaped);
            return;
        }
        let which = self.selection();
        let which = self.open(which);
        let boxes = which.iter().map(|i| self.draft.regions[*i].bbox());
        let Some(around) = geometry::around(boxes) else {
            return;
        };
        let by = geometry::allowed(around, by);
        let step = self.changed_parts(&which, |part| {
            let to = geometry::moved(part.region.bbox(), by);
            put(&mut part.region, to);
        });
        self.go_on(step, Told::Moved);
    }

    /// Each press or repeat of a key goes on with the movement, which is one step for as long as nothing else happens.
    fn go_on(&mut self, step: Step, told: Told) {
        if step.is_empty() {
            return;
        }
        let stands = match self.moving == Some(told) {
            true => self.join(step),
            false => {
                self.make(step);
                true
            }
        };
        self.moving = stands.then_some(told);
        self.tell(told);
    }

    pub(in crate::desk::state) fn stretch(&mut self, x: i32, y: i32) {
        let (by, size) = (self.shares(x, y), self.size);
        let which = self.selection();
        let which = self.open(which);
        let step = self.changed_parts(&which, |part| {
            if matches!(part.region.shape, Shape::Point { .. }) {
                return;
            }
            let corner = Handle { x: 1, y: 1 };
            let to = geometry::resized(part.region.bbox(), corner, by, size);
            put(&mut part.region, to);
        });
        self.go_on(step, Told::Resized);
    }

    pub(in crate::desk::state) fn place_at(&mut self, i: usize, to: [Option<f32>; 4]) {
        let which = self.only(i);
        let which = self.open(which);
        let point = |r: &Region| matches!(r.shape, Shape::Point { .. });
        let sized = !self.draft.regions.get(i).is_some_and(point);
        let [x, y] = self.size.pixel();
        let share = |v: Option<f32>, pixel: f32| v.filter(|v| v.is_finite()).map(|v| v * pixel);
        let length = |v: Option<f32>, pixel: f32| share(v, pixel).filter(|_| sized);
        let to = [
            share(to[0], x),
            share(to[1], y),
            length(to[2], x),
            length(to[3], y),
        ];
        let told = match to[2].or(to[3]) {
            Some(_) => Told::Resized,
            None => Told::Moved,
        };
        let size = self.size;
        let step = self.changed_parts(&which, |part| {
            let to = geometry::laid(part.region.bbox(), to, size);
            put(&mut part.region, to);
        });
        self.finish(step, told);
    }
}
