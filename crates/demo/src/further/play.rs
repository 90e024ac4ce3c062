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

/// Everyone signed in, with the notes that say what to do.
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
    pub async fn open(origin: &str, book: &TruthBook, notes: PathBuf) -> Result<Self> {
        let api = async |slug: &'static str, name: &'static str| -> Result<Api> {
            Api::sign_in(origin, slug, name, &book.person(name)?.password).await
        };
        let desks = vec![
            Desk {
                slug: support::SLUG,
                reviewer: api(support::SLUG, SUPPORT).await?,
                lead: None,
                note: "",
            },
            Desk {
                slug: diagrams::SLUG,
                reviewer: api(diagrams::SLUG, TEACHER).await?,
                lead: Some(api(diagrams::SLUG, LEAD_TEACHER).await?),
                note: diagrams::NOTE,
            },
        ];
        Ok(Self {
            desks,
            book: book.clone(),
            notes,
        })
    }

    /// Does what is left to do. What goes wrong here is told and stops nothing else.
    pub async fn play(mut self, pace: Duration) {
        for desk in &self.desks {
            match one(desk, &mut self.book, &self.notes, pace).await {
                Ok(Some(line)) => Progress::say(line),
                Ok(None) => {}
                Err(error) => {
                    Progress::say(format!("{}: the script stopped: {error:#}", desk.slug))
                }
            }
        }
    }
}

/// One project's part, unless it has been played; what came of it.
async fn one(
    desk: &Desk,
    book: &mut TruthBook,
    notes: &Path,
    pace: Duration,
) -> Result<Option<String>> {
    let further = book
        .further
        .get_mut(desk.slug)
        .with_context(|| format!("no {} in the demo's notes", desk.slug))?;
    if further.played {
        return Ok(None);
    }
    while pass(desk, &further.items, pace).await? {
        tokio::time::sleep(LOOK).await;
    }
    further.played = true;
    let line = standing(desk.slug, &further.items);
    book.write(notes).context("keep the script's notes")?;
    Ok(Some(line))
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
    let a_persons = row.claimed_by.is_some() && !row.claimed_by_scripted;
    match (act, row.item.state) {
        (Act::Leave, _) => Next::Nothing,
        _ if a_persons => Next::Nothing,
        (_, ItemState::Waiting) => Next::Wait,
        (_, ItemState::Queued) => Next::Decide,
        (Act::Release, ItemState::Escalated) => Next::Release,
        _ => Next::Nothing,
    }
}

/// What stands when the script is through.
fn standing(slug: &str, items: &[Noted]) -> String {
    let count = |act| items.iter().filter(|n| n.act == act).count();
    let (decided, left) = (count(Act::Decide), count(Act::Leave));
    match count(Act::Release) {
        0 => format!("{slug}: {decided} decided by the script, {left} left for you"),
        released => format!(
            "{slug}: {released} released by the script, {decided} wait for your release, {left} left for you"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use vitrine_domain::Split;

    fn at(state: ItemState) -> ItemRow {
        let mut row = testing::row(Split::Train);
        row.item.state = state;
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
    }

    #[test]
    fn the_line_says_what_waits_for_whom() {
        let noted = |act| Noted {
            entry: testing::entry(ItemId::fresh(), Split::Train),
            act,
        };
        let acts = [Act::Release, Act::Decide, Act::Decide, Act::Leave];
        assert_eq!(
            standing("diagrams", &acts.map(noted)),
            "diagrams: 1 released by the script, 2 wait for your release, 1 left for you"
        );
        assert_eq!(
            standing(
                "product-support",
                &acts[1..].iter().map(|a| noted(*a)).collect::<Vec<_>>()
            ),
            "product-support: 2 decided by the script, 1 left for you"
        );
    }
}
