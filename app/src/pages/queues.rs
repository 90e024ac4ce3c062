//! The queue through saved views: how much stands in each, and the way to the desk or to a batch with it.

mod drafts;
mod filter;
mod form;

use super::access::{asked, only};
use super::room::{Room, Tab, heading, in_project};
use crate::islands::ApiForm;
use crate::parts::{grouped, wide};
use crate::words::pages::queues as say;
use drafts::unfinished;
use filter::words;
use form::form;
use leptos::prelude::*;
use vitrine_domain::api::QueueCount;
use vitrine_domain::limits::QUEUE_COUNTED;
use vitrine_domain::{Draft, ForLeads, ProjectCounts, QueueFilter, UserId, View, ViewId};
use vitrine_store::{Member, StoreError};

struct Line {
    view: Option<ViewId>,
    /// No view: what waits for leads.
    instead: Option<ForLeads>,
    name: String,
    words: String,
    count: QueueCount,
    by: Option<String>,
    /// May this person change and remove it?
    own: bool,
    batch: bool,
}

pub fn queues() -> AnyView {
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_review() {
            return Ok(room.refused(
                say::NOT_FOR_ENGINEERS,
                say::NOT_FOR_ENGINEERS_HINT,
                (room.path("/items"), say::SEE_ITEMS),
            ));
        }
        let views = room.store().view_list(&room.member).await?;
        let edited = edited(&room, &views)?;
        let versions = room.store().version_list(&room.member).await?;
        let counts = room.store().project_counts(&room.member).await?;
        let lines = lines(&room, views, &counts).await?;
        let drafts = room.store().draft_list(&room.member).await?;
        let others = others(&room).await?;
        let form = form(&room, &versions, &others, edited.as_ref());
        Ok(shown(&room, lines, &counts, &drafts, form))
    })
}

/// The view that the address asks to change, if it is there and this person may.
fn edited(room: &Room, views: &[View]) -> Result<Option<View>, StoreError> {
    let query = &room.visit.query;
    only(query, &["edit"])?;
    let id = asked(query, "edit", |v| v.parse::<ViewId>().ok())?;
    let view = views.iter().find(|v| Some(v.id) == id);
    let may = |v: &&View| own(&room.member, v) && offered(&room.member, v);
    Ok(view.filter(may).cloned())
}

/// May this person change and remove it? What is shared is the leads', whoever made it.
fn own(member: &Member, view: &View) -> bool {
    !view.shared || member.role.may_lead()
}

/// Only leads are given what waits for them, or was sent to others.
fn offered(member: &Member, view: &View) -> bool {
    !view.filter.leads_alone(member.actor.user_id) || member.role.may_lead()
}

/// Whom a lead may look through what was sent to: those who review here, but for the lead.
async fn others(room: &Room) -> Result<Vec<(UserId, String)>, StoreError> {
    if !room.member.role.may_lead() {
        return Ok(Vec::new());
    }
    let me = room.member.actor.user_id;
    let all = room.store().member_list(&room.member).await?;
    let others = (all.iter())
        .filter(|m| m.role.may_review() && m.user.active && Some(m.user.id) != me)
        .map(|m| (m.user.id, m.shown(&all)));
    Ok(others.collect())
}

async fn lines(
    room: &Room,
    views: Vec<View>,
    counts: &ProjectCounts,
) -> Result<Vec<Line>, StoreError> {
    let (store, member) = (room.store(), &room.member);
    let whole = QueueFilter::default();
    let mut lines = vec![Line {
        view: None,
        instead: None,
        name: say::EVERYTHING.into(),
        words: say::EVERYTHING_MEANS.into(),
        count: store.queue_count(member, &whole, QUEUE_COUNTED).await?,
        by: None,
        own: false,
        batch: true,
    }];
    if member.role.may_lead() {
        let (escalated, settle) = (ForLeads::Escalated, ForLeads::Adjudication);
        let mut left = vec![(escalated, say::LEFT_TO_LEADS, say::LEFT_TO_LEADS_MEANS)];
        if counts.adjudication > 0 {
            left.push((settle, say::TO_BE_SETTLED, say::TO_BE_SETTLED_MEANS));
        }
        for (what, name, words) in left {
            let whole = QueueFilter::whole(Some(what));
            lines.push(Line {
                view: None,
                instead: Some(what),
                name: name.into(),
                words: words.into(),
                count: store.queue_count(member, &whole, QUEUE_COUNTED).await?,
                by: None,
                own: false,
                batch: false,
            });
        }
    }
    for view in views {
        if !offered(member, &view) {
            continue;
        }
        let others = member.actor.user_id != Some(view.owner_id);
        lines.push(Line {
            view: Some(view.id),
            instead: None,
            words: words(&view.filter, view.person.as_deref(), view.label_gone),
            count: store
                .queue_count(member, &view.filter, QUEUE_COUNTED)
                .await?,
            own: own(member, &view),
            by: (view.shared || others).then_some(view.owner),
            batch: !view.filter.leads_alone(member.actor.user_id),
            name: view.name,
        });
    }
    Ok(lines)
}

fn shown(
    room: &Room,
    lines: Vec<Line>,
    counts: &ProjectCounts,
    drafts: &[Draft],
    form: AnyView,
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
        {form}
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
    let query = match (l.view, l.instead) {
        (Some(id), _) => format!("?view={id}"),
        (None, Some(what)) => format!("?{}=1", what.as_str()),
        (None, None) => String::new(),
    };
    // Where both reviews lie side by side.
    let list_path = match l.instead {
        Some(ForLeads::Adjudication) => "/adjudication".to_owned(),
        _ => format!("/queue{query}"),
    };
    let count = grouped(l.count.waiting);
    let count = match l.count.more {
        true => say::or_more(&count),
        false => count,
    };
    let (gone, desk, batch) = (l.name.clone(), l.name.clone(), l.name.clone());
    let list = l.name.clone();
    let change = l.view.filter(|_| l.own).map(|id| {
        let ask = say::remove_ask(&gone);
        view! {
            <a class="button small plain" href=room.path(&format!("/queues?edit={id}#view"))>{say::EDIT}<span class="sr-only">" " {say::edit_which(&gone)}</span></a>
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
                <a class="button small" href=room.path(&list_path)>{say::LIST}<span class="sr-only">" " {say::list_of(&list)}</span></a>
                {l.batch.then(|| view! {
                    <a class="button small" href=room.path(&format!("/batch{query}"))>{say::BATCH}<span class="sr-only">" " {say::batch_from(&batch)}</span></a>
                })}
                {change}
            </td>
        </tr>
    }
    .into_any()
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
}
