//! What the pointer does: press, drag, release. A gesture is one entry of the history, whatever it passed through.
//!
//! Must never know the page.

mod drag;
mod end;
mod polygon;

use super::corners::insert_corner;
use super::event::{Target, Told, Tool};
use super::history::Part;
use super::{Key, State};
use crate::desk::geometry::edges::Edges;
use crate::desk::geometry::reach::Grip;
use crate::desk::geometry::{Handle, Spot, within};
use vitrine_domain::{BBox, Shape, limits};

/// A pointer gesture under way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gesture {
    kind: Kind,
    from: Spot,
    /// What it has hold of, as it was when it began.
    before: Vec<(usize, Part)>,
    /// What was selected before it began.
    picked: Vec<Key>,
    /// It has gone far enough to mean something.
    moved: bool,
    edges: Edges,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
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

impl State {
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
                        .filter(|i| !self.marks[*i].fixed())
                        .collect(),
                )
            }
            Target::Grip(i, _) if self.marks.get(i).is_none_or(|m| m.fixed()) => return,
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
        let at = at.map(|v| within(v, 0.0, 1.0));
        match &self.gesture {
            Some(g) if self.snap => g.edges.point(at, self.reach()),
            _ => at,
        }
    }

    /// A polygon is being put together: a gesture of many clicks, between which other things may happen.
    pub fn dragging(&self) -> bool {
        self.busy() && self.under_way().is_none()
    }
}

#[cfg(test)]
mod tests;
