//! What an image that was revealed weighs, and how much of that a day allows.
//!
//! `exposure of a reveal = 1 + severity weight × severity of the item`
//!
//! The severity is that of the gravest label (0–1, [`Weights::severities`]); the same item within its time weighs
//! nothing more. A day allows exposures up to its limit, the lead's or the reviewer's own, whichever is less.

use super::priority::{Weights, severity};
use crate::{Invalid, Region};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How a project looks after those who look at its images; a lead sets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CareRule {
    /// The server sends images blurred and grey until somebody reveals one, to them alone.
    pub veil: bool,
    /// Minutes that a revealed image stays clear.
    pub reveal_minutes: u16,
    /// What a label of severity 1 adds to the exposure of a reveal, which is 1 by itself.
    pub severity_weight: f32,
    /// Exposure that one person may take in on one day; none: no limit.
    pub daily_limit: Option<f32>,
    /// The hour, UTC, at which a day begins.
    pub day_begins: u8,
}

impl Default for CareRule {
    fn default() -> Self {
        Self {
            veil: false,
            reveal_minutes: 10,
            severity_weight: 4.0,
            daily_limit: None,
            day_begins: 0,
        }
    }
}

impl CareRule {
    pub fn check(&self) -> Result<(), Invalid> {
        if !(1..=240).contains(&self.reveal_minutes) {
            return Err(Invalid::new(
                "a revealed image stays clear for 1 to 240 minutes",
            ));
        }
        if !(0.0..=100.0).contains(&self.severity_weight) {
            return Err(Invalid::new(
                "the weight of severity lies between 0 (left out) and 100",
            ));
        }
        if let Some(limit) = self.daily_limit {
            check_limit(limit)?;
        }
        match self.day_begins {
            0..24 => Ok(()),
            _ => Err(Invalid::new("a day begins at an hour from 0 to 23, UTC")),
        }
    }

    /// Of one reveal; `severity` 0–1.
    pub fn exposure(&self, severity: f32) -> f32 {
        1.0 + self.severity_weight * severity.clamp(0.0, 1.0)
    }

    /// What the lightest reveal weighs: where not even that fits, the day is full.
    pub fn lightest(&self) -> f32 {
        self.exposure(0.0)
    }

    /// The lead's limit or the reviewer's own, whichever is less.
    pub fn limit(&self, own: Option<f32>) -> Option<f32> {
        [self.daily_limit, own]
            .into_iter()
            .flatten()
            .reduce(f32::min)
    }

    /// When the day that `now` lies in began.
    pub fn day(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        const DAY: i64 = 86_400;
        let begins = i64::from(self.day_begins) * 3_600;
        let days = (now.timestamp() - begins).div_euclid(DAY);
        DateTime::from_timestamp(days * DAY + begins, 0).unwrap_or(now)
    }

    /// When the next begins.
    pub fn next_day(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.day(now) + TimeDelta::days(1)
    }
}

pub fn check_limit(limit: f32) -> Result<(), Invalid> {
    match (1.0..=100_000.0).contains(&limit) {
        true => Ok(()),
        false => Err(Invalid::new(
            "a day's limit lies between 1, one light image, and 100000",
        )),
    }
}

/// Does `more` fit into what is left of the day?
pub fn fits(spent: f32, more: f32, limit: Option<f32>) -> bool {
    // Sums of many small numbers end a little beside what they should be.
    limit.is_none_or(|limit| spent + more <= limit + 1e-3)
}

/// How grave an item is, 0–1. `said`: what is known of it, the standing answer or else the proposal that is shown;
/// none of an item that is answered blind or not proposed, which counts as half so that its weight tells nothing.
pub fn item_severity(weights: &Weights, said: Option<(&str, &[Region])>, known: &[String]) -> f32 {
    match said {
        Some((answer, regions)) => severity(weights, answer, regions, known),
        None if weights.severities.is_empty() => 0.0,
        None => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_grave_image_weighs_more_as_the_lead_says() {
        let rule = CareRule {
            severity_weight: 4.0,
            ..CareRule::default()
        };
        assert_eq!(rule.exposure(0.0), 1.0);
        assert_eq!(rule.exposure(0.5), 3.0);
        assert_eq!(rule.exposure(1.0), 5.0);
        assert_eq!(rule.exposure(7.0), 5.0);
    }

    #[test]
    fn nothing_fits_past_the_lesser_limit() {
        let rule = CareRule {
            daily_limit: Some(20.0),
            ..CareRule::default()
        };
        assert_eq!(rule.limit(None), Some(20.0));
        assert_eq!(rule.limit(Some(12.0)), Some(12.0));
        assert_eq!(rule.limit(Some(50.0)), Some(20.0));
        assert_eq!(CareRule::default().limit(Some(12.0)), Some(12.0));
        assert!(fits(15.0, 5.0, Some(20.0)) && !fits(15.5, 5.0, Some(20.0)));
        assert!(fits(1e6, 1e6, None));
        let tenths: f32 = (0..199).map(|_| 0.1).sum();
        assert!(fits(tenths, 0.1, Some(20.0)), "{tenths}");
    }

    #[test]
    fn a_day_begins_at_its_hour() {
        let rule = |day_begins| CareRule {
            day_begins,
            ..CareRule::default()
        };
        let noon = at("2026-11-28T12:00:00Z");
        assert_eq!(rule(0).day(noon), at("2026-11-28T00:00:00Z"));
        assert_eq!(rule(11).day(noon), at("2026-11-28T11:00:00Z"));
        assert_eq!(rule(13).day(noon), at("2026-11-27T13:00:00Z"));
        assert_eq!(rule(13).next_day(noon), at("2026-11-28T13:00:00Z"));
    }

    #[test]
    fn a_blind_items_weight_tells_nothing() {
        let known = vec!["Gore".to_owned()];
        let weights = Weights {
            severities: [("Gore".to_owned(), 1.0)].into(),
            ..Weights::default()
        };
        let of = |said| item_severity(&weights, said, &known);
        assert_eq!(of(Some(("Violations: Gore.", &[][..]))), 1.0);
        assert_eq!(of(Some(("No violations.", &[][..]))), 0.0);
        assert_eq!(of(None), 0.5);
        assert_eq!(item_severity(&Weights::default(), None, &known), 0.0);
    }

    #[test]
    fn rules_that_cannot_be_are_refused() {
        assert!(CareRule::default().check().is_ok());
        for broken in [
            CareRule {
                reveal_minutes: 0,
                ..CareRule::default()
            },
            CareRule {
                severity_weight: f32::NAN,
                ..CareRule::default()
            },
            CareRule {
                daily_limit: Some(0.0),
                ..CareRule::default()
            },
            CareRule {
                day_begins: 24,
                ..CareRule::default()
            },
        ] {
            assert!(broken.check().is_err(), "{broken:?}");
        }
    }
}
