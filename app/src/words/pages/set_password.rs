//! What `pages/set_password.rs` says.

pub const DIFFER: &str = "The two are not the same. Write the new password twice.";
pub const TOO_MANY: &str = "Too many attempts. Wait a minute, then try again.";
pub const DATABASE_AWAY: &str = "The database cannot be reached just now. Try again in a moment.";

pub fn too_short(min_chars: usize) -> String {
    format!("This password cannot be. {}", rule(min_chars))
}

pub const TITLE: &str = "Set a new password";
pub const BRAND: &str = "Vitrine";
pub const NAME: &str = "Name";
pub const PASSWORD: &str = "New password";

pub fn rule(min_chars: usize) -> String {
    format!("At least {min_chars} characters, and not blanks alone.")
}

pub const AGAIN: &str = "The same once more";
pub const SET: &str = "Set the password";
pub const SESSIONS_END: &str =
    "Wherever you are signed in, that ends; then you sign in with the new password.";

pub const OVER: &str = "This link holds no more";
pub const OVER_HINT: &str = "It was used or replaced by a newer one, or its time has run out. Nothing was changed by opening it. \
    If you have just set a password, sign in with it; otherwise ask an admin of this Vitrine for a new link.";
pub const SIGN_IN: &str = "Sign in";
