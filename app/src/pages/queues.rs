//! The queue through saved views: how much stands in each, and the way to the desk or to a batch with it.

use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{grouped, wide};
use leptos::prelude::*;
use vitrine_domain::{Assignee, ModelVersion, ProjectCounts, QueueFilter, View, ViewId};
use vitrine_store::StoreError;

/// Items are counted up to here.
const MOST: i64 = 1_000;

struct Line {
    view: Option<ViewId>,
    name: String,
    words: String,
    count: i64,
    by: Option<String>,
    /// May this person remove it?
    own: bool,
    batch: bool,
}

pub fn queues() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_review() {
            return Ok(empty(
                "Engineers do not review",
                "Your role here trains and exports. A project's admin can change it under Members.",
                Some((room.path("/items"), "See the items")),
            ));
        }
        let views = room.store().view_list(&room.member).await?;
        let versions = room.store().version_list(&room.member).await?;
        let lines = lines(&room, views).await?;
        let counts = room.store().project_counts(&room.member).await?;
        Ok(shown(&room, lines, &versions, &counts))
    })
}

async fn lines(room: &Room, views: Vec<View>) -> Result<Vec<Line>, StoreError> {
    let (store, member) = (room.store(), &room.member);
    let whole = QueueFilter::default();
    let mut lines = vec![Line {
        view: None,
        name: "Everything".into(),
        words: "what waits for you, in the project’s order".into(),
        count: store.queue_count(member, &whole, MOST).await?,
        by: None,
        own: false,
        batch: true,
    }];
    for view in views {
        let hidden = view.filter.escalated && !member.role.may_lead();
        if hidden {
            continue;
        }
        let own = member.actor.user_id == Some(view.owner_id);
        lines.push(Line {
            view: Some(view.id),
            words: words(&view.filter),
            count: store.queue_count(member, &view.filter, MOST).await?,
            by: (view.shared || !own).then_some(view.owner),
            own: own || member.role.may_lead(),
            batch: !view.filter.escalated,
            name: view.name,
        });
    }
    Ok(lines)
}

fn shown(
    room: &Room,
    lines: Vec<Line>,
    versions: &[ModelVersion],
    counts: &ProjectCounts,
) -> AnyView {
    let aside = [
        ("mine", "Sent to you"),
        ("held", "On hold"),
        ("flagged", "In discussion"),
    ];
    view! {
        {heading("Queues", "Saved views of what waits. The desk takes its next item from the view you open it with.", ().into_any())}
        {wide("Views", view! { <table class="records">
            <thead><tr>
                <th scope="col">"View"</th><th scope="col" class="num">"Waiting"</th><th scope="col"><span class="sr-only">"Open"</span></th>
            </tr></thead>
            <tbody>{lines.into_iter().map(|l| line(room, l)).collect_view()}</tbody>
        </table> })}
        <p class="asides-line">"Beside the queue: "
            {aside.into_iter().map(|(mark, words)| view! {
                <a href=room.path(&format!("/items?mark={mark}"))>{words}</a>" "
            }).collect_view()}
        </p>
        {eyes(room, counts)}
        {form(room, versions)}
    }
    .into_any()
}

/// What waits for more than one pair of eyes.
fn eyes(room: &Room, counts: &ProjectCounts) -> Option<AnyView> {
    let (second, settle) = (counts.second_review, counts.adjudication);
    let lead = room.member.role.may_lead();
    (second + settle > 0).then(|| {
        view! {
            <p class="asides-line">
                {(second > 0).then(|| view! { {grouped(second)} " waiting for a second review, which come first at the desk. " })}
                {(settle > 0).then(|| match lead {
                    true => view! { <a href=room.path("/adjudication")>{grouped(settle)} " to settle"</a> }.into_any(),
                    false => view! { {grouped(settle)} " to be settled by a lead." }.into_any(),
                })}
            </p>
        }
        .into_any()
    })
}

fn line(room: &Room, l: Line) -> AnyView {
    let query = l.view.map_or_else(String::new, |id| format!("?view={id}"));
    let count = match l.count {
        MOST.. => format!("{} or more", grouped(MOST)),
        n => grouped(n),
    };
    let (gone, desk, batch) = (l.name.clone(), l.name.clone(), l.name.clone());
    let remove = l.view.filter(|_| l.own).map(|id| {
        let ask = format!("Remove the view “{gone}”?");
        view! {
            <ApiForm method="DELETE".into() action=room.api(&format!("/views/{id}")) then="reload".into()
                ask=Some(ask) class="inline".into()>
                <button class="small plain" aria-label=format!("Remove the view {gone}")>"Remove"</button>
            </ApiForm>
        }
    });
    view! {
        <tr>
            <td class="cell-main"><strong>{l.name}</strong>
                <span class="quiet">{l.words} {l.by.map(|who| format!(" · shared by {who}"))}</span></td>
            <td class="num" data-label="Waiting">{count}</td>
            <td class="cell-do">
                <a class="button small primary" href=room.path(&format!("/desk{query}"))>"Desk"<span class="sr-only">" with " {desk}</span></a>
                {l.batch.then(|| view! {
                    <a class="button small" href=room.path(&format!("/batch{query}"))>"Batch"<span class="sr-only">" from " {batch}</span></a>
                })}
                {remove}
            </td>
        </tr>
    }
    .into_any()
}

/// A filter as people read it.
pub fn words(f: &QueueFilter) -> String {
    let share = |c: f32| format!("{c:.2}");
    let mut parts = Vec::new();
    if f.escalated {
        parts.push("escalated".to_owned());
    }
    if let Some(label) = &f.label {
        parts.push(format!("names {label}"));
    }
    match (f.confidence_from, f.confidence_to) {
        (Some(from), Some(to)) => parts.push(format!("score {} to {}", share(from), share(to))),
        (Some(from), None) => parts.push(format!("score {} or more", share(from))),
        (None, Some(to)) => parts.push(format!("score below {}", share(to))),
        (None, None) => {}
    }
    if let Some(hours) = f.hours {
        parts.push(format!("waiting for {hours} h or longer"));
    }
    if let Some(version) = &f.model_version {
        parts.push(format!("answered by {version}"));
    }
    if let Some(policy) = f.policy {
        parts.push(format!("added under policy version {policy}"));
    }
    match f.assignee {
        Some(Assignee::Me) => parts.push("sent to me".into()),
        Some(Assignee::Nobody) => parts.push("sent to nobody".into()),
        None => {}
    }
    match f.flagged {
        Some(true) => parts.push("flagged".into()),
        Some(false) => parts.push("not flagged".into()),
        None => {}
    }
    match f.disagreement {
        Some(true) => parts.push("model versions disagree".into()),
        Some(false) => parts.push("no model versions known to disagree".into()),
        None => {}
    }
    if parts.is_empty() {
        parts.push("everything".into());
    }
    parts.join(", ")
}

fn form(room: &Room, versions: &[ModelVersion]) -> AnyView {
    let lead = room.member.role.may_lead();
    let same = |name: &String| (name.clone(), name.clone());
    let labels: Vec<_> = room.project.labels.iter().map(same).collect();
    let versions: Vec<_> = versions.iter().map(|v| same(&v.name)).collect();
    let policies: Vec<_> = (1..=room.project.policy.version)
        .rev()
        .map(|n| (n.to_string(), format!("added under {n}")))
        .collect();
    view! {
        <section class="card">
            <h2>"Save a view"</h2>
            <ApiForm method="POST".into() action=room.api("/views") then="reload".into() ask=None class="form".into()>
                <label>"Name" <input name="name" required maxlength="100" /></label>
                <fieldset class="fields">
                    <legend>"What is left out does not narrow it. Blind items have no label, score or model to go by, and no disagreement."</legend>
                    <label>"Label" {choice("filter.label", "optional", labels)}</label>
                    <label>"Model version" {choice("filter.model_version", "optional", versions)}</label>
                    <label>"Policy version" {choice("filter.policy", "number", policies)}</label>
                    <label>"Score from" <input name="filter.confidence_from" type="number" min="0" max="1" step="0.01" data-json="decimal" /></label>
                    <label>"Score below" <input name="filter.confidence_to" type="number" min="0" max="1" step="0.01" data-json="decimal" /></label>
                    <label>"Waiting, hours" <input name="filter.hours" type="number" min="0" max="87600" data-json="number" /></label>
                    <label>"Sent to" {choice("filter.assignee", "optional", vec![("me".into(), "me".into()), ("nobody".into(), "nobody".into())])}</label>
                </fieldset>
                <label class="check"><input name="filter.flagged" type="checkbox" data-json="if-set" /> "Only what is flagged for discussion"</label>
                <label class="check"><input name="filter.disagreement" type="checkbox" data-json="if-set" aria-describedby="disagreement-words" /> "Only what model versions disagree about"</label>
                <p class="hint" id="disagreement-words">"Two model versions that answered an item disagree when they decide otherwise or, where neither answer is a decision, when they say other words. The item’s page shows what each said."</p>
                {lead.then(|| view! {
                    <label class="check"><input name="filter.escalated" type="checkbox" data-json="flag" /> "Escalated items instead of queued ones"</label>
                    <label class="check"><input name="shared" type="checkbox" data-json="flag" /> "For everybody in the project"</label>
                })}
                <button class="primary">"Save the view"</button>
            </ApiForm>
        </section>
    }
    .into_any()
}

fn choice(name: &'static str, json: &'static str, values: Vec<(String, String)>) -> AnyView {
    view! {
        <select name=name data-json=json>
            <option value="">"any"</option>
            {values.into_iter().map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view()}
        </select>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_as_a_sentence() {
        let f = QueueFilter {
            label: Some("Nike".into()),
            confidence_from: Some(0.5),
            confidence_to: Some(0.75),
            assignee: Some(Assignee::Me),
            flagged: Some(true),
            disagreement: Some(true),
            ..QueueFilter::default()
        };
        assert_eq!(
            words(&f),
            "names Nike, score 0.50 to 0.75, sent to me, flagged, model versions disagree"
        );
        assert_eq!(words(&QueueFilter::default()), "everything");
    }
}
