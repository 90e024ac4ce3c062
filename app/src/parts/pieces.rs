//! What differs between two texts, word by word, and what a model was unsure of, as they are shown.

use crate::words::parts::pieces as say;
use leptos::prelude::*;
use vitrine_domain::rules::unsure::cut;
use vitrine_domain::rules::word_diff::{Change, diff};
use vitrine_domain::{Proposal, Span};

/// Struck through or underlined, and said: never by colour alone.
fn piece((change, text): (Change, String)) -> AnyView {
    match change {
        Change::Same => view! { <span>{text}</span> }.into_any(),
        Change::Deleted => {
            view! { <del><span class="sr-only">{say::DELETED_BEFORE}</span>{text}<span class="sr-only">{say::PIECE_AFTER}</span></del> }
                .into_any()
        }
        Change::Inserted => {
            view! { <ins><span class="sr-only">{say::INSERTED_BEFORE}</span>{text}<span class="sr-only">{say::PIECE_AFTER}</span></ins> }
                .into_any()
        }
    }
}

/// The second text as it differs from the first.
pub fn differences(before: &str, after: &str) -> AnyView {
    let pieces = diff(before, after);
    match pieces.iter().all(|(_, text)| text.trim().is_empty()) {
        true => view! { <span class="quiet">{say::EMPTY}</span> }.into_any(),
        false => pieces.into_iter().map(piece).collect_view().into_any(),
    }
}

/// A stretch of a model's answer, and whether the model was unsure of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    pub change: Change,
    pub unsure: bool,
    pub text: String,
}

/// A model's answer as a person changes it, with its unsure words apart as far as they stand: what is taken out has been
/// looked at.
pub fn stretches(before: &str, after: &str, unsure: &[Span]) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut at = 0;
    for (change, text) in diff(before, after) {
        let from = at;
        if change != Change::Inserted {
            at += text.chars().count();
        }
        let cuts = match change {
            Change::Same => cut(&text, from, unsure),
            _ => vec![(false, &*text)],
        };
        out.extend(cuts.into_iter().map(|(unsure, text)| Stretch {
            change,
            unsure,
            text: text.to_owned(),
        }));
    }
    out
}

/// An unsure word is underlined with dots, and said.
pub fn stretch(s: Stretch) -> AnyView {
    match s.unsure {
        true => {
            view! { <u class="unsure"><span class="sr-only">{say::UNSURE_BEFORE}</span>{s.text}<span class="sr-only">{say::PIECE_AFTER}</span></u> }
                .into_any()
        }
        false => piece((s.change, s.text)),
    }
}

/// A model's answer as it stands, with its unsure words marked.
pub fn marked(answer: &str, unsure: Option<&[Span]>) -> AnyView {
    let same = |(unsure, text): (bool, &str)| Stretch {
        change: Change::Same,
        unsure,
        text: text.to_owned(),
    };
    let all = cut(answer, 0, unsure.unwrap_or_default());
    all.into_iter()
        .map(|piece| stretch(same(piece)))
        .collect_view()
        .into_any()
}

/// What the mark means, if one of these proposals has one.
pub fn key_of_unsure<'a>(proposals: impl IntoIterator<Item = &'a Proposal>) -> Option<AnyView> {
    let mut spans = proposals.into_iter().flat_map(|p| &p.unsure_spans);
    spans.any(|s| !s.is_empty()).then(unsure_key)
}

/// The same for where there is one.
pub fn unsure_key() -> AnyView {
    view! {
        <p class="unsure-key"><u class="unsure">{say::UNSURE_KEY}</u>{say::UNSURE_KEY_AFTER}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span {
            start,
            end,
            confidence: 0.3,
        }
    }

    /// Brackets where the model was unsure.
    fn told(before: &str, after: &str, unsure: &[Span]) -> String {
        let one = |s: Stretch| match (s.change, s.unsure) {
            (Change::Same, true) => format!("[{}]", s.text),
            (Change::Same, false) => s.text,
            (Change::Deleted, _) => format!("-{}-", s.text),
            (Change::Inserted, _) => format!("+{}+", s.text),
        };
        stretches(before, after, unsure)
            .into_iter()
            .map(one)
            .collect()
    }

    #[test]
    fn unsure_words_are_marked_as_far_as_they_stand() {
        let before = "Violations: Café, Puma.";
        let unsure = [span(12, 16), span(18, 22)];
        for (after, expected) in [
            (before, "Violations: [Café], [Puma]."),
            // Taken out is looked at; what comes after keeps its place.
            ("Violations: Puma.", "Violations:- Café,- [Puma]."),
            ("Violations: Café.", "Violations: [Café]-, Puma-."),
            (
                "Violations: Adidas, Café, Puma.",
                "Violations:+ Adidas,+ [Café], [Puma].",
            ),
            ("", "-Violations: Café, Puma.-"),
        ] {
            assert_eq!(told(before, after, &unsure), expected);
        }
        assert_eq!(told(before, before, &[]), before);
    }
}
