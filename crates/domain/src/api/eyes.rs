//! Requests and replies about second reviews, agreement and gold items.

use crate::{AgreementBy, AgreementFigures, AgreementRow, GoldFigures, GoldReview, Pace};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// `GET …/agreement?by=&reviewer=&label=&from=&to=`. Whoever does not lead gets their own alone, whatever is asked. 400 `invalid`
/// names a label or a person that the project has not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgreementQuery {
    pub by: AgreementBy,
    /// Only items that this person reviewed: the name to sign in with.
    pub reviewer: Option<String>,
    /// Only items on which either review names this label.
    pub label: Option<String>,
    /// Days of the second review, UTC, both included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgreementReport {
    /// Below so many a figure is left out.
    pub enough: usize,
    /// There are more pairs than are read at once: these are the newest.
    pub newest_only: bool,
    /// By which the sampled share of second reviews is drawn (see `rules::second::drawn`); leads alone get it.
    pub draw_seed: Option<i64>,
    pub all: AgreementFigures,
    pub rows: Vec<AgreementRow>,
}

/// `GET …/gold-reviews`: for leads everybody's figures, for others their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoldReport {
    pub figures: Vec<GoldFigures>,
    /// One's own, newest first, where the project tells afterwards; else none.
    pub own: Vec<GoldReview>,
}

/// `GET …/pace`; leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaceReport {
    pub enough: usize,
    pub rows: Vec<Pace>,
}
