//! Adding images: files go up one after another, and what became of each is said beside it.

use crate::client;
use crate::words::islands::upload as say;
use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{UploadOutcome, UploadReport, UploadedFile};
use vitrine_domain::limits;
use wasm_bindgen::JsCast;

#[island]
pub fn Upload(slug: String) -> impl IntoView {
    let rows = RwSignal::new(Vec::<(String, String, bool)>::new());
    let left = RwSignal::new(0_usize);
    // The newest come first there.
    let list = format!("/p/{slug}/items");
    let chosen = move |e: leptos::ev::Event| {
        let Some(input) = e
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok())
        else {
            return;
        };
        let Some(files) = input.files() else { return };
        let files: Vec<web_sys::File> = (0..files.length()).filter_map(|i| files.get(i)).collect();
        if files.len() > limits::BATCH_FILES {
            rows.set(vec![(
                say::files(files.len()),
                say::at_most(limits::BATCH_FILES),
                false,
            )]);
            return;
        }
        input.set_value("");
        rows.set(Vec::new());
        left.set(files.len());
        let slug = slug.clone();
        spawn_local(async move {
            for file in files {
                let name = file.name();
                for (text, good) in send(&slug, &file).await {
                    rows.update(|r| r.push((name.clone(), text, good)));
                }
                left.update(|n| *n = n.saturating_sub(1));
            }
        });
    };
    view! {
        <div class="upload">
            <label class="button">
                {say::ADD_IMAGES}
                <input type="file" class="sr-only" multiple accept="image/jpeg,image/png,image/webp,image/gif" on:change=chosen />
            </label>
            <span class="quiet" role="status">
                {move || (left.get() > 0).then(|| say::to_go(left.get()))}
            </span>
            {move || (!rows.with(Vec::is_empty)).then(|| view! {
                <ul class="upload-report">
                    {rows.get().into_iter().map(|(name, text, good)| view! {
                        <li><span class="mono">{name}</span>" "<span class=if good { "good" } else { "bad" }>{text}</span></li>
                    }).collect_view()}
                </ul>
                <p><a href=list.clone()>{say::SHOW_IN_LIST}</a></p>
            })}
        </div>
    }
}

async fn send(slug: &str, file: &web_sys::File) -> Vec<(String, bool)> {
    let url = format!("/api/v1/projects/{slug}/items");
    let Ok(form) = web_sys::FormData::new() else {
        return Vec::new();
    };
    let _ = form.append_with_blob_and_filename("file", file, &file.name());
    let sent = match Request::post(&url).body(form) {
        Ok(request) => request.send().await,
        Err(e) => Err(e),
    };
    let report = match sent {
        Ok(response) if response.ok() => response.json::<UploadReport>().await,
        Ok(response) => return vec![(client::refusal(response).await.to_string(), false)],
        Err(e) => Err(e),
    };
    match report {
        Ok(report) => report.files.iter().map(outcome).collect(),
        Err(e) => vec![(e.to_string(), false)],
    }
}

fn outcome(file: &UploadedFile) -> (String, bool) {
    match &file.outcome {
        UploadOutcome::Added {
            set_aside: true, ..
        } => (say::SET_ASIDE.into(), true),
        UploadOutcome::Added { .. } => (say::ADDED.into(), true),
        UploadOutcome::AlreadyThere { .. } => (say::ALREADY_THERE.into(), true),
        UploadOutcome::Refused { message } => (message.clone(), false),
    }
}
