//! The queue through saved views: how much stands in each, and the way to the desk or to a batch with it.

mod drafts;
mod form;

use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{grouped, wide};
use crate::words::pages::queues as say;
use drafts::unfinished;
use form::form;
use leptos::prelude::*;
use vitrine_domain::api::QueueCount;
use vitrine_domain::limits::QUEUE_COUNTED;
use vitrine_domain::{Assignee, Draft, ModelVersion, ProjectCounts, QueueFilter, View, ViewId};
use vitrine_store::StoreError;

struct Line {
    view: Option<ViewId>,
    /// No view: what was escalated, or left to a lead for approval.
    escalated: bool,
    name: String,
    words: String,
    count: QueueCount,
    by: Option<String>,
    /// May this person remove it?
    own: bool,
    batch: bool,
}

pub fn queues() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_review() {
            return Ok(empty(
                say::NOT_FOR_ENGINEERS,
                say::NOT_FOR_ENGINEERS_HINT,
                Some((room.path("/items"), say::SEE_ITEMS)),
            ));
        }
        let views = room.store().view_list(&room.member).await?;
        let versions = room.store().version_list(&room.member).await?;
        let lines = lines(&room, views).await?;
        let counts = room.store().project_counts(&room.member).await?;
        let drafts = room.store().draft_list(&room.member).await?;
        Ok(shown(&room, lines, &versions, &counts, &drafts))
    })
}

async fn lines(room: &Room, views: Vec<View>) -> Result<Vec<Line>, StoreError> {
    let (store, member) = (room.store(), &room.member);
    let whole = QueueFilter::default();
    let mut lines = vec![Line {
        view: None,
        escalated: false,
        name: say::EVERYTHING.into(),
        words: say::EVERYTHING_MEANS.into(),
        count: store.queue_count(member, &whole, QUEUE_COUNTED).await?,
        by: None,
        own: false,
        batch: true,
    }];
    if member.role.may_lead() {
        let left = QueueFilter {
            escalated: true,
            ..QueueFilter::default()
        };
        lines.push(Line {
            view: None,
            escalated: true,
            name: say::LEFT_TO_LEADS.into(),
            words: say::LEFT_TO_LEADS_MEANS.into(),
            count: store.queue_count(member, &left, QUEUE_COUNTED).await?,
            by: None,
            own: false,
            batch: false,
        });
    }
    for view in views {
        let hidden = view.filter.escalated && !member.role.may_lead();
        if hidden {
            continue;
        }
        let own = member.actor.user_id == Some(view.owner_id);
        lines.push(Line {
            view: Some(view.id),
            escalated: false,
            words: words(&view.filter),
            count: store
                .queue_count(member, &view.filter, QUEUE_COUNTED)
                .await?,
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
    drafts: &[Draft],
) -> AnyView {
    let aside = [
        ("mine", say::SENT_TO_YOU),
        ("held", say::ON_HOLD),
        ("flagged", say::IN_DISCUSSION),
        ("passed", say::PASSED_OVER),
    ];
    let all = lines.first().map(|all| all.count).filter(|all| !all.more);
    let elsewhere = all.and_then(|all| elsewhere(all.waiting, counts));
    view! {
        {heading(say::TITLE, say::LEAD, view! {
            <a class="button" href=room.path("/decisions")>{say::DECISIONS}</a>
        }.into_any())}
        {wide(say::VIEWS, view! { <table class="records">
            <thead><tr>
                <th scope="col">{say::VIEW}</th><th scope="col" class="num">{say::WAITING}</th><th scope="col"><span class="sr-only">{say::OPEN}</span></th>
            </tr></thead>
            <tbody>{lines.into_iter().map(|l| line(room, l)).collect_view()}</tbody>
        </table> })}
        <p class="asides-line">{say::BESIDE_QUEUE} " "
            {aside.into_iter().map(|(mark, words)| view! {
                <a href=room.path(&format!("/items?mark={mark}"))>{words}</a>" "
            }).collect_view()}
        </p>
        {elsewhere.map(|n| view! { <p class="asides-line">{say::elsewhere(&grouped(n))}</p> })}
        {eyes(room, counts)}
        {stranded(room, counts)}
        {unfinished(room, drafts)}
        {form(room, versions)}
    }
    .into_any()
}

/// How many wait that are not offered, where all are counted: the overview counts them too.
fn elsewhere(offered: i64, counts: &ProjectCounts) -> Option<i64> {
    let left = counts.queued + counts.second_review - offered;
    (offered < QUEUE_COUNTED && left > 0).then_some(left)
}

/// What waits for more than one pair of eyes.
fn eyes(room: &Room, counts: &ProjectCounts) -> Option<AnyView> {
    let (second, settle) = (counts.second_review, counts.adjudication);
    let lead = room.member.role.may_lead();
    (second + settle > 0).then(|| {
        view! {
            <p class="asides-line">
                {(second > 0).then(|| view! { {say::waiting_for_second(&grouped(second))} " " })}
                {(settle > 0).then(|| match lead {
                    true => view! { <a href=room.path("/adjudication")>{say::to_settle(&grouped(settle))}</a> }.into_any(),
                    false => say::settled_by_lead(&grouped(settle)).into_any(),
                })}
            </p>
        }
        .into_any()
    })
}

/// What would wait for a second look for ever, for leads: which it is, and what helps.
fn stranded(room: &Room, counts: &ProjectCounts) -> Option<AnyView> {
    let told = counts.stranded > 0 && room.member.role.may_lead();
    told.then(|| {
        view! {
            <div class="notice">
                <p><strong>{say::stranded(&grouped(counts.stranded))}</strong> {say::STRANDED_HINT}</p>
                <p>
                    <a href=room.path("/items?state=second_review")>{say::SEE_STRANDED}</a> " "
                    <a href=room.path("/members")>{say::SEE_MEMBERS}</a>
                </p>
            </div>
        }
        .into_any()
    })
}

fn line(room: &Room, l: Line) -> AnyView {
    let query = match l.view {
        Some(id) => format!("?view={id}"),
        None if l.escalated => "?escalated=1".into(),
        None => String::new(),
    };
    let count = grouped(l.count.waiting);
    let count = match l.count.more {
        true => say::or_more(&count),
        false => count,
    };
    let (gone, desk, batch) = (l.name.clone(), l.name.clone(), l.name.clone());
    let list = l.name.clone();
    let remove = l.view.filter(|_| l.own).map(|id| {
        let ask = say::remove_ask(&gone);
        view! {
            <ApiForm method="DELETE".into() action=room.api(&format!("/views/{id}")) then="reload".into()
                ask=Some(ask) class="inline".into()>
                <button class="small plain" aria-label=say::remove_named(&gone)>{say::REMOVE}</button>
            </ApiForm>
        }
    });
    view! {
        <tr>
            <td class="cell-main"><strong>{l.name}</strong>
                <span class="quiet">{l.words} {l.by.map(|who| format!(" · {}", say::shared_by(&who)))}</span></td>
            <td class="num" data-label=say::WAITING>{count}</td>
            <td class="cell-do">
                <a class="button small primary" href=room.path(&format!("/desk{query}"))>{say::DESK}<span class="sr-only">" " {say::desk_with(&desk)}</span></a>
                <a class="button small" href=room.path(&format!("/queue{query}"))>{say::LIST}<span class="sr-only">" " {say::list_of(&list)}</span></a>
                {l.batch.then(|| view! {
                    <a class="button small" href=room.path(&format!("/batch{query}"))>{say::BATCH}<span class="sr-only">" " {say::batch_from(&batch)}</span></a>
                })}
                {remove}
            </td>
        </tr>
    }
    .into_any()
}

/// A filter as people read it.
pub fn words(f: &QueueFilter) -> String {
    let mut parts = Vec::new();
    if f.escalated {
        parts.push(say::ESCALATED.to_owned());
    }
    if let Some(label) = &f.label {
        parts.push(say::names(label));
    }
    match (f.confidence_from, f.confidence_to) {
        (Some(from), Some(to)) => parts.push(say::score_between(from, to)),
        (Some(from), None) => parts.push(say::score_from(from)),
        (None, Some(to)) => parts.push(say::score_below(to)),
        (None, None) => {}
    }
    if let Some(hours) = f.hours {
        parts.push(say::waiting_for(hours));
    }
    if let Some(version) = &f.model_version {
        parts.push(say::answered_by(version));
    }
    if let Some(policy) = f.policy {
        parts.push(say::under_policy(policy));
    }
    match f.assignee {
        Some(Assignee::Me) => parts.push(say::TO_ME.into()),
        Some(Assignee::Nobody) => parts.push(say::TO_NOBODY.into()),
        None => {}
    }
    match f.flagged {
        Some(true) => parts.push(say::FLAGGED.into()),
        Some(false) => parts.push(say::NOT_FLAGGED.into()),
        None => {}
    }
    match f.disagreement {
        Some(true) => parts.push(say::DISAGREE.into()),
        Some(false) => parts.push(say::NONE_DISAGREE.into()),
        None => {}
    }
    if parts.is_empty() {
        parts.push(say::NOT_NARROWED.into());
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_and_is_not_offered_is_told_where_all_is_counted() {
        let counts = ProjectCounts {
            queued: 41,
            second_review: 1,
            ..ProjectCounts::default()
        };
        assert_eq!(elsewhere(35, &counts), Some(7));
        // A copy of a gold item is counted for its reviewer alone.
        assert_eq!(elsewhere(43, &counts), None);
        let many = ProjectCounts {
            queued: 2_000,
            ..counts
        };
        assert_eq!(elsewhere(QUEUE_COUNTED, &many), None);
    }

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
