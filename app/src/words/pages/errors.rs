//! What `pages/errors.rs` says.

use crate::words::plural;

/// There are as many as are shown. `order`: as [`order`] says it.
pub fn worst(n: i64, version: &str, order: &str) -> String {
    format!("The {n} worst of {version}: {order}.")
}

pub fn of_held_out(n: &str, all: &str, version: &str, order: &str) -> String {
    let all = plural(all, "held-out item", "held-out items");
    format!("{n} of {all}, answered wrong by {version}: {order}.")
}

/// What comes first; `wrong`: below so much chrF free words count as wrong.
pub fn order(order: Order, wrong: f32) -> String {
    let surprise = "what surprised it most first (loss of the truth per token)";
    let chrf = format!("answers in free words below {wrong} of chrF, the lowest first");
    match order {
        Order::Decisions => surprise.to_owned(),
        Order::Prose => chrf,
        Order::DecisionsThenProse => format!("decisions, {surprise}; then {chrf}"),
        Order::ProseThenDecisions => format!("{chrf}; then decisions, {surprise}"),
    }
}

#[derive(Clone, Copy)]
pub enum Order {
    Decisions,
    Prose,
    DecisionsThenProse,
    ProseThenDecisions,
}

pub const MODELS: &str = "Models";
pub const ITEM_BY_ITEM: &str = "Item by item";

pub fn title(version: &str) -> String {
    format!("Worst errors of {version}")
}

pub const LABEL: &str = "Label";
pub const ANY_LABEL: &str = "Any label";
pub const NOTHING_WRONG: &str = "Nothing is wrong here";
pub const NOTHING_WRONG_HINT: &str =
    "Every decision on these items is right, and no answer in free words lies far from the truth.";
pub const LINES_HINT: &str = "Solid lines are what is true, dashed ones what the version saw.";

pub const IMAGE: &str = "The image with what is true and what the version saw";
pub const TRUE: &str = "True";
pub const SAID: &str = "Said";
pub const LOSS: &str = "Loss";

pub fn nats_per_token(loss: f32) -> String {
    format!("{loss:.2} nats per token")
}
