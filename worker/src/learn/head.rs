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
    let all: Vec<&Triplet> = drawn.iter().chain(&others).copied().collect();
    let Some(named) = named_once(engine, &all, go_on)? else {
        return Ok(None);
    };
    let evidence = |t: &Triplet, scores: Vec<f32>| Evidence {
        scores: labels.iter().cloned().zip(scores).collect(),
        named: named.get(&t.image.sha256).cloned().unwrap_or_default(),
    };
    let decided = |t: &Triplet| t.regions.iter().map(|r| r.label.clone()).collect();
    // A teacher's question about a picture that members learnt from gets what the one says that did not.
    let apart_of: HashMap<String, &Vec<f32>> = drawn.iter().map(|t| alike(t)).zip(&apart).collect();
    let others = others
        .iter()
        .map(|t| {
            let scores = match apart_of.get(&alike(t)) {
                Some(scores) => scores.to_vec(),
                None => head.scores(&engine.features(&t.image.sha256)?)?,
            };
            Ok((t.id, evidence(t, scores)))
        })
        .collect::<Result<Vec<_>>>()?;
    let rows: Vec<(Evidence, BTreeSet<String>)> = drawn
        .iter()
        .zip(&apart)
        .map(|(t, scores)| (evidence(t, scores.clone()), decided(t)))
        .collect();
    let findings = weigh(labels, &rows);
    // Reviews may name none of the labels that the project has now.
    if findings.labels.is_empty() {
        return Ok(Some(seen));
    }
    let of_drawn = drawn.iter().zip(&rows).map(|(t, row)| (t.id, &row.0));
    seen.notes = of_drawn
        .chain(others.iter().map(|(id, evidence)| (*id, evidence)))
        .map(|(id, evidence)| (id, findings.note(evidence)))
        .collect();
    seen.findings = Some(findings);
    Ok(Some(seen))
}

/// What the base names on each of the triplets' first images, asked once an image; none when stopped.
fn named_once(
    engine: &Engine,
    triplets: &[&Triplet],
    go_on: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Option<HashMap<String, BTreeSet<String>>>> {
    let images: BTreeSet<&String> = triplets.iter().map(|t| &t.image.sha256).collect();
    let images: Vec<&String> = images.into_iter().collect();
    let mut all = HashMap::with_capacity(images.len());
    let began = Instant::now();
    for pass in images.chunks(PASS) {
        let features = pass
            .iter()
            .map(|sha256| engine.features(sha256))
            .collect::<Result<Vec<Features>>>()?;
        let named = named(engine, &features.iter().collect::<Vec<_>>())?;
        all.extend(pass.iter().map(|sha256| (*sha256).clone()).zip(named));
        let left = (images.len() - all.len()) as f32 / all.len() as f32;
        if go_on(began.elapsed().as_secs_f32() * left).is_break() {
            return Ok(None);
        }
    }
    Ok(Some(all))
}

/// What pictures that look alike have in common.
fn alike(t: &Triplet) -> String {
    match t.image.cluster_id {
        Some(cluster) => format!("{cluster:?}"),
        None => t.image.sha256.clone(),
    }
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
            let next = groups.len();
            Ok(HeadRow {
                features: engine.features(&t.image.sha256)?,
                regions,
                group: *groups.entry(alike(t)).or_insert(next),
            })
        })
        .collect()
}
