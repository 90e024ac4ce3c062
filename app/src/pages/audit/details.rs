//! How a line of the trail tells what was done: in the pages' words, with the way to the records that it names.

use crate::pages::room::Room;
use crate::parts::{run_word, short, split_word, state_word, trigger_word, verdict_word};
use leptos::prelude::*;
use vitrine_domain::{AuditEvent, ItemId, RunState, Trigger};

/// The page that shows this record, within the project; a review and a triplet stand on their item's.
pub(super) fn page_of(e: &AuditEvent, kind: &str, id: &str) -> Option<String> {
    let pages = match kind {
        "item" => "items",
        "training_run" => "runs",
        "synthesis_run" => "synthesis",
        "benchmark_evaluation" => "benchmarks",
        _ => {
            let item = e.detail.get("item").and_then(|i| i.as_str())?;
            let stands = matches!(kind, "review" | "triplet" | "comment");
            return stands.then(|| format!("/items/{item}"));
        }
    };
    // What is withheld has no id.
    (!id.is_empty()).then(|| format!("/{pages}/{id}"))
}

/// `{"verdict":"accept"}` → `verdict: accepted`; an id by its end, with the way to its page.
pub(super) fn details(room: &Room, e: &AuditEvent) -> Option<AnyView> {
    // A claim's number tells a person nothing.
    let tells = |key: &str, v: &serde_json::Value| !v.is_null() && key != "fence";
    let there = (e.detail.as_object().into_iter().flatten()).filter(|(k, v)| tells(k, v));
    let all: Vec<AnyView> = there
        .enumerate()
        .map(|(n, (key, value))| {
            let name = format!(
                "{}{}: ",
                if n > 0 { ", " } else { "" },
                key.replace('_', " ")
            );
            let text = told(value);
            if text.len() != 36 || text.parse::<ItemId>().is_err() {
                let words = worded(&e.action, key, &text).map_or(text, str::to_owned);
                return view! { {name}{words} }.into_any();
            }
            let id = view! { <span class="mono" title=text.clone()>{short(&text)}</span> };
            match page_of(e, key, &text) {
                Some(rest) => view! { {name}<a href=room.path(&rest)>{id}</a> }.into_any(),
                None => view! { {name}{id} }.into_any(),
            }
        })
        .collect();
    // One element, for where cells stand as blocks each part would have a line of its own.
    (!all.is_empty()).then(|| view! { <span>{all}</span> }.into_any())
}

/// A change is told as from and to: `{"from":true,"to":false}` → `true → false`.
fn told(value: &serde_json::Value) -> String {
    let plain = |v: &serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    match (value.get("from"), value.get("to")) {
        (Some(from), Some(to)) => format!("{} → {}", plain(from), plain(to)),
        _ => plain(value),
    }
}

/// The word that pages have for a value; none for what they have no word for.
fn worded(action: &str, key: &str, value: &str) -> Option<&'static str> {
    let of = action.split('.').next().unwrap_or_default();
    match (key, of) {
        ("verdict", _) => value.parse().ok().map(verdict_word),
        ("split", _) => value.parse().ok().map(|s| split_word(Some(s))),
        ("trigger", _) => one_of(Trigger::ALL, Trigger::as_str, value).map(trigger_word),
        ("state", "item") => value.parse().ok().map(state_word),
        ("state", "training_run") => one_of(RunState::ALL, RunState::as_str, value).map(run_word),
        _ => None,
    }
}

fn one_of<T: Copy>(
    all: impl IntoIterator<Item = T>,
    word: impl Fn(T) -> &'static str,
    value: &str,
) -> Option<T> {
    all.into_iter().find(|known| word(*known) == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::AuditEventId;

    #[test]
    fn a_change_is_told_as_from_and_to() {
        let change = serde_json::json!({"from": true, "to": false});
        assert_eq!(told(&change), "true → false");
        assert_eq!(told(&"accept".into()), "accept");
    }

    #[test]
    fn a_record_is_shown_by_its_page_and_a_review_by_its_items() {
        let mut event = AuditEvent {
            id: AuditEventId::fresh(),
            project_id: None,
            actor: "rob".into(),
            actor_id: None,
            actor_login: None,
            scripted: false,
            action: "review.submit".into(),
            subject_kind: "review".into(),
            subject_id: "r1".into(),
            detail: serde_json::json!({"item": "i1"}),
            from_address: None,
            at: chrono::Utc::now(),
        };
        for (kind, id, page) in [
            ("review", "r1", Some("/items/i1")),
            ("triplet", "t1", Some("/items/i1")),
            ("item", "i2", Some("/items/i2")),
            ("training_run", "x", Some("/runs/x")),
            ("synthesis_run", "x", Some("/synthesis/x")),
            ("item", "", None),
            ("policy", "x", None),
        ] {
            assert_eq!(page_of(&event, kind, id).as_deref(), page, "{kind} {id}");
        }
        event.detail = serde_json::json!({});
        assert_eq!(page_of(&event, "review", "r1"), None);
    }

    #[test]
    fn values_are_said_in_the_pages_words() {
        for (action, key, value, word) in [
            ("review.submit", "verdict", "label", Some("labelled blind")),
            ("item.add", "split", "held_out", Some("held out")),
            (
                "item.add",
                "state",
                "second_review",
                Some("waiting for a second review"),
            ),
            ("training_run.end", "state", "failed", Some("failed")),
            ("training_run.request", "trigger", "cron", Some("schedule")),
            ("item.add", "state", "nonsense", None),
            ("view.add", "name", "accept", None),
        ] {
            assert_eq!(worded(action, key, value), word, "{action} {key} {value}");
        }
    }
}
