//! What the pointer does: press, drag, release. A gesture is one entry of the history, whatever it passed through.
//!
//! Must never know the page.

use super::corners::{insert_corner, move_corner};
use super::event::{Target, Told, Tool};
use super::history::{Change, Part};
use super::reshape::put;
use super::{Key, State};
use crate::desk::geometry::edges::Edges;
use crate::desk::geometry::reach::{Grip, grip, under};
use crate::desk::geometry::{self, Handle, Spot};
use vitrine_domain::{BBox, Shape, limits};

/// A pointer gesture under way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gesture {
    pub(super) kind: Kind,
    from: Spot,
    /// What it has hold of, as it was when it began.
    before: Vec<(usize, Part)>,
    /// What was selected before it began.
    pub(super) picked: Vec<Key>,
    /// It has gone far enough to mean something.
    moved: bool,
    edges: Edges,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// The last region is being drawn, once the pointer has moved.
    Draw,
    /// The last region is a point that was just put.
    Point,
    Move,
    Resize(usize, Handle),
    Corner(usize, usize),
    /// All that the field touches is selected, beside what was.
    Field(BBox),
    /// Corners put so far, and where the pointer is.
    Polygon {
        points: Vec<Spot>,
        next: Spot,
    },
}

/// A drag shorter than this many screen pixels is a click.
const CLICK: f32 = 3.0;
/// Screen pixels within which a side snaps, or a first corner is hit.
const SNAP: f32 = 7.0;
/// Screen pixels around handles and outlines that count as a hit.
const HIT: f32 = 9.0;

impl State {
    /// What a pointer at `at` would take hold of. `wide`: a finger, which needs more room.
    pub fn target(&self, at: Spot, wide: bool) -> Target {
        if self.under_way().is_some() {
            return Target::Image;
        }
        let (pixel, reach) = (self.screen_pixel(), if wide { 2.2 * HIT } else { HIT });
        if let Some((i, region)) = self.in_reach()
            && let Some(grip) = grip(region, at, pixel, reach)
        {
            return Target::Grip(i, grip);
        }
        let open = |i: &usize| !self.marks[*i].hidden && !self.marks[*i].locked;
        let all = self.draft.regions.iter().enumerate();
        match under(all.filter(|(i, _)| open(i)), at, pixel, reach / 2.0) {
            Some(i) => Target::Region(i),
            None => Target::Image,
        }
    }

    /// A screen pixel in shares of the image.
    fn screen_pixel(&self) -> Spot {
        self.size.pixel().map(|p| p * self.seen.pixel)
    }

    /// What snaps and clicks reach over, in shares.
    pub(super) fn reach(&self) -> Spot {
        self.screen_pixel().map(|p| p * SNAP)
    }

    /// The field that is being dragged to select.
    pub fn field(&self) -> Option<BBox> {
        match self.gesture.as_ref()?.kind {
            Kind::Field(field) => Some(field),
            _ => None,
        }
    }

    /// The region is being changed by the pointer right now.
    pub fn in_hand(&self, i: usize) -> bool {
        self.gesture.as_ref().is_some_and(|g| {
            let drawn = matches!(g.kind, Kind::Draw | Kind::Point) && i + 1 == self.marks.len();
            g.moved && (drawn || g.before.iter().any(|(j, _)| *j == i))
        })
    }

    pub(super) fn press(&mut self, target: Target, at: Spot) {
        if self.under_way().is_some() {
            let at = self.pulled(at);
            self.put_corner(at);
            return;
        }
        self.cancel();
        let picked = self.picked.clone();
        let (kind, held) = match target {
            Target::Image if self.tool == Tool::Select => {
                self.picked.clear();
                (Kind::Field([at[0], at[1], at[0], at[1]]), vec![])
            }
            Target::Image => {
                self.picked.clear();
                let kind = match self.tool {
                    Tool::Polygon => Kind::Polygon {
                        points: Vec::new(),
                        next: at,
                    },
                    Tool::Point => Kind::Point,
                    _ => Kind::Draw,
                };
                (kind, vec![])
            }
            Target::Field => (Kind::Field([at[0], at[1], at[0], at[1]]), vec![]),
            Target::Region(i) => {
                if i >= self.marks.len() {
                    return;
                }
                if !self.is_selected(i) {
                    self.select(Some(i));
                }
                let held = self.selection();
                (
                    Kind::Move,
                    held.into_iter()
                        .filter(|i| !self.marks[*i].locked)
                        .collect(),
                )
            }
            Target::Grip(i, _) if self.marks.get(i).is_none_or(|m| m.locked) => return,
            Target::Grip(i, Grip::Handle(handle)) => (Kind::Resize(i, handle), vec![i]),
            Target::Grip(i, Grip::Corner(k)) => (Kind::Corner(i, k), vec![i]),
            Target::Grip(i, Grip::Side(k)) => (Kind::Corner(i, k + 1), vec![i]),
        };
        if !matches!(kind, Kind::Corner(..)) {
            self.corner = None;
        }
        let before = held.iter().filter_map(|i| Some((*i, self.part(*i)?)));
        let before: Vec<_> = before.collect();
        let others = self.marks.iter().zip(&self.draft.regions).enumerate();
        let others = others.filter(|(i, (m, _))| self.snap && !m.hidden && !held.contains(i));
        let edges = Edges::of(others.map(|(_, (_, r))| r.bbox()));
        self.gesture = Some(Gesture {
            kind,
            from: at,
            before,
            picked,
            moved: false,
            edges,
        });
        self.begun(target, at);
    }

    /// What happens at the press already: a point or a corner is put.
    fn begun(&mut self, target: Target, at: Spot) {
        match (target, self.gesture.as_ref().map(|g| &g.kind)) {
            (Target::Image, Some(Kind::Polygon { .. })) => {
                let at = self.pulled(at);
                self.put_corner(at);
            }
            (Target::Image, Some(Kind::Point)) => self.start(|s| {
                let xy = s.pulled(at);
                s.draw(Shape::Point { xy });
            }),
            (Target::Grip(i, Grip::Side(k)), _) => {
                if self.corners_left() == 0 || !insert_corner(&mut self.draft.regions[i], k, at) {
                    self.gesture = None;
                    self.tell(Told::Full);
                    return;
                }
                self.corner = Some(k + 1);
                self.start(|_| {});
            }
            (Target::Grip(_, Grip::Corner(k)), _) => self.corner = Some(k),
            _ => {}
        }
    }

    /// From now on the gesture means something.
    fn start(&mut self, f: impl FnOnce(&mut Self)) {
        if let Some(gesture) = &mut self.gesture
            && !gesture.moved
        {
            gesture.moved = true;
            f(self);
            self.stamp += 1;
        }
    }

    /// A region comes in for as long as the gesture lasts.
    fn draw(&mut self, shape: Shape) {
        if self.draft.regions.len() >= limits::REGIONS {
            self.gesture = None;
            self.tell(Told::Full);
            return;
        }
        let (region, mark) = (self.person(shape), self.new_mark());
        self.draft.regions.push(region);
        self.marks.push(mark);
        self.picked = vec![mark.key];
    }

    /// A spot inside the image, snapped where snapping is on.
    fn pulled(&self, at: Spot) -> Spot {
        let at = at.map(|v| v.clamp(0.0, 1.0));
        match &self.gesture {
            Some(g) if self.snap => g.edges.point(at, self.reach()),
            _ => at,
        }
    }

    pub(super) fn drag(&mut self, at: Spot) {
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
                let mut from = gesture.from.map(|v| v.clamp(0.0, 1.0));
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
    fn again(&mut self, i: usize, part: &Part, f: impl FnOnce(&mut vitrine_domain::Region)) {
        if let Some(region) = self.draft.regions.get_mut(i) {
            region.clone_from(&part.region);
            f(region);
        }
    }

    pub(super) fn release(&mut self) {
        if self.under_way().is_some() {
            return;
        }
        let Some(gesture) = self.gesture.take() else {
            return;
        };
        if !gesture.moved {
            // A click on one of several means that one.
            if matches!(gesture.kind, Kind::Move)
                && let [(i, _), _, ..] = gesture.before[..]
            {
                let hit = self.target(gesture.from, false);
                let one = if let Target::Region(hit) = hit {
                    hit
                } else {
                    i
                };
                self.select(Some(one));
            }
            return;
        }
        self.stamp += 1;
        let mut step: Vec<Change> = Vec::new();
        let told = match gesture.kind {
            Kind::Field(_) => Told::Selected,
            Kind::Draw | Kind::Point => {
                let at = self.draft.regions.len() - 1;
                step.push(Change::Part {
                    at,
                    before: None,
                    after: self.part(at),
                });
                Told::Added
            }
            Kind::Move => Told::Moved,
            Kind::Resize(..) => Told::Resized,
            Kind::Corner(..) | Kind::Polygon { .. } => Told::Reshaped,
        };
        for (at, before) in gesture.before {
            let after = self.part(at);
            step.push(Change::Part {
                at,
                before: Some(before),
                after,
            });
        }
        self.remember(step);
        self.tell(told);
    }

    pub(super) fn cancel(&mut self) {
        let Some(gesture) = self.gesture.take() else {
            return;
        };
        if gesture.moved {
            if matches!(gesture.kind, Kind::Draw | Kind::Point) {
                self.draft.regions.pop();
                self.marks.pop();
            }
            for (i, part) in gesture.before {
                self.draft.regions[i] = part.region;
                self.marks[i] = part.mark;
            }
            self.stamp += 1;
        }
        self.picked = gesture.picked;
        self.corner = None;
    }

    /// A polygon is being put together: a gesture of many clicks, between which other things may happen.
    pub fn dragging(&self) -> bool {
        self.busy() && self.under_way().is_none()
    }

    pub(super) fn settle(&mut self) {
        if self.under_way().is_some() {
            self.close();
        } else {
            self.release();
        }
    }
}
