//! Signing in, projects, members, uploads.

use crate::{ItemId, ProjectSettings, Role, Split};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST /api/v1/session`; `DELETE` signs out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignInRequest {
    pub name: String,
    pub password: String,
}

/// `POST /api/v1/users` (admins).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewUser {
    pub name: String,
    pub display_name: String,
    pub password: String,
    #[serde(default)]
    pub is_admin: bool,
    #[serde(default)]
    pub scripted: bool,
}

/// `PATCH /api/v1/users/{name}` (admins): what it names; all else stays. Reply 200 `User`; 404 for a name that nobody has;
/// 409 `conflict` for oneself, and for the last admin. With `?sure=false` the only admin of a project is not deactivated
/// unasked: 409 `ask_first`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserPatch {
    /// False ends the user's access at once, with sessions and claims; what was sent to them is everybody's again. True gives
    /// it back, with the memberships as they were.
    pub active: Option<bool>,
}

/// Reply 201 of `POST /api/v1/users/{name}/password-link` (admins): a link by which that user sets a new password, once. It
/// ends one made before, and ends itself when its maker is deactivated. 404 `not_found` for a name that nobody has, 409
/// `conflict` for oneself and for a deactivated user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLink {
    /// Told here alone: only its hash is stored.
    pub token: String,
    /// `limits::PASSWORD_LINK_HOURS` after it was made.
    pub expires_at: DateTime<Utc>,
}

impl PasswordLink {
    /// The page that it opens, without the host. In the query, which the server's log leaves out.
    pub fn path(&self) -> String {
        format!("/set-password?link={}", self.token)
    }
}

/// `POST /api/v1/session/password-link`, by whoever has the link, signed in or not: 204; every session of its user ends, and
/// none begins. 403 `forbidden` when the link does not hold (any more), 400 when the password is too short, 429 past
/// the limit of attempts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasswordLinkRequest {
    pub token: String,
    pub new: String,
}

/// `PUT /api/v1/projects/{slug}/members/{user name}`; `DELETE` removes, and what they had open, on hold or were sent is
/// everybody's again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberRequest {
    pub role: Role,
    /// 409 `conflict` when they are in already: whoever adds somebody does not mean to change a role.
    #[serde(default)]
    pub new: bool,
}

/// `POST /api/v1/session/password`: ends every other session of the user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasswordRequest {
    pub current: String,
    pub new: String,
}

/// `POST /api/v1/projects` (admins; the maker becomes its admin). 400 `invalid` names what there is none of, at any depth.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewProject {
    pub slug: String,
    pub name: String,
    pub instruction: String,
    pub policy_text: String,
    pub labels: Vec<String>,
    #[serde(default)]
    pub settings: ProjectSettings,
}

/// `PATCH /api/v1/projects/{slug}` (leads): those that it names; the slug stays, and items keep the instruction that they
/// were added with. Reply 200 `Project`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProjectPatch {
    pub name: Option<String>,
    pub instruction: Option<String>,
}

/// `PATCH /api/v1/projects/{slug}/settings`: those that it names, and within one (`gold`) the fields that it names; all others
/// stay. A list, `queue.severities`, `gate.benchmarks` and `training` are set whole. Reply 200 `ProjectSettings`; 400 `invalid`
/// names what there is none of, at any depth, and a label that the project has not; 409 `conflict` when one of `before` has
/// been changed by somebody since. `PUT` sets all of them, whatever they were, and refuses the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SettingsPatch {
    /// Settings as they were when they were shown.
    #[serde(default)]
    pub before: Map<String, Value>,
    #[serde(flatten)]
    pub now: Map<String, Value>,
}

/// `PUT /api/v1/projects/{slug}/policy`: a new version of the policy text. Reply 200 `Policy`: the version that holds, which is the
/// one from before where the text is as it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PolicyRequest {
    pub text: String,
}

/// `POST /api/v1/projects/{slug}/items?split=held_out`: multipart, one part a file; what became of each.
/// `split` (leads) pins images without a cluster; a cluster keeps its first split all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UploadReport {
    pub files: Vec<UploadedFile>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UploadedFile {
    pub name: String,
    #[serde(flatten)]
    pub outcome: UploadOutcome,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum UploadOutcome {
    Added {
        item_id: ItemId,
        split: Option<Split>,
        set_aside: bool,
    },
    /// The same picture with the same instruction is there already.
    AlreadyThere { item_id: ItemId },
    /// Nothing was stored; the message names the limit.
    Refused { message: String },
}
