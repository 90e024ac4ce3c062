//! How much a correction changed: of the words, and of the regions.

use super::overlap::overlap;
use crate::Region;

/// Cells of the table that a pair of texts may take; past it what lies between the common beginning and the common end
/// counts as replaced whole.
const WORK: usize = 1 << 18;

/// Words inserted, deleted or replaced (Levenshtein's distance over words), as a share of the longer text's words.
/// 0 when nothing changed, 1 when nothing stayed.
pub fn edit_share(before: &str, after: &str) -> f32 {
    let (a, b) = (words(before), words(after));
    let longest = a.len().max(b.len());
    match longest {
        0 => 0.0,
        n => distance(&a, &b) as f32 / n as f32,
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn distance(a: &[&str], b: &[&str]) -> usize {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = (a.iter().rev().zip(b.iter().rev()))
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.len() * b.len() > WORK {
        return a.len().max(b.len());
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Mean [`overlap`] of the regions before with those after, matched greedily by falling overlap whatever their labels;
/// a region without a partner counts 0. None where there was none before and none after.
pub fn kept_overlap(before: &[Region], after: &[Region]) -> Option<f32> {
    let most = before.len().max(after.len());
    if most == 0 {
        return None;
    }
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (i, a) in before.iter().enumerate() {
        for (j, b) in after.iter().enumerate() {
            let shared = overlap(a, b);
            if shared > 0.0 {
                pairs.push((shared, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut used_a, mut used_b) = (vec![false; before.len()], vec![false; after.len()]);
    let mut sum = 0.0;
    for (shared, i, j) in pairs {
        if !used_a[i] && !used_b[j] {
            used_a[i] = true;
            used_b[j] = true;
            sum += shared;
        }
    }
    Some(sum / most as f32)
}

/// The middle of these; none of none.
pub fn median(values: &mut [f32]) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    let n = values.len();
    match n {
        0 => None,
        _ if n % 2 == 1 => Some(values[n / 2]),
        _ => Some((values[n / 2 - 1] + values[n / 2]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegionSource, Shape};

    fn region(xyxy: [f32; 4]) -> Region {
        Region {
            label: "Nike".into(),
            shape: Shape::Box { xyxy },
            source: RegionSource::Person,
            score: None,
        }
    }

    #[test]
    fn words_are_counted_against_the_longer_text() {
        assert_eq!(edit_share("", ""), 0.0);
        assert_eq!(edit_share("a b c", "a  b c"), 0.0);
        assert_eq!(edit_share("a b c d", "a x c d"), 0.25);
        assert_eq!(edit_share("Violations: Nike.", "No violations."), 1.0);
        assert_eq!(edit_share("a b", "a b c d"), 0.5);
        // kitten → sitting, letters as words: 3 of 7.
        assert_eq!(edit_share("k i t t e n", "s i t t i n g"), 3.0 / 7.0);
    }

    #[test]
    fn texts_too_long_to_compare_count_as_replaced_between_what_is_common() {
        let long = |word: &str| vec![word; 2_000].join(" ");
        assert_eq!(edit_share(&long("a"), &long("b")), 1.0);
        let (a, b) = (format!("{} x", long("a")), format!("{} y", long("a")));
        assert!(edit_share(&a, &b) < 0.001);
    }

    #[test]
    fn a_region_without_a_partner_counts_nothing() {
        let (left, right) = (region([0.0, 0.0, 0.5, 1.0]), region([0.5, 0.0, 1.0, 1.0]));
        let half = region([0.0, 0.0, 0.5, 0.5]);
        assert_eq!(kept_overlap(&[], &[]), None);
        let one = std::slice::from_ref(&left);
        assert_eq!(kept_overlap(one, one), Some(1.0));
        assert_eq!(kept_overlap(one, &[left.clone(), right]), Some(0.5));
        assert!((kept_overlap(one, &[half]).unwrap() - 0.5).abs() < 1e-4);
        assert_eq!(kept_overlap(one, &[]), Some(0.0));
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0]), Some(2.5));
    }
}
