//! Champion and candidate on the same held-out items, and the gate's reasons.

use super::{difference, interval, percent, sentence, signed, wide};
use crate::words::parts::comparison as say;
use leptos::prelude::*;
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{RunState, TrainingRunDetail};

/// Champion and candidate side by side, and what the gate made of it.
pub fn comparison(d: &TrainingRunDetail) -> AnyView {
    let (Some(before), Some(after)) = (&d.before, &d.after) else {
        let words = match d.run.state {
            RunState::Queued | RunState::Training => say::AFTER_TRAINING,
            RunState::Evaluating => say::BEING_MEASURED,
            _ => say::NO_COMPARISON,
        };
        return view! {
            <section class="card"><div class="card-head"><h2>{say::COMPARISON}</h2></div><p class="hint">{words}</p></section>
        }
        .into_any();
    };
    let rows: Vec<_> = figures(&before.scores, &after.scores);
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{say::COMPARISON}</h2>
                <span class="quiet">{say::items(after.scores.n)}</span>
            </div>
            {wide(say::COMPARISON, view! { <table class="compare">
                    <thead><tr>
                        <th scope="col">{say::MEASURE}</th>
                        <th scope="col" class="num">{before.model_version.clone()}</th>
                        <th scope="col" class="num">{after.model_version.clone()}</th>
                        <th scope="col" class="num">{say::CHANGE}</th>
                    </tr></thead>
                    <tbody>
                        {rows.into_iter().map(|(name, a, b, change, better)| view! {
                            <tr>
                                <th scope="row">{name}</th>
                                <td class="num">{a}</td><td class="num">{b}</td>
                                <td class=format!("num {}", match better { Some(true) => "better", Some(false) => "worse", None => "" })>{change}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table> })}
            <p class="quiet">{say::commonest_answer(&percent(after.scores.commonest_answer_accuracy))}</p>
            {d.gate.as_ref().map(|gate| {
                let promoted = gate.outcome.decision == GateVerdict::Promote;
                view! {
                    <div class=if promoted { "gate gate-good" } else { "gate gate-bad" }>
                        <h3>{if promoted { say::PROMOTED } else { say::NOT_PROMOTED }}</h3>
                        <ul>{gate.outcome.reasons.iter().map(|r| view! { <li>{sentence(r)}</li> }).collect_view()}</ul>
                        <dl class="facts">
                            <div><dt>{say::JUDGED_BY}</dt><dd>{gate.outcome.metric.replace('_', " ")}</dd></div>
                            <div><dt>{say::AGAINST_CHAMPION}</dt><dd>{interval(&gate.outcome.interval)}</dd></div>
                            <div><dt>{say::AGAINST_COMMONEST}</dt><dd>{interval(&gate.outcome.against_commonest)}</dd></div>
                        </dl>
                    </div>
                }
            })}
        </section>
    }
    .into_any()
}

type Figure = (&'static str, String, String, String, Option<bool>);

fn figures(a: &Scores, b: &Scores) -> Vec<Figure> {
    let share = |name, a: f64, b: f64| -> Figure {
        let d = difference(100.0 * a, 100.0 * b, 1);
        (name, percent(a), percent(b), signed(d), better(d))
    };
    let (ma, mb) = (a.malformed as f64, b.malformed as f64);
    let chrf = difference(a.answer_chrf, b.answer_chrf, 1);
    let loss = difference(a.loss, b.loss, 3);
    let mut figures = vec![
        share(
            say::DECISION_ACCURACY,
            a.decision_accuracy,
            b.decision_accuracy,
        ),
        share(
            say::HEAD_DECISION,
            a.head_decision_accuracy,
            b.head_decision_accuracy,
        ),
        share(say::REGION_F1, a.region_f1_50, b.region_f1_50),
        share(say::REGION_MEAN_IOU, a.region_mean_iou, b.region_mean_iou),
        (
            say::ANSWER_CHRF,
            format!("{:.1}", a.answer_chrf),
            format!("{:.1}", b.answer_chrf),
            signed(chrf),
            better(chrf),
        ),
        (
            say::MALFORMED,
            a.malformed.to_string(),
            b.malformed.to_string(),
            format!("{:+}", mb - ma).replace('-', "−"),
            better(ma - mb),
        ),
        (
            say::LOSS,
            format!("{:.3}", a.loss),
            format!("{:.3}", b.loss),
            format!("{loss:+.3}").replace('-', "−"),
            better(-loss),
        ),
    ];
    // A base whose answers are words alone writes none.
    if a.text_region_f1_50.max(b.text_region_f1_50) > 0.0 {
        figures.push(share(
            say::TEXT_REGION_F1,
            a.text_region_f1_50,
            b.text_region_f1_50,
        ));
    }
    figures
}

fn better(gain: f64) -> Option<bool> {
    if gain.abs() < 1e-9 {
        None
    } else {
        Some(gain > 0.0)
    }
}
