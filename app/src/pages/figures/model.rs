//! Charts of model versions: how often people take their proposals as they are, and how their training went.

use crate::charts::{Chart, Line, at, lines, shares, steps};
use crate::parts::{decision_word, grouped, percent, run_word, short};
use crate::words::pages::figures::model as say;
use crate::words::parts::values;
use leptos::prelude::*;
use std::collections::BTreeMap;
use vitrine_domain::{ReviewFigures, RunCurve, VersionDay};

/// Lines that can be told apart.
const LINES: usize = 5;

/// Of the newest versions that were reviewed in these days.
pub fn acceptance(r: &ReviewFigures) -> Chart {
    let mut versions: BTreeMap<_, Vec<&VersionDay>> = BTreeMap::new();
    for day in &r.by_version {
        versions.entry(day.model_version_id).or_default().push(day);
    }
    // Ids grow with time: the last are the newest.
    let left_out = versions.len().saturating_sub(LINES);
    let shown: Vec<Vec<&VersionDay>> = versions.into_values().skip(left_out).collect();
    let days = super::drawn(&r.by_day);
    let n = days.len();
    let place = |v: &VersionDay| days.iter().position(|d| d.day == v.day).unwrap_or(0);
    let drawn: Vec<Line> = (shown.iter().enumerate())
        .map(|(i, days)| Line {
            class: format!("l{}", i + 1),
            points: (days.iter())
                .map(|v| (at(place(v), n), v.accepted as f32 / v.of.max(1) as f32))
                .collect(),
            dots: true,
        })
        .collect();
    let words: Vec<String> = days.iter().map(|d| values::day(d.day)).collect();
    let of: i64 = r.by_version.iter().map(|v| v.of).sum();
    let newest = (left_out > 0).then_some(LINES);
    Chart {
        id: "acceptance",
        title: say::ACCEPTANCE,
        unit: say::acceptance_unit(&grouped(of), newest),
        legend: (shown.iter().enumerate())
            .map(|(i, days)| (format!("l{}", i + 1), days[0].model_version.clone()))
            .collect(),
        drawing: lines(&drawn, Some(shares()), &words, |v| {
            format!("{:.0} %", 100.0 * v)
        }),
        says: say::ACCEPTANCE_SAYS.into(),
        head: say::ACCEPTANCE_HEAD.map(str::to_owned).to_vec(),
        rows: (r.by_version.iter())
            .map(|v| {
                let share = v.accepted as f64 / v.of.max(1) as f64;
                vec![
                    v.day.to_string(),
                    v.model_version.clone(),
                    grouped(v.accepted),
                    grouped(v.of),
                    percent(share),
                ]
            })
            .collect(),
        empty: say::NO_ACCEPTANCE,
    }
}

/// Share of the newest point in the running mean.
const SMOOTHING: f32 = 0.15;

pub fn losses(curves: &[RunCurve]) -> Chart {
    let last = (curves.iter().flat_map(|c| c.points.last()))
        .map(|p| p.step)
        .max()
        .unwrap_or(1)
        .max(1);
    let name = |c: &RunCurve| {
        c.candidate
            .clone()
            .unwrap_or_else(|| say::run(&short(c.run_id)))
    };
    let drawn: Vec<Line> = (curves.iter().enumerate())
        .map(|(i, c)| Line {
            class: format!("l{}", i + 1),
            points: smooth(c)
                .into_iter()
                .map(|(step, loss)| (step as f32 / last as f32, loss))
                .collect(),
            dots: false,
        })
        .collect();
    let drawing = lines(&drawn, None, &[], |v| format!("{v:.2}"))
        .map(|d| view! { {d} {steps(last)} }.into_any());
    let number = |v: Option<f32>| v.map_or("–".to_owned(), |v| format!("{v:.3}"));
    Chart {
        id: "losses",
        title: say::LOSSES,
        unit: say::losses_unit(curves.len()),
        legend: (curves.iter().enumerate())
            .map(|(i, c)| (format!("l{}", i + 1), name(c)))
            .collect(),
        drawing,
        says: say::LOSSES_SAYS.into(),
        head: say::LOSSES_HEAD.map(str::to_owned).to_vec(),
        rows: (curves.iter())
            .map(|c| {
                let least = c
                    .points
                    .iter()
                    .filter_map(|p| p.validation_loss)
                    .reduce(f32::min);
                vec![
                    name(c),
                    c.decision
                        .map_or(run_word(c.state), decision_word)
                        .to_owned(),
                    grouped(c.points.last().map_or(0, |p| p.step).into()),
                    number(c.points.first().map(|p| p.loss)),
                    number(c.last_loss),
                    number(least),
                ]
            })
            .collect(),
        empty: say::NO_LOSSES,
    }
}

fn smooth(c: &RunCurve) -> Vec<(i32, f32)> {
    let mut mean = None;
    (c.points.iter())
        .filter(|p| p.loss.is_finite())
        .map(|p| {
            let m = mean.map_or(p.loss, |m: f32| m + SMOOTHING * (p.loss - m));
            mean = Some(m);
            (p.step, m)
        })
        .collect()
}
