//! One training run, live: progress, the loss curve, the comparison, the gate's reasons.

use crate::client;
use crate::client::events;
use crate::parts::comparison::comparison;
use crate::parts::curve::{HEIGHT, curve};
use crate::parts::frame::{along, frame, rules, stretched};
use crate::parts::sparkline::{self, sparkline};
use crate::parts::{duration, grouped, run_badge, sentence};
use crate::words::islands::run_live as say;
use leptos::prelude::*;
use vitrine_domain::{RunState, TrainingPoint, TrainingRun, TrainingRunDetail, last_loss};

#[island]
pub fn RunLive(slug: String, detail: TrainingRunDetail) -> impl IntoView {
    let detail = RwSignal::new(detail);
    let url = format!(
        "/api/v1/projects/{slug}/training-runs/{}",
        detail.with_untracked(|d| d.run.id)
    );
    events::follow(&slug, events::SOON, move || {
        let url = url.clone();
        async move {
            if detail.with_untracked(|d| d.run.state.is_over() && d.gate.is_some()) {
                return;
            }
            if let Ok(fresh) = client::get::<TrainingRunDetail>(&url).await {
                detail.set(fresh);
            }
        }
    });
    view! {
        <div class="run">
            {move || detail.with(|d| {
                // The gate's reasons stand below, beside what they rest on.
                let said = d.gate.is_some() && d.before.is_some() && d.after.is_some();
                view! { <Progress run=d.run.clone() pace=d.points.last().map(|p| p.tokens_per_second) said /> }
            })}
            <section class="card">
                <div class="card-head">
                    <h2>{say::LOSS}</h2>
                    <p class="legend">
                        <span class="legend-part"><span class="key key-smooth"></span>{say::LEGEND_SMOOTH}</span>
                        <span class="legend-part"><span class="key key-raw"></span>{say::LEGEND_RAW}</span>
                        <span class="legend-part"><span class="key key-validation"></span>{say::LEGEND_VALIDATION}</span>
                    </p>
                </div>
                {move || detail.with(|d| chart(&d.points, d.run.steps))}
            </section>
            {move || detail.with(|d| steps(&d.points))}
            {move || detail.with(comparison)}
        </div>
    }
}

/// Of what comes with the end, like the other figures: none so far is not 0.
fn counted(n: i64) -> String {
    match n {
        0 => "–".to_owned(),
        n => grouped(n),
    }
}

#[component]
fn Progress(run: TrainingRun, pace: Option<f32>, said: bool) -> impl IntoView {
    // The figures come with the end; till then the last step's pace.
    let (rate_of, rate) = match run.figures.tokens_per_second {
        0.0 => (say::TOKENS_PER_SECOND_NOW, pace.map_or(0.0, f64::from)),
        whole => (say::TOKENS_PER_SECOND_MEAN, whole),
    };
    let whole = run.started_at.zip(run.finished_at);
    let never = run.state == RunState::Cancelled && run.steps == 0;
    let reason = match never {
        true => Some(say::BEFORE_IT_BEGAN.to_owned()),
        false => run.reason.as_deref().map(sentence),
    };
    let facts = [
        (
            say::STEP,
            match (run.step, run.steps) {
                _ if never => "–".to_owned(),
                (step, 0) => say::step_of_unknown(&grouped(step.into())),
                (0, all) if run.state == RunState::Training => {
                    say::before_first(&grouped(all.into()))
                }
                (step, all) => say::step_of(&grouped(step.into()), &grouped(all.into())),
            },
        ),
        (
            say::TIME,
            if run.figures.seconds > 0.0 {
                duration(run.figures.seconds)
            } else {
                "–".into()
            },
        ),
        (
            say::WHOLE_TIME,
            whole.map_or("–".into(), |(from, to)| {
                duration((to - from).num_seconds() as f64)
            }),
        ),
        (
            say::LEFT,
            run.eta_seconds
                .filter(|_| !run.state.is_over())
                .map_or("–".into(), |s| duration(s.into())),
        ),
        (
            rate_of,
            if rate > 0.0 {
                grouped(rate as i64)
            } else {
                "–".into()
            },
        ),
        (
            say::SUPERVISED_TOKENS,
            counted(run.figures.supervised_tokens),
        ),
        (
            say::PEAK_MEMORY,
            if run.figures.peak_rss_mb > 0.0 {
                say::megabytes(&grouped(run.figures.peak_rss_mb as i64))
            } else {
                "–".into()
            },
        ),
    ];
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{say::PROGRESS}</h2>
                {run_badge(run.state, run.decision)}
                {(run.cancel_requested && !run.state.is_over()).then(|| view! { <span class="badge badge-warn">{say::BEING_CANCELLED}</span> })}
            </div>
            <progress class="bar" max=run.steps.max(1).to_string() value=run.step.to_string() aria-label=say::STEPS_DONE></progress>
            <dl class="facts">
                {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
            {reason.filter(|_| !said).map(|reason| view! { <p class="reason">{reason}</p> })}
        </section>
    }
}

/// What each step took and did, but for its loss; nothing under two steps.
fn steps(points: &[TrainingPoint]) -> AnyView {
    type Value = fn(&TrainingPoint) -> Option<f32>;
    type Words = fn(f32) -> String;
    let lines: [(&str, Value, Words); 6] = [
        (
            say::LEARNING_RATE,
            |p| Some(p.learning_rate),
            |v| format!("{v:.1e}"),
        ),
        (
            say::GRADIENT_NORM,
            |p| Some(p.grad_norm),
            |v| format!("{v:.2}"),
        ),
        (
            say::TOKENS_PER_SECOND,
            |p| Some(p.tokens_per_second),
            |v| grouped(v as i64),
        ),
        (
            say::VISUAL_TOKENS,
            |p| p.visual_share,
            |v| format!("{:.0} %", v * 100.0),
        ),
        (
            say::MEMORY,
            |p| p.memory_mb,
            |v| say::megabytes(&grouped(v as i64)),
        ),
        (
            say::PREFERENCE_LOSS,
            |p| p.preference_loss,
            |v| format!("{v:.3}"),
        ),
    ];
    let tiles = lines.into_iter().filter_map(|(name, value, words)| {
        let values: Vec<f32> = points.iter().filter_map(value).collect();
        let path = sparkline(&values);
        let last = values.last().filter(|_| !path.is_empty())?;
        let last = words(*last);
        Some(view! {
            <div class="step-line">
                <span class="step-name">{name}</span>
                <span class="step-value">{last}</span>
                <svg viewBox=format!("0 0 {} {}", sparkline::WIDTH, sparkline::HEIGHT) preserveAspectRatio="none" aria-hidden="true">
                    <path d=path />
                </svg>
            </div>
        })
    });
    let tiles: Vec<_> = tiles.collect();
    match tiles.is_empty() {
        true => ().into_any(),
        false => view! {
            <section class="card">
                <div class="card-head"><h2>{say::STEPS}</h2><span class="quiet">{say::STEPS_HINT}</span></div>
                <div class="step-lines">{tiles}</div>
            </section>
        }
        .into_any(),
    }
}

fn chart(points: &[TrainingPoint], steps: i32) -> AnyView {
    if points.is_empty() {
        return view! { <p class="hint chart-empty">{say::NO_CURVE}</p> }.into_any();
    }
    let c = curve(points, steps);
    let mut last = points.last().map_or(String::new(), |p| {
        let (mean, n) = last_loss(points).unwrap_or((p.loss, 1));
        say::loss_at(p.loss, p.step, mean, n)
    });
    // What the drawing's parts say nobody hears: its name has the newest.
    if let Some((.., loss)) = c.validation.last() {
        last += &say::validation(*loss);
    }
    let lines = view! {
        <path class="chart-raw" d=c.raw />
        <path class="chart-smooth" d=c.smooth />
    };
    let drawing = view! {
        {rules(c.rules)}
        {c.marks.into_iter().map(|(x, text)| view! {
            <text class="chart-text" x=along(x) y=format!("{:.1}", HEIGHT - 6.0) text-anchor="middle">{text}</text>
        }).collect_view()}
        {stretched(HEIGHT, lines.into_any())}
        {c.validation.into_iter().map(|(x, y, _)| view! {
            <circle class="chart-validation" cx=along(x) cy=format!("{y:.1}") r="4" />
        }).collect_view()}
    };
    view! {
        {frame(HEIGHT, last.clone(), drawing.into_any())}
        <p class="quiet">{last}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn what_is_not_counted_yet_is_no_0() {
        assert_eq!(counted(0), "–");
        assert_eq!(counted(12), "12");
    }
}
