//! What `pages/figures/people.rs` says. Counts come with their digits grouped.

use crate::words::plural;

pub const QUEUE: &str = "Queue by age";

/// How long items have waited, in hours; no `to`: as long as you like.
pub fn age(from: i32, to: Option<i32>) -> String {
    match (from, to) {
        (0, _) => "under 1 h".to_owned(),
        (from, Some(to)) if to <= 24 => format!("{from}–{to} h"),
        (from, Some(to)) => format!("{}–{} d", from / 24, to / 24),
        (from, None) => format!("over {} d", from / 24),
    }
}

/// The same below the axis, where six have to stand beside one another on a phone.
pub fn age_short(from: i32, to: Option<i32>) -> String {
    match (from, to) {
        (0, Some(to)) => format!("< {to} h"),
        (from, None) => format!("> {} d", from / 24),
        _ => age(from, to),
    }
}

/// `more`: the oldest so many were counted.
pub fn queue_unit(n: &str, more: bool) -> String {
    let n = match more {
        true => format!("at least {n}, of which the oldest {n} are shown"),
        false => n.to_owned(),
    };
    format!("items, by the time since they were added; n = {n}")
}

pub fn queue_says(n: &str, more: bool) -> String {
    let items = plural(n, "queued item", "queued items");
    match more {
        true => format!("At least {items}, the oldest by age"),
        false => format!("{items} by age"),
    }
}

pub const QUEUE_HEAD: [&str; 2] = ["Age", "Items"];
pub const QUEUE_EMPTY: &str = "Nothing is in the queue.";

pub const THROUGHPUT: &str = "Throughput";

pub fn throughput_unit(n: &str) -> String {
    format!(
        "reviews a day: first, second and settling ones, without what was taken back; a first one that waits for its second comes \
         once that is in; n = {n}"
    )
}

pub fn throughput_says(n: &str, days: usize) -> String {
    let (n, days) = (plural(n, "review", "reviews"), plural(days, "day", "days"));
    format!("{n} over {days}, by verdict")
}

pub const DAY: &str = "Day";
pub const ALL: &str = "all";
pub const NO_DECISION: &str = "Nothing was reviewed in these days.";

pub const EDITS: &str = "Correction of words";
/// Shares of words.
pub const EDITS_STEPS: [&str; 5] = ["none", "to 10 %", "to 25 %", "to 50 %", "to 100 %"];

/// The same below the axis, where five have to stand beside one another on a phone.
pub const EDITS_AXIS: [&str; 5] = ["none", "≤ 10 %", "≤ 25 %", "≤ 50 %", "≤ 100 %"];

/// `more`: there are more corrections in these days than were measured.
pub fn edits_unit(n: &str, more: bool, median: Option<&str>) -> String {
    let median = median.map_or(String::new(), |m| format!(", median {m}"));
    format!(
        "{} by the share of words changed; n = {n}{median}",
        of(more)
    )
}

/// Which corrections.
fn of(more: bool) -> &'static str {
    match more {
        true => "the newest corrections, of more in these days,",
        false => "corrections",
    }
}

pub const EDITS_HEAD: &str = "Words changed";
pub const NO_EDIT: &str = "No proposal was corrected in these days.";

pub const OVERLAPS: &str = "Correction of regions";
pub const OVERLAPS_STEPS: [&str; 5] = ["below 0.25", "to 0.5", "to 0.75", "to 0.9", "to 1"];

/// The same below the axis.
pub const OVERLAPS_AXIS: [&str; 5] = ["< 0.25", "< 0.5", "< 0.75", "< 0.9", "≤ 1"];

pub fn overlaps_unit(n: &str, more: bool, median: Option<f32>) -> String {
    let median = median.map_or(String::new(), |m| format!(", median {m:.2}"));
    let which = of(more);
    format!("{which} by mean IoU of regions before and after; n = {n}{median}")
}

pub const OVERLAPS_HEAD: &str = "Mean IoU";
pub const NO_OVERLAP: &str = "No correction with regions in these days.";

/// What the drawing of a histogram shows.
pub fn histogram_says(title: &str, unit: &str) -> String {
    format!("{title}: {unit}")
}

pub const CORRECTIONS: &str = "Corrections";

pub const LABELS: &str = "Label mix";
/// Answers that name no label.
pub const NO_VIOLATION: &str = "no violation";
pub const FREE_WORDS: &str = "in free words";

/// `more`: there are more triplets than were read; `cut_of`: how many labels there are, where the commonest alone are drawn.
pub fn labels_unit(n: &str, more: bool, cut_of: Option<usize>) -> String {
    let cut = cut_of.map_or(String::new(), |labels| {
        format!("; the 10 commonest of {labels} labels are drawn")
    });
    let which = match more {
        true => "the newest curated triplets, of more,",
        false => "curated triplets",
    };
    format!("{which} by the label that they name, or none; n = {n}{cut}")
}

pub fn labels_says(n: &str) -> String {
    let triplets = plural(n, "curated triplet", "curated triplets");
    format!("{triplets} by label")
}

pub const LABELS_HEAD: [&str; 3] = ["Label", "Triplets", "Share"];
pub const NO_LABEL: &str = "Nothing is curated yet.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_counted_yet_is_said() {
        let unit = throughput_unit("4");
        assert!(unit.contains("waits for its second"), "{unit}");
        assert!(unit.ends_with("once that is in; n = 4"), "{unit}");
    }

    #[test]
    fn what_was_cut_is_said() {
        assert!(queue_unit("100,000", true).contains("at least 100,000"));
        assert!(queue_says("100,000", true).starts_with("At least 100,000 queued items"));
        assert!(edits_unit("1,000", true, None).starts_with("the newest corrections"));
        assert!(overlaps_unit("1,000", true, None).starts_with("the newest corrections"));
        assert!(labels_unit("20,000", true, None).starts_with("the newest curated triplets"));
        assert_eq!(
            labels_unit("4", false, None),
            "curated triplets by the label that they name, or none; n = 4"
        );
    }
}
