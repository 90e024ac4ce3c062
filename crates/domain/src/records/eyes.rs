//! More than one pair of eyes: what two reviewers made of the same items, what is known to be true, how people work.

use crate::{Item, ItemId, Review, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An item on which two reviews differ; or one that the second's writer took back differs from the first, or stood beside
/// another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Differing {
    pub item: Item,
    pub first: Review,
    pub second: Review,
    /// What the second's writer had said of it before and took back, perhaps to read the first: it counts too. Oldest first.
    #[serde(default)]
    pub taken_back: Vec<Review>,
    /// Made under different versions of the policy.
    pub policies_differ: bool,
    /// By name, who is to settle it instead of whoever asks, who wrote one of the two; empty where they may.
    #[serde(default)]
    pub left_to: Vec<String>,
}

/// How far two reviewers said the same of the items that both decided, each without seeing the other's review.
/// A figure of fewer than [`crate::rules::agreement::ENOUGH`] is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AgreementFigures {
    /// Items; in a row of a label, those on which either names it, and all that follows but alpha is of these.
    pub n: usize,
    /// Of these, decided without a lead having to settle it, 0–1; in a row of a label, on which both name it.
    pub agreed: Option<f64>,
    /// Krippendorff's alpha, nominal, over `alpha_items`; in a row of a label, whether the label is named. 1 is perfect, 0 is
    /// chance. Left out also where all verdicts are one and the same.
    pub alpha: Option<f64>,
    /// Items; in a row of a label those too on which nobody names it.
    #[serde(default)]
    pub alpha_items: usize,
    /// Items that both answered.
    pub answers: usize,
    /// Mean F1 of the answers' words, 0–1.
    pub token_f1: Option<f64>,
    /// Regions that both drew: matched one to one, same label, IoU 0.5 or more.
    pub regions: usize,
    /// Their mean IoU.
    pub region_iou: Option<f64>,
    /// F1 of drawing the same regions at all, 0–1, over `region_items`.
    pub region_f1: Option<f64>,
    /// Items on which either drew a region.
    pub region_items: usize,
}

/// By what agreement is told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementBy {
    /// Each reviewer against all others together.
    #[default]
    Reviewer,
    Pair,
    Label,
    /// Of the second review, UTC.
    Month,
    /// ISO week of the second review, UTC.
    Week,
}

impl AgreementBy {
    pub const ALL: [AgreementBy; 5] = [
        AgreementBy::Reviewer,
        AgreementBy::Pair,
        AgreementBy::Label,
        AgreementBy::Month,
        AgreementBy::Week,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            AgreementBy::Reviewer => "reviewer",
            AgreementBy::Pair => "pair",
            AgreementBy::Label => "label",
            AgreementBy::Month => "month",
            AgreementBy::Week => "week",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgreementRow {
    /// Names, a label, `2026-11` or `2026-W48`. Where two people have one name, each with the one they sign in by.
    pub key: String,
    pub figures: AgreementFigures,
}

/// An item whose review is taken for the truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoldItem {
    pub item: Item,
    /// The truth.
    pub review: Review,
    pub marked_by: String,
    pub marked_at: DateTime<Utc>,
    /// Reviewers who have decided it unmarked, and how many of them said the same.
    pub seen: i64,
    pub right: i64,
}

/// What one reviewer made of gold items. What was said first counts, also where it was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoldFigures {
    pub reviewer_id: UserId,
    pub reviewer: String,
    pub n: usize,
    /// Of these, with the truth's answer and regions, 0–1; left out below
    /// [`crate::rules::agreement::ENOUGH`].
    pub right: Option<f64>,
    /// Those that were answered: what the next two rest on, left out below as many.
    #[serde(default)]
    pub answers: usize,
    pub token_f1: Option<f64>,
    pub region_f1: Option<f64>,
}

/// One gold item that a reviewer has decided, told afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoldReview {
    pub item_id: ItemId,
    pub review: Review,
    pub truth: Review,
    pub right: bool,
}

/// What may speak for decisions made without looking. A sign, never a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The median decision takes less than a third of the others'.
    QuickerThanOthers,
    /// More than a fifth of the decisions at the desk take less than a quarter of the reviewer's own median there.
    Bursts,
    /// Accepts at least 15 points more of the proposals than gold items bear out.
    AcceptsMoreThanGold,
}

/// One reviewer's work in numbers; what rests on fewer than [`crate::rules::signs::ENOUGH`] is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    pub reviewer_id: UserId,
    pub reviewer: String,
    /// Decisions whose time is known.
    pub timed: usize,
    /// From opening an item to deciding it; in a batch, its part of the time that the tiles were shown.
    pub median_seconds: Option<f64>,
    /// Of everybody else together.
    pub others_median_seconds: Option<f64>,
    /// Decisions at the desk whose time is known.
    pub at_desk: usize,
    /// Share of those that took less than a quarter of their median, 0–1.
    pub quick: Option<f64>,
    /// Proposals decided.
    pub shown: usize,
    /// Of these, accepted as they stood, 0–1.
    pub accepted: Option<f64>,
    /// The same on gold items …
    pub gold_shown: usize,
    pub gold_accepted: Option<f64>,
    /// … and how many of their proposals were true.
    pub gold_true: Option<f64>,
    pub signs: Vec<Sign>,
}
