//! A house to work in: migrated, started, seeded, everyone signed in.

use crate::api::Api;
use crate::cli::Common;
use crate::further::{self, Script};
use crate::processes::Processes;
use crate::progress::Progress;
use crate::truth_book::TruthBook;
use crate::{database, leaks, seed};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use vitrine_scenes::Policy;

/// A started, seeded house.
pub struct House {
    pub admin: Api,
    pub desks: Vec<Api>,
    pub book: TruthBook,
    pub origin: String,
    /// What the script has to do in the further projects, where there are any.
    pub further: Option<Script>,
}

/// Migrates, starts server and worker, seeds what is missing, signs everyone in; `further`: in the further projects too.
pub async fn open(args: &Common, children: &mut Processes, further: bool) -> Result<House> {
    let notes: PathBuf = args.state.join("demo-truth.json");
    database::enter(&args.owner_database_url).await?;
    Progress::say("bringing the database up to date");
    children
        .once("vitrine-server", &["migrate"], None, args)
        .await?;
    database::role(&args.owner_database_url, &args.database_url).await?;
    if database::take(&args.owner_database_url).await? {
        forget(&notes, children.data())?;
    } else if !notes.exists() {
        bail!(
            "this database holds a demo whose notes and images are gone from {}; give it an empty one \
             (unset DATABASE_URL for a private one, or create another database)",
            args.state.display()
        );
    }
    let mut book = notes_or_new(args, &notes)?;
    let log = children.start("server", "vitrine-server", &["serve"], args)?;
    let origin = children.address(&log).await?;
    children.start("worker", "vitrine-worker", &["run"], args)?;
    let admin = admin(args, children, &book, &origin).await?;
    let policy = Policy::draw(args.seed);
    let unseeded = book.entries.len() < args.items.all();
    if unseeded {
        seed::project(&admin, args, &policy, &book).await?;
    }
    // Before the many pictures of the first, so that their few proposals come while those are composed.
    if further {
        further::set_up(&admin, args, &mut book, &notes).await?;
    }
    if unseeded {
        Progress::say(format!(
            "composing and uploading {} pictures",
            args.items.all()
        ));
        seed::pictures(&admin, args, policy, &mut book, &notes).await?;
    }
    Progress::say(leaks::check(&admin.items().await?, &book, &args.alignment)?);
    let mut desks = Vec::new();
    for name in seed::SCRIPTS {
        desks.push(Api::sign_in(&origin, seed::SLUG, name, &book.person(name)?.password).await?);
    }
    let further = match further {
        true => Some(Script::open(&origin, &book, notes).await?),
        false => None,
    };
    Ok(House {
        admin,
        desks,
        book,
        origin,
        further,
    })
}

/// What an earlier database's run left is of no use to a fresh one, and must not speed it up.
fn forget(notes: &Path, data: &Path) -> Result<()> {
    if notes.exists() {
        std::fs::remove_file(notes)?;
    }
    if data.exists() {
        std::fs::remove_dir_all(data).with_context(|| format!("clear {}", data.display()))?;
    }
    Ok(())
}

fn notes_or_new(args: &Common, notes: &Path) -> Result<TruthBook> {
    if let Some(book) = TruthBook::read(notes)? {
        if book.seed != args.seed || (book.shuffled != args.shuffle && !book.entries.is_empty()) {
            bail!(
                "{} belongs to another seed or shuffle; to start anew, remove the folder {}, and with DATABASE_URL \
                 set give an empty database",
                notes.display(),
                args.state.display()
            );
        }
        return Ok(book);
    }
    let book = TruthBook {
        seed: args.seed,
        people: seed::people(),
        ..TruthBook::default()
    };
    book.write(notes)?;
    Ok(book)
}

/// Signs the set-up's account in, made on the command line where it is missing.
async fn admin(
    args: &Common,
    children: &mut Processes,
    book: &TruthBook,
    origin: &str,
) -> Result<Api> {
    let person = book.person(seed::ADMIN)?;
    let sign_in = || Api::sign_in(origin, seed::SLUG, &person.name, &person.password);
    if let Ok(api) = sign_in().await {
        return Ok(api);
    }
    let words = [
        "user",
        "add",
        &person.name,
        "--display-name",
        &person.display_name,
        "--admin",
        "--scripted",
        "--password-stdin",
    ];
    children
        .once(
            "vitrine-server",
            &words,
            Some(&format!("{}\n", person.password)),
            args,
        )
        .await?;
    sign_in().await.context("the demo's own account")
}
