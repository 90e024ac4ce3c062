//! A form whose fields go to `/api/v1` as JSON: one island for all the small acts on a project.
//!
//! Fields become text unless they carry
//! `data-json="number|decimal|percent|empty-null|text-null|flag|if-set|each|lines|json|optional|once"`; `{name}` in the
//! address is replaced by the field of that name, which then is not in the body; numbers and `optional` text that are empty
//! are left out, a number `empty-null` or text `text-null` that is empty is null; `a.b` is the field `b` of `a`, `a.b.c` the
//! field `c` of that; `if-set` is a box that is left out unless it is ticked; `each` is one that puts its value into the list
//! of its name where it is ticked, which is empty with none ticked; a `percent` is sent as its hundredth; a field named `*`
//! is the whole body; `once` is an id of all the others, which they keep where they are sent again because no answer came.
//! Text with `data-change="must"` is not sent as it was when the form was drawn. Where the address has `sure=false` the server may ask back before it does it.
//!
//! Until the browser's half is there, nothing can be written into it: a browser would send the form by itself, and what was
//! written would stand in the address.

use super::{blame, saved};
use crate::client::once::Once;
use crate::client::{self, Problem};
use crate::parts::{moved, sentence};
use crate::words::islands::api_form as say;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use vitrine_domain::api::ErrorCode;
use wasm_bindgen::JsCast;

/// `then`: `reload`, or an address in which `{key}` is filled from the reply. `ask`: a question before it is sent.
#[island]
pub fn ApiForm(
    method: String,
    action: String,
    then: String,
    ask: Option<String>,
    class: String,
    children: Children,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let once = StoredValue::new(Once::<Map<String, Value>>::default());
    let name = saved::name_of(&method, &action);
    let submit = move |e: SubmitEvent| {
        e.prevent_default();
        let Some(form) = e
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlFormElement>().ok())
        else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        if unchanged(&form) {
            problem.set(Some(say::UNCHANGED.into()));
            return blame::absolve(&form);
        }
        if let Some(question) = &ask
            && !window().confirm_with_message(question).unwrap_or(false)
        {
            return;
        }
        let (mut body, id) = match fields(&form) {
            Ok(fields) => fields,
            Err((sentence, field)) => {
                problem.set(Some(sentence));
                blame::absolve(&form);
                return blame::blame(&form, Some(&field));
            }
        };
        if let Some(name) = id
            && let Some(id) = once.try_update_value(|o| o.id_of(body.clone()))
        {
            put(&mut body, &name, Value::from(id.to_string()));
        }
        let url = fill(&action, &mut body);
        let (method, then) = (method.clone(), then.clone());
        busy.set(true);
        problem.set(None);
        blame::absolve(&form);
        spawn_local(async move {
            let body = body.remove("*").unwrap_or(Value::Object(body));
            let mut sent = client::exchange(&method, &url, &body).await;
            // What is asked back is sent once more, as meant.
            let question = match &sent {
                Err(Problem::Refused(no)) if no.code == ErrorCode::AskFirst => {
                    Some(sentence(&no.message))
                }
                _ => None,
            };
            if let Some(question) = question {
                if !window().confirm_with_message(&question).unwrap_or(false) {
                    return busy.set(false);
                }
                let meant = url.replace("sure=false", "sure=true");
                sent = client::exchange(&method, &meant, &body).await;
            }
            match sent {
                Ok(reply) => go(&then, &reply, &form),
                Err(p) => {
                    problem.set(Some(p.to_string()));
                    blame::blame(&form, wrong_field(&form, &p).as_ref());
                    busy.set(false);
                }
            }
        });
    };
    // Outside of a dialog the method `dialog` sends nothing anywhere.
    view! {
        <form class=class method="dialog" data-form=name on:submit=submit aria-busy=move || busy.get().to_string()>
            <fieldset class="form-fields" role="none" disabled=move || !awake.get()>{children()}</fieldset>
            <noscript><p class="hint">{say::NO_SCRIPTS}</p></noscript>
            <p class="form-problem" role="alert">{move || problem.get()}</p>
        </form>
    }
}

/// The field that a refusal is about; none for what has nothing to do with what was written.
fn wrong_field(form: &web_sys::HtmlFormElement, problem: &Problem) -> Option<web_sys::Element> {
    match problem {
        Problem::Refused(no) if no.code == ErrorCode::Invalid => blame::named(form, &no.message),
        _ => None,
    }
}

/// Is all the text that must be changed as the form was drawn with it?
fn unchanged(form: &web_sys::HtmlFormElement) -> bool {
    let Ok(all) = form.query_selector_all("textarea[data-change=must]") else {
        return false;
    };
    let texts: Vec<web_sys::HtmlTextAreaElement> = (0..all.length())
        .filter_map(|i| all.item(i)?.dyn_into().ok())
        .collect();
    let as_drawn = |area: &web_sys::HtmlTextAreaElement| {
        area.text_content().is_some_and(|text| text == area.value())
    };
    !texts.is_empty() && texts.iter().all(as_drawn)
}

/// What cannot be sent, and the field that it stands in.
type Wrong = (String, web_sys::Element);

/// What is sent, and the name of the field for its id.
fn fields(form: &web_sys::HtmlFormElement) -> Result<(Map<String, Value>, Option<String>), Wrong> {
    let mut body = Map::new();
    let mut id = None;
    let mut lists: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let elements = form.elements();
    for i in 0..elements.length() {
        let Some(el) = elements.item(i) else { continue };
        let Some(name) = el.get_attribute("name") else {
            continue;
        };
        let text = value_of(&el);
        let wrong = |sentence: String| (sentence, el.clone());
        let value = match el.get_attribute("data-json").as_deref() {
            Some("flag") => Value::Bool(
                el.dyn_ref::<web_sys::HtmlInputElement>()
                    .is_some_and(|i| i.checked()),
            ),
            Some("if-set") => {
                match (el.dyn_ref::<web_sys::HtmlInputElement>()).is_some_and(|i| i.checked()) {
                    true => Value::Bool(true),
                    false => continue,
                }
            }
            Some("each") => {
                // With none ticked it is an empty list.
                let list = lists.entry(name).or_default();
                if (el.dyn_ref::<web_sys::HtmlInputElement>()).is_some_and(|i| i.checked()) {
                    list.push(Value::from(text));
                }
                continue;
            }
            Some("number" | "decimal" | "percent" | "optional") if text.trim().is_empty() => {
                continue;
            }
            Some("number") => text
                .trim()
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| wrong(say::not_whole(&text)))?,
            Some("empty-null" | "text-null") if text.trim().is_empty() => Value::Null,
            Some("empty-null") => {
                let number = || text.trim().parse::<f64>().map(Value::from);
                let read = serde_json::from_str(text.trim()).or_else(|_| number());
                read.map_err(|_| wrong(say::not_number(&text)))?
            }
            Some("decimal") => text
                .trim()
                .parse::<f64>()
                .map(Value::from)
                .map_err(|_| wrong(say::not_number(&text)))?,
            Some("percent") => text
                .trim()
                .parse::<f64>()
                .map(|of_a_hundred| Value::from(moved(of_a_hundred, -2)))
                .map_err(|_| wrong(say::not_number(&text)))?,
            Some("once") => {
                id = Some(name);
                continue;
            }
            Some("lines") => {
                let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
                let lines: Vec<Value> = lines.map(Value::from).collect();
                // A browser takes blanks for something.
                if lines.is_empty() && el.has_attribute("required") {
                    return Err(wrong(say::NO_LINE.into()));
                }
                Value::Array(lines)
            }
            Some("json") => serde_json::from_str(&text).map_err(|e| wrong(say::not_json(&e)))?,
            _ => Value::from(text),
        };
        put(&mut body, &name, value);
    }
    for (name, values) in lists {
        put(&mut body, &name, Value::Array(values));
    }
    Ok((body, id))
}

/// Into the object that the name leads to; the last of three parts may hold dots of its own.
fn put(body: &mut Map<String, Value>, name: &str, value: Value) {
    let mut fields = body;
    let parts: Vec<&str> = name.splitn(3, '.').collect();
    let Some((last, way)) = parts.split_last() else {
        return;
    };
    for of in way {
        let whole = fields
            .entry(*of)
            .or_insert_with(|| Value::Object(Map::new()));
        let Some(inner) = whole.as_object_mut() else {
            return;
        };
        fields = inner;
    }
    fields.insert((*last).to_owned(), value);
}

fn value_of(el: &web_sys::Element) -> String {
    if let Some(input) = el.dyn_ref::<web_sys::HtmlInputElement>() {
        input.value()
    } else if let Some(area) = el.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.value()
    } else if let Some(select) = el.dyn_ref::<web_sys::HtmlSelectElement>() {
        select.value()
    } else {
        String::new()
    }
}

fn fill(template: &str, values: &mut Map<String, Value>) -> String {
    let mut address = template.to_owned();
    let named: Vec<String> = values
        .keys()
        .filter(|k| address.contains(&format!("{{{k}}}")))
        .cloned()
        .collect();
    for key in named {
        if let Some(value) = values.remove(&key) {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let safe = String::from(web_sys::js_sys::encode_uri_component(&text));
            address = address.replace(&format!("{{{key}}}"), &safe);
        }
    }
    address
}

fn go(then: &str, reply: &Value, form: &web_sys::HtmlFormElement) {
    let location = window().location();
    if then == "reload" {
        saved::note(form);
        let _ = location.reload();
        return;
    }
    let mut values = reply.as_object().cloned().unwrap_or_default();
    let _ = location.set_href(&fill(then, &mut values));
}
