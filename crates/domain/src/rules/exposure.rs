//! What an image that was revealed weighs, and how much of that a day allows.
//!
//! `exposure of a reveal = 1 + severity weight × severity of the item`
//!
//! The severity is that of the gravest label (0–1, [`Weights::severities`]); the same item within its time weighs
//! nothing more. Two limits hold beside each other, each over all that the person has revealed, in whatever project, since
//! its own day began: the lead's over the project's day, the reviewer's own over the one day that theirs is everywhere. Were
//! one's own counted by each project's day, it would begin anew as often as projects have hours.
//!
//! What weighs more than a limit may be looked at on a day that is still empty: else nobody ever could.

use super::priority::{Weights, severity};
use crate::{Exposure, Invalid, Region};
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
        check_hour(self.day_begins)
    }

    /// Of one reveal; `severity` 0–1.
    pub fn exposure(&self, severity: f32) -> f32 {
        1.0 + self.severity_weight * severity.clamp(0.0, 1.0)
    }

    /// What the lightest reveal weighs: where not even that fits, the day is full.
    pub fn lightest(&self) -> f32 {
        self.exposure(0.0)
    }

    /// What one image weighs at most where labels are as grave as this.
    pub fn heaviest(&self, weights: &Weights) -> f32 {
        let unknown = item_severity(weights, None, &[]);
        self.exposure(weights.severities.values().copied().fold(unknown, f32::max))
    }

    /// A limit below what one image weighs would let nobody look at it but first thing on a day.
    pub fn check_limit_beside(&self, weights: &Weights) -> Result<(), Invalid> {
        let heaviest = self.heaviest(weights);
        match self.daily_limit {
            Some(limit) if !fits(0.0, heaviest, Some(limit)) => Err(Invalid::new(format!(
                "a day's limit of {limit:.1} is less than {heaviest:.1}, which the gravest image weighs here; set a limit of \
                 {heaviest:.1} or more, or lower the weight of severity or how grave the labels are"
            ))),
            _ => Ok(()),
        }
    }

    /// When the day that `now` lies in began.
    pub fn day(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        day(self.day_begins, now)
    }

    /// When the next begins.
    pub fn next_day(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.day(now) + TimeDelta::days(1)
    }
}

/// When the day that `now` lies in began, where days begin at this hour, UTC.
pub fn day(begins: u8, now: DateTime<Utc>) -> DateTime<Utc> {
    const DAY: i64 = 86_400;
    let begins = i64::from(begins) * 3_600;
    let days = (now.timestamp() - begins).div_euclid(DAY);
    DateTime::from_timestamp(days * DAY + begins, 0).unwrap_or(now)
}

pub fn check_hour(hour: u8) -> Result<(), Invalid> {
    match hour {
        0..24 => Ok(()),
        _ => Err(Invalid::new("a day begins at an hour from 0 to 23, UTC")),
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

/// May `more` be looked at? What fits, and on a day that is still empty whatever there is.
pub fn may_look(spent: f32, more: f32, limit: Option<f32>) -> bool {
    spent < 1e-3 || fits(spent, more, limit)
}

/// Of two days that hold beside each other the one of which less is left.
pub fn tighter(one: Exposure, other: Exposure) -> Exposure {
    let left = |e: &Exposure| e.limit.map_or(f32::INFINITY, |limit| limit - e.spent);
    match left(&other) < left(&one) {
        true => other,
        false => one,
    }
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
        let day = |spent, limit| Exposure {
            spent,
            reveals: 1,
            limit,
            day_began: at("2026-11-28T00:00:00Z"),
            next_day: at("2026-11-29T00:00:00Z"),
        };
        let tighter = |one: &Exposure, other: &Exposure| tighter(one.clone(), other.clone());
        let (leads, own) = (day(3.0, Some(20.0)), day(0.0, Some(12.0)));
        assert_eq!(tighter(&leads, &own), own);
        // What is left counts: here the day of the lesser limit has only begun.
        let leads = day(15.0, Some(20.0));
        assert_eq!(tighter(&leads, &own), leads);
        assert_eq!(tighter(&day(15.0, None), &own), own);
        assert_eq!(tighter(&leads, &day(0.0, None)), leads);
        assert!(fits(15.0, 5.0, Some(20.0)) && !fits(15.5, 5.0, Some(20.0)));
        assert!(fits(1e6, 1e6, None));
        let tenths: f32 = (0..199).map(|_| 0.1).sum();
        assert!(fits(tenths, 0.1, Some(20.0)), "{tenths}");
    }

    #[test]
    fn a_limit_below_what_an_image_weighs_is_refused() {
        let weights = |grave: &[f32]| Weights {
            severities: (grave.iter().enumerate())
                .map(|(n, s)| (n.to_string(), *s))
                .collect(),
            ..Weights::default()
        };
        let rule = |limit| CareRule {
            daily_limit: Some(limit),
            ..CareRule::default()
        };
        assert!(rule(5.0).check_limit_beside(&weights(&[0.2, 1.0])).is_ok());
        let Err(Invalid(why)) = rule(4.5).check_limit_beside(&weights(&[0.2, 1.0])) else {
            panic!("it is refused");
        };
        assert!(why.contains("less than 5.0"), "{why}");
        // A blind item counts as half grave, be no label as grave as that.
        assert!(rule(2.9).check_limit_beside(&weights(&[0.2])).is_err());
        assert!(rule(3.0).check_limit_beside(&weights(&[0.2])).is_ok());
        assert!(rule(1.0).check_limit_beside(&weights(&[])).is_ok());
        assert!(
            CareRule::default()
                .check_limit_beside(&weights(&[1.0]))
                .is_ok()
        );
    }

    #[test]
    fn what_weighs_more_than_a_day_may_be_the_first_of_one() {
        assert!(may_look(0.0, 10.0, Some(5.0)));
        assert!(!may_look(1.0, 10.0, Some(5.0)));
        assert!(!may_look(10.0, 1.0, Some(5.0)));
        assert!(may_look(4.0, 1.0, Some(5.0)));
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
