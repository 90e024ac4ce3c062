//! Which decisions a second reviewer is asked for.

use crate::case::lower;
use crate::{Invalid, ItemId, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A project's rule. Nothing is asked for by default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecondRule {
    /// Always where the proposal or the review names one of these.
    pub labels: Vec<String>,
    /// Always where one of the labels named is at least this grave (by the queue's severities), 0–1.
    pub severity: Option<f32>,
    /// Always after one of these verdicts.
    pub verdicts: Vec<Verdict>,
    /// Of all others, 0–100, drawn by the item.
    pub percent: f32,
}

impl SecondRule {
    pub fn check(&self) -> Result<(), Invalid> {
        if !(0.0..=100.0).contains(&self.percent) {
            return Err(Invalid::new(
                "the share of second reviews lies between 0 and 100 %",
            ));
        }
        if self.severity.is_some_and(|s| !(0.0..=1.0).contains(&s)) {
            return Err(Invalid::new(
                "the severity from which a second review is asked lies between 0 and 1",
            ));
        }
        if self.verdicts.contains(&Verdict::Escalate) {
            return Err(Invalid::new(
                "what is escalated goes to a lead; no second review is asked for it",
            ));
        }
        Ok(())
    }

    /// Does a first review with this verdict call for a second? `named`: labels of proposal and review together, so
    /// that leaving one out does not spare the second look. The share is drawn by seed and item alone: what a
    /// reviewer does cannot change it, and it can be drawn again later.
    pub fn asks(
        &self,
        severities: &BTreeMap<String, f32>,
        seed: i64,
        item: ItemId,
        verdict: Verdict,
        named: &BTreeSet<String>,
    ) -> bool {
        let grave = |label: &String| {
            let severity = severities.get(label).copied().unwrap_or(0.0);
            self.severity.is_some_and(|from| severity >= from)
        };
        let asked: BTreeSet<String> = self.labels.iter().map(|l| lower(l)).collect();
        let wanted = |label: &String| asked.contains(&lower(label));
        self.verdicts.contains(&verdict)
            || named.iter().any(|label| wanted(label) || grave(label))
            || drawn(seed, item) < f64::from(self.percent)
    }
}

/// 0 to 100, evenly, the same for the same seed and item. SplitMix64's finaliser over both halves of the id.
pub fn drawn(seed: i64, item: ItemId) -> f64 {
    let (high, low) = item.0.as_u64_pair();
    let mixed = mix(mix(seed.cast_unsigned() ^ high).wrapping_add(low));
    (mixed >> 11) as f64 / (1_u64 << 53) as f64 * 100.0
}

fn mix(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_asked_by_default() {
        let rule = SecondRule::default();
        let named = BTreeSet::from(["Nike".to_owned()]);
        let severities = BTreeMap::from([("Nike".to_owned(), 1.0)]);
        for verdict in Verdict::ALL {
            assert!(!rule.asks(&severities, 7, ItemId::fresh(), verdict, &named));
        }
    }

    #[test]
    fn labels_severities_and_verdicts_are_always_asked() {
        let severities = BTreeMap::from([("Puma".to_owned(), 0.8)]);
        let of = |label: &str| BTreeSet::from([label.to_owned()]);
        let asks = |rule: &SecondRule, verdict, named| {
            rule.asks(&severities, 7, ItemId::fresh(), verdict, &named)
        };
        let by_label = SecondRule {
            labels: vec!["nike".into(), "öl".into()],
            ..SecondRule::default()
        };
        assert!(asks(&by_label, Verdict::Accept, of("Nike")));
        assert!(asks(&by_label, Verdict::Accept, of("Öl")));
        assert!(!asks(&by_label, Verdict::Accept, of("Puma")));
        let by_severity = SecondRule {
            severity: Some(0.8),
            ..SecondRule::default()
        };
        assert!(asks(&by_severity, Verdict::Accept, of("Puma")));
        assert!(!asks(&by_severity, Verdict::Accept, of("Nike")));
        let by_verdict = SecondRule {
            verdicts: vec![Verdict::Reject],
            ..SecondRule::default()
        };
        assert!(asks(&by_verdict, Verdict::Reject, BTreeSet::new()));
        assert!(!asks(&by_verdict, Verdict::Accept, of("Nike")));
    }

    #[test]
    fn the_share_is_about_what_was_asked_and_each_item_draws_the_same_again() {
        let rule = SecondRule {
            percent: 10.0,
            ..SecondRule::default()
        };
        let none = BTreeSet::new();
        let mut asked = 0;
        for _ in 0..20_000 {
            let item = ItemId::fresh();
            let at_first = rule.asks(&BTreeMap::new(), 42, item, Verdict::Accept, &none);
            asked += u32::from(at_first);
            // Not by what the reviewer did.
            let again = rule.asks(&BTreeMap::new(), 42, item, Verdict::Correct, &none);
            assert_eq!(at_first, again);
        }
        assert!((1_800..2_200).contains(&asked), "{asked}");
        let item = ItemId::fresh();
        assert_ne!(drawn(1, item), drawn(2, item));
    }

    #[test]
    fn what_cannot_be_a_rule_is_refused() {
        let percent = |percent| SecondRule {
            percent,
            ..SecondRule::default()
        };
        assert!(percent(100.0).check().is_ok());
        assert!(percent(101.0).check().is_err() && percent(f32::NAN).check().is_err());
        let severity = SecondRule {
            severity: Some(2.0),
            ..SecondRule::default()
        };
        assert!(severity.check().is_err());
        let escalate = SecondRule {
            verdicts: vec![Verdict::Escalate],
            ..SecondRule::default()
        };
        assert!(escalate.check().is_err());
    }
}
