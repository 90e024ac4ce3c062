//! `evaluate`: a model version on a split of a snapshot, from the command line.

use crate::benchmark::args::Benchmark;
use crate::benchmark::{Finished, Folders, Measured, command as on_a_benchmark};
use crate::cli::{EvaluateArgs, Places};
use crate::jobs::{Measuring, Shop};
use crate::learn::commonest_answer;
use crate::model::{Engine, Lane, Proposer};
use anyhow::{Context, Result, ensure};
use futures::TryStreamExt;
use std::sync::Arc;
use vitrine_domain::{ModelVersion, Split, Triplet};
use vitrine_store::{Member, Store};
use vitrine_vlm::{Tuned, checkpoint};

pub fn command(args: EvaluateArgs) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(print(args))
}

async fn print(args: EvaluateArgs) -> Result<()> {
    let places = Places {
        database_url: args.database_url.clone().unwrap_or_default(),
        data: match (&args.benchmark, &args.data) {
            (None, Some(data)) => data.clone(),
            _ => args.house.clone(),
        },
        base: args.base.clone(),
        device: args.device.clone(),
    };
    let Some(slug) = &args.project else {
        let benchmark = args.benchmark.context("name a project, or a benchmark")?;
        return on_benchmark(&args, &places, benchmark, None)
            .await
            .map(drop);
    };
    ensure!(
        !places.database_url.is_empty(),
        "name the database with --database-url or VITRINE_DATABASE_URL: versions of a project are found there"
    );
    let store = Store::connect(&places.database_url)
        .await
        .context("connect to Postgres")?;
    let member = member("evaluate", &store, slug).await?;
    let project = store.project_get(&member).await?;
    let versions = store.version_list(&member).await?;
    let version = match &args.version {
        Some(name) => versions
            .into_iter()
            .find(|v| v.name == *name)
            .with_context(|| format!("no version is named {name}"))?,
        None => store
            .champion_get(&member)
            .await?
            .context("there is no champion yet")?,
    };
    if let Some(benchmark) = args.benchmark {
        let measured = on_benchmark(&args, &places, benchmark, Some(&version)).await?;
        let kept = store
            .benchmark_evaluation_add(
                &member,
                version.id,
                measured.options,
                &measured.result,
                &measured.answers,
            )
            .await?;
        eprintln!("kept in the project as evaluation {}", kept.id);
        return Ok(());
    }
    let snapshot = match args.snapshot {
        Some(id) => store.snapshot_get(&member, id).await?,
        None => store
            .snapshot_list(&member)
            .await?
            .into_iter()
            .next()
            .context("there is no snapshot yet")?,
    };
    let triplets: Vec<Triplet> = store
        .snapshot_triplets(&member, snapshot.id)
        .try_collect()
        .await?;
    let of = |split| {
        triplets
            .iter()
            .filter(move |t| t.split == split && !t.purged())
    };
    let commonest = commonest_answer(of(Split::Train).map(|t| t.response.as_str()))
        .unwrap_or_default()
        .to_owned();
    let chosen: Arc<Vec<Triplet>> = Arc::new(of(args.split).cloned().collect());
    ensure!(
        !chosen.is_empty(),
        "the snapshot has no triplet in the split {}",
        args.split.as_str()
    );
    let engine = Arc::new(Engine::open(&places)?);
    let shop = Shop::new(
        store,
        engine.clone(),
        Proposer::start(engine.clone(), 1)?,
        Lane::start("evaluate", engine)?,
        Folders::default(),
    );
    let measuring = Measuring {
        shop: &shop,
        member: &member,
        labels: &project.labels,
        metric: project.settings.gate.metric,
        snapshot: snapshot.id,
        held_out: chosen.clone(),
        commonest,
        stop: Arc::default(),
    };
    let measured = match args.split {
        Split::HeldOut => measuring.of(&version).await?,
        Split::Train | Split::Validation => measuring.on(chosen, &version).await?,
    };
    let measured = measured.context("the evaluation was stopped")?;
    let report = serde_json::json!({
        "version": version.name,
        "snapshot": snapshot.hash,
        "split": args.split,
        "scores": measured.scores,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

/// A version, or the base alone, on a published benchmark.
async fn on_benchmark(
    args: &EvaluateArgs,
    places: &Places,
    benchmark: Benchmark,
    version: Option<&ModelVersion>,
) -> Result<Finished> {
    let engine = Arc::new(Engine::open(places)?);
    let base = engine.base.hash();
    let (tuned, name, artefact) = match (version, &args.model) {
        (Some(version), _) => {
            ensure!(
                version.base_hash == base,
                "the version {} stands on another base ({}) than --base names",
                version.name,
                version.base_hash
            );
            let artefact = version.artefact_hash.clone();
            (
                engine.model(artefact.as_deref())?,
                version.name.clone(),
                artefact,
            )
        }
        (None, Some(folder)) => {
            let hash = checkpoint::verify(folder)?.hash;
            let tuned = Arc::new(Tuned::load(&engine.base, folder, &hash)?);
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            (tuned, name.into_owned(), Some(hash))
        }
        (None, None) => (engine.model(None)?, "base".to_owned(), None),
    };
    let measured = Measured {
        lane: Lane::start("evaluate", engine.clone())?,
        engine,
        tuned,
        version: name,
        artefact,
    };
    on_a_benchmark::run(args, benchmark, &measured).await
}

/// The project of this short name, in the rule's hand.
pub async fn member(rule: &'static str, store: &Store, slug: &str) -> Result<Member> {
    for id in store.project_ids().await? {
        let member = Member::rule(rule, id);
        if store.project_get(&member).await?.slug == slug {
            return Ok(member);
        }
    }
    anyhow::bail!("there is no project {slug}")
}
