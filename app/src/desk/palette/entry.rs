//! What can be found, and what of it is meant by what was typed. Pure.

use crate::desk::keys::Command;
use vitrine_domain::case::lower;

/// What can be found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Do(Command),
    /// An address.
    Go(String),
    /// As the button beside one's name does.
    SignOut,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub words: String,
    /// By which it is found besides: what its button says, and what else it is called.
    pub also: String,
    /// A key, or of what kind it is.
    pub beside: String,
    pub found: Found,
}

/// What is found by the words that it shows comes before what is found by others.
pub fn ranked(all: Vec<Entry>, wanted: &str) -> Vec<Entry> {
    let (mut found, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|e| fits(&e.words, wanted));
    let by_others = |e: &Entry| fits(&format!("{} {}", e.words, e.also), wanted);
    found.extend(rest.into_iter().filter(by_others));
    found
}

/// Every word that was typed is in it.
pub fn fits(words: &str, wanted: &str) -> bool {
    let words = lower(words);
    wanted.split_whitespace().all(|w| words.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_typed_counts_in_any_order() {
        assert!(fits("Put it on hold", "hold put"));
        assert!(fits("Put it on hold", ""));
        assert!(!fits("Put it on hold", "hold x"));
    }

    #[test]
    fn what_a_line_shows_comes_before_what_it_is_also_called() {
        let line = |words: &str, also: &str| Entry {
            words: words.into(),
            also: also.into(),
            beside: String::new(),
            found: Found::SignOut,
        };
        let all = || {
            vec![
                line("Take the last decision back", "Undo a review"),
                line("Undo an edit", ""),
                line("Zoom in", ""),
            ]
        };
        let found = |wanted| ranked(all(), wanted);
        let shown: Vec<_> = found("undo").into_iter().map(|e| e.words).collect();
        assert_eq!(shown, ["Undo an edit", "Take the last decision back"]);
        let one: Vec<_> = found("decision undo")
            .into_iter()
            .map(|e| e.words)
            .collect();
        assert_eq!(one, ["Take the last decision back"]);
        assert!(found("undo zoom").is_empty());
        assert_eq!(found("").len(), 3);
    }
}
