//! Plain words out of the cut-outs' descriptions: `A lobster, from the Hawaiian
//! islands.` becomes `a lobster`.

/// Clean a one-line English description: what follows a bracket, a comma of
/// explanation or the first sentence is dropped, quotation marks go, the article
/// starts small.
pub(crate) fn plain(text: &str) -> String {
    let text = text.trim().trim_start_matches('\u{feff}');
    let text = text
        .split(['(', '!', '.', '?', '—'])
        .next()
        .unwrap_or_default();
    let text = text.split(", ").next().unwrap_or_default();
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, '“' | '”' | '"' | '\''))
        .collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for article in ["A ", "An ", "The ", "Some ", "Two "] {
        if let Some(rest) = text.strip_prefix(article) {
            return format!("{}{rest}", article.to_lowercase());
        }
    }
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn descriptions_become_plain_names() {
        for (from, to) in [
            ("A duck.", "a duck"),
            (
                "A spiny lobster, from the Hawaiian islands.",
                "a spiny lobster",
            ),
            (
                "An albino peahen (a female peafowl, or peacock).",
                "an albino peahen",
            ),
            ("A very poisonous lionfish!", "a very poisonous lionfish"),
            ("Two wild boars.", "two wild boars"),
            ("Measuring tape.", "measuring tape"),
            ("A “Fuji” apple.", "a Fuji apple"),
            ("A wheelie bin! Give me your trash!", "a wheelie bin"),
            ("", ""),
        ] {
            assert_eq!(plain(from), to);
        }
    }
}
