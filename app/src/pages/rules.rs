//! What a lead may change of a project: its policy, its labels, the rules of learning.

use super::room::Room;
use crate::islands::ApiForm;
use crate::parts::verdict_word;
use leptos::prelude::*;
use vitrine_domain::Benchmark;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::{Mode, ProjectSettings, Verdict};

pub fn policy(room: &Room) -> AnyView {
    let now = room.project.policy.text.clone();
    view! {
        <details class="fold"><summary>"Change the policy"</summary>
            <ApiForm method="PUT".into() action=room.api("/policy") then="reload".into() ask=None class="form".into()>
                <label>"The new text; the old version stays with the reviews made under it"
                    <textarea name="text" rows="8" required>{now}</textarea></label>
                <button class="primary">"Save as a new version"</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

pub fn labels(room: &Room) -> AnyView {
    let now = room.project.labels.join("\n");
    view! {
        <details class="fold"><summary>"Change the labels"</summary>
            <ApiForm method="PUT".into() action=room.api("/labels") then="reload".into() ask=None class="form".into()>
                <label>"One a line; reviews keep the labels they were made with"
                    <textarea name="*" data-json="lines" rows="8" required>{now}</textarea></label>
                <button class="primary">"Save the labels"</button>
            </ApiForm>
        </details>
    }
    .into_any()
}

/// All settings are sent, so that none falls back to its default.
pub fn learning(room: &Room) -> AnyView {
    let s = room.project.settings.clone();
    let (gate, training) = (s.gate.clone(), s.training.to_string());
    let metrics = [
        (
            PrimaryMetric::DecisionAccuracy,
            "Decision accuracy: answers that name violations",
        ),
        (
            PrimaryMetric::AnswerChrf,
            "Answer chrF: answers in free words",
        ),
    ];
    let tolerances = [
        (
            "gate.decision_tolerance",
            "Decision accuracy, share",
            gate.decision_tolerance,
        ),
        (
            "gate.chrf_tolerance",
            "Answer chrF, points",
            gate.chrf_tolerance,
        ),
        (
            "gate.region_f1_tolerance",
            "Region F1, share",
            gate.region_f1_tolerance,
        ),
        (
            "gate.malformed_tolerance",
            "Malformed answers, share",
            gate.malformed_tolerance,
        ),
        (
            "gate.loss_tolerance",
            "Loss, nats per token",
            gate.loss_tolerance,
        ),
    ];
    view! {
        <details class="fold"><summary>"Change the rules of learning"</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <label>"Train after so many new triplets " <span class="quiet">"empty: never by number"</span>
                    <input name="retrain_after" type="number" min="1" data-json="number" value=s.retrain_after.map(|n| n.to_string()) /></label>
                <label>"Train by the schedule " <span class="quiet">"five-field cron, UTC; empty: by no schedule"</span>
                    <input name="retrain_cron" data-json="optional" value=s.retrain_cron.clone() placeholder="0 3 * * *" /></label>
                <div class="fields">
                    <label>"Held out, %" <input name="held_out_percent" type="number" min="0" max="90" required data-json="number" value=s.held_out_percent.to_string() /></label>
                    <label>"Validation, %" <input name="validation_percent" type="number" min="0" max="90" required data-json="number" value=s.validation_percent.to_string() /></label>
                </div>
                <p class="hint">"Shares hold for images to come: a cluster keeps its split for ever."</p>
                <label>"The gate judges by"
                    <select name="gate.metric">{metrics.into_iter().map(|(m, words)| view! {
                        <option value=m.as_str() selected=m == gate.metric>{words}</option>
                    }).collect_view()}</select></label>
                <fieldset class="fields">
                    <legend>"By how much anything else may be worse than the champion’s"</legend>
                    {tolerances.into_iter().map(|(name, words, value)| view! {
                        <label>{words} <input name=name type="number" min="0" step="any" required data-json="decimal" value=value.to_string() /></label>
                    }).collect_view()}
                </fieldset>
                <label>"Hosts of teachers that synthesis runs may ask, one a line " <span class="quiet">"empty: none"</span>
                    <textarea name="teachers.hosts" data-json="lines" rows="2" placeholder="api.example.com">{s.teachers.hosts.join("\n")}</textarea></label>
                <fieldset class="fields">
                    <legend>"By how many points a benchmark may fall; empty: the gate does not look at it"</legend>
                    {Benchmark::ALL.into_iter().map(|b| view! {
                        <label>{b.title()} <input name=format!("gate.benchmarks.{}", b.as_str()) type="number" min="0" max="100" step="any" data-json="decimal"
                            value=gate.benchmarks.get(&b).map(f64::to_string) /></label>
                    }).collect_view()}
                </fieldset>
                <p class="hint">"Candidate and champion are measured on these after training. What cannot be measured whole refuses."</p>
                <label>"Settings of the training itself " <span class="quiet">"JSON; what is left out has its default"</span>
                    <textarea class="mono" name="training" data-json="json" rows="3" required>{training}</textarea></label>
                {kept(&s, &LEARNING)}
                <button class="primary">"Save the rules"</button>
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
    let mode = match s.mode {
        Mode::Finding => "Answers are findings.",
        Mode::Advisory => "Answers are suggestions that a person confirms.",
        Mode::Instructor => "Answers teach: a lead releases them.",
    };
    view! {
        <p>{format!("First comes what has the most of {} × doubt + {} × severity + {} × days waited. ", w.uncertainty, w.severity, w.age)} {mode}</p>
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
        ("queue.uncertainty", "Doubt, 0 to 1", w.uncertainty),
        ("queue.severity", "Severity, 0 to 1", w.severity),
        ("queue.age", "A day of waiting", w.age),
    ];
    let modes = [
        (Mode::Finding, "findings"),
        (Mode::Advisory, "suggestions that a person confirms"),
        (Mode::Instructor, "teaching: released by a lead"),
    ];
    let labels = room.project.labels.clone();
    view! {
        <details class="fold"><summary>"Change order, phrases and mode"</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <fieldset class="fields">
                    <legend>"What each part counts; 0 leaves it out"</legend>
                    {weights.into_iter().map(|(name, words, value)| view! {
                        <label>{words} <input name=name type="number" min="0" max="100" step="any" required data-json="decimal" value=value.to_string() /></label>
                    }).collect_view()}
                </fieldset>
                <fieldset class="fields">
                    <legend>"How grave a label is, 0 to 1; empty is 0"</legend>
                    {labels.into_iter().map(|label| {
                        let value = w.severities.get(&label).map(|v| v.to_string());
                        view! { <label>{label.clone()} <input name=format!("queue.severities.{label}") type="number" min="0" max="1" step="any" data-json="decimal" value=value /></label> }
                    }).collect_view()}
                </fieldset>
                <label>"Phrases " <span class="quiet">"one a line, up to nine; Shift 1 to 9 puts them into the answer"</span>
                    <textarea name="phrases" data-json="lines" rows="3">{s.phrases.join("\n")}</textarea></label>
                <label>"Answers are"
                    <select name="mode">{modes.into_iter().map(|(m, words)| view! {
                        <option value=m.as_str() selected=m == s.mode>{words}</option>
                    }).collect_view()}</select></label>
                {kept(&s, &QUEUE)}
                <button class="primary">"Save the queue’s rules"</button>
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
        always.push(format!("labels of severity {severity} or more"));
    }
    always.extend(
        second
            .verdicts
            .iter()
            .map(|v| format!("what was {}", verdict_word(*v))),
    );
    let words = match (always.is_empty(), second.percent > 0.0) {
        (true, false) => "No second reviews are asked for.".to_owned(),
        (true, true) => format!(
            "A second review is asked for {} % of the decisions.",
            second.percent
        ),
        (false, share) => {
            let others = if share {
                format!("; {} % of the others", second.percent)
            } else {
                String::new()
            };
            format!(
                "A second review is always asked for {}{others}.",
                always.join(", ")
            )
        }
    };
    let gold = (s.gold.percent > 0.0).then(|| {
        format!(
            " About {} % of a reviewer’s items are gold.",
            s.gold.percent
        )
    });
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
        <details class="fold"><summary>"Change the second looks"</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <p class="hint">"A second reviewer decides the item without seeing the first review. Where both say the same it stands; else a lead settles it. Until then nothing is curated."</p>
                <fieldset class="checks">
                    <legend>"Always where one of these labels is named, by the model or the reviewer"</legend>
                    {labels.into_iter().map(|label| {
                        let on = second.labels.contains(&label);
                        view! { <label class="check"><input type="checkbox" name="second.labels" data-json="each" value=label.clone() checked=on /> {label.clone()}</label> }
                    }).collect_view()}
                </fieldset>
                <fieldset class="checks">
                    <legend>"Always where the first reviewer has"</legend>
                    {verdicts.into_iter().map(|v| view! {
                        <label class="check"><input type="checkbox" name="second.verdicts" data-json="each" value=v.as_str() checked=second.verdicts.contains(&v) /> {verdict_word(v)}</label>
                    }).collect_view()}
                </fieldset>
                <div class="fields">
                    <label>"Always from this severity on, 0 to 1" <input name="second.severity" type="number" min="0" max="1" step="any" data-json="decimal" value=second.severity.map(|v| v.to_string()) /></label>
                    <label>"Of all others, %" <input name="second.percent" type="number" min="0" max="100" step="any" required data-json="decimal" value=second.percent.to_string() /></label>
                    <label>"Gold items among a reviewer’s, %" <input name="gold.percent" type="number" min="0" max="50" step="any" required data-json="decimal" value=gold.percent.to_string() /></label>
                </div>
                <label class="check"><input name="gold.feedback" type="checkbox" data-json="flag" checked=gold.feedback /> "Tell reviewers afterwards which items were gold, and what is true of them"</label>
                <p class="hint">"What waits for a second review already goes on waiting for it, whatever is changed here."</p>
                {kept(&s, &EYES)}
                <button class="primary">"Save the second looks"</button>
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
        <details class="fold"><summary>"Change the rule"</summary>
            <ApiForm method="PUT".into() action=room.api("/settings") then="reload".into() ask=None class="form".into()>
                <label class="check"><input name="care.veil" type="checkbox" data-json="flag" checked=c.veil />
                    "Veil images: blurred and grey until somebody reveals one, for them alone"</label>
                <div class="fields">
                    <label>"Minutes that a revealed image stays clear"
                        <input name="care.reveal_minutes" type="number" min="1" max="240" required data-json="number" value=c.reveal_minutes.to_string() /></label>
                    <label>"What severity 1 adds to a reveal, which counts 1"
                        <input name="care.severity_weight" type="number" min="0" max="100" step="any" required data-json="decimal" value=c.severity_weight.to_string() /></label>
                    <label>"Most that a day may come to " <span class="quiet">"empty: no limit"</span>
                        <input name="care.daily_limit" type="number" min="1" step="any" data-json="decimal" value=c.daily_limit.map(|l| l.to_string()) /></label>
                    <label>"Hour at which a day begins, UTC"
                        <input name="care.day_begins" type="number" min="0" max="23" required data-json="number" value=c.day_begins.to_string() /></label>
                </div>
                <p class="hint">"How grave a label is stands with the order of the queue, on the overview. The model and exports see images as they are."</p>
                {kept(&s, &CARE)}
                <button class="primary">"Save the rule"</button>
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
