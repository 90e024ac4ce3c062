//! Drafts in the browser's own storage, kept until the server has confirmed the review.
//!
//! Storage may be off or full: then nothing is kept here, and the desk works all the same.

use super::state::Draft;
use crate::client::browser::local;
use crate::client::reading;
use serde::{Deserialize, Serialize};
use vitrine_domain::{DraftBody, ItemId, ProposalId, UserId};

/// A draft with the proposal it was begun from: with another proposal it is only offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub proposal_id: Option<ProposalId>,
    pub draft: Draft,
    pub note: String,
    /// The server's version that it goes on from; 0 for none.
    #[serde(default)]
    pub version: i32,
    /// It is that version.
    #[serde(default)]
    pub synced: bool,
}

impl Kept {
    pub fn of(body: DraftBody, version: i32, synced: bool) -> Self {
        Self {
            proposal_id: body.proposal_id,
            draft: Draft {
                answer: body.answer,
                regions: body.regions,
                turns: body.turns,
            },
            note: body.note,
            version,
            synced,
        }
    }

    pub fn body(self) -> DraftBody {
        DraftBody {
            proposal_id: self.proposal_id,
            answer: self.draft.answer,
            regions: self.draft.regions,
            turns: self.draft.turns,
            note: self.note,
        }
    }
}

/// What an item is begun with.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    Afresh,
    From(Kept),
    /// Written here, while another place has saved since.
    Two(Kept, Box<vitrine_domain::Draft>),
}

/// `here`: the browser's draft, `saved`: the server's newest, both of the proposal that is shown.
pub fn begin(here: Option<Kept>, saved: Option<vitrine_domain::Draft>) -> Begun {
    let server = |d: vitrine_domain::Draft| Kept::of(d.body, d.version, true);
    match (here, saved) {
        (None, None) => Begun::Afresh,
        (Some(here), None) => Begun::From(Kept { version: 0, ..here }),
        (None, Some(saved)) => Begun::From(server(saved)),
        (Some(here), Some(saved)) => {
            let same = server(saved.clone());
            let says_the_same = (&same.draft, &same.note) == (&here.draft, &here.note);
            if says_the_same || (here.synced && here.version <= saved.version) {
                Begun::From(same)
            } else if here.version >= saved.version {
                Begun::From(here)
            } else {
                Begun::Two(here, Box::new(saved))
            }
        }
    }
}

/// Of everybody who sits at this browser.
const ALL: &str = "vitrine.draft.";

/// Of this person alone: what a colleague wrote at the same browser is nobody else's to read.
fn own(who: Option<UserId>) -> String {
    let who = who.map_or(String::new(), |id| id.to_string());
    format!("{ALL}{who}.")
}

/// Where a person's drafts of one project lie.
pub fn shelf(who: Option<UserId>, slug: &str) -> String {
    format!("{}{slug}.", own(who))
}

fn key(shelf: &str, item: ItemId) -> String {
    format!("{shelf}{item}")
}

pub fn keep(shelf: &str, item: ItemId, kept: &Kept) {
    if let (Some(storage), Ok(text)) = (local(), serde_json::to_string(kept)) {
        let _ = storage.set_item(&key(shelf, item), &text);
    }
}

pub fn find(shelf: &str, item: ItemId) -> Option<Kept> {
    let text = local()?.get_item(&key(shelf, item)).ok()??;
    reading::read(&text).ok()
}

pub fn forget(shelf: &str, item: ItemId) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(&key(shelf, item));
    }
}

/// Whoever sat here before has left: what they wrote goes, and so does what is nobody's. The server has what it was sent;
/// what never reached it waits for its writer, unseen.
pub fn forget_others(who: Option<UserId>) {
    let Some(storage) = local() else {
        return;
    };
    let own = own(who);
    // All names first: once one is gone the others may be counted anew.
    let count = storage.length().unwrap_or(0);
    let keys: Vec<_> = (0..count).filter_map(|n| storage.key(n).ok()?).collect();
    for key in keys.iter().filter(|key| foreign(key, &own)) {
        let text = storage.get_item(key).ok().flatten();
        if !text.is_some_and(|text| waits(key, &text)) {
            let _ = storage.remove_item(key);
        }
    }
}

/// Is it somebody's, and nowhere else?
fn waits(key: &str, text: &str) -> bool {
    let whose = key.strip_prefix(ALL).and_then(|rest| rest.split_once('.'));
    whose.is_some_and(|(who, _)| who.parse::<UserId>().is_ok())
        && reading::read::<Kept>(text).is_ok_and(|kept| !kept.synced)
}

fn foreign(key: &str, own: &str) -> bool {
    key.starts_with(ALL) && !key.starts_with(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(answer: &str, version: i32, synced: bool) -> Kept {
        let body = DraftBody {
            answer: answer.into(),
            ..DraftBody::default()
        };
        Kept::of(body, version, synced)
    }

    fn saved(answer: &str, version: i32) -> vitrine_domain::Draft {
        vitrine_domain::Draft {
            item_id: ItemId::fresh(),
            version,
            body: DraftBody {
                answer: answer.into(),
                ..DraftBody::default()
            },
            saved_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn drafts_are_their_writers_alone() {
        let (me, item) = (Some(UserId::fresh()), ItemId::fresh());
        let mine = key(&shelf(me, "brands"), item);
        assert_ne!(mine, key(&shelf(Some(UserId::fresh()), "brands"), item));
        assert!(!foreign(&mine, &own(me)));
        assert!(foreign(&mine, &own(Some(UserId::fresh()))));
        // One that names nobody.
        assert!(foreign(&format!("vitrine.draft.brands.{item}"), &own(me)));
        assert!(!foreign("vitrine.sidebar", &own(me)));
    }

    #[test]
    fn what_never_reached_the_server_outlasts_others_at_the_same_browser() {
        let text = |synced| serde_json::to_string(&here("Nike", 3, synced)).unwrap();
        let theirs = key(&shelf(Some(UserId::fresh()), "brands"), ItemId::fresh());
        assert!(waits(&theirs, &text(false)));
        assert!(!waits(&theirs, &text(true)), "the server has it");
        assert!(!waits(&theirs, "half a draft"));
        // Nobody could find these.
        for nobodys in [shelf(None, "brands"), format!("{ALL}brands.")] {
            assert!(!waits(&key(&nobodys, ItemId::fresh()), &text(false)));
        }
    }

    #[test]
    fn what_is_kept_is_found_again_and_so_is_what_an_older_page_kept() {
        let kept = here("Nike", 3, true);
        let text = serde_json::to_string(&kept).unwrap();
        assert_eq!(reading::read(&text), Ok(kept));
        let old = r#"{"proposal_id":null,"draft":{"answer":"Nike","regions":[]},"note":""}"#;
        assert_eq!(reading::read(old), Ok(here("Nike", 0, false)));
    }

    #[test]
    fn the_newer_of_two_drafts_is_begun_with_and_a_contradiction_is_told() {
        assert_eq!(begin(None, None), Begun::Afresh);
        // Another device has saved; nothing was written here.
        assert_eq!(
            begin(None, Some(saved("there", 3))),
            Begun::From(here("there", 3, true))
        );
        // What was saved from here has been overtaken.
        assert_eq!(
            begin(Some(here("old", 2, true)), Some(saved("there", 3))),
            Begun::From(here("there", 3, true))
        );
        // Saved from here after the server's was asked for.
        assert_eq!(
            begin(Some(here("newest", 3, true)), Some(saved("older", 2))),
            Begun::From(here("newest", 3, true))
        );
        // Written on from the newest, and not saved before the tab was closed.
        assert_eq!(
            begin(Some(here("more", 3, false)), Some(saved("there", 3))),
            Begun::From(here("more", 3, false))
        );
        // The answer to the save was lost: both say the same.
        assert_eq!(
            begin(Some(here("same", 2, false)), Some(saved("same", 3))),
            Begun::From(here("same", 3, true))
        );
        let both = begin(Some(here("mine", 2, false)), Some(saved("theirs", 3)));
        assert!(matches!(both, Begun::Two(kept, other)
            if kept.draft.answer == "mine" && other.body.answer == "theirs"));
        // Begun offline: the first save makes version 1.
        assert_eq!(
            begin(Some(here("offline", 4, true)), None),
            Begun::From(here("offline", 0, true))
        );
    }
}
