//! How many one has decided here today: kept in the tab, so that it goes on after a page is loaded anew.

use super::Bench;
use crate::client::browser::session;
use leptos::prelude::*;
use web_sys::js_sys::Date;

const TALLY: &str = "vitrine.done.";

impl Bench {
    /// As the tab has it.
    pub(super) fn count_on(self) {
        if let Some(n) = self.counted() {
            self.done.set(n);
        }
    }

    /// One more, or one that was taken back.
    pub(super) fn count(self, more: bool) {
        let before = self.counted().unwrap_or(self.done.get_untracked());
        let n = match more {
            true => before + 1,
            false => before.saturating_sub(1),
        };
        self.done.set(n);
        if let Some(storage) = session() {
            let _ = storage.set_item(&self.tally(), &format!("{} {n}", today()));
        }
    }

    /// None where the tab keeps nothing.
    fn counted(self) -> Option<usize> {
        let text = session()?.get_item(&self.tally()).ok()??;
        Some(of_day(&text, today()))
    }

    /// Whose it is, and of which project.
    fn tally(self) -> String {
        format!("{TALLY}{}", self.shelf())
    }
}

/// By the browser's clock and zone.
fn today() -> i64 {
    let now = Date::new_0();
    let minutes = now.get_time() / 60_000.0 - now.get_timezone_offset();
    (minutes / 1_440.0).floor() as i64
}

/// What was kept, if it was on that day.
fn of_day(text: &str, day: i64) -> usize {
    let kept = text.split_once(' ');
    let kept = kept.filter(|(of, _)| of.parse::<i64>() == Ok(day));
    kept.and_then(|(_, n)| n.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::of_day;

    #[test]
    fn what_was_decided_on_another_day_is_not_todays() {
        assert_eq!(of_day("20421 7", 20_421), 7);
        assert_eq!(of_day("20421 7", 20_422), 0);
        assert_eq!(of_day("so it is", 20_421), 0);
    }
}
