//! Champion and candidate on the same held-out items, and the gate's reasons.

use super::{interval, percent, sentence, signed, wide};
use leptos::prelude::*;
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{RunState, TrainingRunDetail};

/// Champion and candidate side by side, and what the gate made of it.
pub fn comparison(d: &TrainingRunDetail) -> AnyView {
    let (Some(before), Some(after)) = (&d.before, &d.after) else {
        let words = match d.run.state {
            RunState::Queued | RunState::Training => {
                "Comes after training: champion and candidate on the same held-out items."
            }
            RunState::Evaluating => {
                "Champion and candidate are being measured on the same held-out items."
            }
            _ => "There is no comparison: the run ended before it.",
        };
        return view! {
            <section class="card"><div class="card-head"><h2>"Comparison"</h2></div><p class="hint">{words}</p></section>
        }
        .into_any();
    };
    let rows: Vec<_> = figures(&before.scores, &after.scores);
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Comparison"</h2>
                <span class="quiet">{format!("{} held-out items", after.scores.n)}</span>
            </div>
            {wide("Comparison", view! { <table class="compare">
                    <thead><tr>
                        <th scope="col">"Measure"</th>
                        <th scope="col" class="num">{before.model_version.clone()}</th>
                        <th scope="col" class="num">{after.model_version.clone()}</th>
                        <th scope="col" class="num">"Change"</th>
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
            <p class="quiet">{format!("Always giving the commonest answer: {}", percent(after.scores.commonest_answer_accuracy))}</p>
            {d.gate.as_ref().map(|gate| {
                let promoted = gate.outcome.decision == GateVerdict::Promote;
                view! {
                    <div class=if promoted { "gate gate-good" } else { "gate gate-bad" }>
                        <h3>{if promoted { "Promoted by the gate" } else { "Not promoted" }}</h3>
                        <ul>{gate.outcome.reasons.iter().map(|r| view! { <li>{sentence(r)}</li> }).collect_view()}</ul>
                        <dl class="facts">
                            <div><dt>"Judged by"</dt><dd>{gate.outcome.metric.replace('_', " ")}</dd></div>
                            <div><dt>"Against the champion"</dt><dd>{interval(&gate.outcome.interval)}</dd></div>
                            <div><dt>"Against the commonest answer"</dt><dd>{interval(&gate.outcome.against_commonest)}</dd></div>
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
        let d = b - a;
        (name, percent(a), percent(b), signed(100.0 * d), better(d))
    };
    let (ma, mb) = (a.malformed as f64, b.malformed as f64);
    let mut figures = vec![
        share(
            "Decision accuracy",
            a.decision_accuracy,
            b.decision_accuracy,
        ),
        share(
            "Decision of the region head",
            a.head_decision_accuracy,
            b.head_decision_accuracy,
        ),
        share("Region F1 at IoU 0.5", a.region_f1_50, b.region_f1_50),
        share(
            "Mean IoU of matched regions",
            a.region_mean_iou,
            b.region_mean_iou,
        ),
        (
            "Answer chrF",
            format!("{:.1}", a.answer_chrf),
            format!("{:.1}", b.answer_chrf),
            signed(b.answer_chrf - a.answer_chrf),
            better(b.answer_chrf - a.answer_chrf),
        ),
        (
            "Malformed answers",
            a.malformed.to_string(),
            b.malformed.to_string(),
            format!("{:+}", mb - ma).replace('-', "−"),
            better(ma - mb),
        ),
        (
            "Loss, nats per token",
            format!("{:.3}", a.loss),
            format!("{:.3}", b.loss),
            format!("{:+.3}", b.loss - a.loss).replace('-', "−"),
            better(a.loss - b.loss),
        ),
    ];
    // A base whose answers are words alone writes none.
    if a.text_region_f1_50.max(b.text_region_f1_50) > 0.0 {
        figures.push(share(
            "Region F1 of the text at IoU 0.5",
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
