//! What one was at work on in this tab as the page went: loaded anew without an item in its address, it asks for that one
//! first, though others have become free meanwhile that would come before it.

use super::{Bench, Phase};
use crate::client::Problem;
use crate::client::browser::session;
use leptos::prelude::*;
use vitrine_domain::api::{DeskItem, ErrorCode};
use vitrine_domain::{ItemId, ItemState};

impl Bench {
    /// Where it is kept, by whose desk it is and over which items: a tab may have several, one after another.
    fn left_at(&self) -> String {
        format!("vitrine.left.{}{}", self.shelf(), self.count_url())
    }

    /// The page goes. Where nothing has come to lie on it, what was left before it is left still.
    pub(super) fn remember(self) {
        match self.current().filter(|_| self.drafted()) {
            Some(id) => {
                if let Some(storage) = session() {
                    let _ = storage.set_item(&self.left_at(), &id.to_string());
                }
            }
            None if matches!(self.phase.get_untracked(), Phase::Working | Phase::Empty) => {
                self.not_left();
            }
            None => {}
        }
    }

    /// Until it lies here, or is gone.
    pub(super) fn left_open(self) -> Option<ItemId> {
        let left = session()?.get_item(&self.left_at()).ok()??;
        left.parse().ok()
    }

    pub(super) fn not_left(self) {
        if let Some(storage) = session() {
            let _ = storage.remove_item(&self.left_at());
        }
    }
}

/// Is it still to be done, and by this reviewer? Where nobody can say, or nothing at all may be done, that is told.
pub(super) fn still(claimed: &Result<Option<DeskItem>, Problem>) -> bool {
    match claimed {
        Ok(item) => (item.as_ref()).is_some_and(|i| i.item.state != ItemState::Decided),
        Err(problem) => {
            let nothing = [ErrorCode::SomebodyElse, ErrorCode::EnoughToday];
            problem.may_retry() || problem.code().is_some_and(|code| nothing.contains(&code))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::samples::drafted;
    use vitrine_domain::api::ErrorBody;

    #[test]
    fn what_was_left_open_and_is_gone_gives_way_to_the_next() {
        let refused = |code| {
            let message = "so it is".to_owned();
            still(&Err(Problem::Refused(ErrorBody { code, message })))
        };
        for gone in [
            ErrorCode::Conflict,
            ErrorCode::NotFound,
            ErrorCode::TooManyHeld,
        ] {
            assert!(!refused(gone), "{gone:?}");
        }
        for other in [
            ErrorCode::SignInNeeded,
            ErrorCode::SomebodyElse,
            ErrorCode::EnoughToday,
            ErrorCode::Unavailable,
        ] {
            assert!(refused(other), "{other:?}");
        }
        assert!(still(&Err(Problem::Away("no connection".into()))));
        assert!(!still(&Ok(None)));
        // A lead can claim one that somebody has decided meanwhile.
        let mut item = drafted(None);
        assert!(still(&Ok(Some(item.clone()))));
        item.item.state = ItemState::Decided;
        assert!(!still(&Ok(Some(item))));
    }
}
