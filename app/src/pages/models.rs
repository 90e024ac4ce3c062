//! Model versions: which is in use, what each scored, promotion and rollback by name with a reason.

use super::access::only;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{percent, version_badge, when};
use crate::words::pages::models as say;
use leptos::prelude::*;
use std::collections::HashMap;
use vitrine_domain::{Evaluation, ModelVersion, ModelVersionId, ModelVersionState};

pub fn models() -> AnyView {
    in_project(Tab::Models, |room| async move {
        only(&room.visit.query, &[])?;
        let mut versions = room.store().version_list(&room.member).await?;
        versions.sort_by_key(|v| std::cmp::Reverse(v.created_at));
        let mut scores: HashMap<ModelVersionId, Evaluation> = HashMap::new();
        for e in room.store().evaluation_list(&room.member).await? {
            let newer = scores
                .get(&e.model_version_id)
                .is_none_or(|old| old.created_at < e.created_at);
            if newer {
                scores.insert(e.model_version_id, e);
            }
        }
        Ok(shown(&room, versions, &scores))
    })
}

fn shown(
    room: &Room,
    versions: Vec<ModelVersion>,
    scores: &HashMap<ModelVersionId, Evaluation>,
) -> AnyView {
    let none = versions.is_empty();
    let names: HashMap<ModelVersionId, String> =
        versions.iter().map(|v| (v.id, v.name.clone())).collect();
    view! {
        {heading(say::TITLE, say::LEAD, ().into_any())}
        {none.then(|| empty(say::NO_MODEL, say::NO_MODEL_HINT, None))}
        <ul class="stack">
            {versions.into_iter().map(|v| {
                let score = scores.get(&v.id).filter(|e| e.scores.n > 0);
                let rival = v.compared_with.and_then(|id| names.get(&id)).cloned();
                card(room, v, score, rival)
            }).collect_view()}
        </ul>
    }
    .into_any()
}

fn card(
    room: &Room,
    v: ModelVersion,
    score: Option<&Evaluation>,
    rival: Option<String>,
) -> AnyView {
    let act = match v.state {
        ModelVersionState::Champion => None,
        ModelVersionState::Candidate => Some((say::PROMOTE, say::PROMOTE_ASK)),
        ModelVersionState::Retired => Some((say::ROLL_BACK, say::ROLL_BACK_ASK)),
    };
    let may = room.member.role.may_train();
    view! {
        <li class=if v.state == ModelVersionState::Champion { "card model champion" } else { "card model" }>
            <div class="card-head"><h2>{v.name.clone()}</h2>{version_badge(v.state)}
                <span class="quiet">{when(v.created_at)}</span></div>
            <dl class="facts">
                {score.map(|e| view! {
                    <div><dt>{say::DECISION_ACCURACY}</dt><dd>{percent(e.scores.decision_accuracy)}</dd></div>
                    <div><dt>{say::REGION_F1}</dt><dd>{percent(e.scores.region_f1_50)}</dd></div>
                    <div><dt>{say::ANSWER_CHRF}</dt><dd>{format!("{:.1}", e.scores.answer_chrf)}</dd></div>
                    <div><dt>{say::MALFORMED}</dt><dd>{say::malformed_of(e.scores.malformed, e.scores.n)}</dd></div>
                })}
                {rival.map(|name| view! { <div><dt>{say::COMPARED_WITH}</dt><dd>{name}</dd></div> })}
                <div><dt>{say::ARTEFACT}</dt><dd class="mono">{v.artefact_hash.as_deref().map_or(say::BASE_ALONE.into(), |h| h.chars().take(12).collect::<String>())}</dd></div>
                {v.training_run_id.map(|id| view! { <div><dt>{say::FROM}</dt><dd><a href=room.path(&format!("/runs/{id}"))>{say::ITS_RUN}</a></dd></div> })}
            </dl>
            {score.map(|e| view! {
                <p class="asides-line"><a href=room.path(&format!("/compare/{}", e.id))>{say::ITEM_BY_ITEM}<span class="sr-only">{say::item_by_item_after(&v.name)}</span></a>" "
                    <a href=room.path(&format!("/errors/{}", e.id))>{say::WORST_ERRORS}<span class="sr-only">{say::worst_errors_after(&v.name)}</span></a></p>
            })}
            {v.artefact_hash.as_ref().filter(|_| may).map(|_| view! {
                <p><a class="button small" aria-label=say::download_of(&v.name) href=room.api(&format!("/model-versions/{}/adapter", v.id))>{say::DOWNLOAD}</a></p>
            })}
            {act.filter(|_| may).map(|(label, ask)| view! {
                <details class="fold"><summary>{label}</summary>
                    <ApiForm method="POST".into() action=room.api("/champion") then="reload".into() ask=Some(ask.into()) class="form".into()>
                        <input type="hidden" name="model_version_id" value=v.id.to_string() />
                        <label>{say::WHY} <input name="reason" required maxlength="500" /></label>
                        <button>{label}</button>
                    </ApiForm>
                </details>
            })}
        </li>
    }
    .into_any()
}
