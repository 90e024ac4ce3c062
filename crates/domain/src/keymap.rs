//! Which key does what on the desk, and how a person may change it. Pure: the page and the server check alike.

mod action;

use crate::case::{lower_char, upper};
pub use action::Action;

use crate::Invalid;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The keys that a person has changed: the others are as usual. In JSON an object from an action's name to its key, one
/// sign, or to null where it is to have none: `{"reject": "x", "skip": null}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keymap(pub BTreeMap<Action, Option<char>>);

impl Keymap {
    /// None where there is no usual key, or the person has taken it away or given it to something else: theirs comes first.
    pub fn key(&self, action: Action) -> Option<char> {
        if let Some(own) = self.0.get(&action) {
            return *own;
        }
        action.usual().filter(|usual| !self.owns(*usual))
    }

    /// Did the person give this key to something?
    pub fn owns(&self, key: char) -> bool {
        let key = lower_char(key);
        self.0.values().any(|own| *own == Some(key))
    }

    /// The key as it stands on the keyboard; without one, what does the same.
    pub fn shown(&self, action: Action) -> Option<String> {
        if let Some(key) = self.key(action) {
            return Some(shown(key));
        }
        if action == Action::SelectAll {
            return Some("Ctrl A".into());
        }
        let plain = (Action::ALL.into_iter()).find(|a| a.shifted() == Some(action))?;
        let key = self.key(plain).filter(|key| key.is_alphabetic())?;
        Some(format!("Shift {}", shown(key)))
    }

    /// What this key asks for, capital or not.
    pub fn action(&self, key: char) -> Option<Action> {
        let key = lower_char(key);
        Action::ALL.into_iter().find(|a| self.key(*a) == Some(key))
    }

    /// The same with another key for one action; its usual key needs no entry.
    pub fn with(&self, action: Action, key: char) -> Self {
        let mut keys = self.0.clone();
        match lower_char(key) {
            key if Some(key) == action.usual() => keys.remove(&action),
            key => keys.insert(action, Some(key)),
        };
        Self(keys)
    }

    /// The same with no key for one action; what has no usual key needs no entry.
    pub fn without(&self, action: Action) -> Self {
        let mut keys = self.0.clone();
        match action.usual() {
            None => keys.remove(&action),
            Some(_) => keys.insert(action, None),
        };
        Self(keys)
    }

    /// The same with another key for one action, if no other has it.
    ///
    /// # Errors
    /// Which action has it; no sign, or one that cannot be given away.
    pub fn give(&self, action: Action, key: char) -> Result<Self, Invalid> {
        if let Some(other) = self.action(key).filter(|other| *other != action) {
            return Err(held(key, other, action));
        }
        let keys = self.with(action, key);
        keys.check()?;
        Ok(keys)
    }

    /// What a person has chosen: each key one sign that can be typed, free, and of one action alone.
    pub fn check(&self) -> Result<(), Invalid> {
        for (&action, &key) in &self.0 {
            let Some(key) = key else {
                continue;
            };
            if key != lower_char(key) || key.is_whitespace() || key.is_control() {
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
            if let Some((other, _)) = self
                .0
                .iter()
                .find(|(a, k)| **a < action && **k == Some(key))
            {
                return Err(held(key, *other, action));
            }
        }
        Ok(())
    }
}

fn held(key: char, other: Action, action: Action) -> Invalid {
    Invalid::new(format!(
        "the key {} is taken by “{}”; give that another key first, or choose another for “{}”",
        shown(lower_char(key)),
        other.title(),
        action.title()
    ))
}

/// Keys that cannot be given away.
fn taken(key: char) -> Option<&'static str> {
    match key {
        '1'..='9' => Some("puts a label into the answer"),
        '?' => Some("shows the keys"),
        _ => None,
    }
}

/// As it stands on the keyboard.
pub fn shown(key: char) -> String {
    upper(key.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_keys_are_one_for_each() {
        Keymap::default().check().unwrap();
        for action in Action::ALL {
            if let Some(usual) = action.usual() {
                assert_eq!(Keymap::default().action(usual), Some(action));
            }
        }
        assert_eq!(Keymap::default().action('A'), Some(Action::Main));
        assert_eq!(Keymap::default().action('#'), None);
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
    fn an_action_may_have_no_key_and_its_usual_one_is_free_then() {
        let keys = Keymap::default().without(Action::Reject);
        keys.check().unwrap();
        assert_eq!((keys.key(Action::Reject), keys.action('r')), (None, None));
        assert_eq!(keys.shown(Action::Reject), None);
        let given = keys.give(Action::Skip, 'r').unwrap();
        assert_eq!(given.action('r'), Some(Action::Skip));
        assert_eq!(keys.with(Action::Reject, 'r'), Keymap::default());
        // Of several with none, none contradicts another; and what never had one is as it was.
        let none = Action::ALL.into_iter().fold(keys, |k, a| k.without(a));
        none.check().unwrap();
        assert!(Action::ALL.into_iter().all(|a| none.key(a).is_none()));
        assert_eq!(
            Keymap::default().without(Action::PutBack),
            Keymap::default()
        );
        let own = Keymap::default().with(Action::PutBack, '#');
        assert_eq!(own.without(Action::PutBack), Keymap::default());
    }

    #[test]
    fn conflicts_are_told_in_words() {
        let usual = Keymap::default();
        let Invalid(said) = usual.give(Action::Skip, 'A').unwrap_err();
        assert!(
            said.contains("key A") && said.contains("Accept") && said.contains("Skip"),
            "{said}"
        );
        // Two that swap are none; two that a person gave the same key are one.
        let swapped = usual.with(Action::Skip, 'a').with(Action::Main, 's');
        swapped.check().unwrap();
        assert_eq!(swapped.give(Action::Main, 's').unwrap(), swapped);
        let same = swapped.with(Action::Main, 'x').with(Action::Edit, 'x');
        assert!(same.check().is_err());
        let Invalid(said) = usual.give(Action::Skip, 'V').unwrap_err();
        assert!(said.contains("Tool: select"), "{said}");
        for bad in ['1', '?', ' ', '\u{7}'] {
            assert!(
                Keymap::default().with(Action::Skip, bad).check().is_err(),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_persons_own_key_comes_before_a_usual_one() {
        // As it was stored before J was of use.
        let keys: Keymap = serde_json::from_str(r#"{"undo":"j"}"#).unwrap();
        keys.check().unwrap();
        assert_eq!(keys.action('j'), Some(Action::Undo));
        assert_eq!(keys.shown(Action::Undo).as_deref(), Some("J"));
        assert_eq!(keys.key(Action::Turn), None);
        let both = keys.give(Action::Turn, '#').unwrap();
        assert_eq!(both.action('#'), Some(Action::Turn));
        assert!(both.give(Action::Skip, '#').is_err());
    }

    #[test]
    fn the_pictures_keys_are_changed_like_the_others() {
        let usual = Keymap::default();
        let keys = usual.give(Action::PreviousRegion, 'ö').unwrap();
        let keys = keys.give(Action::NextRegion, 'Ä').unwrap();
        assert_eq!(keys.action('ä'), Some(Action::NextRegion));
        assert_eq!(keys.action(']'), None);
        // Free now, they may do something else.
        assert_eq!(
            keys.give(Action::PutBack, ']').unwrap().action(']'),
            Some(Action::PutBack)
        );
    }

    #[test]
    fn what_has_no_key_of_its_own_shows_what_does_the_same() {
        let usual = Keymap::default();
        assert_eq!(usual.key(Action::Redo), None);
        let shown = |keys: &Keymap, action| keys.shown(action).unwrap_or_default();
        assert_eq!(shown(&usual, Action::Redo), "Shift Z");
        assert_eq!(shown(&usual, Action::ShowAll), "Shift H");
        assert_eq!(shown(&usual, Action::SelectAll), "Ctrl A");
        assert_eq!(shown(&usual, Action::PutBack), "");
        let own = usual.with(Action::Redo, 'x').with(Action::Hide, '#');
        assert_eq!(shown(&own, Action::Redo), "X");
        // A sign may need Shift itself.
        assert_eq!(shown(&own, Action::ShowAll), "");
    }

    #[test]
    fn json_names_what_was_changed_alone() {
        let keys = Keymap::default().with(Action::UndoReview, 'x');
        let json = serde_json::to_string(&keys).unwrap();
        assert_eq!(json, r#"{"undo_review":"x"}"#);
        assert_eq!(serde_json::from_str::<Keymap>(&json).unwrap(), keys);
        let none = keys.without(Action::Skip);
        let json = serde_json::to_string(&none).unwrap();
        assert_eq!(json, r#"{"skip":null,"undo_review":"x"}"#);
        assert_eq!(serde_json::from_str::<Keymap>(&json).unwrap(), none);
        assert!(serde_json::from_str::<Keymap>(r#"{"dance":"b"}"#).is_err());
        assert!(serde_json::from_str::<Keymap>(r#"{"skip":"bc"}"#).is_err());
    }
}
