//! What `pages/members.rs` says.

use vitrine_domain::Role;

pub const TITLE: &str = "Members";
pub const NAME: &str = "Name";
pub const ROLE: &str = "Role";
/// The column of what `may` says.
pub const MAY: &str = "May";
pub const SINCE: &str = "Since";

pub fn may(role: Role) -> &'static str {
    match role {
        Role::Admin => "everything, members included",
        Role::Lead => "policy, images, training, promotion, review",
        Role::Reviewer => "review at the desk",
        Role::Engineer => "training, promotion, export",
    }
}

pub const ADD_MEMBER: &str = "Add a member";
pub const SIGN_IN_NAME: &str = "Name they sign in with";
pub const SIGN_IN_NAME_HINT: &str =
    "letter for letter; site admins see all names on their account page";
pub const ADD: &str = "Add";

pub const CHANGE: &str = "Change";
pub const SET: &str = "Set";

pub fn remove_ask(name: &str) -> String {
    format!(
        "Remove {name} from the project? Their access ends at once. Items that they have open, on hold or were sent go back into \
         the queue; what they decided keeps their name."
    )
}

pub const REMOVE: &str = "Remove";
