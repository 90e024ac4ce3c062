//! `merge`: a base and an adapter as one folder of weights.

use crate::cli::MergeArgs;
use anyhow::{Context, Result, ensure};
use vitrine_vlm::checkpoint::{self, MANIFEST};
use vitrine_vlm::{Base, Tuned};

pub fn command(args: &MergeArgs) -> Result<()> {
    let out = args.out.display();
    ensure!(!args.out.exists(), "{out} exists already");
    let base = Base::load(&args.base).context("load the base model")?;
    // What a worker saved is sealed, and made for one base; what PEFT wrote is neither.
    let tuned = match args.model.join(MANIFEST).exists() {
        true => Tuned::load(&base, &args.model, &checkpoint::verify(&args.model)?.hash)?,
        false => Tuned::from_peft(&base, &args.model)?,
    };
    if let Some(parent) = args.out.parent() {
        std::fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
    }
    let hash = tuned.merge(&base, &args.out)?;
    println!("{out} holds the merged model {hash}");
    if tuned.findings().is_some() {
        println!(
            "the model has learnt to read findings before an instruction, which a merged folder does not make: ask it \
             with a line such as `Found: A, B.` before the question, or train with \"findings\": false to merge"
        );
    }
    Ok(())
}
