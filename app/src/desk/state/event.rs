//! What can happen on the desk, and what came of it.

use super::Draft;
use crate::desk::geometry::Spot;
use crate::desk::geometry::reach::Grip;
use vitrine_domain::{BBox, Turn};

/// Everything that changes a [`super::State`]. Numbers of regions are their places in `draft.regions`, from 0; one
/// that is not there changes nothing. What is locked is never changed but by `Lock`, undo and redo; nor is what is hidden
/// but by `Hide` and `ShowAll`, `Lock`, undo and redo. `Lay` puts other regions in the place of all.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// This region alone, or none.
    Select(Option<usize>),
    /// One more among the selected, or one fewer.
    Extend(usize),
    SelectAll,
    /// The next region (or, negative, the one before), round and round.
    Step(i32),
    /// A pointer goes down, moves, and comes up: a gesture, one entry of the history.
    Press(Target, Spot),
    Drag(Spot),
    Release,
    /// Puts back what the gesture began with; a polygon under way is given up.
    Cancel,
    /// Puts back what a drag began with; a polygon under way stays in hand.
    LetGo,
    /// Ends what is under way so that nothing is lost: a drag stands, a polygon closes, or stays in hand where it is none.
    Settle,
    /// Takes the last corner of a polygon under way back.
    Retract,
    /// Moves what is selected (or the chosen corner) by image pixels.
    Nudge(i32, i32),
    /// Moves the lower right corner of what is selected by image pixels.
    Stretch(i32, i32),
    /// Gives a region another place or size: left, top, width and height in image pixels, each where it is not to stay. What
    /// would leave the image stops at its edge; a point has no size.
    Place(usize, [Option<f32>; 4]),
    /// Gives a polygon these corners instead of its own, in shares of the image; one outside comes to its edge. Nothing is
    /// changed where they make no polygon.
    Corners(usize, Vec<Spot>),
    /// A new region of the tool's shape in the middle of what is seen.
    New,
    Duplicate,
    /// Deletes what is selected, or the chosen corner.
    Delete,
    DeleteAt(usize),
    /// Another label for what is selected.
    Relabel(String),
    /// Locks what is selected (or this one), or opens it again.
    Lock(Option<usize>),
    /// Hides what is selected (or this one), or shows it again.
    Hide(Option<usize>),
    /// Shows all that is hidden.
    ShowAll,
    /// Chooses a corner of the selected polygon: the next, or, negative, the one before; none leaves the corners.
    Corner(Option<i32>),
    /// A new corner behind the chosen one, in the middle of its side.
    AddCorner,
    Tool(Tool),
    /// Snapping on or off.
    Snap(bool),
    /// How the image is seen now.
    View(Seen),
    Answer(String),
    /// Puts a label into the answer or takes it out.
    Toggle(String),
    /// The answer that nothing is violated.
    Clear,
    /// This answer, put there at once: a step of its own, whatever is typed before or after.
    Put(String),
    /// An empty further turn behind the others; at most [`vitrine_domain::limits::TURNS`].
    AddTurn,
    /// What is asked or answered in a further turn, by its place, from 0.
    Turn(usize, Side, String),
    /// Moves a further turn by so many places; past either end it changes nothing.
    MoveTurn(usize, i32),
    RemoveTurn(usize),
    /// Another draft in place of all of this one; can be undone.
    Lay(Draft),
    Undo,
    Redo,
}

/// Which half of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Instruction,
    Response,
}

impl Side {
    pub fn of(self, turn: &Turn) -> &str {
        match self {
            Side::Instruction => &turn.instruction,
            Side::Response => &turn.response,
        }
    }

    pub fn of_mut(self, turn: &mut Turn) -> &mut String {
        match self {
            Side::Instruction => &mut turn.instruction,
            Side::Response => &mut turn.response,
        }
    }
}

/// What a drag on the free image does, and what a new region is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tool {
    /// Selects all that the drag touches.
    Select,
    #[default]
    Box,
    /// A corner a click; closed on its first corner, with Enter or a double click.
    Polygon,
    Point,
}

/// What the pointer took hold of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The free image: what happens is the tool's.
    Image,
    /// The free image, to select all that the drag touches, beside what is selected.
    Field,
    Region(usize),
    /// A part of the selected region.
    Grip(usize, Grip),
}

/// How the image is seen: what snapping, clicks and new regions are measured by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// Image pixels that a screen pixel covers.
    pub pixel: f32,
    /// The part of the image that is on the screen, in shares.
    pub part: BBox,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            pixel: 1.0,
            part: [0.0, 0.0, 1.0, 1.0],
        }
    }
}

/// What the last event came to, for those who cannot see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Selected,
    Added,
    Moved,
    Resized,
    Reshaped,
    Relabelled,
    Duplicated,
    Deleted(usize),
    /// The same, and the numbers in the text have followed.
    Renumbered(usize),
    Locked(bool),
    Hidden(bool),
    AllShown,
    /// That corner is chosen.
    Corner(usize),
    /// A polygon under way has so many corners.
    Corners(usize),
    Tool(Tool),
    Snap(bool),
    Undone,
    Redone,
    /// The answer has changed at a press.
    Answered,
    /// Nothing was changed, since it is locked.
    Refused,
    /// The same of what is hidden.
    Unseen,
    /// A polygon needs three corners, and an area.
    TooFew,
    /// The same of one that is still in hand.
    Unclosed,
    /// There is no more room for regions or corners.
    Full,
}
