//! What lies under the pointer, and how near is near.

use super::State;
use super::event::Target;
use crate::desk::geometry::Spot;
use crate::desk::geometry::reach::{grip, under};

/// Screen pixels within which a side snaps, or a first corner is hit.
const SNAP: f32 = 7.0;
/// Screen pixels around handles and outlines that count as a hit.
const HIT: f32 = 9.0;

impl State {
    /// What a pointer at `at` would take hold of. `wide`: a finger, which needs more room.
    pub fn target(&self, at: Spot, wide: bool) -> Target {
        if self.under_way().is_some() {
            return Target::Image;
        }
        let (pixel, reach) = (self.screen_pixel(), if wide { 2.2 * HIT } else { HIT });
        if let Some((i, region)) = self.in_reach()
            && let Some(grip) = grip(region, at, pixel, reach)
        {
            return Target::Grip(i, grip);
        }
        let open = |i: &usize| !self.marks[*i].fixed();
        let all = self.draft.regions.iter().enumerate();
        match under(all.filter(|(i, _)| open(i)), at, pixel, reach / 2.0) {
            Some(i) => Target::Region(i),
            None => Target::Image,
        }
    }

    /// A screen pixel in shares of the image.
    pub(super) fn screen_pixel(&self) -> Spot {
        self.size.pixel().map(|p| p * self.seen.pixel)
    }

    /// What snaps and clicks reach over, in shares.
    pub(super) fn reach(&self) -> Spot {
        self.screen_pixel().map(|p| p * SNAP)
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::state::tests::fresh;
    use crate::desk::state::{Event, Target};

    #[test]
    fn what_is_hidden_or_locked_is_not_under_the_pointer() {
        let state = fresh();
        assert_eq!(state.target([0.2, 0.2], false), Target::Region(0));
        for event in [Event::Hide(Some(0)), Event::Lock(Some(0))] {
            let state = state.clone().after(event);
            assert_eq!(state.target([0.2, 0.2], false), Target::Image);
            let back = state.after(Event::Undo);
            assert_eq!(back.target([0.2, 0.2], false), Target::Region(0));
        }
        let shown = state
            .clone()
            .after(Event::SelectAll)
            .after(Event::Hide(None));
        assert!((0..4).all(|i| shown.mark(i).hidden));
        assert!((0..4).all(|i| !shown.clone().after(Event::ShowAll).mark(i).hidden));
        // Looking is no correction.
        assert!(!shown.changed());
    }
}
