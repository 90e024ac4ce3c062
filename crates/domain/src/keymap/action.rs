//! What can be asked for by a key of one's own choice.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Accept, save the correction or save the label, whichever the draft makes it.
    Main,
    Edit,
    Reject,
    Escalate,
    Skip,
    Release,
    Hold,
    Send,
    Discuss,
    UndoReview,
    NoViolations,
    Undo,
    Redo,
    /// The model's words, in place of what became of them.
    PutBack,
    /// Of two reviews that differ, the one to begin from.
    BeginFirst,
    BeginSecond,
    Note,
    /// To the first button of what the desk has to tell, then to the next.
    Notice,
    Reveal,
    /// Of an item's several images, the next.
    NextImage,
    Turn,
    TurnUp,
    TurnDown,
    RemoveTurn,
    /// From step to step of an explanation.
    NextStep,
    PreviousStep,
    New,
    Relabel,
    /// Another place and size for a region, in numbers.
    Place,
    ToolSelect,
    ToolBox,
    ToolPolygon,
    ToolPoint,
    Snap,
    Duplicate,
    SelectAll,
    Lock,
    Hide,
    ShowAll,
    NextRegion,
    PreviousRegion,
    NextCorner,
    PreviousCorner,
    AddCorner,
    ZoomIn,
    ZoomOut,
    Fit,
    OneToOne,
}

/// No key until a person gives one.
const NONE: char = '\0';

/// Each with its name and its usual key, in the order of the enum.
#[rustfmt::skip]
static TABLE: [(Action, &str, char); 48] = [
    (Action::Main, "main", 'a'),
    (Action::Edit, "edit", 'c'),
    (Action::Reject, "reject", 'r'),
    (Action::Escalate, "escalate", 'e'),
    (Action::Skip, "skip", 's'),
    (Action::Release, "release", 'g'),
    (Action::Hold, "hold", 'w'),
    (Action::Send, "send", 't'),
    (Action::Discuss, "discuss", 'q'),
    (Action::UndoReview, "undo_review", 'u'),
    (Action::NoViolations, "no_violations", '0'),
    (Action::Undo, "undo", 'z'),
    (Action::Redo, "redo", NONE),
    (Action::PutBack, "put_back", NONE),
    (Action::BeginFirst, "begin_first", NONE),
    (Action::BeginSecond, "begin_second", NONE),
    (Action::Note, "note", ':'),
    (Action::Notice, "notice", ';'),
    (Action::Reveal, "reveal", 'y'),
    (Action::NextImage, "next_image", 'x'),
    (Action::Turn, "turn", 'j'),
    (Action::TurnUp, "turn_up", NONE),
    (Action::TurnDown, "turn_down", NONE),
    (Action::RemoveTurn, "remove_turn", NONE),
    (Action::NextStep, "next_step", '>'),
    (Action::PreviousStep, "previous_step", '<'),
    (Action::New, "new", 'n'),
    (Action::Relabel, "relabel", 'l'),
    (Action::Place, "place", NONE),
    (Action::ToolSelect, "tool_select", 'v'),
    (Action::ToolBox, "tool_box", 'b'),
    (Action::ToolPolygon, "tool_polygon", 'p'),
    (Action::ToolPoint, "tool_point", 'o'),
    (Action::Snap, "snap", 'm'),
    (Action::Duplicate, "duplicate", 'd'),
    (Action::SelectAll, "select_all", NONE),
    (Action::Lock, "lock", 'k'),
    (Action::Hide, "hide", 'h'),
    (Action::ShowAll, "show_all", NONE),
    (Action::NextRegion, "next_region", ']'),
    (Action::PreviousRegion, "previous_region", '['),
    (Action::NextCorner, "next_corner", '.'),
    (Action::PreviousCorner, "previous_corner", ','),
    (Action::AddCorner, "add_corner", 'i'),
    (Action::ZoomIn, "zoom_in", '+'),
    (Action::ZoomOut, "zoom_out", '-'),
    (Action::Fit, "fit", 'f'),
    (Action::OneToOne, "one_to_one", NONE),
];

impl Action {
    pub const ALL: [Action; TABLE.len()] = {
        let mut all = [Action::Main; TABLE.len()];
        let mut i = 0;
        while i < TABLE.len() {
            all[i] = TABLE[i].0;
            i += 1;
        }
        all
    };

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// As lists of commands name it. Not in the table: what shows no list need not bring these words to a browser.
    #[rustfmt::skip]
    pub fn title(self) -> &'static str {
        match self {
            Action::Main => "Accept, or save your correction or label",
            Action::Edit => "Go to the answer and correct it",
            Action::Reject => "Reject: the image is of no use",
            Action::Escalate => "Escalate to somebody with more say",
            Action::Skip => "Skip: back into the queue for others",
            Action::Release => "Give it back and take the next",
            Action::Hold => "Put it on hold",
            Action::Send => "Send it to a person",
            Action::Discuss => "Comment on it, or flag it for discussion",
            Action::UndoReview => "Take the last decision back (60 seconds)",
            Action::NoViolations => "No violations",
            Action::Undo => "Undo an edit (with Shift: redo)",
            Action::Redo => "Redo an edit",
            Action::PutBack => "Put the model’s words back",
            Action::BeginFirst => "Begin from the first review, where two differ",
            Action::BeginSecond => "Begin from the second review, where two differ",
            Action::Note => "Go to the note",
            Action::Notice => "Go to the buttons of a notice",
            Action::Reveal => "Reveal a veiled image, or veil it again",
            Action::NextImage => "Look at the next of several images",
            Action::Turn => "Add a turn: a further question and its answer",
            Action::TurnUp => "Move this turn up (outside of turns: the last)",
            Action::TurnDown => "Move this turn down",
            Action::RemoveTurn => "Remove this turn (outside of turns: the last)",
            Action::NextStep => "Next step of an explanation",
            Action::PreviousStep => "The step before",
            Action::New => "New box",
            Action::Relabel => "Choose the region’s label (with Shift: its place)",
            Action::Place => "Give the region a place and size in numbers",
            Action::ToolSelect => "Tool: select",
            Action::ToolBox => "Tool: box",
            Action::ToolPolygon => "Tool: polygon",
            Action::ToolPoint => "Tool: point",
            Action::Snap => "Snap to the image’s edge and to other regions, or not",
            Action::Duplicate => "Duplicate the selected regions",
            Action::SelectAll => "Select all regions",
            Action::Lock => "Lock the selected regions, or open them again",
            Action::Hide => "Hide the selected regions, or show them (with Shift: all)",
            Action::ShowAll => "Show all hidden regions",
            Action::NextRegion => "To the next region",
            Action::PreviousRegion => "To the region before",
            Action::NextCorner => "To a polygon’s next corner",
            Action::PreviousCorner => "To a polygon’s corner before",
            Action::AddCorner => "Add a corner behind the chosen one",
            Action::ZoomIn => "Zoom in",
            Action::ZoomOut => "Zoom out",
            Action::Fit => "See the whole image (with Shift: one to one)",
            Action::OneToOne => "See the image one to one",
        }
    }

    /// The key as long as nobody changes it, if there is one; letters are lower-case.
    pub fn usual(self) -> Option<char> {
        let key = TABLE[self as usize].2;
        (key != NONE).then_some(key)
    }

    /// What Shift makes of it, where its key is a letter.
    pub fn shifted(self) -> Option<Action> {
        match self {
            Action::Undo => Some(Action::Redo),
            Action::Relabel => Some(Action::Place),
            Action::Hide => Some(Action::ShowAll),
            Action::Fit => Some(Action::OneToOne),
            _ => None,
        }
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        (Action::ALL.into_iter().find(|a| a.as_str() == name))
            .ok_or_else(|| D::Error::custom(format!("“{name}” is nothing that has a key")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum_and_names_are_one_for_each() {
        for (i, action) in Action::ALL.into_iter().enumerate() {
            assert_eq!(action as usize, i, "{action:?}");
            let same = |a: &Action| a.as_str() == action.as_str();
            assert_eq!(Action::ALL.iter().filter(|a| same(a)).count(), 1);
        }
    }
}
