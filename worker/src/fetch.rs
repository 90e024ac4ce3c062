//! `fetch`: a checkpoint from a hub into a folder.

use crate::cli::FetchArgs;
use anyhow::Result;
use vitrine_vlm::hub::{Source, bar, fetch};

pub fn command(args: FetchArgs) -> Result<()> {
    let source = Source {
        endpoint: args.endpoint,
        revision: args.revision,
        token: args.token,
        ..Source::new(&args.repository)?
    };
    fetch(&source, &args.out, &mut bar())?;
    println!("{} lies in {}", args.repository, args.out.display());
    Ok(())
}
