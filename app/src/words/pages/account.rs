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

pub const USERS: &str = "Users";
pub const NAME: &str = "Name";
pub const SHOWN_AS: &str = "Shown as";
/// The column that says who is an admin, and who is a script.
pub const MARKS: &str = "Marks";
pub const ADMIN: &str = "admin";

pub const ADD_A_USER: &str = "Add a user";
/// Stands after `NAME`.
pub const NAME_HINT: &str = "to sign in with";
pub const FIRST_PASSWORD: &str = "First password";
pub const SITE_ADMIN: &str = "Site admin: may make projects and users";
pub const ADD_THE_USER: &str = "Add the user";
