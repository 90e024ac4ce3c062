//! Which items leave a round though the script has not decided them, and how that is told. Pure.

use crate::truth_book::Entry;
use std::collections::{BTreeMap, VecDeque};
use vitrine_domain::{ItemId, ItemRow, ItemState};

/// Misses after which an item that a person holds is theirs.
pub const FEW: u32 = 3;

/// An item that the script still has to decide.
pub struct Wanting {
    pub entry: Entry,
    /// How often it could not be had.
    pub misses: u32,
}

/// Takes out of the queue what is no longer the script's to decide; returns how many. `company`: a
/// person may be at the desk too, and renews a claim for as long as it is open.
pub fn let_go(queue: &mut VecDeque<Wanting>, rows: &[ItemRow], company: bool) -> usize {
    let rows: BTreeMap<ItemId, &ItemRow> = rows.iter().map(|r| (r.item.id, r)).collect();
    let before = queue.len();
    queue.retain(|w| stays(rows.get(&w.entry.item_id).copied(), w.misses, company));
    before - queue.len()
}

/// Does an item that was missed so often stay in the round?
fn stays(row: Option<&ItemRow>, misses: u32, company: bool) -> bool {
    row.is_some_and(|row| {
        let claimed = row.claimed_by.is_some() && !row.claimed_by_scripted;
        let put_off = row.item.held_by.is_some() || row.item.assignee_id.is_some();
        let a_persons = claimed || put_off;
        open(row) && !(company && a_persons && misses >= FEW)
    })
}

/// Waits for a decision, or will.
pub fn open(row: &ItemRow) -> bool {
    matches!(row.item.state, ItemState::Waiting | ItemState::Queued)
}

/// Where a round stands.
pub fn standing(done: usize, all: usize, gone: usize) -> String {
    match gone {
        0 => format!("{done} of {all} items decided"),
        gone => {
            format!("{done} of {all} items decided; {gone} more decided or held by somebody else")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use vitrine_domain::{Split, UserId};

    fn wanting(row: &ItemRow, misses: u32) -> Wanting {
        Wanting {
            entry: testing::entry(row.item.id, Split::Train),
            misses,
        }
    }

    fn held(by: &str, scripted: bool) -> ItemRow {
        let mut row = testing::row(Split::Train);
        row.claimed_by = Some(by.into());
        row.claimed_by_scripted = scripted;
        row
    }

    /// What is left of a queue of one.
    fn left(row: &ItemRow, misses: u32, company: bool) -> usize {
        let mut queue = VecDeque::from([wanting(row, misses)]);
        let gone = let_go(&mut queue, std::slice::from_ref(row), company);
        assert_eq!(gone + queue.len(), 1);
        queue.len()
    }

    #[test]
    fn what_a_person_put_off_is_theirs_after_a_few_misses() {
        let mut on_hold = testing::row(Split::Train);
        on_hold.item.held_by = Some(UserId::fresh());
        let mut sent = testing::row(Split::Train);
        sent.item.assignee_id = Some(UserId::fresh());
        for row in [on_hold, sent] {
            assert_eq!(left(&row, FEW - 1, true), 1);
            assert_eq!(left(&row, FEW, true), 0);
        }
    }

    #[test]
    fn what_a_person_holds_is_theirs_after_a_few_misses() {
        let theirs = held("You, the lead", false);
        assert_eq!(left(&theirs, FEW - 1, true), 1, "they may give it back");
        assert_eq!(left(&theirs, FEW, true), 0);
        assert_eq!(left(&theirs, 1000, false), 1, "a loop has no person");
    }

    #[test]
    fn what_nobody_or_a_script_holds_stays() {
        assert_eq!(left(&testing::row(Split::Train), 1000, true), 1);
        assert_eq!(left(&held("Demo script A", true), 1000, true), 1);
        let mut waiting = testing::row(Split::Train);
        waiting.item.state = ItemState::Waiting;
        assert_eq!(left(&waiting, 1000, true), 1, "its proposal will come");
    }

    #[test]
    fn what_is_decided_leaves_at_once() {
        for state in [ItemState::Decided, ItemState::Escalated, ItemState::Purged] {
            let mut row = testing::row(Split::Train);
            row.item.state = state;
            assert_eq!(left(&row, 1, true), 0, "{state:?}");
            assert_eq!(left(&row, 1, false), 0, "{state:?}");
        }
    }

    #[test]
    fn the_rest_of_the_queue_keeps_its_order() {
        let rows = [
            testing::row(Split::Train),
            held("ann", false),
            testing::row(Split::HeldOut),
        ];
        let mut queue: VecDeque<Wanting> = rows.iter().map(|r| wanting(r, FEW)).collect();
        assert_eq!(let_go(&mut queue, &rows, true), 1);
        let ids: Vec<ItemId> = queue.iter().map(|w| w.entry.item_id).collect();
        assert_eq!(ids, [rows[0].item.id, rows[2].item.id]);
    }

    #[test]
    fn the_line_names_what_others_took_where_there_is_any() {
        assert_eq!(standing(3, 9, 0), "3 of 9 items decided");
        assert_eq!(
            standing(7, 9, 2),
            "7 of 9 items decided; 2 more decided or held by somebody else"
        );
    }
}
