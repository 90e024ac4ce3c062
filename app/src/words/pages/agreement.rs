//! What `pages/agreement.rs` says.

use crate::words::plural;
use vitrine_domain::AgreementBy;

pub const NOT_FOR_ENGINEERS: &str = "Engineers do not review";
pub const NOT_FOR_ENGINEERS_HINT: &str =
    "Agreement is between people who decide the same items. Your role here trains and exports.";
pub const SEE_ITEMS: &str = "See the items";

pub const TITLE: &str = "Agreement";
pub const LEAD_FOR_LEADS: &str =
    "Of items that two people decided, each without seeing the other’s review.";
pub const LEAD_FOR_REVIEWERS: &str = "Yours and the others’, of items that you and somebody else decided, each without seeing the other’s review.";
pub const GOLD: &str = "Gold items";
pub const TO_SETTLE: &str = "To settle";
pub const PACE: &str = "Pace and signs";

pub const ALL_OF_THEM: &str = "All of them";
pub const ALL_PAIRS: &str = "All pairs";
/// Heads the first table's first column, and what stands in its one row.
pub const OF: &str = "Of";

pub fn items(n: &str) -> String {
    plural(n, "item", "items")
}

/// The second table's name.
pub const AGREEMENT: &str = "Agreement";
pub const NEWEST_ONLY: &str =
    "There are more: these are the newest 20,000 pairs. Narrow the days to see older ones.";
/// Around a number.
pub const SEED_BEFORE: &str = "The sampled share of second reviews is drawn by item with the seed ";
pub const SEED_AFTER: &str = "; what reviewers do cannot change it.";

pub const NO_SUCH_PAIR: &str = "No pair is like that";
pub const NO_SUCH_PAIR_HINT: &str = "No item with two reviews passes this filter.";
pub const SHOW_ALL: &str = "Show all";
pub const NO_PAIR: &str = "No item has two reviews yet";
pub const NO_PAIR_HINT: &str = "A lead sets under Overview, “Change the second looks”, which decisions a second reviewer is asked for.";
pub const TO_OVERVIEW: &str = "To the overview";

pub fn title(by: AgreementBy) -> &'static str {
    match by {
        AgreementBy::Reviewer => "Each reviewer against the others",
        AgreementBy::Pair => "By pair of reviewers",
        AgreementBy::Label => "By label: whether it is named, and its regions",
        AgreementBy::Month => "By month",
        AgreementBy::Week => "By week",
    }
}

/// Below the title by label.
pub const LABELS_COUNT: &str = "A label’s row counts the items on which either review names it; agreed is where both do. Alpha alone is of all items, since naming nothing agrees too.";

/// Heads the first column.
pub fn head(by: AgreementBy) -> &'static str {
    match by {
        AgreementBy::Reviewer => "Reviewer",
        AgreementBy::Pair => "Pair",
        AgreementBy::Label => "Label",
        AgreementBy::Month => "Month",
        AgreementBy::Week => "Week",
    }
}

pub const AGREED: &str = "Agreed";
pub const ALPHA: &str = "Alpha";
pub const WORDS_F1: &str = "Words, F1";
pub const REGIONS_IOU: &str = "Regions, IoU";
pub const REGIONS_F1: &str = "Regions, F1";

/// In place of a figure.
pub const TOO_FEW: &str = "too few";
pub const ALL_ALIKE: &str = "all alike";

/// After a figure: how many it rests on.
pub fn rests_on(n: &str) -> String {
    format!("(n {n})")
}

pub const LEGEND: &str = "What the figures say";
pub const AGREED_MEANS: &str = "Share of items that both decided alike: both rejected, or the same decision with the same regions. By label, both named it.";
pub const ALPHA_MEANS: &str = "Krippendorff’s alpha of the verdicts, nominal: 1 is perfect, 0 what chance would bring. By label, of naming it, over all items. “All alike”: one verdict alone was given, and chance would agree as well.";
pub const WORDS_F1_MEANS: &str = "How many of the answers’ words both wrote, where both answered.";
pub const REGIONS_IOU_MEANS: &str =
    "How far regions lie on each other that both drew under one label, at 50 % or more.";
pub const REGIONS_F1_MEANS: &str = "How many regions both drew, of all that either did.";
/// As in [`rests_on`].
pub const N: &str = "n";

pub fn n_means(enough: usize) -> String {
    format!("How many the figure rests on. Below {enough} there is none: too few.")
}

pub const LEGEND_HINT: &str = "Reviews under different versions of the policy are left out, as are second reviews that were taken back or written again after that.";

pub const BY_WHAT: &str = "By what";

/// A reviewer who does not lead sees only their own figures.
pub fn tab(by: AgreementBy, lead: bool) -> &'static str {
    match (by, lead) {
        (AgreementBy::Reviewer, false) => "You",
        (AgreementBy::Reviewer, true) => "Reviewers",
        (AgreementBy::Pair, _) => "Pairs",
        (AgreementBy::Label, _) => "Labels",
        (AgreementBy::Month, _) => "Months",
        (AgreementBy::Week, _) => "Weeks",
    }
}

pub const REVIEWER: &str = "Reviewer";
pub const ANY_REVIEWER: &str = "any";
pub const LABEL: &str = "Label";
pub const ANY_LABEL: &str = "any";
/// From a day …
pub const FROM: &str = "From";
/// … to a day.
pub const TO: &str = "To";
pub const SHOW: &str = "Show";
