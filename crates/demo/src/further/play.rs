//! The script in the further projects: decides a few items as their proposals come, releases some, leaves the others.

use super::{LEAD_TEACHER, SUPPORT, TEACHER, diagrams, support};
use crate::api::Api;
use crate::crew::{self, not_now};
use crate::progress::Progress;
use crate::truth_book::{Act, Noted, TruthBook};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use vitrine_domain::{ItemId, ItemRow, ItemState};

/// How often it is looked whether proposals have come.
const LOOK: Duration = Duration::from_secs(2);

/// Those signed in who have something to do, with the notes that say what.
pub struct Script {
    desks: Vec<Desk>,
    book: TruthBook,
    notes: PathBuf,
}

/// Who works in one project.
struct Desk {
    slug: &'static str,
    reviewer: Api,
    /// Where answers are released.
    lead: Option<Api>,
    /// The reviewer's word to whoever comes after.
    note: &'static str,
}

impl Script {
    /// Signs in whoever works in a project that is still to play.
    pub async fn open(origin: &str, book: &TruthBook, notes: PathBuf) -> Result<Self> {
        let api = async |slug: &'static str, name: &'static str| -> Result<Api> {
            Api::sign_in(origin, slug, name, &book.person(name)?.password).await
        };
        let mut desks = Vec::new();
        if to_play(book, support::SLUG) {
            desks.push(Desk {
                slug: support::SLUG,
                reviewer: api(support::SLUG, SUPPORT).await?,
                lead: None,
                note: "",
            });
        }
        if to_play(book, diagrams::SLUG) {
            desks.push(Desk {
                slug: diagrams::SLUG,
                reviewer: api(diagrams::SLUG, TEACHER).await?,
                lead: Some(api(diagrams::SLUG, LEAD_TEACHER).await?),
                note: diagrams::NOTE,
            });
        }
        Ok(Self {
            desks,
            book: book.clone(),
            notes,
        })
    }

    /// Does what is left to do, the projects by turns: none waits until another is through. What goes wrong in one is
    /// told and stops no other.
    pub async fn play(self, pace: Duration) {
        let Self {
            mut desks,
            mut book,
            notes,
        } = self;
        while !desks.is_empty() {
            let mut more = Vec::new();
            for desk in desks {
                match one(&desk, &mut book, &notes, pace).await {
                    Ok(true) => more.push(desk),
                    Ok(false) => {}
                    Err(error) => {
                        Progress::say(format!("{}: the script stopped: {error:#}", desk.slug));
                    }
                }
            }
            desks = more;
            if !desks.is_empty() {
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// Has the script something to do in this project?
fn to_play(book: &TruthBook, slug: &str) -> bool {
    book.further.get(slug).is_some_and(|f| !f.played)
}

/// One pass over a project; true: there is more to do. What came of it is told and noted once it is through.
async fn one(desk: &Desk, book: &mut TruthBook, notes: &Path, pace: Duration) -> Result<bool> {
    let further = book
        .further
        .get_mut(desk.slug)
        .with_context(|| format!("no {} in the demo's notes", desk.slug))?;
    if pass(desk, &further.items, pace).await? {
        return Ok(true);
    }
    further.played = true;
    let line = standing(desk.slug, desk.lead.is_some(), &further.items);
    book.write(notes).context("keep the script's notes")?;
    Progress::say(line);
    Ok(false)
}

/// Goes over the items once; true: something is still to come.
async fn pass(desk: &Desk, items: &[Noted], pace: Duration) -> Result<bool> {
    let rows = match desk.reviewer.items().await {
        Ok(rows) => rows,
        Err(e) if not_now(&e) => return Ok(true),
        Err(e) => return Err(e),
    };
    let rows: BTreeMap<ItemId, &ItemRow> = rows.iter().map(|r| (r.item.id, r)).collect();
    let mut more = false;
    for noted in items {
        let Some(row) = rows.get(&noted.entry.item_id) else {
            continue;
        };
        let (who, note) = match (next(noted.act, row), &desk.lead) {
            (Next::Decide, _) => (&desk.reviewer, desk.note),
            (Next::Release, Some(lead)) => (lead, ""),
            (Next::Wait, _) => {
                more = true;
                continue;
            }
            (Next::Release, None) | (Next::Nothing, _) => continue,
        };
        // Where it could not be had, the next look says why.
        crew::decide(who, &noted.entry, note, pace).await?;
        more = true;
    }
    Ok(more)
}

#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// Its proposal will come.
    Wait,
    Decide,
    Release,
    /// It is done, or somebody else's.
    Nothing,
}

/// What is to do with an item as it stands. Pure.
fn next(act: Act, row: &ItemRow) -> Next {
    let claimed = row.claimed_by.is_some() && !row.claimed_by_scripted;
    // Scripts put nothing off and send nothing to anybody.
    let put_off = row.item.held_by.is_some() || row.item.assignee_id.is_some();
    match (act, row.item.state) {
        (Act::Leave, _) => Next::Nothing,
        _ if claimed || put_off => Next::Nothing,
        (_, ItemState::Waiting) => Next::Wait,
        (_, ItemState::Queued) => Next::Decide,
        // What a person sent for approval is for people to release.
        (Act::Release, ItemState::Escalated) if row.reviewer_scripted => Next::Release,
        _ => Next::Nothing,
    }
}

/// What is said when the script is through; `releases`: answers are released there. People may have decided some of it
/// meanwhile, so that it says nothing of what the script did.
fn standing(slug: &str, releases: bool, items: &[Noted]) -> String {
    let left = items.iter().filter(|n| n.act == Act::Leave).count();
    let line = format!("{slug}: the script is through; {left} left for you");
    match releases {
        true => line + "; what it did not release waits for you",
        false => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use crate::truth_book::Further;
    use vitrine_domain::{Split, UserId};

    /// In this state, by the script alone.
    fn at(state: ItemState) -> ItemRow {
        let mut row = testing::row(Split::Train);
        row.item.state = state;
        row.reviewer_scripted = state == ItemState::Escalated;
        row
    }

    #[test]
    fn an_item_goes_its_way_and_stops_where_it_should() {
        use ItemState::{Decided, Escalated, Purged, Queued, SetAside, Waiting};
        for (act, way) in [
            (Act::Decide, [Next::Wait, Next::Decide, Next::Nothing]),
            (Act::Release, [Next::Wait, Next::Decide, Next::Release]),
            (Act::Leave, [Next::Nothing, Next::Nothing, Next::Nothing]),
        ] {
            let seen = [Waiting, Queued, Escalated].map(|s| next(act, &at(s)));
            assert_eq!(seen, way, "{act:?}");
            for over in [Decided, SetAside, Purged] {
                assert_eq!(next(act, &at(over)), Next::Nothing, "{act:?} {over:?}");
            }
        }
    }

    #[test]
    fn what_a_person_holds_is_theirs() {
        let mut row = at(ItemState::Queued);
        row.claimed_by = Some("You, the lead".into());
        assert_eq!(next(Act::Decide, &row), Next::Nothing);
        row.claimed_by_scripted = true;
        assert_eq!(next(Act::Decide, &row), Next::Decide, "its own lease");
        for act in [Act::Decide, Act::Release] {
            for state in [ItemState::Waiting, ItemState::Queued, ItemState::Escalated] {
                let mut held = at(state);
                held.item.held_by = Some(UserId::fresh());
                assert_eq!(next(act, &held), Next::Nothing, "{act:?} {state:?} on hold");
                let mut sent = at(state);
                sent.item.assignee_id = Some(UserId::fresh());
                assert_eq!(next(act, &sent), Next::Nothing, "{act:?} {state:?} sent");
            }
        }
    }

    #[test]
    fn only_what_the_script_sent_for_approval_is_released_by_it() {
        let mut row = at(ItemState::Escalated);
        assert_eq!(next(Act::Release, &row), Next::Release);
        row.reviewer_scripted = false;
        assert_eq!(next(Act::Release, &row), Next::Nothing);
    }

    #[test]
    fn a_project_is_played_once() {
        let mut book = TruthBook::default();
        assert!(!to_play(&book, "diagrams"), "it is not set up");
        book.further.insert("diagrams".into(), Further::default());
        assert!(to_play(&book, "diagrams"));
        let over = Further {
            played: true,
            ..Further::default()
        };
        book.further.insert("diagrams".into(), over);
        assert!(!to_play(&book, "diagrams"));
    }

    #[test]
    fn the_line_says_what_is_left_and_what_waits() {
        let noted = |act| Noted {
            entry: testing::entry(ItemId::fresh(), Split::Train),
            act,
        };
        let items = [Act::Release, Act::Decide, Act::Leave, Act::Leave].map(noted);
        assert_eq!(
            standing("product-support", false, &items[1..]),
            "product-support: the script is through; 2 left for you"
        );
        assert_eq!(
            standing("diagrams", true, &items),
            "diagrams: the script is through; 2 left for you; what it did not release waits for you"
        );
    }
}
