//! The projects beside “Brand policy”: product support, whose answers are suggestions, and diagrams, whose answers
//! teach. Small, set up through the same REST interface, and never trained by themselves.
//!
//! Every step can be repeated, on a house from before them too.

mod diagrams;
mod play;
mod support;
mod uploaded;

use crate::api::Api;
use crate::cli::Common;
use crate::progress::Progress;
use crate::seed::{self, there_already};
use crate::truth_book::{Act, Entry, Further, Noted, Person, TruthBook};
use anyhow::{Context, Result, bail};
pub use play::Script;
use std::collections::BTreeMap;
use std::collections::btree_map;
use std::path::Path;
use vitrine_domain::api::NewProject;
use vitrine_domain::{Region, RegionSource, Role, Shape, Split};
use vitrine_scenes::Library;

/// Answers customers' photographs.
const SUPPORT: &str = "demo-script-support";
/// Explains diagrams, and releases none.
const TEACHER: &str = "demo-script-teacher";
/// Releases explanations.
const LEAD_TEACHER: &str = "demo-script-lead";

/// One of them before it is set up.
struct Planned {
    project: NewProject,
    /// Who of the script works there.
    crew: &'static [(&'static str, Role)],
    pictures: Vec<Picture>,
}

/// A picture, what is true of it, and what the script does with its item.
struct Picture {
    /// `1.png`; neutral, as it stands in the upload's report.
    name: String,
    bytes: Vec<u8>,
    split: Split,
    act: Act,
    answer: String,
    regions: Vec<Region>,
}

/// Sets up what is not there yet.
pub async fn set_up(admin: &Api, args: &Common, book: &mut TruthBook, notes: &Path) -> Result<()> {
    if [support::SLUG, diagrams::SLUG]
        .iter()
        .all(|slug| book.further.contains_key(*slug))
    {
        return Ok(());
    }
    Progress::say("setting up Product support and Diagrams");
    join(book);
    book.write(notes)?;
    for person in people() {
        seed::user(admin, book.person(&person.name)?).await?;
    }
    let (assets, seed) = (args.assets.clone(), args.seed);
    let planned = tokio::task::spawn_blocking(move || -> Result<_> {
        let library = Library::open(&assets)?;
        Ok([support::planned(&library, seed)?, diagrams::planned(seed)])
    });
    for planned in planned.await.context("composing pictures")?? {
        let slug = planned.project.slug.clone();
        let btree_map::Entry::Vacant(place) = book.further.entry(slug.clone()) else {
            continue;
        };
        let items = project(&admin.at(&slug), planned)
            .await
            .with_context(|| format!("the project {slug}"))?;
        place.insert(Further {
            items,
            played: false,
        });
        book.write(notes)?;
    }
    Ok(())
}

/// What there is to see, for the terminal.
pub fn told(origin: &str) -> String {
    format!(
        "  Two small projects stand beside it; no model is trained on them:\n  \
         {origin}/p/{}  suggestions to customers, confirmed by a person\n  \
         {origin}/p/{}  explanations for learners, released by a lead\n",
        support::SLUG,
        diagrams::SLUG
    )
}

/// The scripts' accounts.
fn people() -> [Person; 3] {
    [
        Person::fresh(SUPPORT, "Demo script, support", true),
        Person::fresh(TEACHER, "Demo script, teacher", true),
        Person::fresh(LEAD_TEACHER, "Demo script, lead", true),
    ]
}

/// Notes those whom the book does not know yet; passwords that stand stay.
fn join(book: &mut TruthBook) {
    for person in people() {
        if book.person(&person.name).is_err() {
            book.people.push(person);
        }
    }
}

/// The project with its members and pictures; what the notes say of each.
async fn project(api: &Api, planned: Planned) -> Result<Vec<Noted>> {
    there_already(api.project_add(&planned.project).await)?;
    api.member_set(seed::LEAD, Role::Lead).await?;
    for &(name, role) in planned.crew {
        api.member_set(name, role).await?;
    }
    let before: BTreeMap<_, _> = (api.items().await?.iter())
        .map(|r| (r.item.id, r.item.split))
        .collect();
    let mut items = Vec::new();
    let mut pictures = planned.pictures;
    for split in Split::ALL {
        let (of_split, rest): (Vec<_>, Vec<_>) =
            pictures.into_iter().partition(|p| p.split == split);
        pictures = rest;
        if of_split.is_empty() {
            continue;
        }
        let files = of_split
            .iter()
            .map(|p| (p.name.clone(), p.bytes.clone()))
            .collect();
        let what = || format!("the pictures of the split {}", split.as_str());
        let report = api.upload(split, files).await.with_context(what)?;
        if report.files.len() != of_split.len() {
            let names: Vec<&str> = of_split.iter().map(|p| p.name.as_str()).collect();
            bail!(
                "{} of {} uploaded files were reported on: {}",
                report.files.len(),
                of_split.len(),
                names.join(", ")
            );
        }
        for (picture, file) in of_split.into_iter().zip(report.files) {
            items.push(Noted {
                entry: Entry {
                    item_id: uploaded::item_of(&picture.name, split, file.outcome, &before)?,
                    split,
                    answer: picture.answer,
                    regions: picture.regions,
                    person: picture.act == Act::Leave,
                },
                act: picture.act,
            });
        }
    }
    Ok(items)
}

/// A box as a person draws it.
fn region(label: &str, xyxy: [f32; 4]) -> Region {
    Region {
        label: label.into(),
        shape: Shape::Box { xyxy },
        source: RegionSource::Person,
        score: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::Mode;
    use vitrine_domain::api::NewUser;
    use vitrine_domain::rules::metric::PrimaryMetric;
    use vitrine_store::Actor;
    use vitrine_store::testing::TestDb;

    #[tokio::test]
    async fn the_store_takes_both_and_neither_trains_by_itself() {
        let db = TestDb::new().await;
        for (new, mode) in [
            (support::project(), Mode::Advisory),
            (diagrams::project(), Mode::Instructor),
        ] {
            let made = db
                .store
                .project_create(&Actor::rule("test"), &new)
                .await
                .unwrap();
            assert_eq!((made.settings.mode, &made.labels), (mode, &new.labels));
            assert_eq!(made.settings.phrases, new.settings.phrases);
            assert!(!made.settings.phrases.is_empty());
            // Answers in free words: the desk offers no “No violations”.
            assert_eq!(made.settings.gate.metric, PrimaryMetric::AnswerChrf);
            assert_eq!(made.settings.retrain_after, None);
            assert_eq!(made.settings.retrain_cron, None);
            for label in made.settings.queue.severities.keys() {
                assert!(made.labels.contains(label), "{label}");
            }
        }
        for person in people() {
            let user = NewUser {
                name: person.name,
                display_name: person.display_name,
                password: person.password,
                is_admin: false,
                scripted: person.scripted,
            };
            let added = db.store.user_add(&Actor::rule("test"), &user).await;
            assert!(added.is_ok(), "{added:?}");
        }
    }

    #[test]
    fn whoever_is_in_the_book_keeps_the_password() {
        let mut book = TruthBook::default();
        join(&mut book);
        assert_eq!(book.people.len(), people().len());
        let before = book.clone();
        join(&mut book);
        assert_eq!(book, before);
        assert!(book.people.iter().all(|p| p.scripted));
    }
}
