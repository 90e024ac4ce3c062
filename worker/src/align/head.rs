//! The region head's prior: trunk and boxes, taught with the alignment brands as labels.

use super::samples::Sample;
use anyhow::Result;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use vitrine_vlm::region_head::{HeadConfig, HeadOutcome, HeadRow, RegionHead, train_region_head};

pub fn train(
    samples: &[Sample],
    epochs: usize,
    seed: u64,
    stop: &AtomicBool,
) -> Result<HeadOutcome> {
    let names: BTreeSet<&String> = samples
        .iter()
        .flat_map(|s| s.truth.marks.iter().map(|m| &m.0))
        .collect();
    let labels: Vec<String> = names.into_iter().cloned().collect();
    let rows: Vec<HeadRow> = samples
        .iter()
        .enumerate()
        .map(|(i, s)| HeadRow {
            group: i,
            features: (*s.features).clone(),
            regions: s
                .truth
                .marks
                .iter()
                .filter_map(|(name, bbox)| {
                    labels.iter().position(|l| l == name).map(|i| (i, *bbox))
                })
                .collect(),
        })
        .collect();
    let config = HeadConfig {
        seed,
        epochs,
        ..HeadConfig::default()
    };
    train_region_head(None, &labels, &rows, &config, &mut |p| {
        if p.step % 50 == 0 || p.step == p.steps {
            println!(
                "  region head step {} of {}, loss {:.3}",
                p.step, p.steps, p.loss
            );
        }
        if stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

/// Share of unseen pictures on which the head's set of brands is exactly the shown one.
pub fn measure(head: &RegionHead, samples: &[Sample]) -> Result<f64> {
    let mut exact = 0;
    for sample in samples {
        let found: BTreeSet<String> = head
            .decide(&sample.features, head.labels())?
            .into_iter()
            .collect();
        exact += usize::from(found == sample.truth.brands().into_iter().collect());
    }
    Ok(exact as f64 / samples.len().max(1) as f64)
}
