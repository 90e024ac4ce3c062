//! How far the model can be trusted.

use super::bench::Bench;
use crate::client;
use crate::words::desk::answer as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::ModelVersionId;
use vitrine_domain::rules::calibration::Calibration;

/// What people made of answers that the model was about as sure of; never the bare score.
#[component]
pub fn Trust(bench: Bench, version: ModelVersionId, confidence: f32) -> impl IntoView {
    let known = bench
        .calibrations
        .with_untracked(|c| c.iter().any(|(id, _)| *id == version));
    if !known {
        let url = bench.api(&format!("/model-versions/{version}/calibration"));
        spawn_local(async move {
            if let Ok(found) = client::get::<Calibration>(&url).await {
                bench.calibrations.update(|c| c.push((version, found)));
            }
        });
    }
    move || {
        bench.calibrations.with(|all| {
            let (_, calibration) = all.iter().find(|(id, _)| *id == version)?;
            Some(match calibration.bin(confidence) {
                Some(bin) => view! {
                    <span class="trust" title=say::TRUST_HINT>
                        {say::TRUST_BEFORE}
                        <b>{bin.accepted}</b>{say::TRUST_OF}<b>{bin.reviewed}</b>{say::TRUST_AFTER}
                    </span>
                }
                .into_any(),
                None => view! {
                    <span class="trust quiet">{say::TOO_FEW}</span>
                }
                .into_any(),
            })
        })
    }
}
