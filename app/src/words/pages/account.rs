//! What `pages/account.rs` says.

pub const TITLE: &str = "Account";
/// Stands between the name that is shown and the one to sign in with.
pub const SIGNED_IN_AS: &str = ", signed in as ";

pub const CHANGE_PASSWORD: &str = "Change the password";

pub fn change_password_hint(min_chars: usize) -> String {
    format!("At least {min_chars} characters. Every other session of yours ends.")
}

pub const PASSWORD_NOW: &str = "The password now";
pub const PASSWORD_NEW: &str = "The new one";
pub const CHANGE_IT: &str = "Change it";

pub const SAVE_KEYS: &str = "Save";

pub const USERS: &str = "Users";
pub const NAME: &str = "Name";
pub const SHOWN_AS: &str = "Shown as";
pub const ADMIN: &str = "Site admin";
pub const SINCE: &str = "Since";
pub const STATE: &str = "State";
pub const ACTIVE: &str = "active";
/// The column of what can be done.
pub const CHANGE: &str = "Change";

/// Whether somebody is an admin.
pub fn yes_or_no(is: bool) -> &'static str {
    match is {
        true => "yes",
        false => "no",
    }
}

pub const DEACTIVATE: &str = "Deactivate";
pub const REACTIVATE: &str = "Reactivate";

pub fn deactivate_ask(name: &str) -> String {
    format!(
        "Deactivate {name}? They are signed out everywhere at once and cannot sign in again. Items that they have open, on \
         hold or were sent go back into the queue."
    )
}

pub const DEACTIVATED_HINT: &str = "Whoever leaves is deactivated, not deleted: what they decided keeps their name, and \
    their drafts and roles are there again if they come back.";

pub const FORGOTTEN: &str = "A forgotten password";

pub fn forgotten_hint(hours: i32) -> String {
    format!(
        "Make a link and hand it over: it opens a page on which they set a new password, once, within {hours} hours. That ends \
         every session of theirs."
    )
}

pub const ADD_A_USER: &str = "Add a user";
/// Stands after `NAME`.
pub const NAME_HINT: &str = "to sign in with";
pub const FIRST_PASSWORD: &str = "First password";
pub const SITE_ADMIN: &str = "Site admin: may make projects and users, and deactivate users";
pub const ADD_THE_USER: &str = "Add the user";
