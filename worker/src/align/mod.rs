//! `align`: LLaVA's first stage on composed scenes, by a recorded recipe.
//!
//! Must never know a policy, a project or the database.

mod anchor;
pub mod args;
mod captions;
mod cells;
mod earlier;
mod head;
mod measure;
pub mod questions;
mod recipe;
mod samples;
mod stop;

use anyhow::{Context, Result, ensure};
use args::AlignArgs;
use earlier::Earlier;
use std::path::Path;
use std::sync::atomic::Ordering;
use vitrine_scenes::Library;
use vitrine_vlm::tensor_file;
use vitrine_vlm::tuned::RegionHeadFile;
use vitrine_vlm::{Base, Tuned};

/// Unseen scenes are counted from here on.
const UNSEEN: u64 = 1_000_000;

pub fn command(args: &AlignArgs) -> Result<()> {
    ensure!(
        (0.0..1.0).contains(&args.captions),
        "--captions is a share below 1"
    );
    std::fs::create_dir_all(&args.work).with_context(|| format!("make {}", args.work.display()))?;
    let stop = stop::on_signals();
    let base = Base::load(&args.base)?;
    let library = Library::open(&args.assets)?;
    println!("pictures");
    let samples = samples::gather(&library, &base, &args.work, args.seed, 0, args.scenes)?;
    let unseen = samples::gather(&library, &base, &args.work, args.seed, UNSEEN, args.measure)?;
    let earlier = args.from.as_deref().map(Earlier::open).transpose()?;
    let mut recipe = recipe::Recipe::new(args, &base, earlier.as_ref(), &samples);

    match &earlier {
        Some(earlier) => {
            println!("before");
            told(&measure::measure(
                &base,
                &earlier.aligned.tuned(&base)?,
                &unseen,
            )?);
        }
        None => {
            println!("stage 0: the projector towards words");
            recipe.anchor = anchored(&base, args, &samples)?;
            let measured = anchor::measure(&base, &samples, &unseen)?;
            println!(
                "cells of marks named right: {:.1} %; pictures with every mark found: {:.1} %",
                100.0 * measured.cells,
                100.0 * measured.found
            );
            recipe.anchor_measured = Some(measured);
        }
    }
    println!("stage 1: projector and adapter on brands and captions");
    let rows = captions::rows(&samples, args.captions);
    let mut outcome = captions::train(&base, earlier.as_ref(), args, &rows, stop)?;
    recipe.learnt(&outcome);
    println!("measuring on {} unseen pictures", unseen.len());
    let measured = measure::measure(&base, &outcome.tuned, &unseen)?;
    told(&measured);
    recipe.measured = Some(measured);
    // Kept before the head is taught: whoever stops now loses nothing.
    recipe.write(&outcome.tuned, &args.out)?;
    // An earlier one's is taken over as it is.
    if outcome.tuned.region_head().is_some() {
        return Ok(());
    }
    const STOPPED: &str = "stopped: the region head has no prior; start again to go on";
    // Not by `outcome`: what stopped for want of minutes still gets its head.
    if stop.load(Ordering::Relaxed) {
        println!("{STOPPED}");
        return Ok(());
    }
    println!("the region head's prior");
    let head = head::train(&samples, args.head_epochs, args.seed, stop)?;
    if head.stopped {
        println!("{STOPPED}");
        return Ok(());
    }
    let exact = head::measure(&head.head, &unseen)?;
    println!("region head, exact brand set: {:.1} %", 100.0 * exact);
    recipe.head(args.head_epochs, &head.losses, exact);
    let (tensors, text) = head.head.to_parts()?;
    outcome.tuned.set_region_head(Some(RegionHeadFile {
        tensors,
        text: Some(text),
    }));
    recipe.write(&outcome.tuned, &args.out)
}

fn told(measured: &measure::Measured) {
    println!(
        "exact brand set: {:.1} %, malformed {}",
        100.0 * measured.exact_brand_set,
        measured.malformed
    );
}

/// Stage 0, or what it left in an earlier start: its projector, put into the base's.
fn anchored(base: &Base, args: &AlignArgs, samples: &[samples::Sample]) -> Result<Vec<f32>> {
    let kept = args.work.join("anchor.safetensors");
    let settings = format!(
        "{} {} {} {} {}",
        samples::brands_shown(),
        base.hash(),
        args.scenes,
        args.anchor_steps,
        args.seed
    );
    if let Some(losses) = kept_anchor(base, &kept, &settings)? {
        println!("  kept from an earlier start");
        return Ok(losses);
    }
    let losses = anchor::train(base, samples, args.anchor_steps, args.seed)?;
    let text = serde_json::to_string(&(settings, &losses))?;
    tensor_file::save(
        &kept,
        &Tuned::none(base)?.projector().tensors()?,
        Some(&text),
    )?;
    Ok(losses)
}

fn kept_anchor(base: &Base, kept: &Path, settings: &str) -> Result<Option<Vec<f32>>> {
    let Ok((tensors, Some(text))) = tensor_file::load(kept) else {
        return Ok(None);
    };
    let Ok((made_with, losses)) = serde_json::from_str::<(String, Vec<f32>)>(&text) else {
        return Ok(None);
    };
    if made_with != settings {
        return Ok(None);
    }
    for (name, var) in base.projector().vars() {
        var.set(
            tensors
                .get(name)
                .with_context(|| format!("the kept projector has no {name}"))?,
        )?;
    }
    Ok(Some(losses))
}
