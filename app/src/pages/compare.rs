//! Two versions on the same held-out items, item by item: where they differ, and what each confuses.

use super::access::{asked, encoded, only};
use super::errors;
use super::pager::pager;
use super::picture::thumbnail;
use super::room::{Room, Tab, empty, heading, in_project};
use crate::parts::{grouped, percent, short, signed, wide};
use crate::words::pages::compare as say;
use leptos::prelude::*;
use vitrine_domain::api::{PairPage, PairQuery};
use vitrine_domain::rules::confusion::Confusion;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::rules::pair::{CHRF_STEP, CHRF_WRONG, Change, change};
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{Evaluation, EvaluationId, EvaluationItem, EvaluationPair, PairShow};

pub fn compare() -> AnyView {
    in_project(Tab::Models, |room| async move {
        let id: EvaluationId = room.id("evaluation")?;
        let (store, member) = (room.store(), &room.member);
        let after = store.evaluation_get(member, id).await?;
        let all = store.evaluation_list(member).await?;
        let others = others(all, &after);
        let query = &room.visit.query;
        only(query, &["with", "show", "label", "cursor"])?;
        let wanted = asked(query, "with", |w| among(&others, w))?;
        let rival = store
            .version_list(member)
            .await?
            .into_iter()
            .find(|v| v.id == after.model_version_id)
            .and_then(|v| v.compared_with);
        let before = match wanted {
            Some(id) => others.iter().find(|e| e.id == id),
            None => (others.iter().find(|e| Some(e.model_version_id) == rival))
                .or_else(|| others.first()),
        };
        let Some(before) = before else {
            return Ok(alone(&room, &after));
        };
        let shows = |v: &str| PairShow::ALL.into_iter().find(|p| p.as_str() == v);
        let pairs_of = PairQuery {
            with: before.id,
            show: asked(query, "show", shows)?.unwrap_or_default(),
            label: asked(query, "label", |l| errors::known(&room, l))?,
            cursor: query.get("cursor").filter(|v| !v.is_empty()),
            limit: Some(50),
        };
        let pairs = store.evaluation_pairs(member, after.id, &pairs_of).await?;
        let confused = (
            store.evaluation_confusion(member, before.id).await?,
            store.evaluation_confusion(member, after.id).await?,
        );
        Ok(shown(
            &room, before, &after, &others, &pairs_of, pairs, &confused,
        ))
    })
}

/// What it can be set beside: those on the same items.
pub fn others(all: Vec<Evaluation>, of: &Evaluation) -> Vec<Evaluation> {
    let same = |e: &Evaluation| e.snapshot_id == of.snapshot_id && e.id != of.id;
    all.into_iter().filter(same).collect()
}

/// The one of these that an address names.
pub fn among(others: &[Evaluation], id: &str) -> Option<EvaluationId> {
    let id: EvaluationId = id.parse().ok()?;
    others.iter().any(|e| e.id == id).then_some(id)
}

fn alone(room: &Room, after: &Evaluation) -> AnyView {
    view! {
        <p class="crumb"><a href=room.path("/models")>{say::MODELS}</a></p>
        {heading(say::title(&after.model_version), say::alone(&after.model_version), ().into_any())}
        {empty(say::NO_RIVAL, say::NO_RIVAL_HINT,
            Some((room.path(&format!("/errors/{}", after.id)), say::SEE_ERRORS)))}
    }
    .into_any()
}

/// The address of this comparison with another choice.
fn link(path: &str, q: &PairQuery, show: PairShow, cursor: Option<&str>) -> String {
    let label = q
        .label
        .as_ref()
        .map_or(String::new(), |l| format!("&label={}", encoded(l)));
    let cursor = cursor.map_or(String::new(), |c| format!("&cursor={}", encoded(c)));
    format!(
        "{path}?with={}&show={}{label}{cursor}",
        q.with,
        show.as_str()
    )
}

fn shown(
    room: &Room,
    before: &Evaluation,
    after: &Evaluation,
    others: &[Evaluation],
    q: &PairQuery,
    page: PairPage,
    confused: &(Confusion, Confusion),
) -> AnyView {
    let path = room.path(&format!("/compare/{}", after.id));
    let wrong = room.path(&format!("/errors/{}", after.id));
    let (a, b) = (before.model_version.clone(), after.model_version.clone());
    let first = q.cursor.is_some().then(|| link(&path, q, q.show, None));
    let next = page
        .next
        .as_deref()
        .map(|c| link(&path, q, q.show, Some(c)));
    let none = page.rows.is_empty();
    let prose = page.counts.prose > 0;
    let metric = room.project.settings.gate.metric;
    let mut lead = say::lead(&a, &b, &grouped(page.counts.all), q.label.as_deref());
    if prose || metric == PrimaryMetric::AnswerChrf {
        let of = |e: &Evaluation| figure(metric, &e.scores);
        lead += &say::judged(metric, &of(before), &of(after));
    }
    let labels = room.project.labels.clone();
    view! {
        <p class="crumb"><a href=room.path("/models")>{say::MODELS}</a></p>
        {heading(say::title(&b), lead, view! {
            <a class="button" href=errors::link(&wrong, Some(q.with), q.label.as_deref())>{say::worst_errors_of(&b)}</a>
        }.into_any())}
        <nav class="segments" aria-label=say::WHICH>
            {PairShow::ALL.into_iter().map(|show| view! {
                <a href=link(&path, q, show, None) aria-current=(show == q.show).then_some("true")>
                    {say::show(show, prose)} " " <span class="quiet">{grouped(page.counts.of(show))}</span></a>
            }).collect_view()}
        </nav>
        <form class="filters" method="get" action=path.clone()>
            <label>{say::BEFORE}
                <select name="with">{others.iter().map(|e| view! {
                    <option value=e.id.to_string() selected=e.id == q.with>{e.model_version.clone()}</option>
                }).collect_view()}</select></label>
            <label>{say::LABEL}
                <select name="label"><option value="">{say::ANY}</option>{labels.into_iter().map(|l| view! {
                    <option value=l.clone() selected=q.label.as_ref() == Some(&l)>{l.clone()}</option>
                }).collect_view()}</select></label>
            <input type="hidden" name="show" value=q.show.as_str() />
            <button>{say::FILTER}</button>
        </form>
        {prose.then(|| view! { <p class="hint">{say::by_chrf(CHRF_STEP, CHRF_WRONG)}</p> })}
        {none.then(|| empty(say::NO_ITEM, say::NO_ITEM_HINT, None))}
        {(!none).then(|| wide(say::ITEMS, view! { <table class="records pairs">
            <thead><tr>
                <th scope="col"><span class="sr-only">{say::IMAGE}</span></th>
                <th scope="col">{say::TRUE}</th><th scope="col">{a.clone()}</th><th scope="col">{b.clone()}</th>
            </tr></thead>
            <tbody>{page.rows.into_iter().map(|p| pair(room, p, &a, &b)).collect_view()}</tbody>
        </table> }))}
        {pager(first, next)}
        {confusion(room, confused, (q.with, after.id), &a, &b)}
    }
    .into_any()
}

/// What a version is worth by the metric.
fn figure(metric: PrimaryMetric, scores: &Scores) -> String {
    match metric {
        PrimaryMetric::DecisionAccuracy => percent(scores.decision_accuracy),
        PrimaryMetric::AnswerChrf => format!("{:.1}", scores.answer_chrf),
    }
}

fn pair(room: &Room, p: EvaluationPair, a: &str, b: &str) -> AnyView {
    let href = room.path(&format!("/items/{}", p.item_id));
    view! {
        <tr>
            <td class="cell-thumb">{thumbnail(room.slug(), &p.image)}</td>
            <td class="cell-main"><a href=href>{p.response.clone()}<span class="sr-only">{say::item(&short(p.item_id))}</span></a></td>
            <td data-label=a.to_owned()>{said(&p.before, p.prose)}</td>
            <td data-label=b.to_owned()>{p.prose.then(|| moved(&p))}{said(&p.after, p.prose)}</td>
        </tr>
    }
    .into_any()
}

/// By how many points of chrF prose has changed.
fn moved(p: &EvaluationPair) -> AnyView {
    let class = match change(&p.before, &p.after, true) {
        Change::Better => "better",
        Change::Worse => "worse",
        Change::Same => "quiet",
    };
    let points = signed(f64::from(p.after.answer_chrf - p.before.answer_chrf));
    view! { <span class=class>{points}</span> " " }.into_any()
}

/// An answer, and whether its decision is right, in a word as in a colour; of prose its chrF.
pub fn said(e: &EvaluationItem, prose: bool) -> AnyView {
    let (class, word) = match (e.decision_correct, e.malformed) {
        _ if prose => ("badge", say::chrf(e.answer_chrf)),
        (true, _) => ("badge badge-good", say::RIGHT.to_owned()),
        (false, true) => ("badge badge-warn", say::MALFORMED.to_owned()),
        (false, false) => ("badge badge-bad", say::WRONG.to_owned()),
    };
    let answer = match e.answer.trim() {
        "" => say::EMPTY_ANSWER.to_owned(),
        answer => answer.to_owned(),
    };
    view! { <span class=class>{word}</span> " " <span class="said-answer">{answer}</span> }
        .into_any()
}

/// Label by label, both versions side by side.
fn confusion(
    room: &Room,
    (before, after): &(Confusion, Confusion),
    (with, id): (EvaluationId, EvaluationId),
    a: &str,
    b: &str,
) -> AnyView {
    let share = |v: Option<f64>| v.map_or("–".into(), percent);
    let labels: Vec<&String> = after.labels.keys().collect();
    let wrong = room.path(&format!("/errors/{id}"));
    let kinds = [
        say::FOUND,
        say::MISSED,
        say::NAMED,
        say::RECALL,
        say::PRECISION,
    ];
    let names: Vec<String> = (kinds.into_iter())
        .flat_map(|kind| [a, b].map(|version| say::of_version(kind, version)))
        .collect();
    view! {
        <section class="card" id="confusion">
            <div class="card-head">
                <h2><a href="#confusion">{say::CONFUSION}</a></h2>
                <p class="quiet">{say::counted(&grouped(after.n as i64), before.malformed, after.malformed)}</p>
            </div>
            {if after.n == 0 {
                view! { <p class="hint">{say::NO_DECISION}</p> }.into_any()
            } else {
                wide(say::CONFUSION, view! { <table class="compare confusion stacks">
                    <thead>
                        <tr><th scope="col" rowspan="2">{say::LABEL}</th><th scope="colgroup" colspan="2">{say::FOUND}</th><th scope="colgroup" colspan="2">{say::MISSED}</th>
                            <th scope="colgroup" colspan="2">{say::NAMED}</th><th scope="colgroup" colspan="2">{say::RECALL}</th><th scope="colgroup" colspan="2">{say::PRECISION}</th></tr>
                        <tr>{(0..5).map(|_| view! { <th scope="col" class="num">{a.to_owned()}</th><th scope="col" class="num">{b.to_owned()}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>{labels.into_iter().map(|label| {
                        let (x, y) = (before.labels.get(label).copied().unwrap_or_default(), after.labels[label]);
                        let cells = [
                            x.found.to_string(), y.found.to_string(), x.missed.to_string(), y.missed.to_string(),
                            x.wrong.to_string(), y.wrong.to_string(), share(x.recall()), share(y.recall()), share(x.precision()), share(y.precision()),
                        ];
                        view! {
                            <tr><th scope="row"><a href=errors::link(&wrong, Some(with), Some(label.as_str()))>{label.clone()}</a></th>
                                {cells.into_iter().zip(&names).map(|(c, name)| view! { <td class="num" data-label=name.clone()>{c}</td> }).collect_view()}</tr>
                        }
                    }).collect_view()}</tbody>
                </table> }).into_any()
            }}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::{ModelVersionId, SnapshotId};

    fn on(snapshot_id: SnapshotId) -> Evaluation {
        Evaluation {
            id: EvaluationId::fresh(),
            model_version_id: ModelVersionId::fresh(),
            model_version: "v1".into(),
            snapshot_id,
            scores: Scores::default(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_address_names_another_on_the_same_items_or_nothing() {
        let snapshot = SnapshotId::fresh();
        let (of, beside, elsewhere) = (on(snapshot), on(snapshot), on(SnapshotId::fresh()));
        let all = vec![of.clone(), beside.clone(), elsewhere.clone()];
        let others = others(all, &of);
        let named = |id: EvaluationId| among(&others, &id.to_string());
        assert_eq!(named(beside.id), Some(beside.id));
        for none in [of.id, elsewhere.id, EvaluationId::fresh()] {
            assert_eq!(named(none), None);
        }
        assert_eq!(among(&others, "x"), None);
    }
}
