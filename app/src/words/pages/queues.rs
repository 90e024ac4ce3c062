//! What `pages/queues.rs` says.

use crate::words::plural;

pub const NOT_FOR_ENGINEERS: &str = "Engineers do not review";
pub const NOT_FOR_ENGINEERS_HINT: &str =
    "Your role here trains and exports. A project's admin can change it under Members.";
pub const SEE_ITEMS: &str = "See the items";

/// The view that is always there.
pub const EVERYTHING: &str = "Everything";
pub const EVERYTHING_MEANS: &str = "what waits for you, in the project’s order";

/// What is no reviewer's to decide any more; for leads.
pub const LEFT_TO_LEADS: &str = "Escalated, for a lead";
pub const LEFT_TO_LEADS_MEANS: &str = "what was escalated or sent for approval, oldest first";
pub const TO_BE_SETTLED: &str = "To settle, for a lead";
pub const TO_BE_SETTLED_MEANS: &str = "what two reviews differ on and you may settle, oldest first";

/// What one has written and not decided yet.
pub const DRAFTS: &str = "Your drafts";
pub const DRAFT_WITHOUT_ANSWER: &str = "Without an answer yet";

/// `id`: the end of it.
pub fn item(id: &str) -> String {
    format!("item {id}")
}

/// Ways to items beside the queue.
pub const SENT_TO_YOU: &str = "Sent to you";
pub const ON_HOLD: &str = "On hold";
pub const PASSED_OVER: &str = "Passed over";
pub const IN_DISCUSSION: &str = "In discussion";

pub const TITLE: &str = "Queues";
pub const LEAD: &str =
    "Saved views of what waits. The desk takes its next item from the view you open it with.";
/// The way to what one has decided.
pub const DECISIONS: &str = "Your decisions";
pub const VIEWS: &str = "Views";
pub const VIEW: &str = "View";
pub const WAITING: &str = "Waiting";
pub const OPEN: &str = "Open";
pub const BESIDE_QUEUE: &str = "Beside the queue:";

/// Of what the overview counts as in the queue.
pub fn elsewhere(items: &str) -> String {
    format!(
        "{items} more in the queue, but not offered to you now: on somebody’s desk, on hold, sent to somebody else, passed \
         over, left to a sampling rule, or reviewed by you."
    )
}

pub fn waiting_for_second(items: &str) -> String {
    format!("{items} waiting for a second review, which come first at the desk.")
}

/// What follows it is on the same line.
pub fn stranded(items: &str) -> String {
    let wait = plural(items, "item waits", "items wait");
    format!("{wait} for a second review that nobody else here may write. ")
}

pub const STRANDED_HINT: &str = "Have somebody added who reviews, or open each again and decide it once more: while nobody else here may look at it, what a lead says then stands.";
pub const SEE_STRANDED: &str = "See what waits for a second review";
pub const SEE_MEMBERS: &str = "See the members";

/// For a lead, who goes there by it.
pub fn to_settle(items: &str) -> String {
    format!("{items} to settle")
}

pub fn settled_by_lead(items: &str) -> String {
    format!("{items} to be settled by a lead.")
}

pub fn or_more(items: &str) -> String {
    format!("{items} or more")
}

pub fn remove_ask(view: &str) -> String {
    format!("Remove the view “{view}”?")
}

pub fn remove_named(view: &str) -> String {
    format!("Remove the view {view}")
}

pub const REMOVE: &str = "Remove";

pub const EDIT: &str = "Edit";

/// Goes on from [`EDIT`], only for who listens.
pub fn edit_which(view: &str) -> String {
    format!("the view {view}")
}

pub fn shared_by(who: &str) -> String {
    format!("shared by {who}")
}

pub const DESK: &str = "Desk";

/// Goes on from [`DESK`], only for who listens.
pub fn desk_with(view: &str) -> String {
    format!("with {view}")
}

pub const LIST: &str = "List";

/// Goes on from [`LIST`], only for who listens.
pub fn list_of(view: &str) -> String {
    format!("of {view}")
}

pub const BATCH: &str = "Batch";

/// Goes on from [`BATCH`], only for who listens.
pub fn batch_from(view: &str) -> String {
    format!("from {view}")
}

/// Parts of a filter, which are joined by commas.
pub const ESCALATED: &str = "escalated";
pub const IN_ADJUDICATION: &str = "to be settled";

pub fn names(label: &str) -> String {
    format!("names {label}")
}

pub fn names_gone(label: &str) -> String {
    format!("names {label} (no label here any more)")
}

pub fn score_between(from: f32, to: f32) -> String {
    format!("score {from:.2} to {to:.2}")
}

pub fn score_from(from: f32) -> String {
    format!("score {from:.2} or more")
}

pub fn score_below(to: f32) -> String {
    format!("score below {to:.2}")
}

pub fn waiting_for(hours: i32) -> String {
    format!("waiting for {hours} h or longer")
}

pub fn answered_by(version: &str) -> String {
    format!("answered by {version}")
}

pub fn under_policy(version: i32) -> String {
    format!("added under policy version {version}")
}

pub const TO_ME: &str = "sent to me";
pub const TO_NOBODY: &str = "sent to nobody";

pub fn sent_to(person: &str) -> String {
    format!("sent to {person}")
}

/// In place of a name that is not known.
pub const SOMEBODY: &str = "somebody";
pub const FLAGGED: &str = "flagged";
pub const NOT_FLAGGED: &str = "not flagged";
pub const DISAGREE: &str = "model versions disagree";
pub const NONE_DISAGREE: &str = "no model versions known to disagree";
/// A filter with no parts.
pub const NOT_NARROWED: &str = "everything";

/// A choice of [`POLICY_VERSION`].
pub fn added_under(version: i32) -> String {
    format!("added under {version}")
}

pub const SAVE_A_VIEW: &str = "Save a view";

/// In place of [`SAVE_A_VIEW`].
pub fn edit_a_view(view: &str) -> String {
    format!("Edit the view “{view}”")
}

pub const NAME: &str = "Name";
pub const FILTER_HINT: &str = "What is left out does not narrow it. Blind items have no label, score or model to go by, and no disagreement.";
pub const LABEL: &str = "Label";
pub const MODEL_VERSION: &str = "Model version";
pub const POLICY_VERSION: &str = "Policy version";
pub const SCORE_FROM: &str = "Score from";
pub const SCORE_BELOW: &str = "Score below";
pub const WAITING_HOURS: &str = "Waiting, hours";
pub const SENT_TO: &str = "Sent to";
pub const ME: &str = "me";
pub const NOBODY: &str = "nobody";
pub const ONLY_FLAGGED: &str = "Only what is flagged for discussion";
pub const ONLY_DISAGREED: &str = "Only what model versions disagree about";
pub const DISAGREEMENT_MEANS: &str = "Two model versions that answered an item disagree when they decide otherwise or, where neither answer is a decision, when they say other words. The item’s page shows what each said.";
pub const ESCALATED_INSTEAD: &str = "Escalated items instead of queued ones";
pub const TO_SETTLE_INSTEAD: &str = "Items to be settled instead of queued ones";
pub const FOR_EVERYBODY: &str = "For everybody in the project";

/// Of one that somebody else made, beside [`FOR_EVERYBODY`].
pub fn unshared_means(owner: &str) -> String {
    format!("Unticked, it is {owner}’s alone: nobody else sees it then, you neither.")
}

pub const SAVE: &str = "Save the view";
/// The way out of changing a view.
pub const LEAVE_IT: &str = "Leave it as it is";

/// Label, version or person: the choice that does not narrow.
pub const ANY: &str = "any";
// Of what is flagged or disagreed about, where a view leaves it out.
pub const ONLY_THESE: &str = "only these";
pub const NONE_OF_THESE: &str = "none of these";
