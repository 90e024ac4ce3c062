//! What a project's labels may be called, so that answers that name them can be read again, and what goes with a label
//! that goes.

use crate::case::lower;
use crate::limits::LABEL_CHARS;
use crate::{Invalid, ProjectSettings};
use std::collections::HashSet;

/// Errors: for a label that an answer could not be read with, or that stands twice but for case.
pub fn check(labels: &[String]) -> Result<(), Invalid> {
    let mut seen = HashSet::new();
    for label in labels {
        check_one(label)?;
        if !seen.insert(lower(label)) {
            return Err(Invalid::new(format!(
                "the label “{label}” stands twice; leave one out"
            )));
        }
    }
    Ok(())
}

/// The grammar of [`super::decision`]: `Violations: a, b.` or `No violations.`
fn check_one(label: &str) -> Result<(), Invalid> {
    let sentence = if label.trim() != label || !(1..=LABEL_CHARS).contains(&label.chars().count()) {
        format!("a label has 1 to {LABEL_CHARS} characters and no space around it")
    } else if label.contains(',') {
        format!(
            "the label “{label}” has a comma, which in answers stands between labels; put each on a line of its own or \
             write it without one"
        )
    } else if label.ends_with('.') {
        format!(
            "the label “{label}” ends in a full stop, which in answers ends the sentence; write it without one"
        )
    } else if label.eq_ignore_ascii_case("no violations") {
        format!("“{label}” is what an answer says that names no label; call the label otherwise")
    } else {
        return Ok(());
    };
    Err(Invalid::new(sentence))
}

/// Those of `before` that are not in `after`, whatever their case.
pub fn gone<'a>(before: &'a [String], after: &[String]) -> Vec<&'a String> {
    (before.iter())
        .filter(|label| spelled(after, label).is_none())
        .collect()
}

/// The settings without what they say of labels that are not there; of others it goes by their spelling.
pub fn settings_with(settings: &ProjectSettings, labels: &[String]) -> ProjectSettings {
    let mut settings = settings.clone();
    let graver = std::mem::take(&mut settings.queue.severities).into_iter();
    settings.queue.severities = graver
        .filter_map(|(label, severity)| Some((spelled(labels, &label)?.clone(), severity)))
        .collect();
    let second = std::mem::take(&mut settings.second.labels).into_iter();
    settings.second.labels = second
        .filter_map(|label| spelled(labels, &label).cloned())
        .collect();
    settings
}

/// Errors: for what a setting says of a label that the project has not, unless it said so before. A severity
/// is looked up as it is spelled; the rule of second reviews takes any case.
pub fn check_named(
    settings: &ProjectSettings,
    labels: &[String],
    before: Option<&ProjectSettings>,
) -> Result<(), Invalid> {
    let old = before.map(|b| (&b.queue.severities, &b.second.labels));
    let severe = (settings.queue.severities.keys())
        .filter(|l| !labels.contains(l) && old.is_none_or(|o| !o.0.contains_key(*l)))
        .map(|l| ("queue.severities", l));
    let looked_at = (settings.second.labels.iter())
        .filter(|l| spelled(labels, l).is_none() && old.is_none_or(|o| !o.1.contains(l)))
        .map(|l| ("second.labels", l));
    match severe.chain(looked_at).next() {
        Some((setting, label)) => Err(Invalid::new(format!(
            "{setting} names “{label}”, which is no label of this project; spell it as the labels do, or add it to them \
             first"
        ))),
        None => Ok(()),
    }
}

fn spelled<'a>(labels: &'a [String], label: &str) -> Option<&'a String> {
    let wanted = lower(label);
    labels.iter().find(|l| lower(l) == wanted)
}

/// What names a label that is about to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelUse {
    pub label: String,
    /// That stand or are proposed for what waits, by their words or their regions.
    pub answers: i64,
    /// There may be more answers: older ones were not looked through.
    pub more: bool,
    pub severity: bool,
    /// The rule of second reviews names it.
    pub second: bool,
    /// Saved views of the queue.
    pub views: i64,
}

impl LabelUse {
    pub fn any(&self) -> bool {
        self.answers > 0 || self.more || self.severity || self.second || self.views > 0
    }

    fn words(&self) -> String {
        let counted = |n: i64, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        let answers = match (counted(self.answers, "answer", "answers"), self.more) {
            (Some(answers), true) => Some(format!("at least {answers}")),
            (None, true) => Some("older answers perhaps".to_owned()),
            (answers, false) => answers,
        };
        let parts = [
            answers,
            self.severity.then(|| "a severity".to_owned()),
            self.second.then(|| "the rule of second reviews".to_owned()),
            counted(self.views, "saved view", "saved views"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("“{}” ({})", self.label, parts.join(", "))
    }
}

/// Asked before labels go that are in use.
pub fn question(uses: &[LabelUse]) -> String {
    let each: Vec<String> = uses.iter().map(LabelUse::words).collect();
    format!(
        "these labels are in use: {}. Answers and views keep the words, severities and rules of these labels go. Remove \
         the labels?",
        each.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::decision::{self, Decision};

    fn labels(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn labels_that_would_break_the_answers_are_refused() {
        for (bad, what) in [
            ("Apple, Nike", "comma"),
            ("Apple,Nike", "comma"),
            ("Bros.", "full stop"),
            ("no Violations", "names no label"),
            (" Nike", "space around"),
            ("", "1 to 100"),
        ] {
            let refused = check(&labels(&["Apple", bad])).unwrap_err().0;
            assert!(refused.contains(what), "{bad}: {refused}");
        }
        assert!(check(&labels(&["Nike", "NIKE"])).is_err());
        let good = labels(&["A & B", "St. Marks", "No violation", "Violations"]);
        check(&good).unwrap();
        let all: Decision = good.iter().cloned().collect();
        assert_eq!(decision::parse(&decision::write(&all), &good), Some(all));
    }

    #[test]
    fn what_is_said_of_a_label_goes_with_it() {
        let mut settings = ProjectSettings::default();
        settings.queue.severities = [("Nike".to_owned(), 0.5), ("Puma".to_owned(), 1.0)].into();
        settings.second.labels = labels(&["puma", "Nike"]);
        let left = settings_with(&settings, &labels(&["PUMA", "Shell"]));
        let severities: Vec<_> = left.queue.severities.into_iter().collect();
        assert_eq!(severities, [("PUMA".to_owned(), 1.0)]);
        assert_eq!(left.second.labels, ["PUMA"]);
        let before = labels(&["Nike", "Puma"]);
        assert_eq!(gone(&before, &labels(&["PUMA"])), ["Nike"]);
    }

    #[test]
    fn a_setting_names_labels_that_there_are_or_that_it_named_before() {
        let known = labels(&["Nike", "Puma"]);
        let with = |severe: &str, second: &str| {
            let mut settings = ProjectSettings::default();
            settings.queue.severities = [(severe.to_owned(), 1.0)].into();
            settings.second.labels = labels(&[second]);
            settings
        };
        assert!(check_named(&with("Nike", "puma"), &known, None).is_ok());
        for (settings, place) in [
            (with("Nkie", "Puma"), "queue.severities names “Nkie”"),
            (with("nike", "Puma"), "queue.severities names “nike”"),
            (with("Nike", "Pmua"), "second.labels names “Pmua”"),
        ] {
            let refused = check_named(&settings, &known, None).unwrap_err();
            assert!(refused.0.starts_with(place), "{refused}");
            assert!(check_named(&settings, &known, Some(&settings)).is_ok());
        }
    }

    #[test]
    fn the_question_says_how_many() {
        let nike = LabelUse {
            label: "Nike".into(),
            answers: 12,
            more: false,
            severity: true,
            second: false,
            views: 1,
        };
        for (answers, told) in [
            (12, "(at least 12 answers, a"),
            (0, "(older answers perhaps, a"),
        ] {
            let cut = LabelUse {
                answers,
                more: true,
                ..nike.clone()
            };
            let asked = question(&[cut]);
            assert!(asked.contains(told), "{asked}");
        }
        let asked = question(&[nike]);
        assert!(
            asked.contains("“Nike” (12 answers, a severity, 1 saved view)"),
            "{asked}"
        );
    }
}
