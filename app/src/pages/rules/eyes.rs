//! Whose decisions somebody else looks at, and what share of items is gold.

use super::as_shown;
use crate::islands::ApiForm;
use crate::pages::room::Room;
use crate::parts::verdict_word;
use crate::words::pages::rules::eyes as say;
use leptos::prelude::*;
use vitrine_domain::{ProjectSettings, Verdict};

/// Settings that the form shows.
pub(super) const SHOWN: [&str; 2] = ["second", "gold"];

/// Which decisions a second reviewer is asked for, in words, and what share of items is gold.
pub fn looks(s: &ProjectSettings) -> AnyView {
    let second = &s.second;
    let mut always: Vec<String> = second.labels.clone();
    if let Some(severity) = second.severity {
        always.push(say::grave(severity));
    }
    always.extend(
        second
            .verdicts
            .iter()
            .map(|v| say::judged(verdict_word(*v))),
    );
    let words = match (always.is_empty(), second.percent > 0.0) {
        (true, false) => say::NO_SECOND.to_owned(),
        (true, true) => say::second_share(second.percent),
        (false, share) => say::second_always(&always.join(", "), share.then_some(second.percent)),
    };
    let gold = (s.gold.percent > 0.0).then(|| format!(" {}", say::gold_share(s.gold.percent)));
    view! { <p>{words} {gold}</p> }.into_any()
}

/// Written in any case, as the rule takes them.
fn names(labels: &[String], label: &str) -> bool {
    let wanted = label.to_lowercase();
    labels.iter().any(|l| l.to_lowercase() == wanted)
}

/// Second reviews and gold items.
pub fn eyes(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let (second, gold) = (s.second.clone(), s.gold.clone());
    let labels = room.project.labels.clone();
    let verdicts = [
        Verdict::Accept,
        Verdict::Correct,
        Verdict::Reject,
        Verdict::Label,
    ];
    view! {
        <details class="fold"><summary>{say::CHANGE_EYES}</summary>
            <ApiForm method="PATCH".into() action=room.api("/settings") then="reload".into() ask=None class="form form-wide".into()>
                <p class="hint">{say::EYES_HINT}</p>
                <fieldset class="checks">
                    <legend>{say::SECOND_LABELS}</legend>
                    {labels.into_iter().map(|label| {
                        let on = names(&second.labels, &label);
                        view! { <label class="check"><input type="checkbox" name="second.labels" data-json="each" value=label.clone() checked=on /> {label.clone()}</label> }
                    }).collect_view()}
                </fieldset>
                <fieldset class="checks">
                    <legend>{say::SECOND_VERDICTS}</legend>
                    {verdicts.into_iter().map(|v| view! {
                        <label class="check"><input type="checkbox" name="second.verdicts" data-json="each" value=v.as_str() checked=second.verdicts.contains(&v) /> {verdict_word(v)}</label>
                    }).collect_view()}
                </fieldset>
                <div class="fields">
                    <label>{say::SECOND_SEVERITY} <input name="second.severity" type="number" min="0" max="1" step="any" data-json="empty-null" value=second.severity.map(|v| v.to_string()) /></label>
                    <label>{say::SECOND_PERCENT} <input name="second.percent" type="number" min="0" max="100" step="any" required data-json="decimal" value=second.percent.to_string() /></label>
                    <label>{say::GOLD_PERCENT} <input name="gold.percent" type="number" min="0" max="50" step="any" required data-json="decimal" value=gold.percent.to_string() /></label>
                </div>
                <label class="check"><input name="gold.feedback" type="checkbox" data-json="flag" checked=gold.feedback /> {say::GOLD_FEEDBACK}</label>
                <p class="hint">{say::WAITING_HINT}</p>
                {as_shown(&s, &SHOWN)}
                <button class="primary">{say::SAVE_EYES}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_label_that_is_written_otherwise_is_ticked_all_the_same() {
        let labels = ["puma".to_owned()];
        assert!(names(&labels, "Puma"));
        assert!(!names(&labels, "Nike"));
    }
}
