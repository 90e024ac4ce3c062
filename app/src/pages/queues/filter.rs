//! A view's filter in words.

use crate::words::pages::queues as say;
use vitrine_domain::{Assignee, QueueFilter};

/// A filter as people read it; `person`: the name of whom it names; `label_gone`: the project has its label no more.
pub(super) fn words(f: &QueueFilter, person: Option<&str>, label_gone: bool) -> String {
    let mut parts = Vec::new();
    if f.escalated {
        parts.push(say::ESCALATED.to_owned());
    }
    if f.adjudication {
        parts.push(say::IN_ADJUDICATION.to_owned());
    }
    if let Some(label) = &f.label {
        parts.push(match label_gone {
            true => say::names_gone(label),
            false => say::names(label),
        });
    }
    match (f.confidence_from, f.confidence_to) {
        (Some(from), Some(to)) => parts.push(say::score_between(from, to)),
        (Some(from), None) => parts.push(say::score_from(from)),
        (None, Some(to)) => parts.push(say::score_below(to)),
        (None, None) => {}
    }
    if let Some(hours) = f.hours {
        parts.push(say::waiting_for(hours));
    }
    if let Some(version) = &f.model_version {
        parts.push(say::answered_by(version));
    }
    if let Some(policy) = f.policy {
        parts.push(say::under_policy(policy));
    }
    match f.assignee {
        Some(Assignee::Me) => parts.push(say::TO_ME.into()),
        Some(Assignee::Nobody) => parts.push(say::TO_NOBODY.into()),
        Some(Assignee::Person(_)) => parts.push(say::sent_to(person.unwrap_or(say::SOMEBODY))),
        None => {}
    }
    match f.flagged {
        Some(true) => parts.push(say::FLAGGED.into()),
        Some(false) => parts.push(say::NOT_FLAGGED.into()),
        None => {}
    }
    match f.disagreement {
        Some(true) => parts.push(say::DISAGREE.into()),
        Some(false) => parts.push(say::NONE_DISAGREE.into()),
        None => {}
    }
    if parts.is_empty() {
        parts.push(say::NOT_NARROWED.into());
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::UserId;

    #[test]
    fn a_filter_reads_as_a_sentence() {
        let f = QueueFilter {
            label: Some("Nike".into()),
            confidence_from: Some(0.5),
            confidence_to: Some(0.75),
            assignee: Some(Assignee::Me),
            flagged: Some(true),
            disagreement: Some(true),
            ..QueueFilter::default()
        };
        assert_eq!(
            words(&f, None, false),
            "names Nike, score 0.50 to 0.75, sent to me, flagged, model versions disagree"
        );
        assert!(words(&f, None, true).starts_with("names Nike (no label here any more), score"));
        assert_eq!(words(&QueueFilter::default(), None, false), "everything");
        let to_bob = QueueFilter {
            assignee: Some(Assignee::Person(UserId::fresh())),
            ..QueueFilter::default()
        };
        assert_eq!(words(&to_bob, Some("Bob"), false), "sent to Bob");
    }
}
