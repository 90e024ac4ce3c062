//! Which key does what for whoever sits here.

use super::Bench;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;

impl Bench {
    /// The key that does it, as it stands on the keyboard: none where it has none, or keys pressed alone do nothing.
    pub fn key_of(&self, action: Action) -> Option<String> {
        let heard = self.single_keys.get();
        self.keys.with(|k| k.shown(action)).filter(|_| heard)
    }
}
