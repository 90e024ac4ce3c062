//! Where no more can be claimed: what one holds, wherever it lies, the way to each, and the way to give it back. Then the
//! item that lies here is claimed again, or the next one asked for.

use super::bench::{Bench, Phase};
use super::parts::does;
use crate::client;
use crate::parts::short;
use crate::words::desk::held as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{FenceRequest, OwnClaim};

/// Nothing, where one holds nothing or it cannot be asked.
#[component]
pub fn Held(bench: Bench) -> impl IntoView {
    let all = RwSignal::new(Vec::<OwnClaim>::new());
    let problem = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        spawn_local(async move {
            if let Ok(own) = client::get::<Vec<OwnClaim>>("/api/v1/claims").await {
                all.try_set(own);
            }
        });
    });
    let give_back = move |claim: OwnClaim| {
        spawn_local(async move {
            let OwnClaim { slug, item_id, .. } = &claim;
            let url = format!("/api/v1/projects/{slug}/items/{item_id}/release");
            let body = FenceRequest {
                fence: claim.fence,
                reason: String::new(),
                ahead: false,
            };
            match client::tell("POST", &url, &body).await {
                // There is room again.
                Ok(()) if bench.phase.get_untracked() == Phase::Working => bench.claim_again(),
                Ok(()) => {
                    bench.notice.set(None);
                    bench.begin(None);
                }
                Err(said) => drop(problem.try_set(Some(said.to_string()))),
            }
        });
    };
    let row = move |claim: OwnClaim| {
        let href = format!("/p/{}/desk/{}", claim.slug, claim.item_id);
        let words = say::item(&claim.project, &short(claim.item_id));
        let label = say::give_back(&words);
        view! {
            <li>
                <a href=href rel="external">{words}</a> " "
                <button type="button" class="small" aria-label=label on:click=does(move || give_back(claim.clone()))>
                    {say::GIVE_BACK}
                </button>
            </li>
        }
        .into_any()
    };
    move || {
        let own = all.get();
        (!own.is_empty()).then(|| {
            view! {
                <p>{say::HELD}</p>
                <ul>{own.into_iter().map(row).collect_view()}</ul>
                <p class="form-problem" role="alert">{move || problem.get()}</p>
            }
            .into_any()
        })
    }
}
