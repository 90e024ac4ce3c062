//! What a person decided, newest first: one's own, and for leads anybody's. Filters in the address, pages by keyset.

use super::access::{asked, encoded, only, yes};
use super::item_filters::{blanks, tidied};
use super::items::{choice, made_on};
use super::pager::pager_back;
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::{ApiForm, TimeUp};
use crate::parts::{grouped, round_word, short, verdict_badge, verdict_word, when, wide};
use crate::words::pages::decisions as say;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use vitrine_domain::api::{DecisionPage, DecisionQuery};
use vitrine_domain::limits::DECISIONS_SEARCHED;
use vitrine_domain::{DecisionRow, Member, Standing, Verdict};
use vitrine_store::StoreError;

/// Rows on a page.
const ROWS: i64 = 50;
/// Characters of an answer or an instruction that a row shows; all of it stands on the item's page.
const SHOWN: usize = 200;

pub fn decisions() -> AnyView {
    let query = use_query_map().get_untracked();
    // A form sends what was not chosen too.
    if blanks(&query) {
        let slug = use_params_map().get_untracked().get("slug");
        let path = format!("/p/{}/decisions", encoded(&slug.unwrap_or_default()));
        leptos_axum::redirect(&tidied(&path, &query));
        return ().into_any();
    }
    in_project(Tab::Queues, |room| async move {
        if !room.member.role.may_review() {
            return Ok(room.refused(
                say::NOT_FOR_ENGINEERS,
                say::NOT_FOR_ENGINEERS_HINT,
                (room.path("/items"), say::SEE_ITEMS),
            ));
        }
        let query = read(&room.visit.query)?;
        let page = room.store().decision_list(&room.member, &query).await?;
        let people = match room.member.role.may_lead() {
            true => room.store().member_list(&room.member).await?,
            false => Vec::new(),
        };
        Ok(shown(&room, &query, page, &people))
    })
}

/// Errors: `Invalid` for what no decision can be narrowed by.
fn read(query: &ParamsMap) -> Result<DecisionQuery, StoreError> {
    only(
        query,
        &["of", "verdict", "corrections", "standing", "cursor"],
    )?;
    let of = |name: &str| query.get(name).filter(|v| !v.trim().is_empty());
    let standing = |v: &str| Standing::ALL.into_iter().find(|s| s.as_str() == v);
    Ok(DecisionQuery {
        of: of("of"),
        verdict: asked(query, "verdict", |v| v.parse().ok())?,
        corrections: yes(query, "corrections")?,
        standing: asked(query, "standing", standing)?,
        cursor: of("cursor"),
        limit: Some(ROWS),
    })
}

/// The list's address with this filter and cursor.
fn link(path: &str, q: &DecisionQuery, cursor: Option<&str>) -> String {
    let words = [
        ("of", q.of.as_deref()),
        ("verdict", q.verdict.map(|v| v.as_str())),
        ("corrections", q.corrections.then_some("true")),
        ("standing", q.standing.map(|s| s.as_str())),
        ("cursor", cursor),
    ];
    let parts: Vec<String> = (words.into_iter())
        .filter_map(|(name, value)| Some(format!("{name}={}", encoded(value?))))
        .collect();
    match parts.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", parts.join("&")),
    }
}

/// `people`: whose may be looked at, beside one's own.
fn shown(room: &Room, q: &DecisionQuery, page: DecisionPage, people: &[Member]) -> AnyView {
    let path = room.path("/decisions");
    let own = room.member.actor.user_id == Some(page.reviewer_id);
    let (title, lead) = match own {
        true => (say::YOURS.to_owned(), say::YOURS_LEAD),
        false => (say::decisions_of(&page.reviewer), say::ANOTHERS_LEAD),
    };
    // The same person's, not narrowed.
    let whole = DecisionQuery {
        of: q.of.clone(),
        ..DecisionQuery::default()
    };
    let bare = link(&path, &whole, None);
    let filtered = link(&path, q, None) != bare;
    let later = q.cursor.is_some();
    let first = later.then(|| link(&path, q, None));
    let next = page.next.as_deref().map(|c| link(&path, q, Some(c)));
    let none = page.rows.is_empty();
    // A page that is not full and has a next was not looked for further.
    let full = page.rows.len() as i64 >= ROWS;
    let stopped = page.next.as_deref().filter(|_| !full).map(stopped_at);
    let stops = stopped.is_some();
    view! {
        <p class="crumb"><a href=room.path("/queues")>{say::QUEUES}</a></p>
        {heading(title, lead, ().into_any())}
        <form class="filters" method="get" action=path.clone() role="search">
            {(!people.is_empty()).then(|| whose(room, q, &page, people))}
            {choice(say::VERDICT, "verdict", Verdict::ALL.map(|v| (v.as_str(), verdict_word(v))).to_vec(), q.verdict.map(|v| v.as_str()))}
            {choice(say::CORRECTIONS, "corrections", vec![("true", say::ONLY_THESE)], q.corrections.then_some("true"))}
            {choice(say::STANDING, "standing", Standing::ALL.map(|s| (s.as_str(), say::standing(s))).to_vec(), q.standing.map(|s| s.as_str()))}
            <button>{say::FILTER}</button>
            {filtered.then(|| view! { <a class="button plain" href=bare>{say::CLEAR}</a> })}
        </form>
        {none.then(|| match (&stopped, own) {
            (Some(_), _) if filtered => empty(say::NONE_SO_FAR, say::NONE_SO_FAR_HINT, None),
            (Some(_), _) => empty(say::NONE_SO_FAR, say::FURTHER_BACK_HINT, None),
            (None, _) if later => empty(say::NO_FURTHER, say::NO_FURTHER_HINT, None),
            (None, _) if filtered => empty(say::NO_FIT, say::NO_FIT_HINT, None),
            (None, true) => empty(say::NONE_OF_YOURS, say::NONE_OF_YOURS_HINT, Some((room.path("/desk"), say::OPEN_DESK))),
            (None, false) => empty(say::NONE_OF_ANOTHER, say::NONE_OF_ANOTHER_HINT, None),
        })}
        {(!none).then(|| wide(say::LIST, view! { <table class="records broad">
            <thead><tr>
                <th scope="col"><span class="sr-only">{say::IMAGE}</span></th>
                <th scope="col">{say::ANSWER}</th><th scope="col">{say::VERDICT}</th><th scope="col">{say::STANDING}</th>
                <th scope="col">{say::DECIDED}</th><th scope="col"><span class="sr-only">{say::UNDO}</span></th>
            </tr></thead>
            <tbody>{page.rows.iter().map(|d| row(room, d)).collect_view()}</tbody>
        </table> }))}
        {stopped.map(|words| view! { <p class="notice">{words}</p> })}
        {pager_back(first, next, stops)}
    }
    .into_any()
}

/// How many were looked through, and how far back.
fn stopped_at(cursor: &str) -> String {
    say::looked_through(&grouped(DECISIONS_SEARCHED), made_on(cursor).as_deref())
}

/// Among who reviews; somebody of an address who is none of them any more stays chosen.
fn whose(room: &Room, q: &DecisionQuery, page: &DecisionPage, people: &[Member]) -> AnyView {
    let me = room.member.actor.user_id;
    let others = people
        .iter()
        .filter(|m| m.role.may_review() && Some(m.user.id) != me);
    let mut names: Vec<(String, String)> = others
        .map(|m| (m.user.name.clone(), m.shown(people)))
        .collect();
    let chosen = q.of.clone().filter(|_| me != Some(page.reviewer_id));
    if let Some(name) = chosen
        .as_ref()
        .filter(|c| !names.iter().any(|n| n.0 == **c))
    {
        names.push((name.clone(), page.reviewer.clone()));
    }
    view! {
        <label>{say::WHOSE}
            <select name="of">
                <option value="" selected=chosen.is_none()>{say::MINE}</option>
                {names.into_iter().map(|(name, shown)| view! {
                    <option value=name.clone() selected=chosen.as_ref() == Some(&name)>{shown}</option>
                }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn row(room: &Room, d: &DecisionRow) -> AnyView {
    let href = room.path(&format!("/items/{}", d.item_id));
    let answer = match d.answer.trim() {
        "" => say::EMPTY_ANSWER.to_owned(),
        answer => shortened(answer),
    };
    let several = (d.images > 1).then(|| say::images(d.images));
    view! {
        <tr>
            <td class="cell-thumb">{thumbnail(room.slug(), &d.image)}</td>
            <td class="cell-main"><a href=href>{answer}</a>
                <span class="quiet">{several} {shortened(&d.instruction)}</span></td>
            <td data-label=say::VERDICT><span>{verdict_badge(d.verdict)} " "
                {round_word(d.round).map(|word| view! { <span class="badge badge-quiet">{word}</span> })} " "
                {d.correction.then(|| view! { <span class="badge badge-quiet">{say::CHANGED}</span> })}</span></td>
            <td data-label=say::STANDING>{standing(d.standing)}</td>
            <td class="nowrap" data-label=say::DECIDED>{when(d.created_at)}</td>
            <td class="cell-do">{d.undo_until.map(|until| undo(room, d, until))}</td>
        </tr>
    }
    .into_any()
}

fn standing(standing: Standing) -> AnyView {
    let words = say::standing(standing);
    match standing {
        Standing::Stands => view! { <span class="quiet">{words}</span> }.into_any(),
        Standing::Superseded => {
            view! { <span class="badge badge-quiet" title=say::SUPERSEDED_HINT>{words}</span> }
                .into_any()
        }
        Standing::TakenBack => view! { <span class="badge badge-warn">{words}</span> }.into_any(),
    }
}

/// Past its time the server refuses it and says so; where scripts run, it goes by then.
fn undo(room: &Room, d: &DecisionRow, until: DateTime<Utc>) -> AnyView {
    let (review, named) = (d.review_id.to_string(), say::undo_named(&short(d.item_id)));
    let place = format!("undo-{review}");
    let seconds = (until - Utc::now()).as_seconds_f64();
    view! {
        <div id=place.clone()>
            <ApiForm method="POST".into() action=room.api(&format!("/items/{}/undo", d.item_id)) then="reload".into()
                ask=None class="inline".into()>
                <input type="hidden" name="review_id" autocomplete="off" value=review />
                <button class="small" aria-label=named>{say::UNDO}</button>
            </ApiForm>
            <TimeUp of=place.clone() seconds words=say::UNDO_OVER.into() />
        </div>
    }
    .into_any()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let query = DecisionQuery {
            of: Some("r&d".into()),
            verdict: Some(Verdict::Reject),
            corrections: true,
            standing: Some(Standing::TakenBack),
            cursor: Some("x/1=".into()),
            limit: Some(ROWS),
        };
        assert_eq!(
            link("/d", &query, query.cursor.as_deref()),
            "/d?of=r%26d&verdict=reject&corrections=true&standing=taken_back&cursor=x/1%3D"
        );
        let mut map = ParamsMap::new();
        for (k, v) in [
            ("of", "r&d"),
            ("verdict", "reject"),
            ("corrections", "true"),
            ("standing", "taken_back"),
            ("cursor", "x/1="),
        ] {
            map.insert(k, v.to_owned());
        }
        assert_eq!(read(&map).unwrap(), query);
        for (k, v) in [
            ("verdict", "fine"),
            ("corrections", "no"),
            ("standing", "fallen"),
        ] {
            let mut wrong = ParamsMap::new();
            wrong.insert(k, v.to_owned());
            assert!(matches!(read(&wrong), Err(StoreError::Invalid(_))), "{k}");
            wrong.replace(k, " ".to_owned());
            assert_eq!(link("/d", &read(&wrong).unwrap(), None), "/d");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let exact = "é".repeat(SHOWN);
        assert_eq!(shortened(&exact), exact);
        assert_eq!(shortened(&format!("{exact}é")), format!("{exact}…"));
    }
}
