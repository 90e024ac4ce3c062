//! Lines over places or steps; told apart by dashes as well as by colour.

use super::axis::{Scale, middle, places};
use super::{BOTTOM, HEIGHT};
use crate::parts::frame::{WIDTH, along, stretched};
use leptos::prelude::*;

/// Points in order: where along the axis (0–1), and the value.
pub struct Line {
    pub class: String,
    pub points: Vec<(f32, f32)>,
    /// A dot at each point.
    pub dots: bool,
}

/// `words`: below the axis, evenly. None without a point.
pub fn lines(
    all: &[Line],
    scale: Option<Scale>,
    words: &[String],
    number: impl Fn(f32) -> String,
) -> Option<AnyView> {
    let values = all.iter().flat_map(|l| &l.points).map(|p| p.1);
    let greatest = values.filter(|v| v.is_finite()).reduce(f32::max)?;
    let scale = scale.unwrap_or_else(|| Scale::up_to(greatest, false));
    let x = |at: f32| WIDTH * at.clamp(0.0, 1.0);
    let drawn = all.iter().map(|line| {
        let mut d = String::new();
        let mut dots = String::new();
        for (at, value) in line.points.iter().filter(|p| p.1.is_finite()) {
            let verb = if d.is_empty() { 'M' } else { 'L' };
            d.push_str(&format!("{verb}{:.1} {:.1}", x(*at), scale.y(*value)));
            if line.dots {
                dots.push_str(&format!("M{:.1} {:.1}h0", x(*at), scale.y(*value)));
            }
        }
        view! {
            <path class=format!("line {}", line.class) d=d />
            <path class="dots-rim" d=dots.clone() />
            <path class=format!("dots {}", line.class) d=dots />
        }
    });
    Some(
        view! {
            {scale.rules(number)}
            {stretched(HEIGHT, drawn.collect_view().into_any())}
            {places(words, &[])}
        }
        .into_any(),
    )
}

/// Where the i-th of n places lies, 0–1.
pub fn at(i: usize, n: usize) -> f32 {
    middle(i, n)
}

/// Shares from 0 to 100 %.
pub fn shares() -> Scale {
    Scale::shares()
}

/// First, middle and last step below the axis.
pub fn steps(last: i32) -> AnyView {
    let y = HEIGHT - BOTTOM + 20.0;
    [(0.0, 0, "start"), (0.5, last / 2, "middle"), (1.0, last, "end")]
        .into_iter()
        .map(|(at, step, anchor)| {
            view! { <text class="chart-text" x=along(at) y=format!("{y:.1}") text-anchor=anchor>{step.to_string()}</text> }
        })
        .collect_view()
        .into_any()
}
