//! All that can be asked of the desk, by its name: what has a key of one's own, labels, phrases, and the fixed keys.

use super::bench::Bench;
use super::keys::Command;
use super::palette::{Entry, Found};
use crate::words::desk::listed as say;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;

/// What no key of one's own asks for.
const FIXED: [(&str, &str, Command); 3] = [
    (say::DELETE, say::DELETE_KEY, Command::Delete),
    (say::DESELECT, say::DESELECT_KEY, Command::Deselect),
    (say::HELP, say::HELP_KEY, Command::Help),
];

/// With the keys as they are now and the labels of the item that lies here.
pub fn listed(bench: Bench) -> Memo<Vec<Entry>> {
    let phrases = bench.setting.with_value(|s| s.phrases.clone());
    let labels = Memo::new(move |_| {
        bench
            .item
            .with(|i| i.as_ref().map_or_else(Vec::new, |i| i.labels.clone()))
    });
    Memo::new(move |_| {
        let mut all = Vec::new();
        let mut add = |words: String, beside: String, command| {
            all.push(Entry {
                words,
                beside,
                found: Found::Do(command),
            });
        };
        bench.keys.with(|keys| {
            for action in Action::ALL {
                let key = keys.shown(action).unwrap_or_default();
                add(action.title().into(), key, Command::Do(action));
            }
        });
        for (words, key, command) in FIXED {
            add(words.into(), key.into(), command);
        }
        for (n, label) in labels.get().iter().enumerate() {
            add(say::label(label), say::label_key(n), Command::Label(n));
        }
        for (n, phrase) in phrases.iter().enumerate() {
            add(say::phrase(phrase), say::phrase_key(n), Command::Phrase(n));
        }
        all
    })
}
