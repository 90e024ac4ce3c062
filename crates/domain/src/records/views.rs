//! Which items of the queue one looks through: filters, and views that keep one under a name.

use crate::{Invalid, UserId, ViewId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whose an item in the queue is: `"me"`, `"nobody"` or a person's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Assignee {
    /// Sent to the one who asks.
    Me,
    /// Sent to nobody.
    Nobody,
    /// Sent to this person; what was sent to others is looked through by leads alone.
    Person(UserId),
}

impl std::fmt::Display for Assignee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Assignee::Me => f.write_str("me"),
            Assignee::Nobody => f.write_str("nobody"),
            Assignee::Person(id) => id.fmt(f),
        }
    }
}

impl From<Assignee> for String {
    fn from(whose: Assignee) -> String {
        whose.to_string()
    }
}

impl TryFrom<String> for Assignee {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        match text.as_str() {
            "me" => Ok(Assignee::Me),
            "nobody" => Ok(Assignee::Nobody),
            id => id.parse().map(Assignee::Person).map_err(|_| {
                Invalid::new("an item's assignee is “me”, “nobody” or the id of a person")
            }),
        }
    }
}

/// What waits for leads beside the queue, worked through as the queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForLeads {
    /// What was escalated, or sent for approval.
    Escalated,
    /// What two reviews differ on, or one was taken back of: a lead settles it.
    Adjudication,
}

impl ForLeads {
    /// The one of them that is asked for; none: the queue is. Errors: both are.
    pub fn asked(escalated: bool, adjudication: bool) -> Result<Option<Self>, Invalid> {
        match (escalated, adjudication) {
            (true, true) => Err(Invalid::new(
                "escalated items or those to be settled are worked through, not both at once; choose one of them",
            )),
            (true, false) => Ok(Some(ForLeads::Escalated)),
            (false, true) => Ok(Some(ForLeads::Adjudication)),
            (false, false) => Ok(None),
        }
    }

    /// As requests and addresses name it.
    pub fn as_str(self) -> &'static str {
        match self {
            ForLeads::Escalated => "escalated",
            ForLeads::Adjudication => "adjudication",
        }
    }
}

/// Which items of the queue a view shows. What is left out does not narrow it. Blind items say nothing of what the
/// model thinks: a filter by label, confidence, model version or disagreement leaves them out, but one by label those that
/// wait for leads and of which people named it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// The proposal's answer or a region of it names this label; of what waits for leads also the last review's, or the one's
    /// that it stands beside, unless that rejected the item.
    pub label: Option<String>,
    /// Added while this version of the policy held.
    pub policy: Option<i32>,
    /// The proposal's confidence, 0–1, from this on …
    pub confidence_from: Option<f32>,
    /// … and below this.
    pub confidence_to: Option<f32>,
    /// Waiting for at least so many hours.
    pub hours: Option<i32>,
    /// Answered by the model version of this name.
    pub model_version: Option<String>,
    pub assignee: Option<Assignee>,
    /// Flagged for discussion, or not.
    pub flagged: Option<bool>,
    /// Model versions that have answered it disagree ([`crate::rules::disagreement`]), or none is known to.
    pub disagreement: Option<bool>,
    /// Escalated items instead of queued ones; leads alone get any.
    pub escalated: bool,
    /// Or items to be settled; leads alone get any.
    pub adjudication: bool,
}

impl QueueFilter {
    pub fn check(&self) -> Result<(), Invalid> {
        let shares = [self.confidence_from, self.confidence_to];
        if shares.iter().flatten().any(|c| !(0.0..=1.0).contains(c)) {
            return Err(Invalid::new("a confidence lies between 0 and 1"));
        }
        if let (Some(from), Some(to)) = (self.confidence_from, self.confidence_to)
            && from >= to
        {
            return Err(Invalid::new(
                "no confidence is at least the first and below the second; change one of them",
            ));
        }
        if self.hours.is_some_and(|h| !(0..=87_600).contains(&h)) {
            return Err(Invalid::new("the hours lie between 0 and 87600, ten years"));
        }
        ForLeads::asked(self.escalated, self.adjudication).map(drop)
    }

    /// Everything of this.
    pub fn whole(of: Option<ForLeads>) -> Self {
        Self {
            escalated: of == Some(ForLeads::Escalated),
            adjudication: of == Some(ForLeads::Adjudication),
            ..Self::default()
        }
    }

    /// Instead of queued items; of a filter that holds both, which [`QueueFilter::check`] refuses, the escalated ones.
    pub fn for_leads(&self) -> Option<ForLeads> {
        match self.escalated {
            true => Some(ForLeads::Escalated),
            false => self.adjudication.then_some(ForLeads::Adjudication),
        }
    }

    /// Does it show what only leads are given? `who` asks.
    pub fn leads_alone(&self, who: Option<UserId>) -> bool {
        let anothers = matches!(self.assignee, Some(Assignee::Person(p)) if Some(p) != who);
        anothers || self.for_leads().is_some()
    }

    /// Nothing narrows it.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }
}

/// A filter with a name, kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub id: ViewId,
    pub name: String,
    pub filter: QueueFilter,
    /// The project has the filter's label no more, whatever its case; answers may still name it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub label_gone: bool,
    /// The shown name of whom the filter names by id, also once they have left; with the one to sign in with where a member
    /// shows the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Every member sees it; only leads make such.
    pub shared: bool,
    pub owner_id: UserId,
    pub owner: String,
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_no_item_can_pass_is_refused() {
        let with = |from, to| QueueFilter {
            confidence_from: from,
            confidence_to: to,
            ..QueueFilter::default()
        };
        assert!(with(Some(0.2), Some(0.8)).check().is_ok());
        for (from, to) in [
            (Some(0.8), Some(0.2)),
            (Some(1.5), None),
            (None, Some(f32::NAN)),
        ] {
            assert!(with(from, to).check().is_err(), "{from:?} {to:?}");
        }
        for of in [ForLeads::Escalated, ForLeads::Adjudication] {
            let whole = QueueFilter::whole(Some(of));
            assert!(whole.check().is_ok());
            assert_eq!(whole.for_leads(), Some(of));
        }
        let both = QueueFilter {
            escalated: true,
            adjudication: true,
            ..QueueFilter::default()
        };
        assert!(both.check().is_err());
        assert!(ForLeads::asked(true, true).is_err());
    }

    #[test]
    fn an_assignee_is_one_word_and_nothing_else_is_read_as_one() {
        let person = UserId::fresh();
        for (whose, text) in [
            (Assignee::Me, "me".to_owned()),
            (Assignee::Nobody, "nobody".to_owned()),
            (Assignee::Person(person), person.to_string()),
        ] {
            let json = serde_json::json!(text);
            assert_eq!(serde_json::to_value(whose).unwrap(), json);
            assert_eq!(serde_json::from_value::<Assignee>(json).unwrap(), whose);
        }
        for wrong in ["", "Me", "bob"] {
            let read = serde_json::from_value::<Assignee>(serde_json::json!(wrong));
            let said = read.unwrap_err().to_string();
            assert!(said.contains("id of a person"), "{said}");
        }
    }

    #[test]
    fn what_was_sent_to_others_is_the_leads() {
        let (one, other) = (UserId::fresh(), UserId::fresh());
        let to = |whose| QueueFilter {
            assignee: Some(whose),
            ..QueueFilter::default()
        };
        assert!(to(Assignee::Person(other)).leads_alone(Some(one)));
        assert!(to(Assignee::Person(one)).leads_alone(None));
        for own in [Assignee::Person(one), Assignee::Me, Assignee::Nobody] {
            assert!(!to(own).leads_alone(Some(one)));
        }
        let escalated = QueueFilter::whole(Some(ForLeads::Escalated));
        assert!(escalated.leads_alone(Some(one)));
        assert!(QueueFilter::default().is_whole());
    }
}
