//! A project's counts as they were just now: numbers alone, and nothing of who asked for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use vitrine_domain::{ProjectCounts, ProjectId};

/// How long they may be told: not every change is told of.
const HOLD: Duration = Duration::from_secs(1);

/// One count.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) begun: Instant,
    pub(super) ended: Instant,
    /// None: it failed, and is not tried again for each who waited for it.
    pub(super) counts: Option<ProjectCounts>,
}

impl Taken {
    /// For one who asked then. What was begun later holds all that one may know of; what was begun before holds it if the
    /// project has been quiet since.
    pub(super) fn serves(
        &self,
        asked: Instant,
        quiet_since: Option<Instant>,
        now: Instant,
    ) -> bool {
        let quiet = quiet_since.is_some_and(|since| since < self.begun);
        self.begun >= asked
            || self.counts.is_some() && quiet && now.duration_since(self.ended) < HOLD
    }
}

type Place = Arc<tokio::sync::Mutex<Option<Taken>>>;

/// The last count of each project. Whoever counts holds its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lately(Arc<Mutex<HashMap<ProjectId, Place>>>);

impl Lately {
    pub(super) fn of(&self, project: ProjectId) -> Place {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(project).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_serves_who_waited_for_it_and_who_comes_while_nothing_changes() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let taken = |counts| Taken {
            begun: at(1_000),
            ended: at(3_000),
            counts,
        };
        let counted = taken(Some(ProjectCounts::default()));
        // Asked before it was begun, however old it is and whatever has changed since.
        assert!(counted.serves(at(900), None, at(9_000)));
        assert!(counted.serves(at(900), Some(at(2_000)), at(3_000)));
        // Asked later: only if nothing was heard of, by one who hears, and not for long.
        assert!(counted.serves(at(3_100), Some(at(500)), at(3_100)));
        assert!(!counted.serves(at(3_100), Some(at(2_000)), at(3_100)));
        assert!(!counted.serves(at(3_100), None, at(3_100)));
        assert!(!counted.serves(at(4_100), Some(at(500)), at(4_100)));
        // A failure is told to who waited, and kept for nobody.
        let failed = taken(None);
        assert!(failed.serves(at(900), None, at(3_000)));
        assert!(!failed.serves(at(3_100), Some(at(500)), at(3_100)));
    }
}
