//! A link for somebody who forgot their password: an admin asks for it, sees it once and hands it over.

use crate::client;
use crate::words::islands::{api_form, password_link as say};
use crate::words::parts::values::date;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api;
use wasm_bindgen::JsCast;

/// What is shown of a link.
#[derive(Debug, Clone)]
struct Made {
    words: String,
    address: String,
}

/// `list`: the id of the `<datalist>` with the names there are.
#[island]
pub fn PasswordLink(list: String) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let made = RwSignal::new(None::<Made>);
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let submit = move |e: SubmitEvent| {
        e.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let name = typed.get_untracked().trim().to_owned();
        // A browser takes blanks for something.
        if name.is_empty() {
            return problem.set(Some(say::NO_NAME.into()));
        }
        busy.set(true);
        problem.set(None);
        made.set(None);
        spawn_local(async move {
            let part = String::from(web_sys::js_sys::encode_uri_component(&name));
            let url = format!("/api/v1/users/{part}/password-link");
            match client::post::<_, api::PasswordLink>(&url, &()).await {
                Ok(link) => made.set(Some(Made {
                    words: say::link_of(&name, &date(link.expires_at)),
                    address: window().location().origin().unwrap_or_default() + &link.path(),
                })),
                Err(why) => problem.set(Some(match why.code() {
                    Some(api::ErrorCode::NotFound) => say::nobody(&name),
                    _ => why.to_string(),
                })),
            }
            busy.set(false);
        });
    };
    // Whole: it is there to be copied.
    let select = |e: MouseEvent| {
        let field = e
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(field) = field {
            field.select();
        }
    };
    view! {
        <form class="form form-row" method="dialog" on:submit=submit aria-busy=move || busy.get().to_string()>
            <fieldset class="form-fields" role="none" disabled=move || !awake.get()>
                <label>{say::WHOSE}
                    <input required autocapitalize="none" autocomplete="off" spellcheck="false" list=list
                        on:input=move |e| typed.set(event_target_value(&e)) /></label>
                <button>{say::MAKE}</button>
            </fieldset>
            <noscript><p class="hint">{api_form::NO_SCRIPTS}</p></noscript>
            <p class="form-problem" role="alert">{move || problem.get()}</p>
        </form>
        <div class="made-link" aria-live="polite">
            {move || made.get().map(|link| view! {
                <label>{link.words} <input class="mono" readonly value=link.address on:click=select /></label>
                <p class="hint">{say::HAND_OVER}</p>
            })}
        </div>
    }
}
