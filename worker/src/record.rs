//! `record`: a stored result as a folder.

use crate::benchmark::written::{self, Sources};
use crate::cli::RecordArgs;
use crate::evaluate::member;
use anyhow::{Context, Result};
use vitrine_store::Store;

pub fn command(args: RecordArgs) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(write(args))
}

async fn write(args: RecordArgs) -> Result<()> {
    let store = Store::connect(&args.places.database_url)
        .await
        .context("connect to Postgres")?;
    let member = member("record", &store, &args.project).await?;
    let evaluation = store
        .benchmark_evaluation_get(&member, args.evaluation)
        .await
        .with_context(|| format!("the evaluation {} of {}", args.evaluation, args.project))?;
    let answers = store.benchmark_answer_all(&member, evaluation.id).await?;
    let version = store
        .version_get(&member, evaluation.model_version_id)
        .await?;
    let artefact = version.artefact_hash.as_deref();
    let sources = Sources {
        folders: (!args.no_data).then_some(&args.folders),
        model: artefact.map(|hash| args.places.model(hash)),
    };
    written::write(&evaluation, &answers, &sources, &args.out)?;
    println!(
        "{} holds the record of {} on {}: {}",
        args.out.display(),
        version.name,
        evaluation.benchmark.title(),
        written::counted(&answers)
    );
    Ok(())
}
