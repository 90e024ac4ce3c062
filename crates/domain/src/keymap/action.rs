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

/// Each with its name, its title and its usual key, in the order of the enum.
#[rustfmt::skip]
const TABLE: [(Action, &str, &str, char); 47] = [
    (Action::Main, "main", "Accept, or save your correction or label", 'a'),
    (Action::Edit, "edit", "Go to the answer and correct it", 'c'),
    (Action::Reject, "reject", "Reject: the image is of no use", 'r'),
    (Action::Escalate, "escalate", "Escalate to somebody with more say", 'e'),
    (Action::Skip, "skip", "Skip: back into the queue for others", 's'),
    (Action::Release, "release", "Give it back and take the next", 'g'),
    (Action::Hold, "hold", "Put it on hold", 'w'),
    (Action::Send, "send", "Send it to a person", 't'),
    (Action::Discuss, "discuss", "Comment on it, or flag it for discussion", 'q'),
    (Action::UndoReview, "undo_review", "Take the last decision back (60 seconds)", 'u'),
    (Action::NoViolations, "no_violations", "No violations", '0'),
    (Action::Undo, "undo", "Undo an edit (with Shift: redo)", 'z'),
    (Action::Redo, "redo", "Redo an edit", NONE),
    (Action::PutBack, "put_back", "Put the model’s words back", NONE),
    (Action::BeginFirst, "begin_first", "Begin from the first review, where two differ", NONE),
    (Action::BeginSecond, "begin_second", "Begin from the second review, where two differ", NONE),
    (Action::Note, "note", "Go to the note", ':'),
    (Action::Notice, "notice", "Go to the buttons of a notice", ';'),
    (Action::Reveal, "reveal", "Reveal a veiled image, or veil it again", 'y'),
    (Action::NextImage, "next_image", "Look at the next of several images", 'x'),
    (Action::Turn, "turn", "Add a turn: a further question and its answer", 'j'),
    (Action::TurnUp, "turn_up", "Move this turn up (outside of turns: the last)", NONE),
    (Action::TurnDown, "turn_down", "Move this turn down", NONE),
    (Action::RemoveTurn, "remove_turn", "Remove this turn (outside of turns: the last)", NONE),
    (Action::NextStep, "next_step", "Next step of an explanation", '>'),
    (Action::PreviousStep, "previous_step", "The step before", '<'),
    (Action::New, "new", "New box", 'n'),
    (Action::Relabel, "relabel", "Choose the region’s label", 'l'),
    (Action::ToolSelect, "tool_select", "Tool: select", 'v'),
    (Action::ToolBox, "tool_box", "Tool: box", 'b'),
    (Action::ToolPolygon, "tool_polygon", "Tool: polygon", 'p'),
    (Action::ToolPoint, "tool_point", "Tool: point", 'o'),
    (Action::Snap, "snap", "Snap to the image’s edge and to other regions, or not", 'm'),
    (Action::Duplicate, "duplicate", "Duplicate the selected regions", 'd'),
    (Action::SelectAll, "select_all", "Select all regions", NONE),
    (Action::Lock, "lock", "Lock the selected regions, or open them again", 'k'),
    (Action::Hide, "hide", "Hide the selected regions, or show them (with Shift: all)", 'h'),
    (Action::ShowAll, "show_all", "Show all hidden regions", NONE),
    (Action::NextRegion, "next_region", "To the next region", ']'),
    (Action::PreviousRegion, "previous_region", "To the region before", '['),
    (Action::NextCorner, "next_corner", "To a polygon’s next corner", '.'),
    (Action::PreviousCorner, "previous_corner", "To a polygon’s corner before", ','),
    (Action::AddCorner, "add_corner", "Add a corner behind the chosen one", 'i'),
    (Action::ZoomIn, "zoom_in", "Zoom in", '+'),
    (Action::ZoomOut, "zoom_out", "Zoom out", '-'),
    (Action::Fit, "fit", "See the whole image (with Shift: one to one)", 'f'),
    (Action::OneToOne, "one_to_one", "See the image one to one", NONE),
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

    /// As lists of commands name it.
    pub fn title(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// The key as long as nobody changes it, if there is one; letters are lower-case.
    pub fn usual(self) -> Option<char> {
        let key = TABLE[self as usize].3;
        (key != NONE).then_some(key)
    }

    /// What Shift makes of it, where its key is a letter.
    pub fn shifted(self) -> Option<Action> {
        match self {
            Action::Undo => Some(Action::Redo),
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
