//! In which order queued items come to the desk. Higher comes first:
//!
//! `uncertainty × (1 − confidence) + severity × how grave the labels are + age × days waited`
//!
//! The three weights are the project's ([`Weights`]). Days count from a fixed day instead of from now: at any moment
//! that is the same number for every item, so the order is that of the days waited, and what is stored stays true
//! without being written anew.

use super::named::named;
use crate::{Invalid, Region};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a lead weights the queue by; 0 leaves a part out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// Times the model's doubt, 0–1.
    pub uncertainty: f32,
    /// Times the gravest label that the proposal names, 0–1.
    pub severity: f32,
    /// Times each day that the item has waited.
    pub age: f32,
    /// How grave a label is, 0–1; one that is not named here is 0.
    pub severities: BTreeMap<String, f32>,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            uncertainty: 1.0,
            severity: 1.0,
            age: 0.0,
            severities: BTreeMap::new(),
        }
    }
}

impl Weights {
    pub fn check(&self) -> Result<(), Invalid> {
        let weights = [self.uncertainty, self.severity, self.age];
        if weights.iter().any(|w| !(0.0..=100.0).contains(w)) {
            return Err(Invalid::new(
                "the queue's weights lie between 0 (left out) and 100",
            ));
        }
        match self
            .severities
            .iter()
            .find(|(_, s)| !(0.0..=1.0).contains(*s))
        {
            Some((label, _)) => Err(Invalid::new(format!(
                "the severity of “{label}” lies between 0 and 1"
            ))),
            None => Ok(()),
        }
    }
}

/// What the model said of an item, as far as the order goes by it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// 0–1.
    pub confidence: f32,
    /// 0–1; see [`severity`].
    pub severity: f32,
}

/// Of an answer whose author gives none, as a teacher: between sure and unsure.
pub const UNKNOWN: f32 = 0.5;

/// On top of the place of an item that a sampling rule waits for; above all that the weights come to in years.
pub const DRAWN_FIRST: f32 = 1_000_000.0;

/// Between sure and unsure, so that held-out labels grow along with the rest.
const BLIND: Seen = Seen {
    confidence: UNKNOWN,
    severity: 0.5,
};

/// `seen`: none for blind items, whose place says nothing of what the model thinks.
pub fn priority(weights: &Weights, seen: Option<Seen>, created_at: DateTime<Utc>) -> f32 {
    let grave = !weights.severities.is_empty();
    let Seen {
        confidence,
        severity,
    } = seen.unwrap_or(BLIND);
    let doubt = weights.uncertainty * (1.0 - confidence.clamp(0.0, 1.0));
    let gravity = if grave {
        weights.severity * severity
    } else {
        0.0
    };
    doubt + gravity - (f64::from(weights.age) * days(created_at)) as f32
}

/// The formula's value `now`, from what is stored. None where the item stands first because it was drawn: no weight
/// comes into its place.
pub fn as_of(weights: &Weights, stored: f32, now: DateTime<Utc>) -> Option<f64> {
    let value = f64::from(stored) + f64::from(weights.age) * days(now);
    // Rounding alone can leave it below 0.
    (stored < DRAWN_FIRST / 2.0).then(|| value.max(0.0))
}

/// From the fixed day on; before it, below 0.
fn days(at: DateTime<Utc>) -> f64 {
    let fixed = DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default();
    (at - fixed).num_seconds() as f64 / 86_400.0
}

/// The gravest of the labels that an answer and its regions name; 0 for none.
pub fn severity(weights: &Weights, answer: &str, regions: &[Region], known: &[String]) -> f32 {
    named(answer, regions, known)
        .iter()
        .filter_map(|label| weights.severities.get(label))
        .fold(0.0, |most, s| s.max(most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn seen(confidence: f32, severity: f32) -> Option<Seen> {
        Some(Seen {
            confidence,
            severity,
        })
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    #[test]
    fn the_unsure_come_first_and_blind_items_between() {
        let w = Weights::default();
        let at = |s| priority(&w, s, now());
        assert!(at(seen(0.2, 0.0)) > at(None));
        assert!(at(None) > at(seen(0.9, 0.0)));
        assert_eq!(at(seen(f32::INFINITY, 0.0)), 0.0);
    }

    #[test]
    fn a_grave_label_outweighs_doubt_as_the_lead_says() {
        let mut w = Weights {
            severities: [("Nike".to_owned(), 1.0), ("Puma".to_owned(), 0.2)].into(),
            ..Weights::default()
        };
        let known = vec!["Nike".to_owned(), "Puma".to_owned()];
        let both = severity(&w, "Violations: Nike, Puma.", &[], &known);
        assert_eq!(both, 1.0);
        assert_eq!(severity(&w, "No violations.", &[], &known), 0.0);
        let at = |w: &Weights, s| priority(w, s, now());
        assert!(at(&w, seen(0.9, both)) > at(&w, seen(0.1, 0.0)));
        w.severity = 0.5;
        assert!(at(&w, seen(0.9, both)) < at(&w, seen(0.1, 0.0)));
    }

    #[test]
    fn a_day_of_waiting_counts_what_the_lead_says_at_any_moment() {
        let w = Weights {
            age: 0.25,
            ..Weights::default()
        };
        let two_days_older = priority(&w, seen(0.5, 0.0), now() - TimeDelta::days(2));
        let fresh = priority(&w, seen(0.5, 0.0), now());
        assert!((two_days_older - fresh - 0.5).abs() < 1e-4);
        // Half the doubt is made up for by two days.
        assert!(two_days_older > priority(&w, seen(0.05, 0.0), now()));
    }

    /// 0.6 of doubt, a grave label, and four days at half a point.
    #[test]
    fn what_is_stored_comes_to_the_stated_formula_at_any_moment() {
        let w = Weights {
            severity: 2.0,
            age: 0.5,
            severities: [("Nike".to_owned(), 1.0)].into(),
            ..Weights::default()
        };
        let stored = priority(&w, seen(0.4, 1.0), now());
        let later = as_of(&w, stored, now() + TimeDelta::days(4)).unwrap();
        assert!((later - (0.6 + 2.0 + 2.0)).abs() < 1e-3, "{later}");
        let young = priority(&w, seen(0.4, 0.0), now());
        assert!(as_of(&w, young, now()) < as_of(&w, stored, now()));
        assert_eq!(as_of(&w, stored + DRAWN_FIRST, now()), None);
    }

    #[test]
    fn weights_that_cannot_be_are_refused() {
        assert!(Weights::default().check().is_ok());
        for (age, severity) in [(-1.0, 0.5), (f32::NAN, 0.5), (1.0, 1.5)] {
            let w = Weights {
                age,
                severities: [("Nike".to_owned(), severity)].into(),
                ..Weights::default()
            };
            assert!(w.check().is_err(), "{w:?}");
        }
    }
}
