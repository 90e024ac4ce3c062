//! What `pages/sign_in.rs` says.

pub const TOO_MANY: &str = "Too many attempts. Wait a minute, then try again.";
pub const DATABASE_AWAY: &str = "The database cannot be reached just now. Try again in a moment.";
pub const DEACTIVATED: &str =
    "Your account is deactivated. Ask an admin of this Vitrine to let you in again.";
pub const NO_MATCH: &str = "Name and password do not match.";
pub const PASSWORD_SET: &str = "The new password is set. Sign in with it.";

pub const TITLE: &str = "Sign in";
pub const BRAND: &str = "Vitrine";
pub const NAME: &str = "Name";
pub const PASSWORD: &str = "Password";
pub const SIGN_IN: &str = "Sign in";
pub const NO_ACCOUNT: &str = "No account yet? An admin of this Vitrine adds one.";
pub const FORGOTTEN: &str = "Password forgotten? Ask one for a link to set a new one.";
