//! The reducer: what each event does, and what makes way before it.

use super::{Event, Field, State, Told, Tool};
use vitrine_domain::rules::decision;

impl State {
    /// What an event does, in place.
    pub fn apply(&mut self, event: Event) {
        let looks = matches!(event, Event::Drag(_) | Event::View(_));
        if !looks && !matches!(event, Event::Answer(_) | Event::Turn(..)) {
            self.typed = None;
        }
        if !looks && !matches!(event, Event::Nudge(..) | Event::Stretch(..)) {
            self.moving = None;
        }
        self.beat += u64::from(!looks);
        self.make_way(&event);
        match event {
            Event::Select(i) => self.select(i),
            Event::Extend(i) => self.extend(i),
            Event::SelectAll => self.select_all(),
            Event::Step(by) => self.step(by),
            Event::Press(target, at) => self.press(target, at),
            Event::Drag(at) => self.drag(at),
            Event::Release => self.release(),
            Event::Cancel => self.cancel(),
            Event::LetGo => {
                if self.dragging() {
                    self.cancel();
                }
            }
            Event::Settle => self.settle(),
            Event::Retract => self.retract(),
            Event::Nudge(x, y) => self.nudge(x, y),
            Event::Stretch(x, y) => self.stretch(x, y),
            Event::Place(i, to) => self.place_at(i, to),
            Event::Corners(i, to) => self.set_corners(i, &to),
            Event::New => self.new_region(),
            Event::Duplicate => self.duplicate(),
            Event::Delete => match self.corner() {
                Some((i, k)) => self.delete_corner(i, k),
                None => self.delete(self.selection()),
            },
            Event::DeleteAt(i) => self.delete(self.only(i)),
            Event::Relabel(label) => self.relabel(self.selection(), label),
            Event::Lock(i) => self.lock(&self.meant(i)),
            Event::Hide(i) => self.hide(&self.meant(i)),
            Event::ShowAll => self.show_all(),
            Event::Corner(by) => self.choose_corner(by),
            Event::AddCorner => self.add_corner(),
            Event::Tool(tool) => {
                self.tool = tool;
                // It comes to its turn once the polygon in hand is one, or is given up.
                self.tell(match self.unclosed() && tool != Tool::Polygon {
                    true => Told::Unclosed,
                    false => Told::Tool(tool),
                });
            }
            Event::Snap(on) => {
                self.snap = on;
                self.tell(Told::Snap(on));
            }
            Event::View(seen) => self.seen = seen,
            Event::Answer(text) => self.write(Field::Answer, text),
            Event::AddTurn => self.add_turn(),
            Event::Turn(i, side, text) => self.write(Field::Turn(i, side), text),
            Event::MoveTurn(i, by) => self.move_turn(i, by),
            Event::RemoveTurn(i) => self.remove_turn(i),
            Event::Toggle(label) => {
                let mut decision = self.decision().unwrap_or_default();
                if !decision.remove(&label) {
                    decision.insert(label);
                }
                self.put(decision::write(&decision));
            }
            Event::Clear => self.put(decision::write(&Default::default())),
            Event::Put(text) => self.put(text),
            Event::Lay(draft) => self.lay(draft),
            // Of what is in hand it takes the newest part back.
            Event::Undo if self.under_way().is_some() => self.retract(),
            Event::Undo => {
                if self.travel(true) {
                    self.tell(Told::Undone);
                }
            }
            // What was undone before it can be redone after it.
            Event::Redo if self.under_way().is_some() => {}
            Event::Redo => {
                if self.travel(false) {
                    self.tell(Told::Redone);
                }
            }
        }
    }

    /// Before a region is touched from elsewhere, what the pointer has in hand goes back, and a polygon under way ends, if
    /// it is one by now. Answer and turns may change meanwhile; undo and redo are of the polygon in hand alone.
    fn make_way(&mut self, event: &Event) {
        let beside = matches!(
            event,
            Event::Press(..)
                | Event::Drag(_)
                | Event::Release
                | Event::Cancel
                | Event::LetGo
                | Event::Settle
                | Event::Retract
                | Event::View(_)
                | Event::Snap(_)
                | Event::Answer(_)
                | Event::Toggle(_)
                | Event::Clear
                | Event::Put(_)
                | Event::AddTurn
                | Event::Turn(..)
                | Event::MoveTurn(..)
                | Event::RemoveTurn(_)
        );
        let travels = matches!(event, Event::Undo | Event::Redo) && self.under_way().is_some();
        if beside || travels || self.gesture.is_none() {
            return;
        }
        if !self.unclosed() {
            self.close();
        }
        // One that is none yet stays in hand; of another draft it is no part.
        if self.under_way().is_none() || matches!(event, Event::Lay(_)) {
            self.cancel();
        }
    }

    pub(super) fn only(&self, i: usize) -> Vec<usize> {
        (i < self.marks.len()).then_some(i).into_iter().collect()
    }

    /// This one, or what is selected.
    fn meant(&self, i: Option<usize>) -> Vec<usize> {
        i.map_or_else(|| self.selection(), |i| self.only(i))
    }
}
