//! The audit trail: who did what to which record, when, from where. Newest first, narrowed by what the address says.

use super::access::encoded;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{scripted_badge, short, when, wide};
use crate::words::pages::audit as say;
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use vitrine_domain::AuditEvent;
use vitrine_domain::api::{AuditKnown, AuditQuery, Page};

pub fn audit() -> AnyView {
    in_project(Tab::Audit, |room| async move {
        let query = read(&room.visit.query);
        let page = room.store().audit_list(&room.member, &query).await?;
        let known = room.store().audit_known(&room.member).await?;
        Ok(shown(&room, &query, known, page))
    })
}

/// What cannot be read is as if it were not there: an old link still opens the trail.
fn read(query: &ParamsMap) -> AuditQuery {
    let of = |name: &str| query.get(name).filter(|v| !v.trim().is_empty());
    let day = |name: &str| of(name).and_then(|d| d.parse::<NaiveDate>().ok());
    AuditQuery {
        who: of("who"),
        what: of("what"),
        from: day("from"),
        to: day("to"),
        item: of("item").and_then(|i| i.trim().parse().ok()),
        cursor: of("cursor"),
        limit: Some(100),
    }
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

fn shown(room: &Room, q: &AuditQuery, known: AuditKnown, page: Page<AuditEvent>) -> AnyView {
    let path = room.path("/audit");
    let newest = q.cursor.is_some().then(|| link(&path, q, None));
    let next = page.next.as_deref().map(|c| link(&path, q, Some(c)));
    let filtered = link(&path, q, None) != path;
    let none = page.rows.is_empty();
    view! {
        {heading(say::TITLE, say::LEAD, ().into_any())}
        <form class="filters" method="get" action=path.clone() role="search">
            {chosen(say::WHO, "who", known.who, q.who.as_ref())}
            {chosen(say::WHAT, "what", known.what, q.what.as_ref())}
            <label>{say::FROM_DAY} <input type="date" name="from" value=q.from.map(|d| d.to_string()) /></label>
            <label>{say::TO_DAY} <input type="date" name="to" value=q.to.map(|d| d.to_string()) /></label>
            <label>{say::ITEM_ID} <input type="search" name="item" value=q.item.map(|i| i.to_string()) /></label>
            <button>{say::FILTER}</button>
            {filtered.then(|| view! { <a class="button plain" href=path.clone()>{say::CLEAR}</a> })}
        </form>
        {none.then(|| empty(say::NOTHING, say::NOTHING_HINT, None))}
        {(!none).then(|| wide(say::TRAIL, view! { <table class="records audit">
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

/// Among what the trail has; a value of an address that it has not stays chosen.
fn chosen(
    label: &'static str,
    name: &'static str,
    mut values: Vec<String>,
    now: Option<&String>,
) -> AnyView {
    if let Some(now) = now.filter(|n| !values.contains(n)) {
        values.push(now.clone());
    }
    view! {
        <label>{label}
            <select name=name>
                <option value="">{say::ANY}</option>
                {values.into_iter().map(|v| view! { <option value=v.clone() selected=now == Some(&v)>{v.clone()}</option> }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn event(room: &Room, e: AuditEvent) -> AnyView {
    let item = match e.subject_kind.as_str() {
        "item" => Some(e.subject_id.clone()),
        _ => e
            .detail
            .get("item")
            .and_then(|i| i.as_str())
            .map(str::to_owned),
    };
    let href = item.map(|id| room.path(&format!("/items/{id}")));
    let record =
        view! { <span class="mono quiet" title=e.subject_id.clone()>{short(&e.subject_id)}</span> };
    view! {
        <tr>
            <td class="nowrap" data-label=say::WHEN>{when(e.at)}</td>
            <td data-label=say::WHO>{e.actor.clone()} " " {scripted_badge(e.scripted)}</td>
            <td class="mono" data-label=say::WHAT>{e.action.clone()}</td>
            <td data-label=say::RECORD>{e.subject_kind.replace('_', " ")} " "
                {match href { Some(href) => view! { <a href=href>{record}</a> }.into_any(), None => record.into_any() }}</td>
            <td class="details" data-label=say::DETAILS>{details(&e.detail)}</td>
            <td class="mono quiet" data-label=say::FROM_ADDRESS>{e.from_address.clone()}</td>
        </tr>
    }
    .into_any()
}

/// `{"verdict":"accept"}` → `verdict: accept`.
fn details(value: &serde_json::Value) -> String {
    let Some(map) = value.as_object() else {
        return String::new();
    };
    map.iter()
        .filter(|(_, v)| !v.is_null())
        .map(|(k, v)| {
            let text = v.as_str().map_or_else(|| v.to_string(), str::to_owned);
            format!("{}: {text}", k.replace('_', " "))
        })
        .collect::<Vec<_>>()
        .join(", ")
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
            ("to", "yesterday"),
            ("item", id),
            ("cursor", id),
        ] {
            query.insert(k, v.to_owned());
        }
        let read = read(&query);
        assert_eq!((read.to, read.item), (None, id.parse().ok()));
        assert_eq!(
            link("/a", &read, None),
            format!("/a?who=rule%3A%20gate&from=2026-11-01&item={id}")
        );
        assert_eq!(link("/a", &AuditQuery::default(), None), "/a");
    }
}
