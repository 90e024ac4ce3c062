//! What alignment is worth: brands named exactly right on pictures it never saw.

use super::questions::{BRANDS, brands_named};
use super::samples::Sample;
use anyhow::Result;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vitrine_vlm::{Base, Tuned};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    pub scenes: usize,
    /// The named set is exactly the shown one.
    pub exact_brand_set: f64,
    /// Answers that are no list.
    pub malformed: usize,
    /// Share of the scenes that show a brand in which it is named.
    pub recall: BTreeMap<String, f64>,
    pub examples: Vec<Example>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    pub shown: BTreeSet<String>,
    pub answer: String,
}

pub fn measure(base: &Base, tuned: &Tuned, samples: &[Sample]) -> Result<Measured> {
    let visual: Vec<_> = samples.iter().map(|s| &s.visual).collect();
    let asked = vec![BRANDS; samples.len()];
    let answers = vitrine_vlm::generate::generate_visual(base, tuned, &visual, &asked, 32)?;
    let texts: Vec<String> = answers.into_iter().map(|a| a.text).collect();
    let shown: Vec<BTreeSet<String>> = samples
        .iter()
        .map(|s| s.truth.brands().into_iter().collect())
        .collect();
    Ok(score(shown, texts))
}

fn score(shown: Vec<BTreeSet<String>>, answers: Vec<String>) -> Measured {
    let (mut exact, mut malformed) = (0, 0);
    let mut seen: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for (shown, answer) in shown.iter().zip(&answers) {
        let named = brands_named(answer);
        malformed += usize::from(named.is_none());
        let named = named.unwrap_or_default();
        exact += usize::from(brands_named(answer).as_ref() == Some(shown));
        for brand in shown {
            let (hit, all) = seen.entry(brand.clone()).or_default();
            *hit += u32::from(named.contains(brand));
            *all += 1;
        }
    }
    let scenes = shown.len();
    Measured {
        scenes,
        exact_brand_set: exact as f64 / scenes.max(1) as f64,
        malformed,
        recall: seen
            .into_iter()
            .map(|(brand, (hit, all))| (brand, f64::from(hit) / f64::from(all)))
            .collect(),
        examples: shown
            .into_iter()
            .zip(answers)
            .take(12)
            .map(|(shown, answer)| Example { shown, answer })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_set_counts_and_recall_is_by_brand() {
        let set = |names: &[&str]| {
            names
                .iter()
                .map(|n| (*n).to_owned())
                .collect::<BTreeSet<_>>()
        };
        let m = score(
            vec![
                set(&["Nike", "Puma"]),
                set(&["Nike"]),
                set(&[]),
                set(&["Puma"]),
            ],
            vec![
                "Nike, Puma.".into(),
                "Nike, Puma.".into(),
                "None.".into(),
                "Puma and so on".into(),
            ],
        );
        assert_eq!((m.exact_brand_set, m.malformed), (0.5, 1));
        assert_eq!(m.recall["Nike"], 1.0);
        assert_eq!(m.recall["Puma"], 0.5);
    }
}
