//! Round numbers along an axis, and where a value lies.

use super::{BOTTOM, GAP, HEIGHT, LETTER, ROOM, TOP};
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

/// Words below the axis: of places evenly spread, as many as have room. `filled`: the places where something is drawn, whose
/// words no empty place takes the room of; none where that is all the same.
pub fn places(words: &[String], filled: &[bool]) -> AnyView {
    let n = words.len();
    (kept(words, filled).into_iter())
        .map(|i| {
            let x = along(middle(i, n));
            view! { <text class="chart-text" x=x y=format!("{:.1}", HEIGHT - 8.0) text-anchor="middle">{words[i].clone()}</text> }
        })
        .collect_view()
        .into_any()
}

/// Which words have room, in order: at even steps from the last, but first those where something is drawn.
fn kept(words: &[String], filled: &[bool]) -> Vec<usize> {
    let n = words.len();
    let wide = |i: usize| LETTER * words[i].chars().count() as f32 + GAP;
    let widest = (0..n).map(wide).fold(GAP, f32::max);
    let every = n.div_ceil(((ROOM / widest) as usize).max(1)).max(1);
    let mut kept: Vec<usize> = Vec::new();
    for (drawn, even) in [(true, true), (true, false), (false, true), (false, false)] {
        for i in 0..n {
            let is_drawn = filled.get(i).copied().unwrap_or_default();
            let is_even = i % every == (n - 1) % every;
            let apart = |j: &usize| {
                let between = ROOM * (middle(i, n) - middle(*j, n)).abs();
                between + 0.01 >= (wide(i) + wide(*j)) / 2.0
            };
            if (is_drawn, is_even) == (drawn, even) && kept.iter().all(apart) {
                kept.push(i);
            }
        }
    }
    kept.sort_unstable();
    kept
}

/// The middle of the i-th of n places, 0–1.
pub fn middle(i: usize, n: usize) -> f32 {
    (i as f32 + 0.5) / n.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::pages::figures::people;

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

    fn spelt(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn a_histogram_has_a_word_under_each_bar_on_a_phone_too() {
        let ages = [0, 1, 6, 24, 72, 168].into_iter();
        let ends = [Some(1), Some(6), Some(24), Some(72), Some(168), None];
        let ages: Vec<String> = ages
            .zip(ends)
            .map(|(a, b)| people::age_short(a, b))
            .collect();
        for words in [
            spelt(&people::EDITS_AXIS),
            spelt(&people::OVERLAPS_AXIS),
            ages,
        ] {
            let all: Vec<usize> = (0..words.len()).collect();
            assert_eq!(kept(&words, &[]), all, "{words:?}");
        }
    }

    #[test]
    fn no_empty_place_takes_the_room_of_one_where_something_is_drawn() {
        let days: Vec<String> = (1..=28).map(|d| format!("{d} Nov")).collect();
        let even = kept(&days, &[]);
        assert!(even.contains(&27) && even.len() > 3, "{even:?}");
        assert_eq!(kept(&days, &[true; 28]), even);
        for only in 0..28 {
            let filled: Vec<bool> = (0..28).map(|i| i == only).collect();
            let kept = kept(&days, &filled);
            assert!(kept.contains(&only), "{only}: {kept:?}");
            let near = kept.windows(2).map(|w| w[1] - w[0]).min();
            assert!(near.unwrap() >= 4, "{only}: {kept:?}");
        }
        assert_eq!(kept(&[], &[]), Vec::<usize>::new());
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
