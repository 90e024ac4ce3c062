//! What a version got most wrong, as a gallery: decisions by what surprised it most, prose by the lowest chrF.

use super::access::{asked, encoded, only};
use super::compare::{among, others, said};
use super::room::{Room, Tab, empty, heading, in_project};
use crate::islands::Unveil;
use crate::parts::grouped;
use crate::parts::picture::named;
use crate::words::pages::errors::{self as say, Order};
use leptos::prelude::*;
use vitrine_domain::api::PairQuery;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::rules::pair::CHRF_WRONG;
use vitrine_domain::{Evaluation, EvaluationError, EvaluationId, PairShow, Region, RegionSource};
use vitrine_store::StoreError;

const TILES: i64 = 24;

pub fn errors() -> AnyView {
    in_project(Tab::Models, |room| async move {
        let id: EvaluationId = room.id("evaluation")?;
        let evaluation = room.store().evaluation_get(&room.member, id).await?;
        // What it was set beside, for the way back.
        let query = &room.visit.query;
        only(query, &["with", "label"])?;
        let others = others(
            room.store().evaluation_list(&room.member).await?,
            &evaluation,
        );
        let with = asked(query, "with", |w| among(&others, w))?;
        let label = asked(query, "label", |l| known(&room, l))?;
        let errors = room
            .store()
            .evaluation_errors(&room.member, id, label.as_deref(), Some(TILES))
            .await?;
        let all = match errors.len() as i64 {
            TILES => 0,
            _ => measured(&room, &evaluation, label.as_deref()).await?,
        };
        Ok(shown(&room, &evaluation, with, label, errors, all))
    })
}

/// How many items were measured; with a label those whose truth or answer names it.
async fn measured(room: &Room, e: &Evaluation, label: Option<&str>) -> Result<i64, StoreError> {
    let Some(label) = label else {
        return Ok(e.scores.n as i64);
    };
    // Beside itself: its own answers alone.
    let itself = PairQuery {
        with: e.id,
        show: PairShow::All,
        label: Some(label.to_owned()),
        cursor: None,
        limit: Some(1),
    };
    let page = (room.store())
        .evaluation_pairs(&room.member, e.id, &itself)
        .await?;
    Ok(page.counts.all)
}

/// A label that the project has.
pub fn known(room: &Room, label: &str) -> Option<String> {
    room.project.labels.iter().find(|l| *l == label).cloned()
}

/// The address of this page, or of the comparison, with what both are narrowed by.
pub fn link(path: &str, with: Option<EvaluationId>, label: Option<&str>) -> String {
    let with = with.map(|w| format!("with={w}"));
    let label = label.map(|l| format!("label={}", encoded(l)));
    let parts: Vec<String> = with.into_iter().chain(label).collect();
    match parts.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", parts.join("&")),
    }
}

/// `all`: how many were measured, for fewer errors than a page shows.
fn shown(
    room: &Room,
    e: &Evaluation,
    with: Option<EvaluationId>,
    label: Option<String>,
    errors: Vec<EvaluationError>,
    all: i64,
) -> AnyView {
    let path = room.path(&format!("/errors/{}", e.id));
    let comparison = room.path(&format!("/compare/{}", e.id));
    let comparison = link(&comparison, with, label.as_deref());
    let order = say::order(order(room, &errors), CHRF_WRONG);
    let (version, of) = (&e.model_version, label.as_deref());
    let lead = match errors.len() as i64 {
        TILES => say::worst(TILES, version, of, &order),
        n => say::of_held_out(&grouped(n), &grouped(all), version, of, &order),
    };
    let chips = std::iter::once(None).chain(room.project.labels.iter().cloned().map(Some));
    let none = errors.is_empty();
    view! {
        <p class="crumb"><a href=room.path("/models")>{say::MODELS}</a> " / " <a href=comparison>{say::ITEM_BY_ITEM}</a></p>
        {heading(say::title(&e.model_version), lead, ().into_any())}
        <nav class="segments" aria-label=say::LABEL>
            {chips.map(|l| view! {
                <a aria-current=(l == label).then_some("true")
                    href=link(&path, with, l.as_deref())>{l.clone().unwrap_or_else(|| say::ANY_LABEL.into())}</a>
            }).collect_view()}
        </nav>
        {none.then(|| empty(say::NOTHING_WRONG, say::NOTHING_WRONG_HINT, None))}
        {(!none).then(|| view! { <p class="hint">{say::LINES_HINT}</p> })}
        <ul class="gallery">{errors.into_iter().map(|error| tile(room, error)).collect_view()}</ul>
    }
    .into_any()
}

/// In which order these stand, as `evaluation_errors` gives them.
fn order(room: &Room, errors: &[EvaluationError]) -> Order {
    let by_chrf = room.project.settings.gate.metric == PrimaryMetric::AnswerChrf;
    let any = |prose: bool| errors.iter().any(|e| e.prose == prose);
    match (any(false), any(true), by_chrf) {
        (true, true, false) => Order::DecisionsThenProse,
        (true, true, true) => Order::ProseThenDecisions,
        (false, true, _) | (false, false, true) => Order::Prose,
        (true, false, _) | (false, false, false) => Order::Decisions,
    }
}

fn tile(room: &Room, e: EvaluationError) -> AnyView {
    let of = |source: RegionSource| {
        move |r: Region| Region {
            source,
            score: None,
            ..r
        }
    };
    let truth = e.regions.into_iter().map(of(RegionSource::Person));
    let regions: Vec<Region> = truth
        .chain(e.said.regions.iter().cloned().map(of(RegionSource::Head)))
        .collect();
    let id = format!("picture-{}", e.item_id);
    let veiled = room.project.settings.care.veil && !e.image.purged;
    let loss = e.said.loss_sum / e.said.loss_tokens.max(1) as f32;
    view! {
        <li class="card gallery-tile">
            {named(room.slug(), &e.image, &regions, say::IMAGE.into(), Some(id.clone()))}
            {veiled.then(|| view! { <Unveil slug=room.slug().to_owned() item=e.item_id.to_string() picture=id /> })}
            <dl>
                <div><dt>{say::TRUE}</dt><dd><a href=room.path(&format!("/items/{}", e.item_id))>{e.response}</a></dd></div>
                <div><dt>{say::SAID}</dt><dd>{said(&e.said, e.prose)}</dd></div>
                <div><dt>{say::LOSS}</dt><dd>{say::nats_per_token(loss)}</dd></div>
            </dl>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_goes_along() {
        let with = EvaluationId::fresh();
        assert_eq!(link("/e", None, None), "/e");
        assert_eq!(link("/e", None, Some("A b")), "/e?label=A%20b");
        assert_eq!(
            link("/e", Some(with), Some("Nike")),
            format!("/e?with={with}&label=Nike")
        );
    }
}
