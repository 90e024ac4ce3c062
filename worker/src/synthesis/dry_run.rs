//! A plan drawn and its cost estimated, image by image: no part of it is kept.

use super::args::SynthesiseArgs;
use anyhow::{Context, Result, ensure};
use futures::TryStreamExt;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vitrine_domain::{ContextBox, ImageContext, InstructionKind, SynthesisEstimate, Teacher};
use vitrine_store::{Member, Store};
use vitrine_synthesis::plan::Planner;
use vitrine_synthesis::request::Request;
use vitrine_synthesis::words::{Which, context_text};
use vitrine_synthesis::{builtin, cost};
use vitrine_vlm::memory::peak_mb;

/// The plan under way.
struct Drawing {
    planner: Planner,
    kinds: BTreeMap<String, InstructionKind>,
    teacher: Teacher,
    seed: i64,
    images: u64,
    /// Images that got a sample.
    covered: u64,
    by_kind: BTreeMap<String, i64>,
    estimate: SynthesisEstimate,
}

impl Drawing {
    fn new(args: &SynthesiseArgs, kinds: Vec<InstructionKind>, images: u64) -> Result<Self> {
        ensure!(images > 0, "there is no image to plan for");
        let names: BTreeSet<&str> = kinds.iter().map(|k| k.name.as_str()).collect();
        for kind in args.counts.0.keys() {
            ensure!(
                names.contains(kind.as_str()),
                "there is no kind “{kind}”; there are {}",
                names.iter().copied().collect::<Vec<_>>().join(", ")
            );
        }
        Ok(Self {
            planner: Planner::new(&args.counts.0, images, args.seed),
            kinds: kinds.into_iter().map(|k| (k.name.clone(), k)).collect(),
            teacher: args.teacher()?,
            seed: args.seed,
            images,
            covered: 0,
            by_kind: BTreeMap::new(),
            estimate: SynthesisEstimate::default(),
        })
    }

    fn image(&mut self, sha256: &str, context: &ImageContext) -> Result<()> {
        let planned = self.planner.next_image();
        self.covered += u64::from(!planned.is_empty());
        for sample in planned {
            let kind = self
                .kinds
                .get(&sample.kind)
                .context("the kind was looked up")?;
            let which = Which {
                seed: self.seed,
                image_sha256: sha256,
                nth: sample.nth.cast_signed(),
            };
            let text = context_text(kind.context, context);
            let request = Request::of(&self.teacher, kind, &text, which)
                .with_context(|| format!("the kind {} cannot be asked so", kind.name))?;
            let prompt = cost::expected_prompt(&request);
            cost::add(&mut self.estimate, &self.teacher, prompt, kind.reply_tokens);
            *self.by_kind.entry(sample.kind).or_default() += 1;
        }
        Ok(())
    }

    fn report(self) -> Value {
        json!({
            "images": self.images,
            "images_with_samples": self.covered,
            "samples": self.estimate.samples,
            "by_kind": self.by_kind,
            "seed": self.seed,
            "prompt_tokens": self.estimate.prompt_tokens,
            "reply_tokens": self.estimate.reply_tokens,
            "tokens": self.estimate.prompt_tokens + self.estimate.reply_tokens,
            "dollars": (self.estimate.dollars * 100.0).round() / 100.0,
            "peak_memory_mb": peak_mb() as i64,
        })
    }
}

/// Over so many images with contexts of a usual length.
pub fn of_size(args: &SynthesiseArgs, images: u64) -> Result<Value> {
    let mut drawing = Drawing::new(args, builtin(), images)?;
    let context = usual();
    for i in 0..images {
        drawing.image(&format!("{i:064x}"), &context)?;
    }
    Ok(drawing.report())
}

/// Over the images that a project has now, with what is known of them.
pub async fn of_project(args: &SynthesiseArgs, store: &Store, member: &Member) -> Result<Value> {
    let kinds = store.instruction_kind_list(member).await?;
    let images = store.synthesis_images(member).await?;
    let mut drawing = Drawing::new(args, kinds, images.unsigned_abs())
        .context("no image of the train or validation split has a caption yet")?;
    let mut contexts = store.synthesis_contexts(member);
    while let Some((sha256, context)) = contexts.try_next().await? {
        drawing.image(&sha256, &context)?;
    }
    Ok(drawing.report())
}

/// Five captions and eight boxes, about what COCO has of an image.
fn usual() -> ImageContext {
    let caption = "A man in a red shirt rides a bicycle past a row of parked cars.";
    let of = |category: &str| ContextBox {
        category: category.into(),
        xyxy: [0.25, 0.25, 0.75, 0.75],
    };
    ImageContext {
        captions: vec![caption.into(); 5],
        boxes: [
            "person",
            "bicycle",
            "car",
            "car",
            "car",
            "traffic light",
            "bench",
            "dog",
        ]
        .map(of)
        .to_vec(),
    }
}
