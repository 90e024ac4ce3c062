//! When a project trains, what its gate asks for, and how images are shared out.

use super::{as_shown, none_yet};
use crate::islands::ApiForm;
use crate::pages::room::Room;
use crate::parts::moved;
use crate::words::pages::rules::learning as say;
use leptos::prelude::*;
use vitrine_domain::Benchmark;
use vitrine_domain::rules::metric::PrimaryMetric;

/// Settings that the form shows.
pub(super) const SHOWN: [&str; 7] = [
    "retrain_after",
    "retrain_cron",
    "validation_percent",
    "held_out_percent",
    "gate",
    "teachers",
    "training",
];

/// Retraining, shares, the gate, teachers and training.
pub fn learning(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let (gate, training) = (s.gate.clone(), s.training.to_string());
    let metrics = [PrimaryMetric::DecisionAccuracy, PrimaryMetric::AnswerChrf];
    // Shares are shown as all shares are, of a hundred.
    let (share, number) = (("percent", "100"), ("decimal", "100"));
    let tolerances = [
        (
            "gate.decision_tolerance",
            say::DECISION_TOLERANCE,
            share,
            moved(gate.decision_tolerance, 2),
        ),
        (
            "gate.chrf_tolerance",
            say::CHRF_TOLERANCE,
            number,
            gate.chrf_tolerance,
        ),
        (
            "gate.region_f1_tolerance",
            say::REGION_F1_TOLERANCE,
            share,
            moved(gate.region_f1_tolerance, 2),
        ),
        (
            "gate.malformed_tolerance",
            say::MALFORMED_TOLERANCE,
            share,
            moved(gate.malformed_tolerance, 2),
        ),
        (
            "gate.loss_tolerance",
            say::LOSS_TOLERANCE,
            ("decimal", "10"),
            gate.loss_tolerance,
        ),
    ];
    view! {
        <details class="fold"><summary>{say::CHANGE_LEARNING}</summary>
            <ApiForm method="PATCH".into() action=room.api("/settings") then="reload".into() ask=None class="form form-wide".into()>
                <label>{say::RETRAIN_AFTER} " " <span class="quiet">{say::RETRAIN_AFTER_HINT}</span>
                    <input name="retrain_after" type="number" min="1" data-json="empty-null" value=s.retrain_after.map(|n| n.to_string()) /></label>
                <label>{say::RETRAIN_CRON} " " <span class="quiet">{say::RETRAIN_CRON_HINT}</span>
                    <input name="retrain_cron" data-json="text-null" value=s.retrain_cron.clone() placeholder="0 3 * * *" /></label>
                <div class="fields">
                    <label>{say::HELD_OUT} <input name="held_out_percent" type="number" min="0" max="90" required data-json="number" value=s.held_out_percent.to_string() /></label>
                    <label>{say::VALIDATION} <input name="validation_percent" type="number" min="0" max="90" required data-json="number" value=s.validation_percent.to_string() /></label>
                </div>
                <p class="hint">{say::SHARES_HINT}</p>
                <label>{say::GATE_METRIC}
                    <select name="gate.metric">{metrics.into_iter().map(|m| view! {
                        <option value=m.as_str() selected=m == gate.metric>{say::metric(m)}</option>
                    }).collect_view()}</select></label>
                <fieldset class="fields">
                    <legend>{say::TOLERANCES}</legend>
                    {tolerances.into_iter().map(|(name, words, (json, most), value)| view! {
                        <label>{words} <input name=name type="number" min="0" max=most step="any" required data-json=json value=value.to_string() /></label>
                    }).collect_view()}
                </fieldset>
                <label>{say::TEACHERS} " " <span class="quiet">{say::TEACHERS_HINT}</span>
                    <textarea name="teachers.hosts" data-json="lines" rows="2" placeholder=say::TEACHERS_EXAMPLE>{s.teachers.hosts.join("\n")}</textarea></label>
                <fieldset class="fields">
                    <legend>{say::BENCHMARKS}</legend>
                    {none_yet("gate.benchmarks")}
                    {Benchmark::ALL.into_iter().map(|b| view! {
                        <label>{b.title()} <input name=format!("gate.benchmarks.{}", b.as_str()) type="number" min="0" max="100" step="any" data-json="decimal"
                            value=gate.benchmarks.get(&b).map(f64::to_string) /></label>
                    }).collect_view()}
                </fieldset>
                <p class="hint">{say::BENCHMARKS_HINT}</p>
                <label>{say::TRAINING} " " <span class="quiet">{say::TRAINING_HINT}</span>
                    <textarea class="mono" name="training" data-json="json" rows="3" required>{training}</textarea></label>
                {as_shown(&s, &SHOWN)}
                <button class="primary">{say::SAVE_LEARNING}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}
