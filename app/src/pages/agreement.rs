//! How far reviewers agree: by reviewer, pair, label and time. Each reviewer sees their own figures, leads all.

use super::access::encoded;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{grouped, wide};
use leptos::prelude::*;
use vitrine_domain::api::{AgreementQuery, AgreementReport};
use vitrine_domain::{AgreementBy, AgreementFigures, AgreementRow, Member};

pub fn agreement() -> AnyView {
    in_project(Tab::Agreement, |room| async move {
        if !room.member.role.may_review() {
            return Ok(empty(
                "Engineers do not review",
                "Agreement is between people who decide the same items. Your role here trains and exports.",
                Some((room.path("/items"), "See the items")),
            ));
        }
        let query = read(&room);
        let report = room.store().agreement_report(&room.member, &query).await?;
        let members = room.store().member_list(&room.member).await?;
        Ok(shown(&room, &query, &report, &members))
    })
}

/// What cannot be read narrows nothing.
fn read(room: &Room) -> AgreementQuery {
    let text = |name: &str| room.visit.query.get(name).filter(|v| !v.trim().is_empty());
    let by = text("by");
    AgreementQuery {
        by: AgreementBy::ALL
            .into_iter()
            .find(|b| by.as_deref() == Some(b.as_str()))
            .unwrap_or_default(),
        reviewer: text("reviewer").filter(|_| room.member.role.may_lead()),
        label: text("label"),
        from: text("from").and_then(|d| d.parse().ok()),
        to: text("to").and_then(|d| d.parse().ok()),
    }
}

fn shown(
    room: &Room,
    query: &AgreementQuery,
    report: &AgreementReport,
    members: &[Member],
) -> AnyView {
    let lead = room.member.role.may_lead();
    let words = match lead {
        true => "Of items that two people decided, each without seeing the other’s review.",
        false => {
            "Yours and the others’, of items that you and somebody else decided, each without seeing the other’s review."
        }
    };
    let asked = report.all.n > 0;
    view! {
        {heading("Agreement", words, view! {
            <a class="button" href=room.path("/gold")>"Gold items"</a>
            {lead.then(|| view! {
                <a class="button" href=room.path("/adjudication")>"To settle"</a>
                <a class="button" href=room.path("/pace")>"Pace and signs"</a>
            })}
        }.into_any())}
        {filters(room, query, members)}
        {(!asked).then(|| nothing(room, query))}
        {asked.then(|| view! {
            <div class="stack">
            <h2>"All of them"</h2>
            {table("All pairs", vec![("All".to_owned(), &report.all)], report.enough, "Items")}
            <h2>{title(query.by)}</h2>
            {table("Agreement", lines(&report.rows), report.enough, head(query.by))}
            {report.newest_only.then(|| view! { <p class="note">"There are more: these are the newest 20,000 pairs. Narrow the days to see older ones."</p> })}
            {legend(report.enough)}
            </div>
        })}
        {report.draw_seed.map(|seed| view! {
            <p class="hint">"The sampled share of second reviews is drawn by item with the seed "<span class="mono">{seed.to_string()}</span>"; what reviewers do cannot change it."</p>
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
            "No pair is like that",
            "No item with two reviews passes this filter.",
            Some((room.path("/agreement"), "Show all")),
        ),
        false => empty(
            "No item has two reviews yet",
            "A lead sets under Overview, “Change the second looks”, which decisions a second reviewer is asked for.",
            Some((room.path(""), "To the overview")),
        ),
    }
}

fn lines(rows: &[AgreementRow]) -> Vec<(String, &AgreementFigures)> {
    rows.iter().map(|r| (r.key.clone(), &r.figures)).collect()
}

fn title(by: AgreementBy) -> &'static str {
    match by {
        AgreementBy::Reviewer => "Each reviewer against the others",
        AgreementBy::Pair => "By pair of reviewers",
        AgreementBy::Label => "By label: whether it is named, and its regions",
        AgreementBy::Month => "By month",
        AgreementBy::Week => "By week",
    }
}

fn head(by: AgreementBy) -> &'static str {
    match by {
        AgreementBy::Reviewer => "Reviewer",
        AgreementBy::Pair => "Pair",
        AgreementBy::Label => "Label",
        AgreementBy::Month => "Month",
        AgreementBy::Week => "Week",
    }
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
                <th scope="col" class="num">"Agreed"</th>
                <th scope="col" class="num">"Alpha"</th>
                <th scope="col" class="num">"Words, F1"</th>
                <th scope="col" class="num">"Regions, IoU"</th>
                <th scope="col" class="num">"Regions, F1"</th>
            </tr></thead>
            <tbody>{rows.into_iter().map(|(key, f)| view! {
                <tr>
                    <td class="cell-main"><strong>{key}</strong></td>
                    {figure("Agreed", f.agreed, f.n, enough)}
                    {figure("Alpha", f.alpha, f.n, enough)}
                    {figure("Words, F1", f.token_f1, f.answers, enough)}
                    {figure("Regions, IoU", f.region_iou, f.regions, enough)}
                    {figure("Regions, F1", f.region_f1, f.region_items, enough)}
                </tr>
            }).collect_view()}</tbody>
        </table> },
    )
}

/// The number with how many it rests on, or why there is none.
pub(super) fn figure(name: &'static str, value: Option<f64>, n: usize, enough: usize) -> AnyView {
    let words = match value {
        Some(value) => format!("{value:.2}").replace('-', "−"),
        None if n < enough => "too few".to_owned(),
        None => "all alike".to_owned(),
    };
    view! {
        <td class="num" data-label=name>
            <span class:quiet=value.is_none()>{words}</span>
            <span class="quiet">" (n " {grouped(n as i64)} ")"</span>
        </td>
    }
    .into_any()
}

fn legend(enough: usize) -> AnyView {
    view! {
        <details class="fold"><summary>"What the figures say"</summary>
            <dl class="facts">
                <div><dt>"Agreed"</dt><dd>"Share of items that both decided alike: both rejected, or the same decision with the same regions."</dd></div>
                <div><dt>"Alpha"</dt><dd>"Krippendorff’s alpha of the verdicts, nominal: 1 is perfect, 0 what chance would bring. By label, of naming it. “All alike”: one verdict alone was given, and chance would agree as well."</dd></div>
                <div><dt>"Words, F1"</dt><dd>"How many of the answers’ words both wrote, where both answered."</dd></div>
                <div><dt>"Regions, IoU"</dt><dd>"How far regions lie on each other that both drew under one label, at 0.5 or more."</dd></div>
                <div><dt>"Regions, F1"</dt><dd>"How many regions both drew, of all that either did."</dd></div>
                <div><dt>"n"</dt><dd>{format!("How many the figure rests on. Below {enough} there is none: too few.")}</dd></div>
            </dl>
            <p class="hint">"Reviews under different versions of the policy, and second reviews that were taken back, are left out."</p>
        </details>
    }
    .into_any()
}

fn filters(room: &Room, query: &AgreementQuery, members: &[Member]) -> AnyView {
    let path = room.path("/agreement");
    let lead = room.member.role.may_lead();
    let label = query.label.clone().unwrap_or_default();
    let labels = room.project.labels.clone();
    let reviewer = query.reviewer.clone().unwrap_or_default();
    let people: Vec<_> = members
        .iter()
        .filter(|m| m.role.may_review())
        .map(|m| (m.user.name.clone(), m.user.display_name.clone()))
        .collect();
    let day = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string());
    view! {
        <nav class="segments" aria-label="By what">
            {AgreementBy::ALL.into_iter().filter(|b| lead || *b != AgreementBy::Pair).map(|by| {
                let words = match (by, lead) {
                    (AgreementBy::Reviewer, false) => "You",
                    (AgreementBy::Reviewer, true) => "Reviewers",
                    (AgreementBy::Pair, _) => "Pairs",
                    (AgreementBy::Label, _) => "Labels",
                    (AgreementBy::Month, _) => "Months",
                    (AgreementBy::Week, _) => "Weeks",
                };
                view! { <a href=address(&path, query, by) aria-current=(by == query.by).then_some("page")>{words}</a> }
            }).collect_view()}
        </nav>
        <form class="filters" method="get" action=path.clone()>
            <input type="hidden" name="by" value=query.by.as_str() />
            {lead.then(|| view! {
                <label>"Reviewer" <select name="reviewer"><option value="">"any"</option>
                    {people.into_iter().map(|(name, shown)| view! {
                        <option value=name.clone() selected=name == reviewer>{shown}</option>
                    }).collect_view()}
                </select></label>
            })}
            <label>"Label" <select name="label"><option value="">"any"</option>
                {labels.into_iter().map(|l| view! { <option value=l.clone() selected=l == label>{l.clone()}</option> }).collect_view()}
            </select></label>
            <label>"From" <input type="date" name="from" value=day(query.from) /></label>
            <label>"To" <input type="date" name="to" value=day(query.to) /></label>
            <button>"Show"</button>
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
