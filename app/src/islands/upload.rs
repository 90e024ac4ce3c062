//! Adding images: files go up one after another, and what became of each is said beside it, refusals first.

use crate::client;
use crate::parts::sentence;
use crate::words::islands::upload as say;
use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{UploadOutcome, UploadReport, UploadedFile};
use vitrine_domain::limits;
use wasm_bindgen::JsCast;

/// The id of what a page says to do first while there are no images: done, it goes.
pub const FIRST_STEP: &str = "first-step";

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Added,
    There,
    Refused,
}

#[derive(Debug, Clone)]
struct Row {
    name: String,
    text: String,
    end: End,
}

#[island]
pub fn Upload(slug: String) -> impl IntoView {
    let rows = RwSignal::new(Vec::<Row>::new());
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
            rows.set(vec![Row {
                name: say::files(files.len()),
                text: say::at_most(limits::BATCH_FILES),
                end: End::Refused,
            }]);
            return;
        }
        input.set_value("");
        rows.set(Vec::new());
        left.set(files.len());
        let slug = slug.clone();
        spawn_local(async move {
            for file in files {
                let name = file.name();
                for (text, end) in send(&slug, &file).await {
                    let name = name.clone();
                    rows.update(|r| r.push(Row { name, text, end }));
                }
                left.update(|n| *n = n.saturating_sub(1));
            }
            if rows.with_untracked(|r| count(r, End::Added)) > 0
                && let Some(first) = document().get_element_by_id(FIRST_STEP)
            {
                first.remove();
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
                {move || match left.get() {
                    0 => rows.with(|r| (!r.is_empty()).then(|| came_to(r))),
                    n => Some(say::to_go(n)),
                }}
            </span>
            {move || (!rows.with(Vec::is_empty)).then(|| view! {
                <ul class="upload-report scrolls" tabindex="0" aria-label=say::REPORT>
                    {refused_first(rows.get()).into_iter().map(|r| view! {
                        <li><span class="mono">{r.name}</span>" "<span class=if r.end == End::Refused { "bad" } else { "good" }>{r.text}</span></li>
                    }).collect_view()}
                </ul>
                <p><a href=list.clone()>{say::SHOW_IN_LIST}</a></p>
            })}
        </div>
    }
}

fn count(rows: &[Row], end: End) -> usize {
    rows.iter().filter(|r| r.end == end).count()
}

fn came_to(rows: &[Row]) -> String {
    let of = |end| count(rows, end);
    say::came_to(of(End::Added), of(End::There), of(End::Refused))
}

/// What asks for something to be done is not to be scrolled for.
fn refused_first(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|r| r.end != End::Refused);
    rows
}

async fn send(slug: &str, file: &web_sys::File) -> Vec<(String, End)> {
    let url = format!("/api/v1/projects/{slug}/items");
    let Ok(form) = web_sys::FormData::new() else {
        return Vec::new();
    };
    let _ = form.append_with_blob_and_filename("file", file, &file.name());
    let sent = match Request::post(&url).body(form) {
        Ok(request) => request.send().await,
        Err(e) => Err(e),
    };
    let told = match sent {
        Ok(response) if response.ok() => response.text().await.map_err(client::away),
        Ok(response) => Err(client::refusal(response).await),
        Err(e) => Err(client::away(e)),
    };
    match told.and_then(|text| client::understood::<UploadReport>(&text)) {
        Ok(report) => report.files.iter().map(outcome).collect(),
        Err(problem) => vec![(problem.to_string(), End::Refused)],
    }
}

fn outcome(file: &UploadedFile) -> (String, End) {
    match &file.outcome {
        UploadOutcome::Added {
            set_aside: true, ..
        } => (say::SET_ASIDE.into(), End::Added),
        UploadOutcome::Added { .. } => (say::ADDED.into(), End::Added),
        UploadOutcome::AlreadyThere { .. } => (say::ALREADY_THERE.into(), End::There),
        UploadOutcome::Refused { message } => (sentence(message), End::Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_stand_first_and_all_are_counted() {
        let row = |name: &str, end| Row {
            name: name.into(),
            text: String::new(),
            end,
        };
        let rows = vec![
            row("a", End::Added),
            row("b", End::Refused),
            row("c", End::There),
            row("d", End::Refused),
        ];
        assert_eq!(came_to(&rows), "1 added, 1 already there, 2 refused");
        assert_eq!(came_to(&rows[..1]), "1 added");
        let names = refused_first(rows).into_iter().map(|r| r.name);
        assert_eq!(names.collect::<String>(), "bdac");
    }
}
