//! What comes before the text path: the region head, and what it and the base find on the run's images.

use super::{RunConfig, weigh::weigh};
use crate::model::findings::{Evidence, Findings, named};
use crate::model::{Engine, head_from};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use vitrine_domain::{Triplet, TripletId};
use vitrine_vlm::region_head::{HeadOutcome, HeadRow, train_region_head};
use vitrine_vlm::tensor_file;
use vitrine_vlm::tuned::RegionHeadFile;
use vitrine_vlm::{Features, Tuned};

/// Images in one pass of the base.
const PASS: usize = 16;

/// The head and the findings of one run.
#[derive(Default)]
pub struct Seen {
    pub head: Option<RegionHeadFile>,
    pub findings: Option<Findings>,
    /// What stands before a triplet's instruction: of a training image, as found by members that did not learn from it.
    pub notes: BTreeMap<TripletId, String>,
}

/// As it lies beside the head's tensors, so that a run taken up again has the very same.
#[derive(Serialize, Deserialize)]
struct Kept {
    findings: Option<Findings>,
    notes: BTreeMap<TripletId, String>,
}

/// Trains the head, warm from the base's prior, or reads what an earlier start left in `kept`. `go_on` hears the
/// seconds left; none when stopped.
pub fn see(
    engine: &Engine,
    learn: &[Triplet],
    check: &[Triplet],
    labels: &[String],
    config: &RunConfig,
    kept: &Path,
    go_on: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Option<Seen>> {
    let (tensors, text) = (
        kept.with_extension("safetensors"),
        kept.with_extension("json"),
    );
    // The text is written last: where it is, the tensors are whole.
    if let Some(rest) = std::fs::read(&text)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok())
    {
        let head = match tensors.exists() {
            true => Some(tensor_file::load(&tensors)?),
            false => None,
        };
        return Ok(Some(Seen {
            head: head.map(|(tensors, text)| RegionHeadFile { tensors, text }),
            findings: rest.findings,
            notes: rest.notes,
        }));
    }
    let Some(seen) = look(engine, learn, check, labels, config, go_on)? else {
        return Ok(None);
    };
    if let Some(head) = &seen.head {
        tensor_file::save(&tensors, &head.tensors, head.text.as_deref())?;
    }
    let part = kept.with_extension("part");
    let rest = Kept {
        findings: seen.findings.clone(),
        notes: seen.notes.clone(),
    };
    std::fs::write(&part, serde_json::to_vec(&rest)?)
        .and_then(|()| std::fs::rename(&part, &text))
        .with_context(|| format!("write {}", text.display()))?;
    Ok(Some(seen))
}

fn look(
    engine: &Engine,
    learn: &[Triplet],
    check: &[Triplet],
    labels: &[String],
    config: &RunConfig,
    go_on: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Option<Seen>> {
    // Who answers a teacher's question is not asked for regions: none drawn does not mean that there are none.
    let (drawn, taught): (Vec<&Triplet>, Vec<&Triplet>) =
        learn.iter().partition(|t| t.taught.is_none());
    if labels.is_empty() || drawn.iter().all(|t| t.regions.is_empty()) {
        return Ok(Some(Seen::default()));
    }
    let rows = head_rows(engine, &drawn, labels)?;
    let prior = head_from(Tuned::none(&engine.base)?.region_head())?;
    let began = Instant::now();
    let outcome = train_region_head(prior.as_ref(), labels, &rows, &config.head, &mut |p| {
        if p.step % 10 > 0 {
            return ControlFlow::Continue(());
        }
        go_on(began.elapsed().as_secs_f32() * (p.steps - p.step) as f32 / p.step as f32)
    })?;
    drop(rows);
    let HeadOutcome {
        head,
        apart,
        stopped,
        ..
    } = outcome;
    if stopped {
        return Ok(None);
    }
    let (tensors, text) = head.to_parts()?;
    let mut seen = Seen {
        head: Some(RegionHeadFile {
            tensors,
            text: Some(text),
        }),
        ..Seen::default()
    };
    if !config.findings || apart.is_empty() {
        return Ok(Some(seen));
    }
    let others: Vec<&Triplet> = taught.into_iter().chain(check).collect();
    let apart = apart.into_iter().map(|scores| by_label(labels, scores));
    let Some(evidence) = evidence(engine, &drawn, apart.map(Ok), go_on)? else {
        return Ok(None);
    };
    let scores = others.iter().map(|t| {
        let scores = head.scores(&engine.features(&t.image.sha256)?)?;
        Ok(by_label(labels, scores))
    });
    let Some(of_others) = self::evidence(engine, &others, scores, go_on)? else {
        return Ok(None);
    };
    let decided = |t: &Triplet| t.regions.iter().map(|r| r.label.clone()).collect();
    let rows: Vec<(Evidence, BTreeSet<String>)> = evidence
        .into_iter()
        .zip(&drawn)
        .map(|(evidence, t)| (evidence, decided(t)))
        .collect();
    let findings = weigh(labels, &rows);
    seen.notes = rows
        .iter()
        .map(|(evidence, _)| evidence)
        .zip(&drawn)
        .chain(of_others.iter().zip(&others))
        .map(|(evidence, t)| (t.id, findings.note(evidence)))
        .collect();
    seen.findings = Some(findings);
    Ok(Some(seen))
}

fn by_label(labels: &[String], scores: Vec<f32>) -> BTreeMap<String, f32> {
    labels.iter().cloned().zip(scores).collect()
}

/// The region head's scores with what the base names, for each triplet's image; none when stopped.
fn evidence(
    engine: &Engine,
    triplets: &[&Triplet],
    scores: impl Iterator<Item = Result<BTreeMap<String, f32>>>,
    go_on: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Option<Vec<Evidence>>> {
    let mut all = Vec::with_capacity(triplets.len());
    let mut scores = scores;
    let began = Instant::now();
    for pass in triplets.chunks(PASS) {
        let features = pass
            .iter()
            .map(|t| engine.features(&t.image.sha256))
            .collect::<Result<Vec<Features>>>()?;
        for named in named(engine, &features.iter().collect::<Vec<_>>())? {
            let scores = scores.next().context("a row without scores")??;
            all.push(Evidence { scores, named });
        }
        let left = (triplets.len() - all.len()) as f32 / all.len() as f32;
        if go_on(began.elapsed().as_secs_f32() * left).is_break() {
            return Ok(None);
        }
    }
    Ok(Some(all))
}

fn head_rows(engine: &Engine, drawn: &[&Triplet], labels: &[String]) -> Result<Vec<HeadRow>> {
    let mut groups: HashMap<String, usize> = HashMap::new();
    drawn
        .iter()
        .map(|t| {
            let known = |r: &vitrine_domain::Region| {
                labels
                    .iter()
                    .position(|l| *l == r.label)
                    .map(|i| (i, r.bbox()))
            };
            // A point has no area to learn from.
            let regions = t
                .regions
                .iter()
                .filter_map(known)
                .filter(|(_, b)| b[0] < b[2] && b[1] < b[3])
                .collect();
            let alike = match t.image.cluster_id {
                Some(cluster) => format!("{cluster:?}"),
                None => t.image.sha256.clone(),
            };
            let next = groups.len();
            Ok(HeadRow {
                features: engine.features(&t.image.sha256)?,
                regions,
                group: *groups.entry(alike).or_insert(next),
            })
        })
        .collect()
}
