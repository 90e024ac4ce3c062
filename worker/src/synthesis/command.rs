//! `synthesise`: a plan tried dry, a run's record, a recorded run made again.

use super::args::SynthesiseArgs;
use super::{dry_run, record};
use anyhow::{Context, Result, bail};
use vitrine_store::{Member, Store};

pub fn command(args: &SynthesiseArgs) -> Result<()> {
    let out = || args.out.as_deref().context("name what to write with --out");
    if let Some(folder) = &args.replay {
        let n = record::replay(folder, out()?)?;
        println!("{n} samples made again; {}", out()?.display());
        return Ok(());
    }
    if let (true, Some(images), None) = (args.dry_run, args.images, &args.project) {
        return print(&dry_run::of_size(args, images)?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (store, member) = project(args).await?;
        match args.record {
            Some(id) => {
                let n = record::record(&store, &member, id, out()?).await?;
                println!("{n} samples recorded; {}", out()?.display());
                Ok(())
            }
            None if args.dry_run => print(&dry_run::of_project(args, &store, &member).await?),
            None => bail!("name what to do: --dry-run, --record or --replay"),
        }
    })
}

fn print(report: &serde_json::Value) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(report)?);
    Ok(())
}

async fn project(args: &SynthesiseArgs) -> Result<(Store, Member)> {
    let slug = args
        .project
        .as_deref()
        .context("say how many images there are with --images, or name a project with --project")?;
    let url = args
        .database_url
        .as_deref()
        .context("name the database with --database-url or VITRINE_DATABASE_URL")?;
    let store = Store::connect(url).await.context("connect to Postgres")?;
    for id in store.project_ids().await? {
        let member = Member::rule("synthesise", id);
        if store.project_get(&member).await?.slug == slug {
            return Ok((store, member));
        }
    }
    bail!("there is no project {slug}")
}
