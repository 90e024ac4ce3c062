//! What `desk/parts.rs` says.

use crate::words::plural;
use vitrine_domain::ForLeads;

pub const POLICY: &str = "Policy";

pub const LOADING: &str = "The next item is on its way.";

/// `narrow`: under a view, or of what waits for leads alone.
pub fn empty(narrow: bool) -> &'static str {
    match narrow {
        true => "Nothing is left in this view",
        false => "Nothing is waiting for you",
    }
}

/// Why nothing lies here, and what brings something; `view`: under one; `of`: what waits for leads, where that is looked through.
pub fn empty_hint(view: bool, of: Option<ForLeads>) -> &'static str {
    match of {
        _ if view => {
            "Whatever is of this view has been decided, is with another reviewer, or was skipped by you. Others may wait \
             outside it. New ones appear here by themselves."
        }
        None => {
            "Every item that is ready has been decided, is with another reviewer, or was skipped by you. \
             New ones appear here by themselves as soon as the model has proposed an answer."
        }
        Some(ForLeads::Adjudication) => {
            "Nothing is left for you to settle. An item appears here by itself when two reviews of it differ."
        }
        Some(ForLeads::Escalated) => {
            "Nothing escalated is left for you. An item appears here by itself when somebody escalates it or sends it for \
             approval."
        }
    }
}

/// Under a view, where the queue is longer than what is looked through.
pub const NONE_AMONG_THE_FIRST: &str = "None of the first 20,000 items of the queue is of this view. What lies behind \
    them is not looked for here: the queue's list may find it.";

/// `items`: with their digits grouped.
pub fn unproposed(items: &str) -> String {
    let wait = plural(
        items,
        "item waits for a proposal",
        "items wait for a proposal",
    );
    format!(
        "{wait}. A worker makes them: items appear here by themselves as soon as one runs and has answered."
    )
}

/// From a view that holds nothing.
pub const WHOLE_QUEUE: &str = "The whole queue";
pub const LOOK_AGAIN: &str = "Look again";
pub const SEE_ITEMS: &str = "See the items";
pub const OVERVIEW: &str = "Overview";

pub const SIGNED_OUT: &str = "You are signed out";
pub const SIGNED_OUT_HINT: &str =
    "Your drafts are kept in this browser. Sign in to go on where you were.";
pub const SOMEBODY_ELSE: &str = "Somebody else is signed in here by now";
pub const SOMEBODY_ELSE_HINT: &str = "Nothing more is sent from this page, and nothing was done in their name. Your drafts \
    are kept in this browser: sign in again as yourself to go on where you were.";
pub const SIGN_IN: &str = "Sign in";

pub const ENOUGH: &str = "Enough for today";
pub const SEE_DAY: &str = "See your day";

pub const BREAK: &str = "Take your time";
pub const BREAK_HINT: &str = "What you held has gone back into the queue, and your drafts are kept. Nothing runs while you are away.";
pub const GO_ON: &str = "Go on";

pub const AWAY: &str = "No item could be claimed";
pub const TRY_AGAIN: &str = "Try again";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_desk_speaks_of_proposals_where_they_bring_items_alone() {
        let proposed = |of| empty_hint(false, of).contains("proposed");
        assert!(proposed(None));
        for of in [ForLeads::Escalated, ForLeads::Adjudication] {
            assert!(!proposed(Some(of)), "{of:?}");
        }
    }

    #[test]
    fn an_empty_view_is_not_taken_for_all_that_there_is() {
        assert_ne!(empty(true), empty(false));
        let kinds = [
            None,
            Some(ForLeads::Escalated),
            Some(ForLeads::Adjudication),
        ];
        for of in kinds {
            assert!(empty_hint(true, of).contains("outside it"), "{of:?}");
            assert!(!empty_hint(false, of).contains("outside it"), "{of:?}");
        }
    }
}
