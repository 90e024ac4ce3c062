//! Looking after who looks: one's own exposure and breaks, and, for leads, the project's rule with what it comes to.

use super::room::{Room, Tab, empty, heading, in_project};
use super::rules;
use crate::islands::ApiForm;
use crate::parts::{duration, grouped, percent, short, when, wide};
use leptos::prelude::*;
use vitrine_domain::api::{Page, Preferences};
use vitrine_domain::rules::exposure::CareRule;
use vitrine_domain::{Exposure, ExposureSpread, Reveal};

pub fn care() -> AnyView {
    in_project(Tab::Care, |room| async move {
        let (store, member) = (room.store(), &room.member);
        let own = store.exposure_get(member).await?;
        let cursor = room.visit.query.get("cursor");
        let reveals = store
            .reveal_list(member, cursor.as_deref(), Some(20))
            .await?;
        let preferences = store.preferences_get(&room.visit.actor).await?;
        let spread = match member.role.may_lead() {
            true => Some(store.exposure_spread(member).await?),
            false => None,
        };
        Ok(shown(&room, &own, &preferences, reveals, spread))
    })
}

fn shown(
    room: &Room,
    own: &Exposure,
    preferences: &Preferences,
    reveals: Page<Reveal>,
    spread: Option<ExposureSpread>,
) -> AnyView {
    let rule = &room.project.settings.care;
    let lead = match rule.veil {
        true => "Images come blurred and grey. One is clear once you reveal it, for you alone.",
        false => "Images of this project come as they are.",
    };
    view! {
        {heading("Care", lead, ().into_any())}
        <div class="two">
            <section class="card">
                <h2>"Your day"</h2>
                {day(own)}
                <h3>"How it is counted"</h3>
                {formula(room, rule)}
                <p class="hint">"It is yours: counted over all your projects, shown to nobody else. Fellow reviewers see no figure of yours; "
                    "leads see what the days of five people or more came to, without names."</p>
            </section>
            <section class="card">
                <h2>"Your breaks and your limit"</h2>
                {yours(preferences)}
            </section>
        </div>
        {spread.map(|spread| project(room, rule, &spread))}
        {log(room, reveals)}
    }
    .into_any()
}

fn day(own: &Exposure) -> AnyView {
    let spent = f64::from(own.spent);
    let words = match own.limit {
        Some(limit) => format!("{spent:.1} of {limit:.1}"),
        None => format!("{spent:.1}, without a limit"),
    };
    view! {
        <dl class="facts">
            <div><dt>"Exposure today"</dt><dd class="strong">{words.clone()}</dd></div>
            <div><dt>"Reveals today"</dt><dd>{grouped(own.reveals)}</dd></div>
            <div><dt>"The day began"</dt><dd>{when(own.day_began)}</dd></div>
            <div><dt>"The next begins"</dt><dd>{when(own.next_day)}</dd></div>
        </dl>
        {own.limit.map(|limit| view! {
            <progress class="bar" max=limit.to_string() value=own.spent.min(limit).to_string() aria-label=format!("Exposure today, {words}")></progress>
        })}
    }
    .into_any()
}

/// The formula with this project's numbers.
fn formula(room: &Room, rule: &CareRule) -> AnyView {
    let severities = &room.project.settings.queue.severities;
    view! {
        <p>{format!("A reveal counts 1 + {} × severity, from {:.1} to {:.1}. ", rule.severity_weight, rule.exposure(0.0), rule.exposure(1.0))}
            "The severity is that of the gravest label that the item’s answer names; an item that is answered blind counts as half. "
            {format!("Looked at again within {} minutes, an item counts nothing more.", rule.reveal_minutes)}</p>
        {match severities.is_empty() {
            true => view! { <p class="quiet">"No label has a severity here: each reveal counts 1."</p> }.into_any(),
            false => view! {
                <ul class="tags">{severities.iter().map(|(label, s)| view! { <li>{label.clone()} " " {s.to_string()}</li> }).collect_view()}</ul>
            }.into_any(),
        }}
    }
    .into_any()
}

fn yours(preferences: &Preferences) -> AnyView {
    let keys = serde_json::to_string(&preferences.keys).unwrap_or_else(|_| "{}".into());
    let (minutes, limit) = (preferences.break_minutes, preferences.exposure_limit);
    view! {
        <ApiForm method="PUT".into() action="/api/v1/preferences".into() then="reload".into() ask=None class="form".into()>
            <input type="hidden" name="keys" data-json="json" value=keys />
            <label>"Speak of a break after so many minutes at the desk " <span class="quiet">"empty: never"</span>
                <input name="break_minutes" type="number" min="5" max="240" data-json="empty-null" value=minutes.map(|m| m.to_string()) /></label>
            <label>"Your own limit for a day " <span class="quiet">"empty: the project’s alone; the lesser holds"</span>
                <input name="exposure_limit" type="number" min="1" step="any" data-json="empty-null" value=limit.map(|l| l.to_string()) /></label>
            <p class="hint">"The word about a break comes once, takes nothing out of your hands, and counts only while the desk is open. These hold in every project."</p>
            <button class="primary">"Save"</button>
        </ApiForm>
    }
    .into_any()
}

fn project(room: &Room, rule: &CareRule, spread: &ExposureSpread) -> AnyView {
    let limit = rule.daily_limit.map_or_else(
        || "No limit a day.".to_owned(),
        |limit| format!("Up to {limit:.1} a day."),
    );
    let words = match rule.veil {
        true => format!(
            "Images are veiled; a revealed one stays clear for {} minutes. {limit} A day begins at {:02}:00 UTC.",
            rule.reveal_minutes, rule.day_begins
        ),
        false => "Images are not veiled, so nothing is counted and no limit holds.".into(),
    };
    view! {
        <section class="card">
            <h2>"The project’s rule"</h2>
            <p>{words}</p>
            <h3>{format!("What it came to, the last {} days", spread.days)}</h3>
            {match &spread.figures {
                None => view! { <p class="hint">{format!(
                    "Shown once five people have revealed images in that time; so far {}. With fewer it would tell of one of them.", spread.people
                )}</p> }.into_any(),
                Some(f) => view! {
                    <dl class="facts">
                        <div><dt>"People"</dt><dd>{grouped(spread.people)}</dd></div>
                        <div><dt>"Days of a person"</dt><dd>{grouped(f.person_days)}</dd></div>
                        <div><dt>"A day’s exposure, median"</dt><dd>{format!("{:.1}", f.median)}</dd></div>
                        <div><dt>"Nine in ten days, at most"</dt><dd>{format!("{:.1}", f.ninetieth)}</dd></div>
                        {rule.daily_limit.map(|_| view! { <div><dt>"Days at the limit of now"</dt>
                            <dd>{percent(f.full as f64 / f.person_days.max(1) as f64)}</dd></div> })}
                    </dl>
                }.into_any(),
            }}
            {rules::care(room)}
        </section>
    }
    .into_any()
}

fn log(room: &Room, page: Page<Reveal>) -> AnyView {
    let path = room.path("/care");
    let next = page.next.map(|c| format!("{path}?cursor={c}"));
    let none = page.rows.is_empty();
    view! {
        <section class="care-log">
            <h2>"What you have revealed here"</h2>
            {none.then(|| empty("Nothing yet", "Each image that you reveal stands here, for you alone.", None))}
            {(!none).then(|| wide("What you have revealed", view! { <table class="records">
                <thead><tr>
                    <th scope="col">"When"</th><th scope="col">"Item"</th><th scope="col" class="num">"Severity"</th>
                    <th scope="col" class="num">"Counted"</th><th scope="col">"Clear for"</th>
                </tr></thead>
                <tbody>{page.rows.into_iter().map(|r| view! {
                    <tr>
                        <td class="nowrap" data-label="When">{when(r.revealed_at)}</td>
                        <td data-label="Item"><a class="mono" href=room.path(&format!("/items/{}", r.item_id))>{short(r.item_id)}</a></td>
                        <td class="num" data-label="Severity">{format!("{:.2}", r.severity)}</td>
                        <td class="num" data-label="Counted">{format!("{:.1}", r.exposure)}</td>
                        <td data-label="Clear for">{how_long(&r)}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table> }))}
            <nav class="pager" aria-label="Pages">
                {next.map(|href| view! { <a class="button" href=href rel="next">"Older"</a> })}
            </nav>
        </section>
    }
    .into_any()
}

fn how_long(r: &Reveal) -> String {
    let until = match (r.veiled_at, r.seconds_left > 0.0) {
        (Some(at), _) => at,
        (None, true) => return "clear now".into(),
        (None, false) => r.expires_at,
    };
    duration((until - r.revealed_at).num_seconds() as f64)
}
