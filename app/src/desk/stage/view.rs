//! How the image lies on the stage: zoomed about a place, panned, fitted. Pure; screen pixels from the stage's corner.

use crate::desk::geometry::{Size, Spot, within};
use crate::desk::state::Seen;

/// Screen pixels per image pixel that one can zoom in to.
const MOST: f32 = 32.0;
/// Screen pixels that stay free past an edge, so that what lies on it can be taken hold of.
const MARGIN: f32 = 40.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Screen pixels of the stage.
    pub stage: [f32; 2],
    pub image: Size,
    /// Screen pixels per image pixel.
    pub scale: f32,
    /// Where the image's upper left corner is.
    pub at: [f32; 2],
    /// The whole image, as large as it goes; stays so when the stage changes.
    pub fitted: bool,
}

impl View {
    pub fn new(image: Size) -> View {
        let view = View {
            stage: [0.0, 0.0],
            image,
            scale: 1.0,
            at: [0.0, 0.0],
            fitted: true,
        };
        view.fit()
    }

    fn pixels(&self) -> [f32; 2] {
        [
            self.image.width.max(1) as f32,
            self.image.height.max(1) as f32,
        ]
    }

    /// The scale at which the whole image is seen.
    pub fn whole(&self) -> f32 {
        let [w, h] = self.pixels();
        let scale = (self.stage[0] / w).min(self.stage[1] / h);
        if scale > 0.0 { scale } else { 1.0 }
    }

    pub fn fit(self) -> View {
        let (scale, pixels) = (self.whole(), self.pixels());
        let on = |k: usize| (self.stage[k] - pixels[k] * scale) / 2.0;
        View {
            scale,
            at: [on(0), on(1)],
            fitted: true,
            ..self
        }
    }

    pub fn on_stage(self, stage: [f32; 2]) -> View {
        let view = View { stage, ..self };
        if view.fitted { view.fit() } else { view.held() }
    }

    /// By a factor, about a place on the stage that stays where it is.
    pub fn zoom(self, by: f32, about: [f32; 2]) -> View {
        self.zoom_to(self.scale * by, about)
    }

    pub fn zoom_to(self, scale: f32, about: [f32; 2]) -> View {
        let whole = self.whole();
        let scale = within(scale, whole.min(1.0), MOST.max(whole));
        let by = scale / self.scale;
        let on = |k: usize| about[k] - (about[k] - self.at[k]) * by;
        let view = View {
            scale,
            at: [on(0), on(1)],
            fitted: false,
            ..self
        };
        if scale == whole {
            view.fit()
        } else {
            view.held()
        }
    }

    pub fn pan(self, by: [f32; 2]) -> View {
        // Of the whole image there is nothing to pan.
        if self.fitted {
            return self;
        }
        let at = [self.at[0] + by[0], self.at[1] + by[1]];
        View { at, ..self }.held()
    }

    /// Never pushed off the stage: its edges stay inside where there is room, outside where there is none.
    fn held(self) -> View {
        let pixels = self.pixels();
        let on = |k: usize| {
            let free = self.stage[k] - pixels[k] * self.scale;
            within(self.at[k], free.min(0.0) - MARGIN, free.max(0.0) + MARGIN)
        };
        let at = [on(0), on(1)];
        View { at, ..self }
    }

    pub fn middle(&self) -> [f32; 2] {
        [self.stage[0] / 2.0, self.stage[1] / 2.0]
    }

    /// A place on the stage in shares of the image; outside of it, below 0 or above 1.
    pub fn share(&self, at: [f32; 2]) -> Spot {
        let pixels = self.pixels();
        let on = |k: usize| (at[k] - self.at[k]) / (pixels[k] * self.scale);
        [on(0), on(1)]
    }

    /// Moves as little as it takes to show a place, with room around it.
    pub fn showing(self, spot: Spot) -> View {
        let pixels = self.pixels();
        let by = |k: usize| {
            let room = MARGIN.min(self.stage[k] / 4.0);
            let at = self.at[k] + spot[k] * pixels[k] * self.scale;
            within(at, room, self.stage[k] - room) - at
        };
        match [by(0), by(1)] {
            [0.0, 0.0] => self,
            by => self.pan(by),
        }
    }

    pub fn seen(&self) -> Seen {
        let [x1, y1] = self.share([0.0, 0.0]).map(|v| within(v, 0.0, 1.0));
        let [x2, y2] = self.share(self.stage).map(|v| within(v, 0.0, 1.0));
        Seen {
            pixel: 1.0 / self.scale,
            part: [x1, y1, x2, y2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        let image = Size {
            width: 4_000,
            height: 2_000,
        };
        View::new(image).on_stage([1_000.0, 800.0])
    }

    fn near(a: [f32; 2], b: [f32; 2]) -> bool {
        (a[0] - b[0]).abs() < 1e-3 && (a[1] - b[1]).abs() < 1e-3
    }

    #[test]
    fn it_begins_fitted_and_stays_so_on_another_stage() {
        let v = view();
        assert_eq!((v.scale, v.at), (0.25, [0.0, 150.0]));
        assert_eq!(v.seen().part, [0.0, 0.0, 1.0, 1.0]);
        let small = v.on_stage([400.0, 800.0]);
        assert_eq!((small.scale, small.at), (0.1, [0.0, 300.0]));
    }

    #[test]
    fn what_is_under_the_cursor_stays_there() {
        let about = [620.0, 410.0];
        let mut v = view();
        let spot = v.share(about);
        for by in [2.0, 1.5, 1.7, 0.8] {
            v = v.zoom(by, about);
            assert!(near(v.share(about), spot), "{v:?}");
        }
        assert!(!v.fitted);
        let back = v.zoom(0.01, about);
        assert_eq!(back, view(), "as far out as it goes is fitted");
        assert_eq!(v.zoom(1e9, about).scale, MOST);
    }

    #[test]
    fn no_pan_loses_the_image() {
        let v = view().zoom(8.0, [500.0, 400.0]);
        for by in [[1e6, 0.0], [-1e6, 0.0], [0.0, 1e6], [0.0, -1e6]] {
            let part = v.pan(by).seen().part;
            assert!(
                part[2] - part[0] > 0.1 && part[3] - part[1] > 0.1,
                "{part:?}"
            );
        }
        // There is nothing to pan in a fitted view.
        assert_eq!(view().pan([50.0, 50.0]), view());
    }

    #[test]
    fn a_place_off_the_stage_is_brought_on_to_it() {
        let v = view().zoom(8.0, [0.0, 400.0]);
        let shown = v.showing([0.9, 0.1]);
        let part = shown.seen().part;
        assert!(part[0] < 0.9 && part[2] > 0.9 && part[1] < 0.1, "{part:?}");
        assert_eq!(shown.showing([0.9, 0.1]), shown);
        assert_eq!(view().showing([0.9, 0.1]), view());
    }

    #[test]
    fn small_images_go_down_to_their_own_size() {
        let image = Size {
            width: 100,
            height: 100,
        };
        let v = View::new(image).on_stage([800.0, 800.0]);
        assert_eq!(v.scale, 8.0);
        assert_eq!(v.zoom_to(1.0, v.middle()).scale, 1.0);
    }
}
