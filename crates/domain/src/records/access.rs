//! Who is there, who may do what, and who did what.

use crate::{AuditEventId, ProjectId, Role, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    /// The name one signs in with; unique.
    pub name: String,
    pub display_name: String,
    /// May create projects and users, and deactivate users.
    pub is_admin: bool,
    /// A demo's scripted reviewer: shown as such wherever its name stands.
    pub scripted: bool,
    /// False: deactivated. Nobody signs in with the name; what was done in it stays.
    pub active: bool,
    pub since: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub user: User,
    pub role: Role,
    pub since: DateTime<Utc>,
}

impl Member {
    /// The shown name; with the one to sign in with where another of these shows the same.
    pub fn shown(&self, among: &[Member]) -> String {
        let User {
            id,
            name,
            display_name,
            ..
        } = &self.user;
        let namesake = |m: &Member| m.user.display_name == *display_name && m.user.id != *id;
        match among.iter().any(namesake) {
            true => format!("{display_name} ({name})"),
            false => display_name.clone(),
        }
    }
}

/// Where what somebody is shown as stands among others: whatever the case, and those that differ in case alone always so.
pub fn by_name(shown: &str) -> (String, String) {
    (shown.to_lowercase(), shown.to_owned())
}

/// Who did what to which record, when, from where. Append-only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    pub id: AuditEventId,
    pub project_id: Option<ProjectId>,
    /// The person's display name, or the rule's name (`rule: gate`).
    pub actor: String,
    pub actor_id: Option<UserId>,
    /// The name they sign in by, where somebody else shows the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_login: Option<String>,
    /// One of the demo's scripted reviewers, no person.
    pub scripted: bool,
    /// `noun.verb`: `review.submit`, `model_version.promote`.
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub detail: serde_json::Value,
    pub from_address: Option<String>,
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order_whatever_their_case() {
        let mut names = ["Zoe", "Émile", "adam", "Bob", "zoe", "bo"];
        names.sort_by_key(|name| by_name(name));
        assert_eq!(names, ["adam", "bo", "Bob", "Zoe", "zoe", "Émile"]);
    }

    #[test]
    fn a_member_is_shown_with_the_name_to_sign_in_with_where_the_shown_name_is_shared() {
        let member = |name: &str, shown: &str| Member {
            user: User {
                id: UserId::fresh(),
                name: name.into(),
                display_name: shown.into(),
                is_admin: false,
                scripted: false,
                active: true,
                since: DateTime::UNIX_EPOCH,
            },
            role: Role::Reviewer,
            since: DateTime::UNIX_EPOCH,
        };
        let all = [
            member("alex", "Alex"),
            member("alex2", "Alex"),
            member("kim", "Kim"),
        ];
        let shown = |among: &[Member]| all.each_ref().map(|m| m.shown(among));
        assert_eq!(shown(&all), ["Alex (alex)", "Alex (alex2)", "Kim"]);
        assert_eq!(shown(&all[2..]), ["Alex", "Alex", "Kim"]);
        assert_eq!(
            all[0].shown(&all[..1]),
            "Alex",
            "nobody is a namesake of themselves"
        );
    }
}
