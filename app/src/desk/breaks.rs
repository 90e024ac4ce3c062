//! A word about a break, after as long as one has said. It counts while a desk or a batch is open and seen; all of them are
//! one sitting of that person in this browser, however often they are loaded. It takes no focus: its buttons are reached by
//! Tab, and nothing waits for them; when it goes, the focus that lies on it goes back to where it lay before.

use crate::client::browser::{local, now};
use crate::client::reading;
use crate::words::desk::breaks as say;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// How often the time is added to.
const EVERY: Duration = Duration::from_secs(15);
/// Away for so long is a break by itself, seconds.
const REST: f64 = 300.0;
/// “Later” comes again after so long, seconds.
const LATER: f64 = 600.0;

/// The time at it, as it is told second by second. Pure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Sitting {
    /// When it was told last, seconds by the browser's clock.
    told: f64,
    /// Seconds since the last break.
    sat: f64,
    /// Seconds at which the next word is due.
    due: f64,
    /// After which a word is due at first.
    minutes: u16,
}

impl Sitting {
    fn new(now: f64, minutes: u16) -> Self {
        Self {
            told: now,
            sat: 0.0,
            due: f64::from(minutes) * 60.0,
            minutes,
        }
    }

    /// It is now so late. Says whether a word is due.
    fn goes_on(&mut self, now: f64) -> bool {
        let seconds = now - self.told;
        // More than a few ticks: nothing of it was seen, or the machine slept.
        if seconds >= REST {
            *self = Self::new(now, self.minutes);
            return false;
        }
        self.told = now;
        // Nor was any of it where a tick was left out: nothing lay there, or the tab was hidden.
        if seconds <= 2.0 * EVERY.as_secs_f64() {
            self.sat += seconds.max(0.0);
        }
        self.sat >= self.due
    }

    fn later(&mut self) {
        self.due = self.sat + LATER;
    }

    /// The same where one has said another time since.
    fn after(self, minutes: u16) -> Self {
        match self.minutes == minutes {
            true => self,
            false => Self {
                sat: self.sat,
                ..Self::new(self.told, minutes)
            },
        }
    }
}

fn key(user: &str) -> String {
    format!("vitrine.sitting.{user}")
}

fn found(user: &str) -> Option<Sitting> {
    let text = local()?.get_item(&key(user)).ok()??;
    reading::read(&text).ok()
}

fn keep(user: &str, sitting: &Sitting) {
    if let (Some(storage), Ok(text)) = (local(), serde_json::to_string(sitting)) {
        let _ = storage.set_item(&key(user), &text);
    }
}

thread_local! {
    /// What had the focus before the word got it.
    static BEFORE: RefCell<Option<Element>> = const { RefCell::new(None) };
}

fn in_word(e: &Element) -> bool {
    matches!(e.closest(".break"), Ok(Some(_)))
}

/// The focus comes to the word, or goes on in it.
fn came(from: Option<EventTarget>) {
    match from.and_then(|from| from.dyn_into::<Element>().ok()) {
        Some(from) if in_word(&from) => {}
        from => BEFORE.set(from),
    }
}

/// The word is about to go. Where nothing had the focus before, or what had it takes none by now, this id gets it.
fn hand_back(to: &str) {
    let here = || (document().active_element()).is_some_and(|e| in_word(&e));
    if !here() {
        return;
    }
    let places = [BEFORE.take(), document().get_element_by_id(to)];
    for place in places.into_iter().flatten() {
        let _ = place.unchecked_into::<HtmlElement>().focus();
        if !here() {
            return;
        }
    }
}

/// `user`: whose sitting it is. `working`: there is something to do, else the time stands still. `back`: where the focus goes
/// from here that had lain nowhere before, by its id. `rest`: what a break does; says whether it is one, else the word stays.
#[component]
pub fn Breaks(
    user: String,
    minutes: Option<u16>,
    working: Signal<bool>,
    back: &'static str,
    #[prop(optional)] rest: Option<Callback<(), bool>>,
) -> impl IntoView {
    let Some(minutes) = minutes else {
        return ().into_any();
    };
    let user = StoredValue::new(user);
    // All there is where the browser keeps nothing.
    let here = StoredValue::new(Sitting::new(0.0, minutes));
    let sitting = move || {
        let kept = user.with_value(|user| found(user));
        kept.unwrap_or_else(|| here.get_value()).after(minutes)
    };
    let put = move |sitting: Sitting| {
        here.set_value(sitting);
        user.with_value(|user| keep(user, &sitting));
    };
    let shown = RwSignal::new(false);
    let hide = move || {
        hand_back(back);
        shown.set(false);
    };
    let tick = move || {
        if !working.get_untracked() {
            return;
        }
        let mut now_at = sitting();
        let due = now_at.goes_on(now());
        put(now_at);
        match due {
            _ if shown.get_untracked() == due => {}
            true => shown.set(true),
            false => hide(),
        }
    };
    let beat = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(beat) = beat.get_value() {
            beat.clear();
        }
        beat.set_value(None);
    };
    // Nothing runs while nobody sees it.
    let seen = move || {
        stop();
        if !document().hidden() {
            tick();
            beat.set_value(set_interval_with_handle(tick, EVERY).ok());
        }
    };
    Effect::new(move |_| {
        here.set_value(Sitting::new(now(), minutes));
        seen();
        let listener = window_event_listener_untyped("visibilitychange", move |_| seen());
        on_cleanup(move || {
            listener.remove();
            stop();
        });
    });
    let over = move || {
        hide();
        put(Sitting::new(now(), minutes));
    };
    let later = move || {
        hide();
        let mut now_at = sitting();
        now_at.later();
        put(now_at);
    };
    view! {
        <div aria-live="polite" on:focusin=move |e| came(e.related_target())>
            {move || shown.get().then(|| view! {
                <div class="notice break">
                    <p>{say::at_it((here.get_value().sat / 60.0).round())}</p>
                    <div class="notice-do">
                        {rest.map(|rest| view! {
                            <button type="button" class="small" on:click=move |_| if rest.run(()) { over(); }>{say::TAKE_A_BREAK}</button>
                        })}
                        <button type="button" class="small" on:click=move |_| later()>{say::LATER}</button>
                        <button type="button" class="small plain" on:click=move |_| over()>{say::CLOSE}</button>
                    </div>
                </div>
            })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(sitting: &mut Sitting, ticks: usize) -> bool {
        (0..ticks).fold(false, |_, _| sitting.goes_on(sitting.told + 15.0))
    }

    #[test]
    fn a_word_comes_after_the_minutes_that_were_said_and_again_after_later() {
        let mut s = Sitting::new(1e9, 50);
        assert!(!after(&mut s, 199));
        assert!(after(&mut s, 1));
        s.later();
        assert!(!after(&mut s, 39));
        assert!(after(&mut s, 1));
    }

    #[test]
    fn who_was_away_begins_anew() {
        let mut s = Sitting::new(1e9, 50);
        after(&mut s, 199);
        assert!(!s.goes_on(s.told + REST));
        assert!(!after(&mut s, 199));
        assert!(after(&mut s, 1));
        // Clocks that are set back take nothing away.
        let sat = s.sat;
        s.goes_on(s.told - 100.0);
        assert_eq!(s.sat, sat);
    }

    #[test]
    fn what_went_by_unseen_is_not_sat() {
        let mut s = Sitting::new(1e9, 50);
        after(&mut s, 199);
        let sat = s.sat;
        assert!(!s.goes_on(s.told + REST - 1.0), "an empty desk for a while");
        assert_eq!(s.sat, sat);
        // A tick that came late counts.
        assert!(s.goes_on(s.told + 20.0));
    }

    #[test]
    fn a_page_loaded_anew_goes_on_with_the_sitting() {
        let mut s = Sitting::new(1e9, 50);
        after(&mut s, 199);
        let text = serde_json::to_string(&s).unwrap();
        let mut loaded: Sitting = reading::read(&text).unwrap();
        assert_eq!(loaded, s);
        assert!(after(&mut loaded, 1));
        // Said otherwise meanwhile: by that, over the time that was sat.
        let mut longer = s.after(60);
        assert_eq!((longer.sat, longer.due), (s.sat, 3600.0));
        assert!(!after(&mut longer, 40));
        assert!(after(&mut longer, 1));
    }
}
