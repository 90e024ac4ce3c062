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
