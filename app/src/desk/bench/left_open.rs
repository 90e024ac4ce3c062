//! What one was at work on in this tab as the page went: loaded anew without an item in its address, it asks for that one
//! first, though others have become free meanwhile that would come before it.

use super::Bench;
use crate::client::Problem;
use crate::client::browser::session;
use vitrine_domain::api::{DeskItem, ErrorCode};
use vitrine_domain::{ItemId, ItemState};

const LEFT: &str = "vitrine.left";

impl Bench {
    /// Whose desk it was, and over which items.
    fn place(&self) -> String {
        format!("{}{} ", self.shelf(), self.count_url())
    }

    /// The page goes.
    pub(super) fn remember(self) {
        let Some(storage) = session() else {
            return;
        };
        let _ = match self.current().filter(|_| self.drafted()) {
            Some(id) => storage.set_item(LEFT, &format!("{}{id}", self.place())),
            None => storage.remove_item(LEFT),
        };
    }

    /// Once.
    pub(super) fn left_open(self) -> Option<ItemId> {
        let storage = session()?;
        let left = storage.get_item(LEFT).ok()??;
        let _ = storage.remove_item(LEFT);
        left.strip_prefix(&self.place())?.parse().ok()
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
    }
}
