//! `tiny-base`: a base for tests, of the real layout and the same code's way.

use crate::cli::TinyBaseArgs;
use anyhow::Result;

pub fn command(args: &TinyBaseArgs) -> Result<()> {
    let manifest = vitrine_vlm::tiny::write_base(&args.out, args.seed)?;
    println!("base {}", manifest.hash);
    Ok(())
}
