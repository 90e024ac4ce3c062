//! Round numbers along an axis, and where a value lies.

use super::{BOTTOM, HEIGHT, ROOM, TOP};
use crate::parts::frame::{along, nice, rules};
use leptos::prelude::*;

/// From 0 up to a round number no less than the greatest value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub ceiling: f32,
    step: f32,
}

impl Scale {
    /// `whole`: the values are counts, and no rule lies between two of them.
    pub fn up_to(greatest: f32, whole: bool) -> Self {
        let step = match whole {
            true => nice(greatest / 4.0).max(1.0),
            false => nice(greatest / 4.0),
        };
        let steps = (greatest / step).ceil().max(1.0);
        Self {
            ceiling: steps * step,
            step,
        }
    }

    /// 0 to 1, by quarters.
    pub fn shares() -> Self {
        Self {
            ceiling: 1.0,
            step: 0.25,
        }
    }

    pub fn y(self, value: f32) -> f32 {
        TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (value / self.ceiling).clamp(0.0, 1.0))
    }

    /// Rules with their numbers.
    pub fn rules(self, words: impl Fn(f32) -> String) -> AnyView {
        let n = (self.ceiling / self.step).round() as i32;
        rules((0..=n).map(|i| {
            let value = i as f32 * self.step;
            (self.y(value), words(value))
        }))
    }
}

/// Words below the axis: of `n` places evenly spread, as many as have room.
pub fn places(words: &[String]) -> AnyView {
    let n = words.len().max(1);
    let longest = words.iter().map(|w| w.chars().count()).max().unwrap_or(1);
    let room = (ROOM / (7.0 * (longest as f32 + 1.0))).max(1.0) as usize;
    let every = n.div_ceil(room);
    (words.iter().enumerate())
        .filter(|(i, _)| i % every == (n - 1) % every)
        .map(|(i, word)| {
            let x = along(middle(i, n));
            view! { <text class="chart-text" x=x y=format!("{:.1}", HEIGHT - 8.0) text-anchor="middle">{word.clone()}</text> }
        })
        .collect_view()
        .into_any()
}

/// The middle of the i-th of n places, 0–1.
pub fn middle(i: usize, n: usize) -> f32 {
    (i as f32 + 0.5) / n.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_fall_on_round_numbers_and_counts_on_whole_ones() {
        assert_eq!(
            Scale::up_to(3.0, true),
            Scale {
                ceiling: 3.0,
                step: 1.0
            }
        );
        assert_eq!(
            Scale::up_to(41.0, true),
            Scale {
                ceiling: 60.0,
                step: 20.0
            }
        );
        assert_eq!(Scale::up_to(0.0, true).ceiling, 1.0);
        assert!((Scale::up_to(0.9, false).ceiling - 1.0).abs() < 1e-6);
    }

    #[test]
    fn every_value_lies_inside() {
        let scale = Scale::up_to(7.0, true);
        for v in [-1.0, 0.0, 3.5, 7.0, 1e9] {
            assert!((TOP..=HEIGHT - BOTTOM).contains(&scale.y(v)), "{v}");
        }
        assert!(middle(0, 90) > 0.0 && middle(89, 90) < 1.0);
    }
}
