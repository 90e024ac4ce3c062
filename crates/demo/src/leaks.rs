//! No held-out picture may lie near one that is learnt from.

use crate::truth_book::TruthBook;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;
use vitrine_domain::limits::CLUSTER_DISTANCE;
use vitrine_domain::{ClusterId, ItemRow, Split};

/// The part of the alignment's recipe that is read here.
#[derive(Deserialize)]
struct Recipe {
    /// Perceptual hashes of the pictures it learnt from, 16 hex digits each.
    picture_hashes: Vec<String>,
}

/// Checks the splits that the pictures came into and the distance to alignment's; returns a line
/// that says what was checked.
pub fn check(rows: &[ItemRow], book: &TruthBook, alignment: &Path) -> Result<String> {
    let set_aside = rows.iter().filter(|r| r.item.split.is_none()).count();
    let mut clusters = BTreeSet::<(ClusterId, Split)>::new();
    for entry in &book.entries {
        let row = rows
            .iter()
            .find(|r| r.item.id == entry.item_id)
            .context("an uploaded item is gone")?;
        let Some((split, cluster)) = row.item.split.zip(row.item.image.cluster_id) else {
            bail!("item {} has no split", entry.item_id);
        };
        clusters.insert((cluster, split));
        if (split == Split::HeldOut) != (entry.split == Split::HeldOut) {
            bail!(
                "item {} was made for {} and fell into a cluster of {}: a held-out picture looks like one that is learnt from",
                entry.item_id,
                entry.split.as_str(),
                split.as_str()
            );
        }
    }
    let ids: BTreeSet<ClusterId> = clusters.iter().map(|c| c.0).collect();
    if ids.len() != clusters.len() {
        bail!("a cluster of pictures stands in two splits");
    }
    let nearest = nearest(book, alignment)?;
    if nearest <= CLUSTER_DISTANCE {
        bail!(
            "a held-out picture is {nearest} bits from one that alignment learnt from; more than {CLUSTER_DISTANCE} are needed"
        );
    }
    let of = |split| clusters.iter().filter(|c| c.1 == split).count();
    Ok(format!(
        "perceptual hash: 64-bit DCT, same cluster up to {CLUSTER_DISTANCE} bits; {} clusters ({} train, {} validation, {} held-out), \
         {set_aside} set aside and replaced; nearest alignment picture {nearest} bits from held-out",
        clusters.len(),
        of(Split::Train),
        of(Split::Validation),
        of(Split::HeldOut)
    ))
}

fn nearest(book: &TruthBook, alignment: &Path) -> Result<u32> {
    let text = std::fs::read(alignment)
        .with_context(|| format!("read the alignment's recipe {}", alignment.display()))?;
    let recipe: Recipe =
        serde_json::from_slice(&text).with_context(|| format!("read {}", alignment.display()))?;
    let read = |list: &[String]| -> Result<Vec<u64>> {
        list.iter()
            .map(|h| u64::from_str_radix(h, 16).context("a hash of 16 hex digits"))
            .collect()
    };
    let (ours, theirs) = (read(&book.held_out_hashes)?, read(&recipe.picture_hashes)?);
    let distances = ours
        .iter()
        .flat_map(|a| theirs.iter().map(|b| vitrine_media::distance(*a, *b)));
    distances.min().context("no pictures to compare")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// A house of one item a split, its notes, and a recipe whose only picture is `bits` from the held-out one.
    struct Case {
        rows: Vec<ItemRow>,
        book: TruthBook,
        bits: u32,
    }

    impl Case {
        fn new() -> Self {
            let rows: Vec<ItemRow> = Split::ALL.into_iter().map(testing::row).collect();
            let entries = rows
                .iter()
                .zip(Split::ALL)
                .map(|(r, split)| testing::entry(r.item.id, split))
                .collect();
            Self {
                rows,
                book: TruthBook {
                    entries,
                    held_out_hashes: vec![format!("{:016x}", 0)],
                    ..TruthBook::default()
                },
                bits: CLUSTER_DISTANCE + 1,
            }
        }

        fn check(&self) -> Result<String> {
            let recipe = std::env::temp_dir().join(format!("vitrine-{}", uuid::Uuid::new_v4()));
            let hash = format!("{:016x}", (1u64 << self.bits) - 1);
            let text = serde_json::json!({ "picture_hashes": [hash] }).to_string();
            std::fs::write(&recipe, text).unwrap();
            let result = check(&self.rows, &self.book, &recipe);
            std::fs::remove_file(&recipe).unwrap();
            result
        }

        fn why(&self) -> String {
            self.check().unwrap_err().to_string()
        }

        fn row(&mut self, split: Split) -> &mut ItemRow {
            let found = self.rows.iter_mut().find(|r| r.item.split == Some(split));
            found.expect("one of each")
        }
    }

    #[test]
    fn what_was_checked_is_told() {
        let mut case = Case::new();
        let mut aside = testing::row(Split::Train);
        aside.item.split = None;
        case.rows.push(aside);
        let line = case.check().unwrap();
        for part in [
            "3 clusters (1 train, 1 validation, 1 held-out)",
            "1 set aside",
            "nearest alignment picture 7 bits from held-out",
        ] {
            assert!(line.contains(part), "{part} in {line}");
        }
    }

    #[test]
    fn a_held_out_picture_in_a_cluster_that_is_learnt_from_fails() {
        for learnt in [Split::Train, Split::Validation] {
            let mut case = Case::new();
            case.row(Split::HeldOut).item.split = Some(learnt);
            let why = case.why();
            assert!(why.contains("was made for held_out and fell"), "{why}");
        }
        // Nor the other way: its twin is held out.
        let mut case = Case::new();
        case.row(Split::Train).item.split = Some(Split::HeldOut);
        let why = case.why();
        assert!(why.contains("was made for train and fell"), "{why}");
    }

    #[test]
    fn a_cluster_in_two_splits_fails() {
        let mut case = Case::new();
        let cluster = case.row(Split::HeldOut).item.image.cluster_id;
        case.row(Split::Train).item.image.cluster_id = cluster;
        assert_eq!(case.why(), "a cluster of pictures stands in two splits");
    }

    #[test]
    fn an_alignment_picture_within_a_clusters_distance_fails() {
        let mut case = Case::new();
        case.bits = CLUSTER_DISTANCE;
        let why = case.why();
        assert!(why.contains("6 bits from one that alignment"), "{why}");
    }

    #[test]
    fn nothing_to_compare_is_no_proof() {
        let mut case = Case::new();
        case.book.held_out_hashes.clear();
        assert_eq!(case.why(), "no pictures to compare");
        let mut case = Case::new();
        case.rows.remove(0);
        assert_eq!(case.why(), "an uploaded item is gone");
        let mut case = Case::new();
        case.row(Split::Validation).item.split = None;
        assert!(case.why().ends_with("has no split"));
    }
}
