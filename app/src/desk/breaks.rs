//! A word about a break, after as long at the desk as one has said. It counts only while the desk is open and seen,
//! takes no focus, and is over with a key.

use super::bench::{Bench, Phase};
use crate::words::desk::breaks as say;
use leptos::prelude::*;
use std::time::Duration;

/// How often the time at the desk is added to.
const EVERY: Duration = Duration::from_secs(15);
/// Away for so long is a break by itself, seconds.
const REST: f64 = 300.0;
/// “Later” comes again after so long, seconds.
const LATER: f64 = 600.0;

/// The time at the desk, as it is told second by second. Pure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sitting {
    /// Seconds since the last break.
    sat: f64,
    /// Seconds at which the next word is due.
    due: f64,
}

impl Sitting {
    fn new(minutes: u16) -> Self {
        Self {
            sat: 0.0,
            due: f64::from(minutes) * 60.0,
        }
    }

    /// So many seconds have gone by since it was last told. Says whether a word is due.
    fn goes_on(&mut self, seconds: f64, minutes: u16) -> bool {
        // More than a few ticks: the desk was not seen, or the machine slept.
        if seconds >= REST {
            *self = Self::new(minutes);
            return false;
        }
        self.sat += seconds.max(0.0);
        self.sat >= self.due
    }

    fn later(&mut self) {
        self.due = self.sat + LATER;
    }
}

#[component]
pub fn Breaks(bench: Bench, minutes: Option<u16>) -> impl IntoView {
    let Some(minutes) = minutes else {
        return ().into_any();
    };
    let sitting = StoredValue::new(Sitting::new(minutes));
    let told = StoredValue::new(0.0_f64);
    let shown = RwSignal::new(false);
    let tick = move || {
        let seconds = now() - told.get_value();
        told.set_value(now());
        let mut due = false;
        sitting.update_value(|s| due = s.goes_on(seconds, minutes));
        if due && bench.phase.get_untracked() == Phase::Working {
            shown.set(true);
        } else if !due && seconds >= REST {
            shown.set(false);
        }
    };
    let beat = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(beat) = beat.get_value() {
            beat.clear();
        }
        beat.set_value(None);
    };
    // Nothing runs while nobody sees the desk.
    let seen = move || {
        stop();
        if !document().hidden() {
            tick();
            beat.set_value(set_interval_with_handle(tick, EVERY).ok());
        }
    };
    Effect::new(move |_| {
        told.set_value(now());
        seen();
        let listener = window_event_listener_untyped("visibilitychange", move |_| seen());
        on_cleanup(move || {
            listener.remove();
            stop();
        });
    });
    let over = move || {
        shown.set(false);
        sitting.set_value(Sitting::new(minutes));
    };
    let later = move || {
        shown.set(false);
        sitting.update_value(Sitting::later);
    };
    view! {
        <div aria-live="polite">
            {move || shown.get().then(|| view! {
                <div class="notice break">
                    <p>{say::at_it((sitting.get_value().sat / 60.0).round())}</p>
                    <div class="notice-do">
                        <button type="button" class="small" on:click=move |_| { over(); bench.rest(); }>{say::TAKE_A_BREAK}</button>
                        <button type="button" class="small" on:click=move |_| later()>{say::LATER}</button>
                        <button type="button" class="small plain" on:click=move |_| over()>{say::CLOSE}</button>
                    </div>
                </div>
            })}
        </div>
    }
    .into_any()
}

/// Seconds, by the browser's clock.
fn now() -> f64 {
    web_sys::js_sys::Date::now() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(sitting: &mut Sitting, ticks: usize) -> bool {
        (0..ticks).fold(false, |_, _| sitting.goes_on(15.0, 50))
    }

    #[test]
    fn a_word_comes_after_the_minutes_that_were_said_and_again_after_later() {
        let mut s = Sitting::new(50);
        assert!(!after(&mut s, 199));
        assert!(after(&mut s, 1));
        s.later();
        assert!(!after(&mut s, 39));
        assert!(after(&mut s, 1));
    }

    #[test]
    fn who_was_away_begins_anew() {
        let mut s = Sitting::new(50);
        after(&mut s, 199);
        assert!(!s.goes_on(REST, 50));
        assert!(!after(&mut s, 199));
        assert!(after(&mut s, 1));
        // Clocks that are set back take nothing away.
        let before = s;
        s.goes_on(-100.0, 50);
        assert_eq!(s, before);
    }
}
