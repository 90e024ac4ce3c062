//! How values are written on a page: dates, numbers, shares, sentences.

use crate::words::parts::values as say;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use vitrine_domain::case::upper;
use vitrine_domain::rules::bootstrap::Interval;

pub use crate::words::parts::values::{
    act_words, decision_word, mark_word, outcome_word, round_word, run_word, split_word,
    state_word, trigger_word, verdict_word,
};

/// A date as people read it, UTC, the exact instant in the element.
pub fn when(at: DateTime<Utc>) -> impl IntoView {
    view! {
        <time datetime=at.to_rfc3339() title=say::exact_date(at)>
            {say::date(at)}
        </time>
    }
}

/// With a capital at its beginning and a full stop at its end, as a page shows it. A host or a name of the program's keeps
/// its letters.
pub fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let word = text.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches(['.', ',', ':', ';']);
    let mut out: String = match word.contains(['.', ':', '_', '/', '`', '[']) {
        true => text.trim().to_owned(),
        false => upper(first.encode_utf8(&mut [0; 4])) + chars.as_str(),
    };
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// `0.713` → `71.3 %`.
pub fn percent(share: f64) -> String {
    say::percent(100.0 * share)
}

/// With its decimal point so many places to the right: as people write it, where a product would add a last digit.
pub fn moved(v: f64, places: i32) -> f64 {
    format!("{v}e{places}").parse().unwrap_or(v)
}

/// `1234567` → `1,234,567`.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(say::GROUPING);
        }
        out.push(c);
    }
    if n < 0 { format!("−{out}") } else { out }
}

/// Millionths of a dollar: `1230000` → `$1.23`; less than a cent is not nothing.
pub fn dollars(micros: i64) -> String {
    match micros {
        0 => say::NO_DOLLARS.into(),
        1..10_000 => say::small_dollars(micros as f64 / 1e6),
        _ => say::dollars(&grouped(micros / 1_000_000), micros % 1_000_000 / 10_000),
    }
}

/// `4012.3` seconds → `1 h 6 min`.
pub fn duration(seconds: f64) -> String {
    let s = seconds.max(0.0).round() as i64;
    match s {
        0..60 => say::seconds(s),
        60..3_600 => say::minutes(s / 60, s % 60),
        _ => say::hours(s / 3_600, s % 3_600 / 60),
    }
}

/// `+31.2 points (95 %: +22.0 to +40.1)`.
pub fn interval(i: &Interval) -> String {
    let points = |share: f64| signed(100.0 * share);
    say::interval(&points(i.delta), &points(i.low), &points(i.high), i.n)
}

/// From `a` to `b` as both are shown, with so many digits: what stands beside them adds up.
pub fn difference(a: f64, b: f64, digits: usize) -> f64 {
    let shown = |v: f64| format!("{v:.digits$}").parse().unwrap_or(v);
    shown(b) - shown(a)
}

/// With a true minus sign.
pub fn signed(v: f64) -> String {
    if v < 0.0 {
        format!("−{}", say::tenths(-v))
    } else {
        format!("+{}", say::tenths(v))
    }
}

/// The last part of an id, enough to tell two apart.
pub fn short(id: impl ToString) -> String {
    let id = id.to_string();
    id[id.len().saturating_sub(8)..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (-1_234_567, "−1,234,567"),
        ] {
            assert_eq!(grouped(n), text);
        }
    }

    #[test]
    fn a_percentage_comes_back_as_it_was_written() {
        for (share, of_a_hundred) in [
            (0.02, 2.0),
            (0.023, 2.3),
            (0.125, 12.5),
            (0.07, 7.0),
            (0.0, 0.0),
        ] {
            assert_eq!(moved(share, 2), of_a_hundred);
            assert_eq!(moved(of_a_hundred, -2), share);
        }
    }

    #[test]
    fn a_difference_is_that_of_what_is_shown() {
        let (before, after) = (75.36, 74.94);
        assert_eq!(
            (percent(before / 100.0), percent(after / 100.0)),
            ("75.4 %".into(), "74.9 %".into())
        );
        assert_eq!(signed(difference(before, after, 1)), "−0.5");
        assert_eq!(signed(difference(0.04, 0.01, 1)), "+0.0");
        assert_eq!(difference(1.0, 1.0, 3), 0.0);
    }

    #[test]
    fn less_than_a_cent_is_not_nothing() {
        for (micros, text) in [
            (0, "$0.00"),
            (1_200, "$0.0012"),
            (10_000, "$0.01"),
            (1_234_567_890, "$1,234.56"),
        ] {
            assert_eq!(dollars(micros), text);
        }
    }

    #[test]
    fn refusals_become_sentences() {
        assert_eq!(
            sentence("your claim ran out; open it again"),
            "Your claim ran out; open it again."
        );
        assert_eq!(sentence("Done."), "Done.");
        for kept in [
            "evil.example is not among the hosts.",
            "127.0.0.1:80 is none.",
            "retrain_after must be at least 1.",
        ] {
            assert_eq!(sentence(kept), kept);
        }
        assert_eq!(sentence("no, not now"), "No, not now.");
        assert_eq!(sentence(" "), "");
    }

    #[test]
    fn durations_change_units() {
        assert_eq!(duration(59.4), "59 s");
        assert_eq!(duration(61.0), "1 min 01 s");
        assert_eq!(duration(3_900.0), "1 h 5 min");
    }
}
