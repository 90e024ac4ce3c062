//! A plan drawn and its cost estimated, image by image: no part of it is kept.

use super::args::SynthesiseArgs;
use anyhow::{Context, Result, ensure};
use futures::TryStreamExt;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vitrine_domain::{
    ContextBox, ImageContext, InstructionKind, Split, SynthesisEstimate, Teacher,
};
use vitrine_store::{Member, Place, Store};
use vitrine_synthesis::further::{Images, Plan, Planned};
use vitrine_synthesis::request::Request;
use vitrine_synthesis::words::{Which, contexts_text};
use vitrine_synthesis::{builtin, cost};
use vitrine_vlm::memory::peak_mb;

/// Samples about several images whose further images are looked up at a time.
const SOME: usize = 1_000;

/// A sample about several images, of which only the first is known.
struct Open {
    sample: Planned,
    sha256: String,
    split: Split,
    context: ImageContext,
}

/// The plan under way.
struct Drawing {
    plan: Plan,
    open: Vec<Open>,
    kinds: BTreeMap<String, InstructionKind>,
    teacher: Teacher,
    seed: i64,
    images: Images,
    /// Images that were the first of a sample.
    covered: u64,
    by_kind: BTreeMap<String, i64>,
    estimate: SynthesisEstimate,
}

impl Drawing {
    fn new(args: &SynthesiseArgs, kinds: Vec<InstructionKind>, images: Images) -> Result<Self> {
        ensure!(images.all() > 0, "there is no image to plan for");
        let names: BTreeSet<&str> = kinds.iter().map(|k| k.name.as_str()).collect();
        for kind in args.counts.0.keys() {
            ensure!(
                names.contains(kind.as_str()),
                "there is no kind “{kind}”; there are {}",
                names.iter().copied().collect::<Vec<_>>().join(", ")
            );
        }
        Ok(Self {
            plan: Plan::new(&args.counts.0, &kinds, images, args.seed)?,
            open: Vec::new(),
            kinds: kinds.into_iter().map(|k| (k.name.clone(), k)).collect(),
            teacher: args.teacher()?,
            seed: args.seed,
            images,
            covered: 0,
            by_kind: BTreeMap::new(),
            estimate: SynthesisEstimate::default(),
        })
    }

    fn image(&mut self, sha256: &str, split: Split, context: &ImageContext) -> Result<()> {
        let planned = self.plan.next_image(sha256, split);
        self.covered += u64::from(!planned.is_empty());
        for sample in planned {
            match sample.further.is_empty() {
                true => self.sample(&sample, sha256, &[], &[context])?,
                false => self.open.push(Open {
                    sample,
                    sha256: sha256.to_owned(),
                    split,
                    context: context.clone(),
                }),
            }
        }
        Ok(())
    }

    fn sample(
        &mut self,
        sample: &Planned,
        sha256: &str,
        further: &[String],
        contexts: &[&ImageContext],
    ) -> Result<()> {
        let kind = self
            .kinds
            .get(&sample.kind)
            .context("the kind was looked up")?;
        let which = Which {
            seed: self.seed,
            image_sha256: sha256,
            further,
            nth: sample.nth.cast_signed(),
        };
        let text = contexts_text(kind.context, contexts);
        let request = Request::of(&self.teacher, kind, &text, which)
            .with_context(|| format!("the kind {} cannot be asked so", kind.name))?;
        let prompt = cost::expected_prompt(&request);
        cost::add(&mut self.estimate, &self.teacher, prompt, kind.reply_tokens);
        *self.by_kind.entry(sample.kind.clone()).or_default() += 1;
        Ok(())
    }

    /// The samples that wait for their further images.
    async fn close(&mut self, store: &Store, member: &Member) -> Result<()> {
        let open = std::mem::take(&mut self.open);
        let places: BTreeSet<Place> = open
            .iter()
            .flat_map(|o| o.sample.further.iter().map(|at| (o.split, *at)))
            .collect();
        let found = store.synthesis_places(member, &places).await?;
        for o in open {
            let (mut further, mut contexts) = (Vec::new(), vec![&o.context]);
            for at in &o.sample.further {
                let (sha256, context) = found
                    .get(&(o.split, *at))
                    .context("images went while the plan was drawn; try again")?;
                further.push(sha256.clone());
                contexts.push(context);
            }
            self.sample(&o.sample, &o.sha256, &further, &contexts)?;
        }
        Ok(())
    }

    fn report(self) -> Value {
        json!({
            "images": self.images.all(),
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
    let all = Images {
        train: images,
        validation: 0,
    };
    // The built-in kinds are about one image each.
    let mut drawing = Drawing::new(args, builtin(), all)?;
    let context = usual();
    for i in 0..images {
        drawing.image(&format!("{i:064x}"), Split::Train, &context)?;
    }
    Ok(drawing.report())
}

/// Over the images that a project has now, with what is known of them.
pub async fn of_project(args: &SynthesiseArgs, store: &Store, member: &Member) -> Result<Value> {
    let kinds = store.instruction_kind_list(member).await?;
    let images = store.synthesis_images(member).await?;
    ensure!(
        images.all() > 0,
        "no image of the train or validation split has a caption yet"
    );
    let mut drawing = Drawing::new(args, kinds, images)?;
    let mut contexts = store.synthesis_contexts(member);
    while let Some((sha256, split, context)) = contexts.try_next().await? {
        drawing.image(&sha256, split, &context)?;
        if drawing.open.len() >= SOME {
            drawing.close(store, member).await?;
        }
    }
    drawing.close(store, member).await?;
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
