//! A view of one's own, to be saved.

use crate::islands::ApiForm;
use crate::pages::room::Room;
use crate::words::pages::queues as say;
use leptos::prelude::*;
use vitrine_domain::ModelVersion;

pub(super) fn form(room: &Room, versions: &[ModelVersion]) -> AnyView {
    let lead = room.member.role.may_lead();
    let same = |name: &String| (name.clone(), name.clone());
    let labels: Vec<_> = room.project.labels.iter().map(same).collect();
    let versions: Vec<_> = versions.iter().map(|v| same(&v.name)).collect();
    let policies: Vec<_> = (1..=room.project.policy.version)
        .rev()
        .map(|n| (n.to_string(), say::added_under(n)))
        .collect();
    view! {
        <section class="card">
            <h2>{say::SAVE_A_VIEW}</h2>
            <ApiForm method="POST".into() action=room.api("/views") then="reload".into() ask=None class="form form-wide".into()>
                <label>{say::NAME} <input name="name" required maxlength="100" /></label>
                <fieldset class="fields">
                    <legend>{say::FILTER_HINT}</legend>
                    <label>{say::LABEL} {choice("filter.label", "optional", labels)}</label>
                    <label>{say::MODEL_VERSION} {choice("filter.model_version", "optional", versions)}</label>
                    <label>{say::POLICY_VERSION} {choice("filter.policy", "number", policies)}</label>
                    <label>{say::SCORE_FROM} <input name="filter.confidence_from" type="number" min="0" max="1" step="0.01" data-json="decimal" /></label>
                    <label>{say::SCORE_BELOW} <input name="filter.confidence_to" type="number" min="0" max="1" step="0.01" data-json="decimal" /></label>
                    <label>{say::WAITING_HOURS} <input name="filter.hours" type="number" min="0" max="87600" data-json="number" /></label>
                    <label>{say::SENT_TO} {choice("filter.assignee", "optional", vec![("me".into(), say::ME.into()), ("nobody".into(), say::NOBODY.into())])}</label>
                </fieldset>
                <label class="check"><input name="filter.flagged" type="checkbox" data-json="if-set" /> {say::ONLY_FLAGGED}</label>
                <label class="check"><input name="filter.disagreement" type="checkbox" data-json="if-set" aria-describedby="disagreement-words" /> {say::ONLY_DISAGREED}</label>
                <p class="hint" id="disagreement-words">{say::DISAGREEMENT_MEANS}</p>
                {lead.then(|| view! {
                    <label class="check"><input name="filter.escalated" type="checkbox" data-json="flag" /> {say::ESCALATED_INSTEAD}</label>
                    <label class="check"><input name="shared" type="checkbox" data-json="flag" /> {say::FOR_EVERYBODY}</label>
                })}
                <button class="primary">{say::SAVE}</button>
            </ApiForm>
        </section>
    }
    .into_any()
}

fn choice(name: &'static str, json: &'static str, values: Vec<(String, String)>) -> AnyView {
    view! {
        <select name=name data-json=json>
            <option value="">{say::ANY}</option>
            {values.into_iter().map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view()}
        </select>
    }
    .into_any()
}
