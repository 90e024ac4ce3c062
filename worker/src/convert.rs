//! `convert`: the base folder from the packages' weights, made once and left alone while its inputs stay.

use crate::cli::ConvertArgs;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use vitrine_vlm::checkpoint;

const LANGUAGE_MODEL: &str = "lm/SmolLM2-135M-Instruct.Q4_1.gguf";
const VISION_TOWER: &str = "vision/vit_s_focus.onnx";

pub fn command(args: &ConvertArgs) -> Result<()> {
    let gguf = args.assets.join(LANGUAGE_MODEL);
    let onnx = args.assets.join(VISION_TOWER);
    if up_to_date(&args.out, &gguf, &onnx, args.aligned.as_deref())? {
        println!("{} is up to date", args.out.display());
        return Ok(());
    }
    if let Some(parent) = args.out.parent() {
        std::fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
    }
    println!("converting the base model into {}", args.out.display());
    vitrine_vlm::convert::build_base(&gguf, &onnx, args.aligned.as_deref(), &args.out)?;
    let hash = checkpoint::verify(&args.out)?.hash;
    println!("base {hash}");
    Ok(())
}

/// Made from the same inputs in the same way, and whole?
fn up_to_date(out: &Path, gguf: &Path, onnx: &Path, aligned: Option<&Path>) -> Result<bool> {
    let Ok(manifest) = checkpoint::verify(out) else {
        return Ok(false);
    };
    let made_from = |part: &str| {
        manifest.provenance[part]["sha256"]
            .as_str()
            .map(str::to_owned)
    };
    let is = |part: &str, file: Option<&Path>| -> Result<bool> {
        Ok(made_from(part) == file.map(checkpoint::file_hash).transpose()?)
    };
    debug_assert!(matches!(
        manifest.provenance,
        Value::Object(_) | Value::Null
    ));
    Ok(
        manifest.provenance["layout"] == vitrine_vlm::convert::LAYOUT
            && is("language_model", Some(gguf))?
            && is("vision_tower", Some(onnx))?
            && is("projector", aligned)?,
    )
}
