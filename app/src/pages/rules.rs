//! What a lead may change of a project: its policy, its labels, the rules of learning.

use super::room::Room;
use crate::islands::ApiForm;
use crate::parts::verdict_word;
use crate::words::pages::rules as say;
use leptos::prelude::*;
use vitrine_domain::Benchmark;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::{Mode, ProjectSettings, Verdict};

pub fn policy(room: &Room) -> AnyView {
    let now = room.project.policy.text.clone();
    view! {
        <details class="fold"><summary>{say::CHANGE_POLICY}</summary>
            <ApiForm method="PUT".into() action=room.api("/policy") then="reload".into() ask=None class="form".into()>
                <label>{say::NEW_POLICY}
                    <textarea name="text" rows="8" required>{now}</textarea></label>
                <button class="primary">{say::SAVE_POLICY}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

pub fn labels(room: &Room) -> AnyView {
    let now = room.project.labels.join("\n");
    view! {
        <details class="fold"><summary>{say::CHANGE_LABELS}</summary>
            <ApiForm method="PUT".into() action=room.api("/labels") then="reload".into() ask=None class="form".into()>
                <label>{say::NEW_LABELS}
                    <textarea name="*" data-json="lines" rows="8" required>{now}</textarea></label>
                <button class="primary">{say::SAVE_LABELS}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

/// All settings are sent, so that none falls back to its default.
pub fn learning(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let (gate, training) = (s.gate.clone(), s.training.to_string());
    let metrics = [PrimaryMetric::DecisionAccuracy, PrimaryMetric::AnswerChrf];
    let tolerances = [
        (
            "gate.decision_tolerance",
            say::DECISION_TOLERANCE,
            gate.decision_tolerance,
        ),
        (
            "gate.chrf_tolerance",
            say::CHRF_TOLERANCE,
            gate.chrf_tolerance,
        ),
        (
            "gate.region_f1_tolerance",
            say::REGION_F1_TOLERANCE,
            gate.region_f1_tolerance,
        ),
        (
            "gate.malformed_tolerance",
            say::MALFORMED_TOLERANCE,
            gate.malformed_tolerance,
        ),
        (
            "gate.loss_tolerance",
            say::LOSS_TOLERANCE,
            gate.loss_tolerance,
        ),
    ];
    view! {
        <details class="fold"><summary>{say::CHANGE_LEARNING}</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <label>{say::RETRAIN_AFTER} " " <span class="quiet">{say::RETRAIN_AFTER_HINT}</span>
                    <input name="retrain_after" type="number" min="1" data-json="number" value=s.retrain_after.map(|n| n.to_string()) /></label>
                <label>{say::RETRAIN_CRON} " " <span class="quiet">{say::RETRAIN_CRON_HINT}</span>
                    <input name="retrain_cron" data-json="optional" value=s.retrain_cron.clone() placeholder="0 3 * * *" /></label>
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
                    {tolerances.into_iter().map(|(name, words, value)| view! {
                        <label>{words} <input name=name type="number" min="0" step="any" required data-json="decimal" value=value.to_string() /></label>
                    }).collect_view()}
                </fieldset>
                <label>{say::TEACHERS} " " <span class="quiet">{say::TEACHERS_HINT}</span>
                    <textarea name="teachers.hosts" data-json="lines" rows="2" placeholder=say::TEACHERS_EXAMPLE>{s.teachers.hosts.join("\n")}</textarea></label>
                <fieldset class="fields">
                    <legend>{say::BENCHMARKS}</legend>
                    {Benchmark::ALL.into_iter().map(|b| view! {
                        <label>{b.title()} <input name=format!("gate.benchmarks.{}", b.as_str()) type="number" min="0" max="100" step="any" data-json="decimal"
                            value=gate.benchmarks.get(&b).map(f64::to_string) /></label>
                    }).collect_view()}
                </fieldset>
                <p class="hint">{say::BENCHMARKS_HINT}</p>
                <label>{say::TRAINING} " " <span class="quiet">{say::TRAINING_HINT}</span>
                    <textarea class="mono" name="training" data-json="json" rows="3" required>{training}</textarea></label>
                {kept(&s, &LEARNING)}
                <button class="primary">{say::SAVE_LEARNING}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

/// Settings that the form of learning shows.
const LEARNING: [&str; 7] = [
    "retrain_after",
    "retrain_cron",
    "validation_percent",
    "held_out_percent",
    "gate",
    "teachers",
    "training",
];
/// Settings that the form of the queue shows.
const QUEUE: [&str; 3] = ["queue", "phrases", "mode"];

/// Settings that the form of second looks shows.
const EYES: [&str; 2] = ["second", "gold"];
/// Settings that the form of care shows.
const CARE: [&str; 1] = ["care"];

/// Settings that a form does not show go along as they are, so that none falls back to its default.
fn kept(settings: &ProjectSettings, shown: &[&str]) -> AnyView {
    others(settings, shown)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name data-json="json" value=value /> })
        .collect_view()
        .into_any()
}

/// Names and JSON of the settings but these.
fn others(settings: &ProjectSettings, shown: &[&str]) -> Vec<(String, String)> {
    let all = serde_json::to_value(settings).unwrap_or_default();
    all.as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !shown.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect()
}

/// By what the queue is ordered, in words, and how answers are meant.
pub fn order(s: &ProjectSettings) -> AnyView {
    let w = &s.queue;
    view! {
        <p>{say::order(w.uncertainty, w.severity, w.age)} " " {say::mode(s.mode)}</p>
        {(!w.severities.is_empty()).then(|| view! {
            <ul class="tags">{w.severities.iter().map(|(label, s)| view! { <li>{label.clone()} " " {s.to_string()}</li> }).collect_view()}</ul>
        })}
    }
    .into_any()
}

/// The queue's weights, the phrases and the mode.
pub fn queue(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let w = s.queue.clone();
    let weights = [
        ("queue.uncertainty", say::DOUBT, w.uncertainty),
        ("queue.severity", say::SEVERITY, w.severity),
        ("queue.age", say::AGE, w.age),
    ];
    let modes = [Mode::Finding, Mode::Advisory, Mode::Instructor];
    let labels = room.project.labels.clone();
    view! {
        <details class="fold"><summary>{say::CHANGE_QUEUE}</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <fieldset class="fields">
                    <legend>{say::WEIGHTS}</legend>
                    {weights.into_iter().map(|(name, words, value)| view! {
                        <label>{words} <input name=name type="number" min="0" max="100" step="any" required data-json="decimal" value=value.to_string() /></label>
                    }).collect_view()}
                </fieldset>
                <fieldset class="fields">
                    <legend>{say::SEVERITIES}</legend>
                    {labels.into_iter().map(|label| {
                        let value = w.severities.get(&label).map(|v| v.to_string());
                        view! { <label>{label.clone()} <input name=format!("queue.severities.{label}") type="number" min="0" max="1" step="any" data-json="decimal" value=value /></label> }
                    }).collect_view()}
                </fieldset>
                <label>{say::PHRASES} " " <span class="quiet">{say::PHRASES_HINT}</span>
                    <textarea name="phrases" data-json="lines" rows="3">{s.phrases.join("\n")}</textarea></label>
                <label>{say::ANSWERS_ARE}
                    <select name="mode">{modes.into_iter().map(|m| view! {
                        <option value=m.as_str() selected=m == s.mode>{say::mode_choice(m)}</option>
                    }).collect_view()}</select></label>
                {kept(&s, &QUEUE)}
                <button class="primary">{say::SAVE_QUEUE}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

/// Which decisions a second reviewer is asked for, in words, and what share of items is gold.
pub fn looks(s: &ProjectSettings) -> AnyView {
    let second = &s.second;
    let mut always: Vec<String> = second.labels.clone();
    if let Some(severity) = second.severity {
        always.push(say::grave(severity));
    }
    always.extend(
        second
            .verdicts
            .iter()
            .map(|v| say::judged(verdict_word(*v))),
    );
    let words = match (always.is_empty(), second.percent > 0.0) {
        (true, false) => say::NO_SECOND.to_owned(),
        (true, true) => say::second_share(second.percent),
        (false, share) => say::second_always(&always.join(", "), share.then_some(second.percent)),
    };
    let gold = (s.gold.percent > 0.0).then(|| format!(" {}", say::gold_share(s.gold.percent)));
    view! { <p>{words} {gold}</p> }.into_any()
}

/// Second reviews and gold items.
pub fn eyes(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let (second, gold) = (s.second.clone(), s.gold.clone());
    let labels = room.project.labels.clone();
    let verdicts = [
        Verdict::Accept,
        Verdict::Correct,
        Verdict::Reject,
        Verdict::Label,
    ];
    view! {
        <details class="fold"><summary>{say::CHANGE_EYES}</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <p class="hint">{say::EYES_HINT}</p>
                <fieldset class="checks">
                    <legend>{say::SECOND_LABELS}</legend>
                    {labels.into_iter().map(|label| {
                        let on = second.labels.contains(&label);
                        view! { <label class="check"><input type="checkbox" name="second.labels" data-json="each" value=label.clone() checked=on /> {label.clone()}</label> }
                    }).collect_view()}
                </fieldset>
                <fieldset class="checks">
                    <legend>{say::SECOND_VERDICTS}</legend>
                    {verdicts.into_iter().map(|v| view! {
                        <label class="check"><input type="checkbox" name="second.verdicts" data-json="each" value=v.as_str() checked=second.verdicts.contains(&v) /> {verdict_word(v)}</label>
                    }).collect_view()}
                </fieldset>
                <div class="fields">
                    <label>{say::SECOND_SEVERITY} <input name="second.severity" type="number" min="0" max="1" step="any" data-json="decimal" value=second.severity.map(|v| v.to_string()) /></label>
                    <label>{say::SECOND_PERCENT} <input name="second.percent" type="number" min="0" max="100" step="any" required data-json="decimal" value=second.percent.to_string() /></label>
                    <label>{say::GOLD_PERCENT} <input name="gold.percent" type="number" min="0" max="50" step="any" required data-json="decimal" value=gold.percent.to_string() /></label>
                </div>
                <label class="check"><input name="gold.feedback" type="checkbox" data-json="flag" checked=gold.feedback /> {say::GOLD_FEEDBACK}</label>
                <p class="hint">{say::WAITING_HINT}</p>
                {kept(&s, &EYES)}
                <button class="primary">{say::SAVE_EYES}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

/// Veil, time, weight and limit.
pub fn care(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let c = s.care.clone();
    view! {
        <details class="fold"><summary>{say::CHANGE_CARE}</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <label class="check"><input name="care.veil" type="checkbox" data-json="flag" checked=c.veil />
                    {say::VEIL}</label>
                <div class="fields">
                    <label>{say::REVEAL_MINUTES}
                        <input name="care.reveal_minutes" type="number" min="1" max="240" required data-json="number" value=c.reveal_minutes.to_string() /></label>
                    <label>{say::SEVERITY_WEIGHT}
                        <input name="care.severity_weight" type="number" min="0" max="100" step="any" required data-json="decimal" value=c.severity_weight.to_string() /></label>
                    <label>{say::DAILY_LIMIT} " " <span class="quiet">{say::DAILY_LIMIT_HINT}</span>
                        <input name="care.daily_limit" type="number" min="1" step="any" data-json="decimal" value=c.daily_limit.map(|l| l.to_string()) /></label>
                    <label>{say::DAY_BEGINS}
                        <input name="care.day_begins" type="number" min="0" max="23" required data-json="number" value=c.day_begins.to_string() /></label>
                </div>
                <p class="hint">{say::CARE_HINT}</p>
                {kept(&s, &CARE)}
                <button class="primary">{say::SAVE_CARE}</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_sends_every_setting_shown_or_kept() {
        let settings = ProjectSettings::default();
        let all = others(&settings, &[]).len();
        for shown in [&LEARNING[..], &QUEUE, &EYES, &CARE] {
            let kept = others(&settings, shown);
            assert_eq!(kept.len() + shown.len(), all, "{shown:?}");
        }
    }
}
