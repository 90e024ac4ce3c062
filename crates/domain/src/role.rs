//! What a member of a project may do.

use crate::ItemState;
use serde::{Deserialize, Serialize};

/// A member's role in one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Admin,
    Lead,
    Reviewer,
    Engineer,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Admin, Role::Lead, Role::Reviewer, Role::Engineer];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Lead => "lead",
            Role::Reviewer => "reviewer",
            Role::Engineer => "engineer",
        }
    }

    /// May claim items and decide them.
    pub fn may_review(self) -> bool {
        !matches!(self, Role::Engineer)
    }

    /// May decide an item that is in this state.
    pub fn may_decide(self, state: ItemState) -> bool {
        match state {
            ItemState::Escalated | ItemState::Adjudication => self.may_lead(),
            _ => self.may_review(),
        }
    }

    /// May set policy, labels and the gate, upload images, purge.
    pub fn may_lead(self) -> bool {
        matches!(self, Role::Admin | Role::Lead)
    }

    /// May start, cancel and judge training runs, promote and roll back, export.
    pub fn may_train(self) -> bool {
        matches!(self, Role::Admin | Role::Lead | Role::Engineer)
    }

    /// May add and remove members.
    pub fn may_administer(self) -> bool {
        matches!(self, Role::Admin)
    }
}

impl std::str::FromStr for Role {
    type Err = crate::Invalid;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Role::ALL
            .into_iter()
            .find(|r| r.as_str() == s)
            .ok_or_else(|| {
                crate::Invalid::new(format!(
                    "“{s}” is no role; use admin, lead, reviewer or engineer"
                ))
            })
    }
}
