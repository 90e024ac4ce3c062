//! The audit trail: who did what to which record, when, from where. Newest first, narrowed by what the address says.

mod details;

use super::access::{asked, encoded, only};
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{scripted_badge, short, when, wide};
use crate::words::pages::audit as say;
use chrono::NaiveDate;
use details::{details, page_of};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use vitrine_domain::api::{AuditKnown, AuditQuery, AuditWho, Page};
use vitrine_domain::{AuditEvent, ItemId, id_tail};
use vitrine_store::StoreError;

pub fn audit() -> AnyView {
    in_project(Tab::Audit, |room| async move {
        let mut query = read(&room.visit.query)?;
        let known = room.store().audit_known(&room.member).await?;
        let typed = (room.visit.query.get("item")).filter(|v| !v.trim().is_empty());
        let found = sought(&room, typed.as_deref()).await?;
        let unfound = match found {
            Ok(item) => {
                query.item = item;
                None
            }
            Err(why) => Some((typed.unwrap_or_default(), why)),
        };
        let page = match unfound {
            None => room.store().audit_list(&room.member, &query).await?,
            Some(_) => Page {
                rows: Vec::new(),
                next: None,
            },
        };
        Ok(shown(&room, &query, unfound, known, page))
    })
}

/// The item whose id, or the end of it as pages show it, was typed, or why there is none to show.
async fn sought(
    room: &Room,
    typed: Option<&str>,
) -> Result<Result<Option<ItemId>, String>, StoreError> {
    let Some(typed) = typed.map(str::trim) else {
        return Ok(Ok(None));
    };
    let Some(tail) = id_tail(typed) else {
        return Ok(Err(say::no_id(typed)));
    };
    let found = room.store().items_ending(&room.member, &tail).await?;
    Ok(match &found[..] {
        [one] => Ok(Some(*one)),
        [] => Err(say::unknown_id(typed)),
        _ => Err(say::several_ids(typed)),
    })
}

/// The item is looked for apart. Errors: `Invalid` for what is no day.
fn read(query: &ParamsMap) -> Result<AuditQuery, StoreError> {
    only(query, &["who", "what", "from", "to", "item", "cursor"])?;
    let of = |name: &str| query.get(name).filter(|v| !v.trim().is_empty());
    let day = |name: &str| asked(query, name, |d| d.parse::<NaiveDate>().ok());
    Ok(AuditQuery {
        who: of("who"),
        what: of("what"),
        from: day("from")?,
        to: day("to")?,
        item: None,
        cursor: of("cursor"),
        limit: Some(100),
    })
}

/// The trail's address with this filter and cursor.
fn link(path: &str, q: &AuditQuery, cursor: Option<&str>) -> String {
    let words = [
        ("who", q.who.clone()),
        ("what", q.what.clone()),
        ("from", q.from.map(|d| d.to_string())),
        ("to", q.to.map(|d| d.to_string())),
        ("item", q.item.map(|i| i.to_string())),
        ("cursor", cursor.map(str::to_owned)),
    ];
    let parts: Vec<String> = (words.into_iter())
        .filter_map(|(name, value)| Some(format!("{name}={}", encoded(&value?))))
        .collect();
    match parts.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", parts.join("&")),
    }
}

/// `unfound`: what was typed for an id, and why that is none.
fn shown(
    room: &Room,
    q: &AuditQuery,
    unfound: Option<(String, String)>,
    known: AuditKnown,
    page: Page<AuditEvent>,
) -> AnyView {
    let path = room.path("/audit");
    let (typed, unfound) = match unfound {
        Some((typed, why)) => (Some(typed), Some(why)),
        None => (q.item.map(|i| i.to_string()), None),
    };
    let newest = q.cursor.is_some().then(|| link(&path, q, None));
    let next = page.next.as_deref().map(|c| link(&path, q, Some(c)));
    let filtered = unfound.is_some() || link(&path, q, None) != path;
    let nothing = page.rows.is_empty() && unfound.is_none();
    let none = page.rows.is_empty();
    let actions = (known.what.into_iter())
        .map(|what| AuditWho {
            who: what.clone(),
            shown: what,
        })
        .collect();
    view! {
        {heading(say::TITLE, say::LEAD, ().into_any())}
        <form class="filters" method="get" action=path.clone() role="search">
            {chosen(say::WHO, "who", known.who, q.who.as_deref())}
            {chosen(say::WHAT, "what", actions, q.what.as_deref())}
            <label>{say::FROM_DAY} <input type="date" name="from" value=q.from.map(|d| d.to_string()) /></label>
            <label>{say::TO_DAY} <input type="date" name="to" value=q.to.map(|d| d.to_string()) /></label>
            <label>{say::ITEM_ID} <input type="search" name="item" value=typed /></label>
            <button>{say::FILTER}</button>
            {filtered.then(|| view! { <a class="button plain" href=path.clone()>{say::CLEAR}</a> })}
        </form>
        {unfound.map(|why| view! { <p class="notice">{why}</p> })}
        {nothing.then(|| empty(say::NOTHING, say::NOTHING_HINT, None))}
        {(!none).then(|| wide(say::TRAIL, view! { <table class="records broad audit">
            <thead><tr>
                <th scope="col">{say::WHEN}</th><th scope="col">{say::WHO}</th><th scope="col">{say::WHAT}</th>
                <th scope="col">{say::RECORD}</th><th scope="col">{say::DETAILS}</th><th scope="col">{say::FROM_ADDRESS}</th>
            </tr></thead>
            <tbody>{page.rows.into_iter().map(|e| event(room, e)).collect_view()}</tbody>
        </table> }))}
        <nav class="pager" aria-label=say::PAGES>
            {newest.map(|href| view! { <a class="button" href=href>{say::NEWEST}</a> })}
            {next.map(|href| view! { <a class="button" href=href rel="next">{say::OLDER}</a> })}
        </nav>
    }
    .into_any()
}

/// Among what the trail has, which an old address may name as it is shown; what the trail has not stays chosen.
fn chosen(
    label: &'static str,
    name: &'static str,
    mut values: Vec<AuditWho>,
    now: Option<&str>,
) -> AnyView {
    let here = now.map(|now| {
        let by_name = values.iter().position(|v| v.who == now);
        let known = by_name.or_else(|| values.iter().position(|v| v.shown == now));
        known.unwrap_or_else(|| {
            values.push(AuditWho {
                who: now.to_owned(),
                shown: now.to_owned(),
            });
            values.len() - 1
        })
    });
    view! {
        <label>{label}
            <select name=name>
                <option value="">{say::ANY}</option>
                {values.into_iter().enumerate().map(|(n, v)| view! { <option value=v.who selected=here == Some(n)>{v.shown}</option> }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn event(room: &Room, e: AuditEvent) -> AnyView {
    let record =
        view! { <span class="mono quiet" title=e.subject_id.clone()>{short(&e.subject_id)}</span> };
    view! {
        <tr>
            <td class="nowrap" data-label=say::WHEN>{when(e.at)}</td>
            <td data-label=say::WHO>{e.actor.clone()} {e.actor_login.as_deref().map(|login| view! { " " <span class="quiet">{say::signs_in_as(login)}</span> })} " " {scripted_badge(e.scripted)}</td>
            <td class="mono" data-label=say::WHAT>{e.action.clone()}</td>
            <td data-label=say::RECORD>{e.subject_kind.replace('_', " ")} " "
                {match page_of(&e, &e.subject_kind, &e.subject_id) {
                    Some(rest) => view! { <a href=room.path(&rest)>{record}</a> }.into_any(),
                    None => record.into_any(),
                }}</td>
            <td class="details" data-label=say::DETAILS>{details(room, &e)}</td>
            <td class="mono quiet" data-label=say::FROM_ADDRESS>{e.from_address.clone()}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let id = "018f3f3e-7b1a-7000-8000-000000000000";
        let mut query = ParamsMap::new();
        for (k, v) in [
            ("who", "rule: gate"),
            ("from", "2026-11-01"),
            ("to", " "),
            ("item", id),
            ("cursor", id),
        ] {
            query.insert(k, v.to_owned());
        }
        let mut read = super::read(&query).unwrap();
        assert_eq!((read.to, read.item), (None, None));
        read.item = id.parse().ok();
        assert_eq!(
            link("/a", &read, None),
            format!("/a?who=rule%3A%20gate&from=2026-11-01&item={id}")
        );
        assert_eq!(link("/a", &AuditQuery::default(), None), "/a");
        query.replace("to", "yesterday".to_owned());
        assert!(matches!(super::read(&query), Err(StoreError::Invalid(_))));
    }
}
