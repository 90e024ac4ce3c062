//! What `desk/actions.rs` says.

use vitrine_domain::{Mode, Verdict};

pub const VERDICT: &str = "Verdict";

/// The first button: what the draft makes of the item.
pub fn main(mode: Mode, lead: bool, verdict: Verdict) -> &'static str {
    match (mode, verdict) {
        (Mode::Instructor, _) if !lead => "Send for approval",
        (Mode::Instructor, _) => "Release",
        (Mode::Advisory, Verdict::Accept) => "Confirm the suggestion",
        (Mode::Advisory, Verdict::Correct) => "Confirm as corrected",
        (_, Verdict::Accept) => "Accept",
        (_, Verdict::Correct) => "Save correction",
        _ => "Save label",
    }
}

pub const REJECT: &str = "Reject";
pub const ESCALATE: &str = "Escalate";
pub const REJECT_HINT: &str = "The note goes with it and is kept with the review";
pub const ESCALATE_HINT: &str = "The note goes with it: the lead reads it";
pub const SKIP: &str = "Skip";

pub const PUT_OFF: &str = "Put off";
pub const HOLD: &str = "Hold";
pub const SEND_TO: &str = "Send to…";
pub const DISCUSSED: &str = "Discussed";
pub const DISCUSS: &str = "Discuss";
/// Follows how many they are, to a screen reader alone.
pub const SAID: &str = " said ";
pub const GIVE_BACK: &str = "Give back";

/// Why items are mostly passed over: one press instead of a sentence.
pub const REASONS: [&str; 4] = [
    "I am not sure",
    "Not my subject",
    "The picture cannot be made out",
    "The policy does not say",
];

pub const SKIP_TITLE: &str = "Skip this item";
pub const HOLD_TITLE: &str = "Put this item on hold";
pub const SEND_TITLE: &str = "Send this item to a person";
pub const PLACE_TITLE: &str = "Place and size of the region";
pub const DISCUSSION: &str = "Discussion";
pub const CLOSE: &str = "Close";

pub const ANOTHER_ITEM: &str = "Another item lies here now: close this and look at that one first.";
pub const NO_REASON: &str = "Say what the item waits for.";
pub const NOBODY_CHOSEN: &str = "Choose somebody.";

pub const HOLD_HINT: &str =
    "Nobody is offered it until you or a lead takes it up again. Your draft stays.";
pub const PUT_ON_HOLD: &str = "Put on hold";
pub const SEND_HINT: &str = "Nobody else is offered it. Your draft stays yours.";
pub const SEND: &str = "Send";
pub const SKIP_HINT: &str =
    "It goes back for others and is not offered to you again. Your draft is given up.";

pub const REASONS_LABEL: &str = "Reasons";
pub const WAITS_FOR: &str = "What does it wait for?";
/// `OPTIONAL` follows.
pub const WHY: &str = "Why? ";
pub const OPTIONAL: &str = "optional; others read it";

pub const TO: &str = "To";
pub const CHOOSE: &str = "Choose…";
