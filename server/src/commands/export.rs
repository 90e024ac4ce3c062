//! `export`: a snapshot to a file.

use crate::cli;
use crate::exporting::Export;
use anyhow::Context;
use std::fs::File;
use std::io::BufWriter;
use vitrine_store::{Member, Store};

pub async fn run(args: cli::Export) -> anyhow::Result<()> {
    let store = super::store(&args.database).await?;
    let member = project(&store, &args.project).await?;
    let snapshot = match args.snapshot {
        Some(id) => store
            .snapshot_get(&member, id)
            .await
            .with_context(|| format!("the project has no snapshot {id}"))?,
        None => store.snapshot_make(&member).await?,
    };
    let out = args.out.display();
    let file = File::create_new(&args.out).with_context(|| format!("{out} cannot be made"))?;
    let export = Export {
        pictures: super::pictures(&args.data)?,
        store,
        member,
        snapshot: snapshot.clone(),
        names: args.names,
        reader: None,
    };
    match export.write(BufWriter::new(file)).await {
        Ok(summary) => {
            println!(
                "{out}: {} rows, {} images, {} tombstones, snapshot {} ({})",
                summary.rows, summary.images, summary.tombstones, snapshot.id, snapshot.hash
            );
            Ok(())
        }
        Err(e) => {
            // Half a zip is no zip.
            let _ = std::fs::remove_file(&args.out);
            Err(e).with_context(|| format!("{out} was not written"))
        }
    }
}

/// Whoever holds the database's address may export any project: the command line is no member.
async fn project(store: &Store, slug: &str) -> anyhow::Result<Member> {
    for id in store.project_ids().await? {
        let member = Member::rule("export", id);
        if store.project_get(&member).await?.slug == slug {
            return Ok(member);
        }
    }
    anyhow::bail!("there is no project “{slug}”")
}
