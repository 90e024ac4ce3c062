//! The list of items: filters in the address, pages by keyset.

use super::item_filters::{link, read};
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{
    mark_badges, mark_word, scripted_badge, split_word, state_badge, state_word, verdict_badge,
    verdict_word, when, wide,
};
use leptos::prelude::*;
use vitrine_domain::api::{ItemFilter, ItemMark, ItemPage};
use vitrine_domain::{ItemRow, ItemState, Split, Verdict};

pub fn items() -> AnyView {
    in_project(Tab::Items, |room| async move {
        let filter = read(&room.visit.query);
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
    view! {
        {heading("Items", "", ().into_any())}
        <form class="filters" method="get" action=path.clone() role="search">
            {choice("State", "state", ItemState::ALL.map(|s| (s.as_str(), state_word(s))).to_vec(), filter.state.map(|s| s.as_str()))}
            {choice("Split", "split", Split::ALL.map(|s| (s.as_str(), split_word(Some(s)))).to_vec(), filter.split.map(|s| s.as_str()))}
            {choice("Verdict", "verdict", Verdict::ALL.map(|v| (v.as_str(), verdict_word(v))).to_vec(), filter.verdict.map(|v| v.as_str()))}
 {choice("Marked", "mark", ItemMark::ALL.map(|m| (m.as_str(), mark_word(m))).to_vec(), filter.mark.map(|m| m.as_str()))}
            <label>"Answer or id" <input type="search" name="q" value=filter.q.clone() /></label>
            <button>"Filter"</button>
            {filtered.then(|| view! { <a class="button plain" href=bare>"Clear"</a> })}
        </form>
        {none.then(|| if filtered {
            empty("No item fits", "Loosen the filters.", None)
        } else {
            empty("No items yet", "Add images on the overview; each becomes an item.", Some((room.path(""), "Overview")))
        })}
        {(!none).then(|| view! {
            {wide("Items", view! { <table class="records">
                <thead><tr>
                    <th scope="col"><span class="sr-only">"Image"</span></th>
                    <th scope="col">"Answer"</th><th scope="col">"State"</th><th scope="col">"Verdict"</th>
                    <th scope="col">"Split"</th><th scope="col" class="num" title="Geometric mean of the answer’s token probabilities: a score, not a chance of being right">"Score"</th><th scope="col">"Added"</th>
                </tr></thead>
                <tbody>{page.rows.into_iter().map(|r| row(room, r)).collect_view()}</tbody>
            </table> })}
        })}
        <nav class="pager" aria-label="Pages">
            {first.map(|href| view! { <a class="button" href=href>"First page"</a> })}
            {next.map(|href| view! { <a class="button" href=href rel="next">"Next page"</a> })}
        </nav>
    }
    .into_any()
}

fn row(room: &Room, r: ItemRow) -> AnyView {
    let href = room.path(&format!("/items/{}", r.item.id));
    let answer = match r.answer.as_ref().or(r.proposed.as_ref()) {
        Some(text) if text.trim().is_empty() => "An empty answer".to_owned(),
        Some(text) => text.clone(),
        None => "Without an answer yet".to_owned(),
    };
    let source = match (&r.answer, &r.proposed) {
        (Some(_), _) => r.reviewer.clone().map(|who| format!("by {who}")),
        (None, Some(_)) => Some("proposed".into()),
        _ if r.item.blind => Some("blind: the proposal is not shown".into()),
        _ => None,
    };
    let several = (!r.item.further_images.is_empty())
        .then(|| format!(" · {} images", r.item.images().count()));
    view! {
        <tr>
            <td class="cell-thumb">{thumbnail(room.slug(), &r.item.image)}</td>
            <td class="cell-main">
                <a href=href>{answer}</a>
                <span class="quiet">{source} {several} " " {scripted_badge(r.answer.is_some() && r.reviewer_scripted)}</span>
            </td>
            <td data-label="State">{state_badge(r.item.state)} {mark_badges(&r.item)} {r.claimed_by.map(|who| view! { <span class="quiet">"with " {who} " " {scripted_badge(r.claimed_by_scripted)}</span> })}</td>
            <td data-label="Verdict">{r.verdict.map(verdict_badge)}</td>
            <td data-label="Split">{split_word(r.item.split)}{r.item.blind.then(|| view! { <span class="badge badge-blind">"blind"</span> })}</td>
            <td class="num" data-label="Score">{r.confidence.filter(|_| r.proposed.is_some()).map(|c| format!("{c:.2}"))}</td>
            <td class="nowrap" data-label="Added">{when(r.item.created_at)}</td>
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
                <option value="" selected=chosen.is_none()>"any"</option>
                {values.into_iter().map(|(value, words)| view! {
                    <option value=value selected=chosen == Some(value)>{words}</option>
                }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
