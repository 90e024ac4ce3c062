//! Fills an empty database through the REST interface: people, project, pictures.
//!
//! Every step can be repeated: a start that was cut off goes on where it stopped.

use crate::api::{Api, Refused};
use crate::cli::Common;
use crate::pictures::{self, Wanted};
use crate::plan::Plan;
use crate::progress::Progress;
use crate::truth_book::{Entry, Person, TruthBook};
use anyhow::{Context, Result, bail};
use futures::{StreamExt, TryStreamExt};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use vitrine_domain::api::{ErrorCode, NewProject, NewUser, UploadOutcome};
use vitrine_domain::{ItemId, ProjectSettings, Role, Split};
use vitrine_scenes::{Library, Policy};

pub const SLUG: &str = "brand-policy";
pub const ADMIN: &str = "demo-admin";
pub const LEAD: &str = "lead";
pub const SCRIPTS: [&str; 3] = ["demo-script-a", "demo-script-b", "demo-script-c"];
/// Pictures in one request.
const BATCH: usize = 16;
/// Pictures composed for ones that were set aside, at most.
const SPARES: u64 = 50;

/// Fresh passwords for everyone who signs in.
pub fn people() -> Vec<Person> {
    let mut all = vec![
        Person::fresh(ADMIN, "Demo set-up", true),
        Person::fresh(LEAD, "You, the lead", false),
    ];
    for name in SCRIPTS {
        let letter = name.rsplit('-').next().unwrap_or_default().to_uppercase();
        all.push(Person::fresh(name, &format!("Demo script {letter}"), true));
    }
    all
}

/// Users, project and members; those who are there already stay.
pub async fn project(api: &Api, args: &Common, policy: &Policy, book: &TruthBook) -> Result<()> {
    for person in book.people.iter().filter(|p| p.name != ADMIN) {
        user(api, person).await?;
    }
    let settings = ProjectSettings {
        retrain_after: Some(args.items.scripted() as i32),
        training: training(args.seed),
        ..ProjectSettings::default()
    };
    there_already(
        api.project_add(&NewProject {
            slug: SLUG.into(),
            name: "Brand policy".into(),
            instruction: "Flag policy-violating logos. Say which, and where.".into(),
            policy_text: pictures::policy_text(policy),
            labels: policy.brands.iter().map(|b| b.title.to_owned()).collect(),
            settings,
        })
        .await,
    )?;
    api.member_set(LEAD, Role::Lead).await?;
    for name in SCRIPTS {
        api.member_set(name, Role::Reviewer).await?;
    }
    Ok(())
}

/// An account, unless it is there already.
pub async fn user(api: &Api, person: &Person) -> Result<()> {
    let user = NewUser {
        name: person.name.clone(),
        display_name: person.display_name.clone(),
        password: person.password.clone(),
        is_admin: false,
        scripted: person.scripted,
    };
    there_already(api.user_add(&user).await)
}

/// Settings of the demo's training.
fn training(seed: u64) -> serde_json::Value {
    let mut settings = serde_json::json!({ "seed": training_seed(seed) });
    if let Ok(extra) = std::env::var("VITRINE_DEMO_TRAINING")
        && let Ok(serde_json::Value::Object(extra)) = serde_json::from_str(&extra)
    {
        for (key, value) in extra {
            settings[key] = value;
        }
    }
    settings
}

/// The run's seed follows the demo's, one way: rows hold it, and the scenes are drawn from the demo's own.
/// 31 bits, which every reader of JSON takes whole.
fn training_seed(seed: u64) -> u32 {
    let hash = Sha256::new()
        .chain_update("training")
        .chain_update(seed.to_le_bytes())
        .finalize();
    u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]) >> 1
}

/// What was made by an earlier start is no fault.
pub fn there_already(result: Result<()>) -> Result<()> {
    match result {
        Err(e)
            if e.downcast_ref::<Refused>()
                .is_some_and(|r| r.code == Some(ErrorCode::Conflict)) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Composes and uploads every picture, in random order under neutral names; notes what is true of
/// each. One that is set aside, as it looks like pictures of two splits, is replaced by another.
pub async fn pictures(
    api: &Api,
    args: &Common,
    policy: Policy,
    book: &mut TruthBook,
    notes: &Path,
) -> Result<()> {
    let library = Arc::new(Library::open(&args.assets)?);
    let policy = Arc::new(policy);
    let mut wanted = wanted(&args.items);
    wanted.shuffle(&mut ChaCha8Rng::seed_from_u64(args.seed));
    let cores = std::thread::available_parallelism().map_or(2, |n| n.get());
    let mut progress = Progress::new();
    let (mut done, all) = (0, wanted.len());
    book.entries.clear();
    book.held_out_hashes.clear();
    // A request pins one split: the order is random within and among requests.
    let mut batches: Vec<Vec<Wanted>> = Vec::new();
    for split in Split::ALL {
        let of_split: Vec<Wanted> = wanted
            .iter()
            .copied()
            .filter(|w| w.split == split)
            .collect();
        batches.extend(of_split.chunks(BATCH).map(<[_]>::to_vec));
    }
    batches.shuffle(&mut ChaCha8Rng::seed_from_u64(args.seed ^ 1));
    let mut batches = VecDeque::from(batches);
    let aside = set_aside(api).await?;
    let mut spares = 0;
    while let Some(batch) = batches.pop_front() {
        let split = batch[0].split;
        let made: Vec<_> = futures::stream::iter(batch)
            .map(|w| {
                let (library, policy) = (library.clone(), policy.clone());
                async move {
                    Ok::<_, anyhow::Error>((
                        w,
                        pictures::compose(library, policy, args.seed, w).await?,
                    ))
                }
            })
            .buffered(cores)
            .try_collect()
            .await?;
        let files = made
            .iter()
            .map(|(_, p)| {
                (
                    format!("{}.jpg", uuid::Uuid::new_v4().simple()),
                    p.jpeg.clone(),
                )
            })
            .collect();
        let report = api.upload(split, files).await?;
        if report.files.len() != made.len() {
            bail!(
                "{} of {} uploaded files were reported on",
                report.files.len(),
                made.len()
            );
        }
        for ((w, picture), file) in made.into_iter().zip(report.files) {
            let (item_id, is_aside) = match file.outcome {
                UploadOutcome::Added {
                    item_id, set_aside, ..
                } => (item_id, set_aside),
                UploadOutcome::AlreadyThere { item_id } => (item_id, aside.contains(&item_id)),
                UploadOutcome::Refused { message } => bail!("a picture was refused: {message}"),
            };
            if is_aside {
                if spares == SPARES {
                    bail!("more than {SPARES} pictures look like ones of another split");
                }
                // No plan is so large.
                let index = (1 << 32) + spares;
                spares += 1;
                batches.push_back(vec![Wanted { index, ..w }]);
                continue;
            }
            if split == Split::HeldOut {
                book.held_out_hashes.push(format!("{:016x}", picture.phash));
            }
            book.entries.push(Entry {
                item_id,
                split,
                answer: picture.answer,
                regions: picture.regions,
                person: w.person,
            });
            done += 1;
        }
        progress.tell(format!("{done} of {all} pictures composed and uploaded"));
    }
    if args.shuffle {
        book.shuffle()?;
    }
    book.write(notes).context("keep the script's notes")
}

/// Items that an earlier start added and that have no split.
async fn set_aside(api: &Api) -> Result<BTreeSet<ItemId>> {
    let rows = api.items().await?;
    Ok(rows
        .into_iter()
        .filter(|r| r.item.split.is_none())
        .map(|r| r.item.id)
        .collect())
}

/// Every picture of the plan; the person's are of the training split.
fn wanted(plan: &Plan) -> Vec<Wanted> {
    let some = |split, from: usize, count: usize, person| {
        (from..from + count).map(move |i| Wanted {
            split,
            index: i as u64,
            person,
        })
    };
    some(Split::Train, 0, plan.train, false)
        .chain(some(Split::Train, plan.train, plan.person, true))
        .chain(some(Split::Validation, 0, plan.validation, false))
        .chain(some(Split::HeldOut, 0, plan.held_out, false))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_training_seed_tells_nothing_of_the_scenes_own() {
        let seeds: Vec<u32> = (0..1000).map(training_seed).collect();
        assert_eq!(
            seeds.iter().collect::<BTreeSet<_>>().len(),
            1000,
            "one each"
        );
        for (scenes, &training) in (0u64..).zip(&seeds) {
            assert_ne!(u64::from(training), scenes);
            assert!(training < 1 << 31);
        }
        // The row itself, and that the figures of an earlier loop can be had again.
        assert_eq!(
            training(1),
            serde_json::json!({ "seed": 1_509_415_873 }),
            "seed 1 is not in the row"
        );
    }

    #[test]
    fn no_scene_is_wanted_twice() {
        let plan = Plan {
            train: 5,
            validation: 2,
            held_out: 3,
            person: 4,
        };
        let all = wanted(&plan);
        assert_eq!(all.len(), plan.all());
        for (i, a) in all.iter().enumerate() {
            assert!(
                all[..i]
                    .iter()
                    .all(|b| (a.split, a.index) != (b.split, b.index))
            );
        }
    }
}
