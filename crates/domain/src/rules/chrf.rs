//! chrF (Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation"):
//! character n-grams of order 1–6 without white space, β = 2, as sacreBLEU's defaults.

use std::collections::HashMap;

const ORDERS: usize = 6;
const BETA_SQUARED: f64 = 4.0;

/// Sentence chrF of a hypothesis against one reference, 0–100. Orders for which either side has no
/// n-gram are left out of the mean; two empty texts score 100.
pub fn chrf(hypothesis: &str, reference: &str) -> f64 {
    let strip = |s: &str| -> Vec<char> { s.chars().filter(|c| !c.is_whitespace()).collect() };
    let (h, r) = (strip(hypothesis), strip(reference));
    if h.is_empty() && r.is_empty() {
        return 100.0;
    }
    let (mut precision, mut recall, mut orders) = (0.0, 0.0, 0.0);
    for n in 1..=ORDERS {
        let (hyp, reference) = (grams(&h, n), grams(&r, n));
        let (total_h, total_r): (usize, usize) = (hyp.values().sum(), reference.values().sum());
        if total_h == 0 || total_r == 0 {
            continue;
        }
        let shared: usize = hyp
            .iter()
            .map(|(g, c)| *c.min(reference.get(g).unwrap_or(&0)))
            .sum();
        precision += shared as f64 / total_h as f64;
        recall += shared as f64 / total_r as f64;
        orders += 1.0;
    }
    if orders == 0.0 || precision + recall == 0.0 {
        return 0.0;
    }
    let (p, r) = (precision / orders, recall / orders);
    100.0 * (1.0 + BETA_SQUARED) * p * r / (BETA_SQUARED * p + r)
}

fn grams(text: &[char], n: usize) -> HashMap<&[char], usize> {
    let mut counts = HashMap::new();
    for gram in text.windows(n) {
        *counts.entry(gram).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_scale() {
        assert!((chrf("Violations: Nike.", "Violations: Nike.") - 100.0).abs() < 1e-9);
        assert_eq!(chrf("", "abc"), 0.0);
        assert_eq!(chrf("xyz", "abc"), 0.0);
        assert_eq!(chrf("", ""), 100.0);
    }

    /// Worked by hand: "abcd" against "abce": shared 3/4, 2/3, 1/2, 0/1 on orders 1–4; both orders' means equal,
    /// so the F-score is that mean, (0.75 + 0.6667 + 0.5 + 0) / 4.
    #[test]
    fn a_case_worked_by_hand() {
        assert!((chrf("abcd", "abce") - 100.0 * (0.75 + 2.0 / 3.0 + 0.5) / 4.0).abs() < 1e-9);
    }
}
