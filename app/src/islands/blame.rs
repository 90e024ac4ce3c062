//! Which field a form's message is about: it is marked as wrong, told with the message, and has the focus. A message that is
//! no single field's belongs to the form.

use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement};

/// The message that the form shows from now on is about this field, or about none alone.
pub fn blame(form: &HtmlFormElement, field: Option<&Element>) {
    let Some(id) = message(form) else {
        return;
    };
    let Some(field) = field else {
        return describe(form, &id);
    };
    let _ = field.set_attribute("aria-invalid", "true");
    describe(field, &id);
    if let Some(field) = field.dyn_ref::<HtmlElement>() {
        let _ = field.focus();
    }
}

/// Nothing is wrong with the form any more.
pub fn absolve(form: &HtmlFormElement) {
    let Some(id) = message(form) else {
        return;
    };
    undescribe(form, &id);
    for (_, field) in fields(form) {
        let _ = field.remove_attribute("aria-invalid");
        undescribe(&field, &id);
    }
}

/// The field that a refusal names as the request does (`retrain_after must be at least 1`), or the only one that there is.
pub fn named(form: &HtmlFormElement, refusal: &str) -> Option<Element> {
    let fields = fields(form);
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    let at = alone(&names, |_| true).or_else(|| alone(&names, |name| says(refusal, name)))?;
    fields.into_iter().nth(at).map(|(_, field)| field)
}

/// Where the first of these names stands that pass, if no other name does.
fn alone(names: &[&str], passes: impl Fn(&str) -> bool) -> Option<usize> {
    let first = names.iter().position(|name| passes(name))?;
    let other = |name: &&str| *name != names[first] && passes(name);
    (!names.iter().any(other)).then_some(first)
}

/// As a word of its own.
fn says(refusal: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
    let mut words = refusal.split(|c| !part(c));
    words.any(|word| word.trim_end_matches('.') == name)
}

/// Those that a person fills in, with their names.
fn fields(form: &HtmlFormElement) -> Vec<(String, Element)> {
    let elements = form.elements();
    (0..elements.length())
        .filter_map(|i| elements.item(i))
        .filter(|el| el.get_attribute("type").as_deref() != Some("hidden"))
        .filter_map(|el| Some((el.get_attribute("name")?, el)))
        .collect()
}

/// The id of the form's message; several forms may stand on a page.
fn message(form: &HtmlFormElement) -> Option<String> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let told = form.query_selector(".form-problem").ok().flatten()?;
    if told.id().is_empty() {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        told.set_id(&format!("form-problem-{n}"));
    }
    Some(told.id())
}

fn describe(el: &Element, id: &str) {
    let before = el.get_attribute("aria-describedby").unwrap_or_default();
    let _ = el.set_attribute("aria-describedby", format!("{before} {id}").trim());
}

fn undescribe(el: &Element, id: &str) {
    let Some(before) = el.get_attribute("aria-describedby") else {
        return;
    };
    let left: Vec<&str> = before.split(' ').filter(|word| *word != id).collect();
    let _ = match left.is_empty() {
        true => el.remove_attribute("aria-describedby"),
        false => el.set_attribute("aria-describedby", &left.join(" ")),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_about_the_one_field_that_it_names() {
        let names = [
            "retrain_after",
            "second.labels",
            "second.labels",
            "gate.metric",
        ];
        let about = |refusal: &str| alone(&names, |name| says(refusal, name)).map(|at| names[at]);
        for (refusal, name) in [
            ("retrain_after must be at least 1", Some("retrain_after")),
            (
                "second.labels names “Nkie”, which is no label",
                Some("second.labels"),
            ),
            ("leave out gate.metric.", Some("gate.metric")),
            ("gate.metrics is wrong", None),
            ("gate.metric goes before retrain_after", None),
            ("somebody has changed these settings", None),
        ] {
            assert_eq!(about(refusal), name, "{refusal}");
        }
        assert_eq!(alone(&["text"], |_| true), Some(0));
        assert_eq!(alone(&names, |_| true), None);
        assert_eq!(alone(&[], |_| true), None);
    }
}
