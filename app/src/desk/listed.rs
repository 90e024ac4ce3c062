//! All that can be asked of the desk, by its name or its button's: what has a key of one's own, labels, phrases, and the fixed
//! keys.

use super::bench::Bench;
use super::keys::Command;
use super::palette::{Entry, Found};
use crate::words::desk::status::keys_key;
use crate::words::desk::{actions, listed as say};
use leptos::prelude::*;
use vitrine_domain::keymap::Action;
use vitrine_domain::{Mode, Verdict};

/// What no key of one's own asks for.
const FIXED: [(&str, &str, Command); 2] = [
    (say::DELETE, say::DELETE_KEY, Command::Delete),
    (say::DESELECT, say::DESELECT_KEY, Command::Deselect),
];

/// With the keys as they are now and the labels of the item that lies here.
pub fn listed(bench: Bench) -> Memo<Vec<Entry>> {
    let (mode, lead) = bench.setting.with_value(|s| (s.mode, s.lead));
    let phrases = bench.setting.with_value(|s| s.phrases.clone());
    let labels = Memo::new(move |_| {
        bench
            .item
            .with(|i| i.as_ref().map_or_else(Vec::new, |i| i.labels.clone()))
    });
    Memo::new(move |_| {
        let mut all = Vec::new();
        let mut add = |words: String, also: String, beside: String, command| {
            all.push(Entry {
                words,
                also,
                beside,
                found: Found::Do(command),
            });
        };
        for action in Action::ALL {
            let key = bench.key_of(action).unwrap_or_default();
            let also = also(mode, lead, action);
            add(action.title().into(), also, key, Command::Do(action));
        }
        for (words, key, command) in FIXED {
            add(words.into(), String::new(), key.into(), command);
        }
        let single = bench.single_keys.get();
        let keys = keys_key(single).to_owned();
        add(say::HELP.into(), say::HELP_ALSO.into(), keys, Command::Help);
        let heard = |key: String| if single { key } else { String::new() };
        for (n, label) in labels.get().iter().enumerate() {
            let key = heard(say::label_key(n));
            add(say::label(label), String::new(), key, Command::Label(n));
        }
        for (n, phrase) in phrases.iter().enumerate() {
            let key = heard(say::phrase_key(n));
            add(say::phrase(phrase), String::new(), key, Command::Phrase(n));
        }
        all
    })
}

/// The words of the button that does it, and what else it is called.
fn also(mode: Mode, lead: bool, action: Action) -> String {
    match action {
        Action::Main => [Verdict::Accept, Verdict::Correct, Verdict::Label]
            .map(|verdict| actions::main(mode, lead, verdict))
            .join(" "),
        _ => say::also(action),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::palette::entry::fits;
    use crate::words::desk::stage::tools;
    use crate::words::desk::{answer, regions, said, status, steps, turns};
    use crate::words::parts::eye;
    use vitrine_domain::case::lower;

    #[test]
    fn a_command_is_found_by_the_words_on_its_button() {
        let finds = |mode, lead, action: Action, wanted: &str| {
            let words = format!("{} {}", action.title(), also(mode, lead, action));
            // A button's dots stand for what it asks next.
            fits(&words, &lower(&wanted.replace('…', "")))
        };
        let new = [said::BOX, said::POLYGON, said::POINT].map(regions::new);
        for (action, button) in [
            (Action::UndoReview, status::UNDO),
            (Action::UndoReview, "undo decision"),
            (Action::Reject, actions::REJECT),
            (Action::Escalate, actions::ESCALATE),
            (Action::Skip, actions::SKIP),
            (Action::Hold, actions::HOLD),
            (Action::Send, actions::SEND_TO),
            (Action::Discuss, actions::DISCUSS),
            (Action::Discuss, actions::DISCUSSED),
            (Action::Release, actions::GIVE_BACK),
            (Action::NoViolations, answer::NO_VIOLATIONS),
            (Action::PutBack, answer::PUT_BACK),
            (Action::Undo, regions::UNDO),
            (Action::Redo, regions::REDO),
            (Action::New, new[0].as_str()),
            (Action::New, new[1].as_str()),
            (Action::New, new[2].as_str()),
            (Action::NextStep, steps::NEXT_STEP),
            (Action::Turn, turns::ADD),
            (Action::RemoveTurn, turns::REMOVE),
            (Action::Reveal, eye::REVEAL),
            (Action::Reveal, eye::VEIL_AGAIN),
            (Action::ToolSelect, tools::SELECT),
            (Action::ToolBox, tools::BOX),
            (Action::ToolPolygon, tools::POLYGON),
            (Action::ToolPoint, tools::POINT),
            (Action::Snap, tools::SNAP),
            (Action::ZoomIn, tools::ZOOM_IN),
            (Action::ZoomOut, tools::ZOOM_OUT),
            (Action::Fit, tools::FIT),
            (Action::Fit, tools::WHOLE_IMAGE),
            (Action::OneToOne, tools::ONE_TO_ONE),
            (Action::OneToOne, "1:1"),
        ] {
            assert!(finds(Mode::Finding, false, action, button), "{button}");
        }
        for (mode, lead) in Mode::ALL.into_iter().flat_map(|m| [(m, false), (m, true)]) {
            for verdict in [Verdict::Accept, Verdict::Correct, Verdict::Label] {
                let button = actions::main(mode, lead, verdict);
                assert!(finds(mode, lead, Action::Main, button), "{button}");
            }
        }
        assert!(!finds(Mode::Finding, false, Action::Undo, "decision"));
    }
}
