//! What alignment asks and what is true then; pure text.

use std::collections::BTreeSet;

/// Asks for a whole caption.
pub const DESCRIBE: &str = "Describe the picture.";
/// Asks for the brands alone.
pub const BRANDS: &str = "Which brands are visible?";

/// Share of examples that ask for a caption: its many tokens would outweigh the short answers.
pub const CAPTIONS: f64 = 0.05;

/// The answer that lists brands: `Adidas, Nike.`, sorted, each once, or `None.`.
pub fn brands_answer(brands: &[String]) -> String {
    if brands.is_empty() {
        return "None.".into();
    }
    let names: BTreeSet<&str> = brands.iter().map(String::as_str).collect();
    format!("{}.", names.into_iter().collect::<Vec<_>>().join(", "))
}

/// The set an answer names; none where it does not follow that form.
pub fn brands_named(answer: &str) -> Option<BTreeSet<String>> {
    let list = answer.trim().strip_suffix('.')?;
    if list == "None" {
        return Some(BTreeSet::new());
    }
    let names: Vec<&str> = list.split(", ").collect();
    let set: BTreeSet<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let whole = |name: &String| !name.is_empty() && !name.contains(',');
    (set.len() == names.len() && set.iter().all(whole)).then_some(set)
}

/// Whether this row asks for a caption: every k-th does, k from their share.
pub fn asks_caption(index: usize, share: f64) -> bool {
    share > 0.0 && ((index + 1) as f64 * share).floor() > (index as f64 * share).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_reads_back_as_the_set_it_was_written_from() {
        for brands in [
            vec![],
            vec!["Nike".to_owned()],
            vec!["Nike".to_owned(), "Adidas".to_owned()],
        ] {
            let set: BTreeSet<String> = brands.iter().cloned().collect();
            assert_eq!(brands_named(&brands_answer(&brands)), Some(set));
        }
        assert_eq!(
            brands_answer(&["Nike".into(), "Adidas".into()]),
            "Adidas, Nike."
        );
        for bad in ["Nike", "Nike, Nike.", "Nike,, Puma.", ""] {
            assert_eq!(brands_named(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_share_of_captions_is_kept() {
        let n = (0..1000).filter(|i| asks_caption(*i, 0.2)).count();
        assert_eq!(n, 200);
        assert_eq!((0..1000).filter(|i| asks_caption(*i, 0.0)).count(), 0);
    }
}
