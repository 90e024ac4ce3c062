//! Regions of both sources, as the domain knows them: what the text wrote, what the region head found.

use anyhow::Result;
use vitrine_domain::{BBox, Region, RegionSource, Shape};
use vitrine_vlm::region_head::RegionHead;
use vitrine_vlm::tuned::RegionHeadFile;
use vitrine_vlm::{Features, Tuned, region_text};

/// The regions written in an answer, and how many could not be read. A region whose words name
/// none of `labels` keeps its words; one without words, or without area, counts as unreadable.
pub fn text_regions(text: &str, features: &Features, labels: &[String]) -> (Vec<Region>, usize) {
    let found = region_text::parse(text, &features.padded);
    let (mut regions, mut malformed) = (Vec::new(), found.malformed);
    for region in found.regions {
        let known = labels
            .iter()
            .find(|l| l.to_lowercase() == region.label.to_lowercase());
        let label = known.cloned().unwrap_or(region.label);
        match checked(label, region.bbox, RegionSource::Text, None) {
            Some(region) => regions.push(region),
            None => malformed += 1,
        }
    }
    (regions, malformed)
}

/// The region head of a model, read from its parts; none where it has none.
pub fn head_from(file: Option<&RegionHeadFile>) -> Result<Option<RegionHead>> {
    file.map(|f| RegionHead::from_parts(&f.tensors, f.text.as_deref()))
        .transpose()
}

/// What the model's region head finds of these labels.
pub fn head_regions(tuned: &Tuned, features: &Features, labels: &[String]) -> Result<Vec<Region>> {
    let Some(head) = head_from(tuned.region_head())? else {
        return Ok(Vec::new());
    };
    let found = head.predict(features, labels)?;
    Ok(found
        .into_iter()
        .filter_map(|r| checked(r.label, r.bbox, RegionSource::Head, Some(r.score)))
        .collect())
}

fn checked(label: String, xyxy: BBox, source: RegionSource, score: Option<f32>) -> Option<Region> {
    let region = Region {
        label,
        shape: Shape::Box { xyxy },
        source,
        score,
    };
    region.check().is_ok().then_some(region)
}
