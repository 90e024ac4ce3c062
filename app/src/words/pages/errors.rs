//! What `pages/errors.rs` says.

use crate::words::plural;

/// There are as many as are shown. `label`: they are those of it; `order`: as [`order`] says it.
pub fn worst(n: i64, version: &str, label: Option<&str>, order: &str) -> String {
    let of = of_label(label);
    format!("The {n} worst of {version}{of}: {order}.")
}

/// `all`: of the label, if there is one.
pub fn of_held_out(n: &str, all: &str, version: &str, label: Option<&str>, order: &str) -> String {
    let all = plural(all, "held-out item", "held-out items");
    let of = of_label(label);
    format!("{n} of {all}{of}, answered wrong by {version}: {order}.")
}

fn of_label(label: Option<&str>) -> String {
    label.map_or(String::new(), |label| {
        format!(" where the truth or the answer names {label}")
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_a_label_it_is_those_of_it() {
        let order = "the lowest first";
        let of = |label| of_held_out("3", "10", "v2", label, order);
        assert_eq!(
            of(None),
            "3 of 10 held-out items, answered wrong by v2: the lowest first."
        );
        let named = "where the truth or the answer names Nike";
        assert_eq!(
            of(Some("Nike")),
            format!("3 of 10 held-out items {named}, answered wrong by v2: {order}.")
        );
        assert_eq!(
            worst(24, "v2", Some("Nike"), order),
            format!("The 24 worst of v2 {named}: {order}.")
        );
    }
}
