//! Bars: standing, in parts of several colours, or lying with a name before each.

use super::axis::{Scale, middle, places};
use super::{BOTTOM, HEIGHT, TOP};
use crate::parts::frame::{WIDTH, along, stretched};
use crate::parts::grouped;
use leptos::prelude::*;

/// A place on the axis, and its parts from below.
pub struct Bars {
    pub word: String,
    pub parts: Vec<i64>,
}

/// `classes`: the colour of each part. None where all are empty.
pub fn bars(all: &[Bars], classes: &[&str]) -> Option<AnyView> {
    let most = all.iter().map(|b| b.parts.iter().sum::<i64>()).max()?;
    if most <= 0 {
        return None;
    }
    let scale = Scale::up_to(most as f32, true);
    let n = all.len();
    let width = (WIDTH / n as f32 * 0.72).clamp(3.5, 130.0);
    let words: Vec<String> = all.iter().map(|b| b.word.clone()).collect();
    let filled: Vec<bool> = (all.iter())
        .map(|b| b.parts.iter().any(|n| *n > 0))
        .collect();
    // One path a colour, whatever the number of bars.
    let paths = classes.iter().enumerate().map(|(part, class)| {
        let d: String = (all.iter().enumerate())
            .filter(|(_, b)| b.parts.get(part).is_some_and(|n| *n > 0))
            .map(|(i, b)| {
                let below: i64 = b.parts[..part].iter().sum();
                let (bottom, top) = (
                    scale.y(below as f32),
                    scale.y((below + b.parts[part]) as f32),
                );
                let x = WIDTH * middle(i, n) - width / 2.0;
                format!("M{x:.1} {bottom:.1}V{top:.1}h{width:.1}V{bottom:.1}Z")
            })
            .collect();
        view! { <path class=format!("bar-part {class}") d=d /> }
    });
    Some(
        view! {
            {scale.rules(|v| grouped(v as i64))}
            {stretched(HEIGHT, paths.collect_view().into_any())}
            {places(&words, &filled)}
        }
        .into_any(),
    )
}

/// A name and its number.
pub struct Level {
    pub word: String,
    pub n: i64,
}

/// As many lying bars as have room.
pub const LEVELS: usize = 12;

/// Lying bars, at most [`LEVELS`]; none where all are empty.
pub fn levels(all: &[Level], class: &str) -> Option<AnyView> {
    // Shares of the width: the names' end, and what the longest bar takes.
    const NAMES: f32 = 0.4;
    const BARS: f32 = 0.45;
    let most = all.iter().map(|l| l.n).max().filter(|n| *n > 0)?;
    let shown = &all[..all.len().min(LEVELS)];
    let high = (HEIGHT - TOP - BOTTOM / 2.0) / shown.len() as f32;
    let bar = (high * 0.62).min(22.0);
    Some(
        (shown.iter().enumerate())
            .map(|(i, level)| {
                let y = TOP + high * (i as f32 + 0.5);
                let width = BARS * level.n as f32 / most as f32;
                let word: String = match level.word.chars().count() {
                    0..=20 => level.word.clone(),
                    _ => level.word.chars().take(19).chain(['…']).collect(),
                };
                view! {
                    <text class="chart-value" x=along(NAMES) dx="-8" y=format!("{:.1}", y + 4.0) text-anchor="end">{word}</text>
                    <rect class=format!("bar-part {class}") x=along(NAMES) width=along(width) y=format!("{:.1}", y - bar / 2.0) height=format!("{bar:.1}") />
                    <text class="chart-text" x=along(NAMES + width) dx="6" y=format!("{:.1}", y + 4.0)>{grouped(level.n)}</text>
                }
            })
            .collect_view()
            .into_any(),
    )
}
