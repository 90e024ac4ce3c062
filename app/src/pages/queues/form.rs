//! A view of one's own, to be saved, or one that is there, to be changed.

use crate::islands::ApiForm;
use crate::pages::room::Room;
use crate::words::pages::queues as say;
use leptos::prelude::*;
use serde_json::json;
use vitrine_domain::{Assignee, ModelVersion, UserId, View};

/// `others`: whom a filter may name, with what they are shown as; `edited`: the view that is changed; none: a new one is saved.
pub(super) fn form(
    room: &Room,
    versions: &[ModelVersion],
    others: &[(UserId, String)],
    edited: Option<&View>,
) -> AnyView {
    let lead = room.member.role.may_lead();
    let same = |name: &String| (name.clone(), name.clone());
    let labels: Vec<_> = room.project.labels.iter().map(same).collect();
    let versions: Vec<_> = versions.iter().map(|v| same(&v.name)).collect();
    let policies: Vec<_> = (1..=room.project.policy.version)
        .rev()
        .map(|n| (n.to_string(), say::added_under(n)))
        .collect();
    let f = edited.map(|v| v.filter.clone()).unwrap_or_default();
    let people = people(others, f.assignee, edited.and_then(|v| v.person.as_deref()));
    let name = edited.map(|v| v.name.clone());
    let shared = edited.is_some_and(|v| v.shared);
    let me = room.member.actor.user_id;
    // Another's that everybody sees.
    let whose = edited
        .filter(|v| v.shared && me != Some(v.owner_id))
        .map(|v| v.owner.clone());
    let described_by = whose.as_ref().map(|_| "unshared-words");
    let before = edited.map(|v| as_shown(v, lead));
    let (title, method, action, then) = match edited {
        None => (
            say::SAVE_A_VIEW.to_owned(),
            "POST",
            room.api("/views"),
            "reload".to_owned(),
        ),
        Some(v) => (
            say::edit_a_view(&v.name),
            "PATCH",
            room.api(&format!("/views/{}", v.id)),
            room.path("/queues"),
        ),
    };
    let score = |value: Option<f32>| value.map(|v| v.to_string());
    // What was saved otherwise may have more digits.
    let step = if edited.is_some() { "any" } else { "0.01" };
    view! {
        <section class="card" id="view">
            <h2>{title}</h2>
            <ApiForm method=method.into() action=action then=then ask=None class="form form-wide".into()>
                {before}
                <label>{say::NAME} <input name="name" required maxlength="100" value=name /></label>
                <fieldset class="fields">
                    <legend>{say::FILTER_HINT}</legend>
                    <label>{say::LABEL} {choice("filter.label", "optional", labels, f.label, None)}</label>
                    <label>{say::MODEL_VERSION} {choice("filter.model_version", "optional", versions, f.model_version, None)}</label>
                    <label>{say::POLICY_VERSION} {choice("filter.policy", "number", policies, f.policy.map(|n| n.to_string()), None)}</label>
                    <label>{say::SCORE_FROM} <input name="filter.confidence_from" type="number" min="0" max="1" step=step data-json="decimal" value=score(f.confidence_from) /></label>
                    <label>{say::SCORE_BELOW} <input name="filter.confidence_to" type="number" min="0" max="1" step=step data-json="decimal" value=score(f.confidence_to) /></label>
                    <label>{say::WAITING_HOURS} <input name="filter.hours" type="number" min="0" max="87600" data-json="number" value=f.hours.map(|h| h.to_string()) /></label>
                    <label>{say::SENT_TO} {choice("filter.assignee", "optional", people, f.assignee.map(String::from), None)}</label>
                </fieldset>
                {ticked("filter.flagged", say::ONLY_FLAGGED, f.flagged, None)}
                {ticked("filter.disagreement", say::ONLY_DISAGREED, f.disagreement, Some("disagreement-words"))}
                <p class="hint" id="disagreement-words">{say::DISAGREEMENT_MEANS}</p>
                {lead.then(|| view! {
                    <label class="check"><input name="filter.escalated" type="checkbox" data-json="flag" checked=f.escalated /> {say::ESCALATED_INSTEAD}</label>
                    <label class="check"><input name="filter.adjudication" type="checkbox" data-json="flag" checked=f.adjudication /> {say::TO_SETTLE_INSTEAD}</label>
                    <label class="check"><input name="shared" type="checkbox" data-json="flag" checked=shared aria-describedby=described_by /> {say::FOR_EVERYBODY}</label>
                    {whose.map(|owner| view! { <p class="hint" id="unshared-words">{say::unshared_means(&owner)}</p> })}
                })}
                <button class="primary">{say::SAVE}</button>
            </ApiForm>
            {edited.map(|_| view! { <p><a href=room.path("/queues")>{say::LEAVE_IT}</a></p> })}
        </section>
    }
    .into_any()
}

/// What the form shows, as it was when it was drawn; and a filter that holds nothing, so that one which narrows by nothing any
/// more is sent as that.
fn as_shown(view: &View, lead: bool) -> AnyView {
    let mut before = json!({"name": view.name, "filter": view.filter});
    if lead {
        before["shared"] = view.shared.into();
    }
    view! {
        <input type="hidden" name="before" data-json="json" value=before.to_string() />
        <input type="hidden" name="filter" data-json="json" value="{}" />
    }
    .into_any()
}

/// Whom items may have been sent to, as the filter and as people read it; `now`, by its `name`, also where they have left.
fn people(
    others: &[(UserId, String)],
    now: Option<Assignee>,
    name: Option<&str>,
) -> Vec<(String, String)> {
    let mut all = vec![(Assignee::Me, say::ME), (Assignee::Nobody, say::NOBODY)];
    all.extend((others.iter()).map(|(id, shown)| (Assignee::Person(*id), shown.as_str())));
    if let (Some(now), Some(name)) = (now, name)
        && all.iter().all(|(who, _)| *who != now)
    {
        all.push((now, name));
    }
    let read = |(who, words): (Assignee, &str)| (who.to_string(), words.to_owned());
    all.into_iter().map(read).collect()
}

/// A box; of a view that leaves these out, which a box could not say, a choice.
fn ticked(
    name: &'static str,
    words: &'static str,
    now: Option<bool>,
    described_by: Option<&'static str>,
) -> AnyView {
    if now == Some(false) {
        let values = [("true", say::ONLY_THESE), ("false", say::NONE_OF_THESE)];
        let values = values.map(|(value, words)| (value.to_owned(), words.to_owned()));
        return view! {
            <label>{words} {choice(name, "empty-null", values.into(), Some("false".into()), described_by)}</label>
        }
        .into_any();
    }
    view! {
        <label class="check"><input name=name type="checkbox" data-json="if-set" checked=now.is_some() aria-describedby=described_by /> {words}</label>
    }
    .into_any()
}

/// `chosen` stays a choice where it is among the values no more.
fn choice(
    name: &'static str,
    json: &'static str,
    mut values: Vec<(String, String)>,
    chosen: Option<String>,
    described_by: Option<&'static str>,
) -> AnyView {
    if let Some(now) = chosen
        .as_ref()
        .filter(|now| !values.iter().any(|v| v.0 == **now))
    {
        values.push((now.clone(), now.clone()));
    }
    view! {
        <select name=name data-json=json aria-describedby=described_by>
            <option value="" selected=chosen.is_none()>{say::ANY}</option>
            {values.into_iter().map(|(value, words)| view! {
                <option value=value.clone() selected=chosen.as_ref() == Some(&value)>{words}</option>
            }).collect_view()}
        </select>
    }
    .into_any()
}
