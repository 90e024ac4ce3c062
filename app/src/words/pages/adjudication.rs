//! What `pages/adjudication.rs` says.

pub const LEADS_ONLY: &str = "Leads settle what differs";
pub const LEADS_ONLY_HINT: &str =
    "Where two reviews of an item differ, a lead decides. Your role here is another.";
pub const SEE_ITEMS: &str = "See the items";
pub const TO_QUEUES: &str = "To the queues";

pub const NOTHING: &str = "Nothing to settle";
pub const NOTHING_HINT: &str = "Items come here when what a second reviewer says, or has taken back, differs from the first review, or when the first was written anew after that.";
pub const SEE_AGREEMENT: &str = "See how far reviewers agree";

pub const QUEUES: &str = "Queues";
pub const TITLE: &str = "To settle";
pub const LEAD: &str = "Of each item two reviews differ, or a second one had been taken back and counts too. Yours supersedes them; all stay in its history.";

/// `id`: the end of it.
pub fn item(id: &str) -> String {
    format!("Item {id}")
}

/// One after another at the desk.
pub const SETTLE_ALL: &str = "Settle them in turn";
pub const SETTLE: &str = "Settle it";

/// Said right after `SETTLE`, to a screen reader alone.
pub fn settle_which(id: &str) -> String {
    format!(": item {id}")
}

/// In place of `SETTLE`, to a lead who wrote one of the two. `names`: who may instead.
pub fn left_to(names: &[String]) -> String {
    let names = match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    };
    format!("One of the two reviews is yours: {names} may settle it.")
}

pub const POLICIES_DIFFER: &str =
    "The policy changed between the two: they may answer different questions.";
pub const FIRST_REVIEW: &str = "First review";
pub const SECOND_REVIEW: &str = "Second review";

/// `review`: one of the two above.
pub fn image_without_regions(review: &str) -> String {
    format!("{review}: the image without regions")
}

pub fn image_with_regions(review: &str, labels: &str) -> String {
    format!("{review}: the image with regions {labels}")
}

#[cfg(test)]
mod tests {
    use super::left_to;

    #[test]
    fn all_who_may_are_named() {
        let names = ["Ada", "Lena", "Tom"].map(str::to_owned);
        let told = |n: usize| left_to(&names[..n]);
        assert!(told(1).ends_with(": Ada may settle it."));
        assert!(told(2).ends_with(": Ada or Lena may settle it."));
        assert!(told(3).ends_with(": Ada, Lena or Tom may settle it."));
    }
}
