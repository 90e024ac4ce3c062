//! What `islands/password_link.rs` says.

pub const WHOSE: &str = "Name they sign in with";
pub const MAKE: &str = "Make a link";

pub const NO_NAME: &str = "Write the name that they sign in with.";

pub fn nobody(name: &str) -> String {
    format!("Nobody signs in with the name “{name}”.")
}

pub fn link_of(name: &str, until: &str) -> String {
    format!("Link for {name}, until {until}")
}

pub const HAND_OVER: &str = "Copy it now and give it to them, and to nobody else: it is not shown again, and whoever opens it can \
    set this password. A link that you made for them before holds no more.";
