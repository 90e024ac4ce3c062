//! Which key does what on the desk, and how a person may change it. Pure: the page and the server check alike.

use crate::Invalid;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What can be asked for by a key of one's own choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    New,
    Relabel,
    Reveal,
    Turn,
    /// From step to step of an explanation.
    NextStep,
    PreviousStep,
}

impl Action {
    pub const ALL: [Action; 18] = [
        Action::Main,
        Action::Edit,
        Action::Reject,
        Action::Escalate,
        Action::Skip,
        Action::Release,
        Action::Hold,
        Action::Send,
        Action::Discuss,
        Action::UndoReview,
        Action::NoViolations,
        Action::Undo,
        Action::New,
        Action::Relabel,
        Action::Reveal,
        Action::Turn,
        Action::NextStep,
        Action::PreviousStep,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Action::Main => "main",
            Action::Edit => "edit",
            Action::Reject => "reject",
            Action::Escalate => "escalate",
            Action::Skip => "skip",
            Action::Release => "release",
            Action::Hold => "hold",
            Action::Send => "send",
            Action::Discuss => "discuss",
            Action::UndoReview => "undo_review",
            Action::NoViolations => "no_violations",
            Action::Undo => "undo",
            Action::New => "new",
            Action::Relabel => "relabel",
            Action::Reveal => "reveal",
            Action::Turn => "turn",
            Action::NextStep => "next_step",
            Action::PreviousStep => "previous_step",
        }
    }

    /// As lists of commands name it.
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
            Action::New => "New box",
            Action::Relabel => "Choose the region’s label",
            Action::Reveal => "Reveal a veiled image, or veil it again",
            Action::Turn => "Add a turn: a further question and its answer",
            Action::NextStep => "Next step of an explanation",
            Action::PreviousStep => "The step before",
        }
    }

    /// The key as long as nobody changes it; letters are lower-case.
    pub fn usual(self) -> char {
        match self {
            Action::Main => 'a',
            Action::Edit => 'c',
            Action::Reject => 'r',
            Action::Escalate => 'e',
            Action::Skip => 's',
            Action::Release => 'g',
            Action::Hold => 'w',
            Action::Send => 't',
            Action::Discuss => 'q',
            Action::UndoReview => 'u',
            Action::NoViolations => '0',
            Action::Undo => 'z',
            Action::New => 'n',
            Action::Relabel => 'l',
            Action::Reveal => 'y',
            Action::Turn => 'j',
            Action::NextStep => '>',
            Action::PreviousStep => '<',
        }
    }
}

/// The keys that a person has changed: the others are as usual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keymap(pub BTreeMap<Action, char>);

impl Keymap {
    pub fn key(&self, action: Action) -> char {
        self.0.get(&action).copied().unwrap_or(action.usual())
    }

    /// What this key asks for, capital or not.
    pub fn action(&self, key: char) -> Option<Action> {
        let key = lower(key);
        Action::ALL.into_iter().find(|a| self.key(*a) == key)
    }

    /// The same with another key for one action; its usual key needs no entry.
    pub fn with(&self, action: Action, key: char) -> Self {
        let mut keys = self.0.clone();
        match lower(key) {
            key if key == action.usual() => keys.remove(&action),
            key => keys.insert(action, key),
        };
        Self(keys)
    }

    /// Each key one sign that can be typed, free, and of one action alone.
    pub fn check(&self) -> Result<(), Invalid> {
        for action in Action::ALL {
            let key = self.key(action);
            if key != lower(key) || key.is_whitespace() || key.is_control() {
                return Err(Invalid::new(format!(
                    "“{}” is no key for “{}”: choose a letter, a digit or a sign",
                    key.escape_default(),
                    action.title()
                )));
            }
            if let Some(what) = taken(key) {
                return Err(Invalid::new(format!(
                    "the key {} always {what}; choose another for “{}”",
                    shown(key),
                    action.title()
                )));
            }
            if let Some(other) = Action::ALL
                .into_iter()
                .find(|a| *a < action && self.key(*a) == key)
            {
                return Err(Invalid::new(format!(
                    "the key {} is taken by “{}”; give that another key first, or choose another for “{}”",
                    shown(key),
                    other.title(),
                    action.title()
                )));
            }
        }
        Ok(())
    }
}

/// Keys that cannot be given away.
fn taken(key: char) -> Option<&'static str> {
    match key {
        '1'..='9' => Some("puts a label into the answer"),
        '?' => Some("shows the keys"),
        'v' | 'b' | 'p' | 'o' | 'm' | 'k' | 'h' | 'd' | 'i' | 'f' | '[' | ']' | '.' | ',' | '+'
        | '-' | '=' | '_' => Some("belongs to the picture’s tools"),
        _ => None,
    }
}

fn lower(key: char) -> char {
    key.to_lowercase().next().unwrap_or(key)
}

/// As it stands on the keyboard.
pub fn shown(key: char) -> String {
    key.to_uppercase().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_keys_are_one_for_each() {
        Keymap::default().check().unwrap();
        for action in Action::ALL {
            assert_eq!(Keymap::default().action(action.usual()), Some(action));
        }
        assert_eq!(Keymap::default().action('A'), Some(Action::Main));
        assert_eq!(Keymap::default().action('x'), None);
    }

    #[test]
    fn a_changed_key_does_its_new_work_and_no_longer_the_old() {
        let keys = Keymap::default().with(Action::Reject, 'X');
        keys.check().unwrap();
        assert_eq!(keys.action('x'), Some(Action::Reject));
        assert_eq!(keys.action('r'), None);
        assert_eq!(keys.with(Action::Reject, 'r'), Keymap::default());
    }

    #[test]
    fn conflicts_are_told_in_words() {
        let keys = Keymap::default().with(Action::Skip, 'a');
        let Invalid(said) = keys.check().unwrap_err();
        assert!(
            said.contains("key A") && said.contains("Accept") && said.contains("Skip"),
            "{said}"
        );
        // Two that swap are none.
        let swapped = keys.with(Action::Main, 's');
        swapped.check().unwrap();
        for bad in ['1', '?', 'v', ' ', '\u{7}'] {
            assert!(
                Keymap::default().with(Action::Skip, bad).check().is_err(),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn json_names_what_was_changed_alone() {
        let keys = Keymap::default().with(Action::UndoReview, 'x');
        let json = serde_json::to_string(&keys).unwrap();
        assert_eq!(json, r#"{"undo_review":"x"}"#);
        assert_eq!(serde_json::from_str::<Keymap>(&json).unwrap(), keys);
        assert!(serde_json::from_str::<Keymap>(r#"{"dance":"b"}"#).is_err());
        assert!(serde_json::from_str::<Keymap>(r#"{"skip":"bc"}"#).is_err());
    }
}
