//! How far reviewers agree: by reviewer, pair, label and time. Each reviewer sees their own figures, leads all.

use super::access::{asked, encoded, only};
use super::errors::known;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{grouped, percent, wide};
use crate::words::pages::agreement as say;
use leptos::prelude::*;
use vitrine_domain::api::{AgreementQuery, AgreementReport};
use vitrine_domain::{AgreementBy, AgreementFigures, AgreementRow};
use vitrine_store::{Reviewer, StoreError};

pub fn agreement() -> AnyView {
    in_project(Tab::Agreement, |room| async move {
        if !room.member.role.may_review() {
            return Ok(room.refused(
                say::NOT_FOR_ENGINEERS,
                say::NOT_FOR_ENGINEERS_HINT,
                (room.path("/items"), say::SEE_ITEMS),
            ));
        }
        let query = read(&room)?;
        let report = room.store().agreement_report(&room.member, &query).await?;
        let people = match room.member.role.may_lead() {
            true => room.store().reviewer_list(&room.member).await?,
            false => Vec::new(),
        };
        Ok(shown(&room, &query, &report, &people))
    })
}

/// Whose it is asked of the store knows, those who have left too. Errors: `Invalid` for what agreement cannot be narrowed or told
/// apart by.
fn read(room: &Room) -> Result<AgreementQuery, StoreError> {
    let query = &room.visit.query;
    only(query, &["by", "reviewer", "label", "from", "to"])?;
    let by = |v: &str| AgreementBy::ALL.into_iter().find(|b| b.as_str() == v);
    let lead = room.member.role.may_lead();
    Ok(AgreementQuery {
        by: asked(query, "by", by)?.unwrap_or_default(),
        reviewer: asked(query, "reviewer", |n| Some(n.to_owned()))?.filter(|_| lead),
        label: asked(query, "label", |l| known(room, l))?,
        from: asked(query, "from", |d| d.parse().ok())?,
        to: asked(query, "to", |d| d.parse().ok())?,
    })
}

fn shown(
    room: &Room,
    query: &AgreementQuery,
    report: &AgreementReport,
    people: &[Reviewer],
) -> AnyView {
    let lead = room.member.role.may_lead();
    let words = match lead {
        true => say::LEAD_FOR_LEADS,
        false => say::LEAD_FOR_REVIEWERS,
    };
    let some = report.all.n > 0;
    view! {
        {heading(say::TITLE, words, view! {
            <a class="button" href=room.path("/gold")>{say::GOLD}</a>
            {lead.then(|| view! {
                <a class="button" href=room.path("/adjudication")>{say::TO_SETTLE}</a>
                <a class="button" href=room.path("/pace")>{say::PACE}</a>
            })}
        }.into_any())}
        {filters(room, query, people)}
        {(!some).then(|| nothing(room, query))}
        {some.then(|| view! {
            <div class="stack">
            <h2>{say::ALL_OF_THEM}</h2>
            {table(say::ALL_PAIRS, vec![(say::items(&grouped(report.all.n as i64)), &report.all)], report.enough, say::OF)}
            <h2>{say::title(query.by)}</h2>
            {(query.by == AgreementBy::Label).then(|| view! { <p class="hint">{say::LABELS_COUNT}</p> })}
            {table(say::AGREEMENT, lines(&report.rows), report.enough, say::head(query.by))}
            {report.newest_only.then(|| view! { <p class="note">{say::NEWEST_ONLY}</p> })}
            {legend(report.enough)}
            </div>
        })}
        {report.draw_seed.map(|seed| view! {
            <p class="hint">{say::SEED_BEFORE}<span class="mono">{seed.to_string()}</span>{say::SEED_AFTER}</p>
        })}
    }
    .into_any()
}

fn nothing(room: &Room, query: &AgreementQuery) -> AnyView {
    let narrowed = query.label.is_some()
        || query.reviewer.is_some()
        || query.from.is_some()
        || query.to.is_some();
    match narrowed {
        true => empty(
            say::NO_SUCH_PAIR,
            say::NO_SUCH_PAIR_HINT,
            Some((room.path("/agreement"), say::SHOW_ALL)),
        ),
        false => empty(
            say::NO_PAIR,
            say::NO_PAIR_HINT,
            Some((room.path(""), say::TO_OVERVIEW)),
        ),
    }
}

fn lines(rows: &[AgreementRow]) -> Vec<(String, &AgreementFigures)> {
    rows.iter().map(|r| (r.key.clone(), &r.figures)).collect()
}

fn table(
    name: &'static str,
    rows: Vec<(String, &AgreementFigures)>,
    enough: usize,
    first: &'static str,
) -> impl IntoView {
    wide(
        name,
        view! { <table class="records">
            <thead><tr>
                <th scope="col">{first}</th>
                <th scope="col" class="num">{say::AGREED}</th>
                <th scope="col" class="num">{say::ALPHA}</th>
                <th scope="col" class="num">{say::WORDS_F1}</th>
                <th scope="col" class="num">{say::REGIONS_IOU}</th>
                <th scope="col" class="num">{say::REGIONS_F1}</th>
            </tr></thead>
            <tbody>{rows.into_iter().map(|(key, f)| view! {
                <tr>
                    <td class="cell-main"><strong>{key}</strong></td>
                    {figure(say::AGREED, f.agreed, f.n, enough)}
                    {coefficient(say::ALPHA, f, enough)}
                    {figure(say::WORDS_F1, f.token_f1, f.answers, enough)}
                    {figure(say::REGIONS_IOU, f.region_iou, f.regions, enough)}
                    {figure(say::REGIONS_F1, f.region_f1, f.region_items, enough)}
                </tr>
            }).collect_view()}</tbody>
        </table> },
    )
}

/// The share with how many it rests on, or why there is none.
pub(super) fn figure(name: &'static str, share: Option<f64>, n: usize, enough: usize) -> AnyView {
    cell(name, share.map(percent), n, enough)
}

/// Likewise of what is no share: −1 to 1.
fn coefficient(name: &'static str, f: &AgreementFigures, enough: usize) -> AnyView {
    let words = f.alpha.map(|v| format!("{v:.2}").replace('-', "−"));
    // By a label it rests on all pairs, and is left out by those that name it.
    let n = if f.n < enough { f.n } else { f.alpha_items };
    cell(name, words, n, enough)
}

fn cell(name: &'static str, value: Option<String>, n: usize, enough: usize) -> AnyView {
    let none = value.is_none();
    let words = match value {
        Some(words) => words,
        None if n < enough => say::TOO_FEW.to_owned(),
        None => say::ALL_ALIKE.to_owned(),
    };
    view! {
        <td class="num" data-label=name><span>
            <span class:quiet=none>{words}</span>
            <span class="quiet">" " {say::rests_on(&grouped(n as i64))}</span>
        </span></td>
    }
    .into_any()
}

fn legend(enough: usize) -> AnyView {
    view! {
        <details class="fold"><summary>{say::LEGEND}</summary>
            <dl class="facts">
                <div><dt>{say::AGREED}</dt><dd>{say::AGREED_MEANS}</dd></div>
                <div><dt>{say::ALPHA}</dt><dd>{say::ALPHA_MEANS}</dd></div>
                <div><dt>{say::WORDS_F1}</dt><dd>{say::WORDS_F1_MEANS}</dd></div>
                <div><dt>{say::REGIONS_IOU}</dt><dd>{say::REGIONS_IOU_MEANS}</dd></div>
                <div><dt>{say::REGIONS_F1}</dt><dd>{say::REGIONS_F1_MEANS}</dd></div>
                <div><dt>{say::N}</dt><dd>{say::n_means(enough)}</dd></div>
            </dl>
            <p class="hint">{say::LEGEND_HINT}</p>
        </details>
    }
    .into_any()
}

fn filters(room: &Room, query: &AgreementQuery, people: &[Reviewer]) -> AnyView {
    let path = room.path("/agreement");
    let lead = room.member.role.may_lead();
    let label = query.label.clone().unwrap_or_default();
    let labels = room.project.labels.clone();
    let reviewer = query.reviewer.clone().unwrap_or_default();
    let mut people: Vec<(String, String)> = (people.iter())
        .map(|r| (r.name.clone(), r.shown.clone()))
        .collect();
    // Somebody of an address who is here and does not review stays chosen.
    if !reviewer.is_empty() && !people.iter().any(|p| p.0 == reviewer) {
        people.push((reviewer.clone(), reviewer.clone()));
    }
    let day = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string());
    view! {
        <nav class="segments" aria-label=say::BY_WHAT>
            {AgreementBy::ALL.into_iter().filter(|b| lead || *b != AgreementBy::Pair).map(|by| {
                view! { <a href=address(&path, query, by) aria-current=(by == query.by).then_some("page")>{say::tab(by, lead)}</a> }
            }).collect_view()}
        </nav>
        <form class="filters" method="get" action=path.clone()>
            <input type="hidden" name="by" value=query.by.as_str() />
            {lead.then(|| view! {
                <label>{say::REVIEWER} <select name="reviewer"><option value="">{say::ANY_REVIEWER}</option>
                    {people.into_iter().map(|(name, shown)| view! {
                        <option value=name.clone() selected=name == reviewer>{shown}</option>
                    }).collect_view()}
                </select></label>
            })}
            <label>{say::LABEL} <select name="label"><option value="">{say::ANY_LABEL}</option>
                {labels.into_iter().map(|l| view! { <option value=l.clone() selected=l == label>{l.clone()}</option> }).collect_view()}
            </select></label>
            <label>{say::FROM} <input type="date" name="from" value=day(query.from) /></label>
            <label>{say::TO} <input type="date" name="to" value=day(query.to) /></label>
            <button>{say::SHOW}</button>
        </form>
    }
    .into_any()
}

/// The same filter by something else.
fn address(path: &str, q: &AgreementQuery, by: AgreementBy) -> String {
    let mut parts = vec![format!("by={}", by.as_str())];
    let texts = [
        ("reviewer", q.reviewer.clone()),
        ("label", q.label.clone()),
        ("from", q.from.map(|d| d.to_string())),
        ("to", q.to.map(|d| d.to_string())),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            parts.push(format!("{name}={}", encoded(&value)));
        }
    }
    format!("{path}?{}", parts.join("&"))
}
