//! The list of items: filters in the address, pages by keyset.

use super::access::encoded;
use super::item_filters::{blanks, link, read, tidied};
use super::pager::pager_back;
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{
    grouped, mark_badges, mark_word, scripted_badge, split_word, state_badge, state_word,
    verdict_badge, verdict_word, when, wide,
};
use crate::words::pages::items as say;
use crate::words::parts::values;
use chrono::DateTime;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use uuid::Uuid;
use vitrine_domain::api::{ItemFilter, ItemMark, ItemPage};
use vitrine_domain::limits::ITEMS_SEARCHED;
use vitrine_domain::{ItemRow, ItemState, Split, Verdict, id_tail};

pub fn items() -> AnyView {
    let query = use_query_map().get_untracked();
    // A form sends what was not chosen too.
    if blanks(&query) {
        let slug = use_params_map().get_untracked().get("slug");
        let path = format!("/p/{}/items", encoded(&slug.unwrap_or_default()));
        leptos_axum::redirect(&tidied(&path, &query));
        return ().into_any();
    }
    in_project(Tab::Items, |room| async move {
        let filter = read(&room.visit.query)?;
        let page = room.store().item_list(&room.member, &filter).await?;
        Ok(shown(&room, &filter, page))
    })
}

fn shown(room: &Room, filter: &ItemFilter, page: ItemPage) -> AnyView {
    let path = room.path("/items");
    let bare = link(&path, &ItemFilter::default(), None);
    let filtered = filter.state.is_some()
        || filter.split.is_some()
        || filter.verdict.is_some()
        || filter.mark.is_some()
        || filter.q.is_some();
    let first = filter.cursor.is_some().then(|| link(&path, filter, None));
    let next = page.next.as_deref().map(|c| link(&path, filter, Some(c)));
    let none = page.rows.is_empty();
    let past = none && filter.cursor.is_some();
    // A page that is not full and has a next was not looked for further.
    let full = page.rows.len() as i64 >= filter.limit.unwrap_or(50);
    let stopped = page.next.as_deref().filter(|_| !full).map(stopped_at);
    let stops = stopped.is_some();
    let by_id = filter.q.as_deref().is_some_and(|q| id_tail(q).is_some());
    view! {
        {heading(say::TITLE, "", ().into_any())}
        <form class="filters" method="get" action=path.clone() role="search">
            {choice(say::STATE, "state", ItemState::ALL.map(|s| (s.as_str(), state_word(s))).to_vec(), filter.state.map(|s| s.as_str()))}
            {choice(say::SPLIT, "split", Split::ALL.map(|s| (s.as_str(), split_word(Some(s)))).to_vec(), filter.split.map(|s| s.as_str()))}
            {choice(say::VERDICT, "verdict", Verdict::ALL.map(|v| (v.as_str(), verdict_word(v))).to_vec(), filter.verdict.map(|v| v.as_str()))}
 {choice(say::MARKED, "mark", ItemMark::ALL.map(|m| (m.as_str(), mark_word(m))).to_vec(), filter.mark.map(|m| m.as_str()))}
            <label>{say::SEARCH} <input type="search" name="q" value=filter.q.clone() /></label>
            <button>{say::FILTER}</button>
            {filtered.then(|| view! { <a class="button plain" href=bare>{say::CLEAR}</a> })}
        </form>
        {none.then(|| match (&stopped, by_id) {
            (Some(_), _) => empty(say::NONE_SO_FAR, say::NONE_SO_FAR_HINT, None),
            (None, _) if past => empty(say::NO_FURTHER, say::NO_FURTHER_HINT, None),
            (None, true) => empty(say::NO_FIT, say::NO_ID_HINT, None),
            (None, false) if filtered => empty(say::NO_FIT, say::NO_FIT_HINT, None),
            _ => empty(say::NO_ITEM, say::NO_ITEM_HINT, Some((room.path(""), say::OVERVIEW))),
        })}
        {(!none).then(|| view! {
            {wide(say::TITLE, view! { <table class="records broad">
                <thead><tr>
                    <th scope="col"><span class="sr-only">{say::IMAGE}</span></th>
                    <th scope="col">{say::ANSWER}</th><th scope="col">{say::STATE}</th><th scope="col">{say::VERDICT}</th>
                    <th scope="col">{say::SPLIT}</th><th scope="col" class="num" title=say::SCORE_HINT>{say::SCORE}</th><th scope="col">{say::ADDED}</th>
                </tr></thead>
                <tbody>{page.rows.into_iter().map(|r| row(room, filter, r)).collect_view()}</tbody>
            </table> })}
        })}
        {stopped.map(|words| view! { <p class="notice">{words}</p> })}
        {pager_back(first, next, stops)}
    }
    .into_any()
}

/// How many were looked through, and how far back.
fn stopped_at(cursor: &str) -> String {
    say::looked_through(&grouped(ITEMS_SEARCHED), made_on(cursor).as_deref())
}

/// When the record of this id was made, as its id tells.
pub fn made_on(id: &str) -> Option<String> {
    let id: Uuid = id.parse().ok()?;
    let (seconds, _) = id.get_timestamp()?.to_unix();
    let made = DateTime::from_timestamp(seconds.cast_signed(), 0)?;
    Some(values::date(made))
}

/// Its page takes the list's filter along, for the way back.
fn row(room: &Room, filter: &ItemFilter, r: ItemRow) -> AnyView {
    let page = room.path(&format!("/items/{}", r.item.id));
    let href = link(&page, filter, filter.cursor.as_deref());
    let answer = match r.answer.as_ref().or(r.proposed.as_ref()) {
        Some(text) if text.trim().is_empty() => say::EMPTY_ANSWER.to_owned(),
        Some(text) => text.clone(),
        None => say::NO_ANSWER.to_owned(),
    };
    let source = match (&r.answer, &r.proposed) {
        (Some(_), _) => r.reviewer.clone().map(|who| say::by(&who)),
        (None, Some(_)) => Some(say::PROPOSED.into()),
        _ if r.item.blind => Some(say::BLIND_HIDDEN.into()),
        _ => None,
    };
    let several = (!r.item.further_images.is_empty()).then(|| say::images(r.item.images().count()));
    view! {
        <tr>
            <td class="cell-thumb">{thumbnail(room.slug(), &r.item.image)}</td>
            <td class="cell-main">
                <a href=href>{answer}</a>
                <span class="quiet">{source} {several} " " {scripted_badge(r.answer.is_some() && r.reviewer_scripted)}</span>
            </td>
            <td data-label=say::STATE>{state_badge(r.item.state)} {mark_badges(&r.item)} {r.claimed_by.map(|who| view! { <span class="quiet">{say::with(&who)} " " {scripted_badge(r.claimed_by_scripted)}</span> })}</td>
            <td data-label=say::VERDICT>{r.verdict.map(verdict_badge)}</td>
            <td data-label=say::SPLIT>{split_word(r.item.split)}{r.item.blind.then(|| view! { <span class="badge badge-blind">{say::BLIND}</span> })}</td>
            <td class="num" data-label=say::SCORE>{r.confidence.filter(|_| r.proposed.is_some()).map(|c| format!("{c:.2}"))}</td>
            <td class="nowrap" data-label=say::ADDED>{when(r.item.created_at)}</td>
        </tr>
    }
    .into_any()
}

/// A choice among values, with one for any.
pub fn choice(
    label: &'static str,
    name: &'static str,
    values: Vec<(&'static str, &'static str)>,
    chosen: Option<&'static str>,
) -> AnyView {
    view! {
        <label>{label}
            <select name=name>
                <option value="" selected=chosen.is_none()>{say::ANY}</option>
                {values.into_iter().map(|(value, words)| view! {
                    <option value=value selected=chosen == Some(value)>{words}</option>
                }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
