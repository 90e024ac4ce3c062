//! Who acts. Every store method takes one of these two, so that nothing happens in nobody's name.

use crate::{Result, StoreError};
use vitrine_domain::{ProjectId, Role, User, UserId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorKind {
    Person,
    /// A stated rule of the machine's own (`gate`, `threshold`, `propose`).
    Rule(&'static str),
}

/// A person or a rule, as the audit trail names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// None for a rule.
    pub user_id: Option<UserId>,
    /// The person's display name, or `rule: gate`.
    pub name: String,
    pub kind: ActorKind,
    /// Where a person's request came from.
    pub from_address: Option<String>,
}

impl Actor {
    /// A signed-in person.
    pub fn person(user: &User, from_address: Option<String>) -> Self {
        Self {
            user_id: Some(user.id),
            name: user.display_name.clone(),
            kind: ActorKind::Person,
            from_address,
        }
    }

    /// A rule of a process of ours; it may do what admins may. Never for a request that came from outside.
    pub fn rule(name: &'static str) -> Self {
        Self {
            user_id: None,
            name: format!("rule: {name}"),
            kind: ActorKind::Rule(name),
            from_address: None,
        }
    }

    pub fn is_rule(&self) -> bool {
        matches!(self.kind, ActorKind::Rule(_))
    }
}

/// An actor inside one project. Persons get it from [`crate::Store::member`] alone, which looks the
/// membership up; project-scoped methods take nothing less, so nothing is reached without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub actor: Actor,
    pub project_id: ProjectId,
    /// Empty for a rule.
    pub slug: String,
    pub role: Role,
}

impl Member {
    /// For the worker (and the server's own rules) only: a rule acting in a project, unchecked.
    pub fn rule(name: &'static str, project_id: ProjectId) -> Self {
        Self {
            actor: Actor::rule(name),
            project_id,
            slug: String::new(),
            role: Role::Admin,
        }
    }

    /// Refuses roles that may not.
    pub(crate) fn need(&self, may: fn(Role) -> bool, to: &str) -> Result<()> {
        if may(self.role) {
            return Ok(());
        }
        let who: Vec<&str> = Role::ALL
            .into_iter()
            .filter(|r| may(*r))
            .map(Role::as_str)
            .collect();
        Err(StoreError::Forbidden(format!(
            "your role here is {}; to {to} one must be {}",
            self.role.as_str(),
            who.join(" or ")
        )))
    }

    /// The person at the desk; rules claim and review nothing.
    pub(crate) fn reviewer(&self) -> Result<UserId> {
        self.need(Role::may_review, "review")?;
        self.actor
            .user_id
            .ok_or_else(|| StoreError::Forbidden("only a person reviews".into()))
    }
}
