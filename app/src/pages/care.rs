//! Looking after who looks: one's own exposure and breaks, and, for leads, the project's rule with what it comes to.

use super::access::only;
use super::room::{Room, Tab, heading, in_project};
use super::rules;
use crate::islands::ApiForm;
use crate::parts::{duration, grouped, percent, short, when, wide};
use crate::words::pages::care as say;
use leptos::prelude::*;
use vitrine_domain::api::{Page, Preferences};
use vitrine_domain::rules::exposure::CareRule;
use vitrine_domain::{Exposure, ExposureSpread, Reveal};

pub fn care() -> AnyView {
    in_project(Tab::Care, |room| async move {
        only(&room.visit.query, &["cursor"])?;
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
        true => say::LEAD_VEILED,
        false => say::LEAD_CLEAR,
    };
    view! {
        {heading(say::TITLE, lead, ().into_any())}
        <div class="two">
            <section class="card">
                <h2>{say::YOUR_DAY}</h2>
                {day(own)}
                <h3>{say::HOW_COUNTED}</h3>
                {formula(room, rule)}
                <p class="hint">{say::YOURS_ALONE}</p>
            </section>
            <section class="card">
                <h2>{say::YOUR_BREAKS}</h2>
                {yours(preferences)}
            </section>
        </div>
        {spread.map(|spread| project(room, rule, &spread))}
        {log(room, reveals)}
    }
    .into_any()
}

fn day(own: &Exposure) -> AnyView {
    let words = say::spent(f64::from(own.spent), own.limit);
    view! {
        <dl class="facts">
            <div><dt>{say::EXPOSURE_TODAY}</dt><dd class="strong">{words.clone()}</dd></div>
            <div><dt>{say::REVEALS_TODAY}</dt><dd>{grouped(own.reveals)}</dd></div>
            <div><dt>{say::DAY_BEGAN}</dt><dd>{when(own.day_began)}</dd></div>
            <div><dt>{say::NEXT_BEGINS}</dt><dd>{when(own.next_day)}</dd></div>
        </dl>
        {own.limit.map(|limit| view! {
            <progress class="bar" max=limit.to_string() value=own.spent.min(limit).to_string() aria-label=say::exposure_today(&words)></progress>
        })}
    }
    .into_any()
}

/// The formula with this project's numbers.
fn formula(room: &Room, rule: &CareRule) -> AnyView {
    let severities = &room.project.settings.queue.severities;
    view! {
        <p>{say::formula(rule.severity_weight, rule.exposure(0.0), rule.exposure(1.0), rule.reveal_minutes)}</p>
        {match severities.is_empty() {
            true => view! { <p class="quiet">{say::NO_SEVERITY}</p> }.into_any(),
            false => view! {
                <ul class="tags">{severities.iter().map(|(label, s)| view! { <li>{label.clone()} " " {s.to_string()}</li> }).collect_view()}</ul>
            }.into_any(),
        }}
    }
    .into_any()
}

fn yours(preferences: &Preferences) -> AnyView {
    let (minutes, limit) = (preferences.break_minutes, preferences.exposure_limit);
    let begins = preferences.day_begins.to_string();
    view! {
        <ApiForm method="PATCH".into() action="/api/v1/preferences".into() then="reload".into() ask=None class="form".into()>
            <label>{say::BREAK_AFTER} " " <span class="quiet">{say::BREAK_AFTER_HINT}</span>
                <input name="break_minutes" type="number" min="5" max="240" data-json="empty-null" value=minutes.map(|m| m.to_string()) /></label>
            <label>{say::OWN_LIMIT} " " <span class="quiet">{say::OWN_LIMIT_HINT}</span>
                <input name="exposure_limit" type="number" min="1" step="any" data-json="empty-null" value=limit.map(|l| l.to_string()) /></label>
            <label>{say::OWN_DAY_BEGINS}
                <input name="day_begins" type="number" min="0" max="23" required data-json="number" value=begins /></label>
            <p class="hint">{say::BREAK_HINT}</p>
            <button class="primary">{say::SAVE}</button>
        </ApiForm>
    }
    .into_any()
}

fn project(room: &Room, rule: &CareRule, spread: &ExposureSpread) -> AnyView {
    let limit = rule
        .daily_limit
        .map_or_else(|| say::NO_LIMIT.to_owned(), say::limit);
    let words = match rule.veil {
        true => say::rule_veiled(rule.reveal_minutes, &limit, rule.day_begins),
        false => say::RULE_CLEAR.into(),
    };
    view! {
        <section class="card">
            <h2>{say::RULE}</h2>
            <p>{words}</p>
            <h3>{say::came_to(spread.days)}</h3>
            {match &spread.figures {
                None => view! { <p class="hint">{say::too_few(spread.people)}</p> }.into_any(),
                Some(f) => view! {
                    <dl class="facts">
                        <div><dt>{say::PEOPLE}</dt><dd>{grouped(spread.people)}</dd></div>
                        <div><dt>{say::PERSON_DAYS}</dt><dd>{grouped(f.person_days)}</dd></div>
                        <div><dt>{say::MEDIAN}</dt><dd>{format!("{:.1}", f.median)}</dd></div>
                        <div><dt>{say::NINETIETH}</dt><dd>{format!("{:.1}", f.ninetieth)}</dd></div>
                        {rule.daily_limit.map(|_| view! { <div><dt>{say::FULL}</dt>
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
            <h2>{say::LOG}</h2>
            {none.then(|| view! { <p class="hint">{say::NONE}</p> })}
            {(!none).then(|| wide(say::REVEALS, view! { <table class="records">
                <thead><tr>
                    <th scope="col">{say::WHEN}</th><th scope="col">{say::ITEM}</th><th scope="col" class="num">{say::SEVERITY}</th>
                    <th scope="col" class="num">{say::COUNTED}</th><th scope="col">{say::CLEAR_FOR}</th>
                </tr></thead>
                <tbody>{page.rows.into_iter().map(|r| view! {
                    <tr>
                        <td class="nowrap" data-label=say::WHEN>{when(r.revealed_at)}</td>
                        <td data-label=say::ITEM><a class="mono" href=room.path(&format!("/items/{}", r.item_id))>{short(r.item_id)}</a></td>
                        <td class="num" data-label=say::SEVERITY>{format!("{:.2}", r.severity)}</td>
                        <td class="num" data-label=say::COUNTED>{format!("{:.1}", r.exposure)}</td>
                        <td data-label=say::CLEAR_FOR>{how_long(&r)}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table> }))}
            <nav class="pager" aria-label=say::PAGES>
                {next.map(|href| view! { <a class="button" href=href rel="next">{say::OLDER}</a> })}
            </nav>
        </section>
    }
    .into_any()
}

fn how_long(r: &Reveal) -> String {
    let until = match (r.veiled_at, r.seconds_left > 0.0) {
        (Some(at), _) => at,
        (None, true) => return say::CLEAR_NOW.into(),
        (None, false) => r.expires_at,
    };
    duration((until - r.revealed_at).num_seconds() as f64)
}
