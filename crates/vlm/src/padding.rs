//! Between an image and the square that the encoder reads: padded to it, cut
//! to its middle, or stretched. All coordinates are normalised to 0..1 of their own frame. It must
//! never touch pixels.

use serde::{Deserialize, Serialize};

/// A box as x1, y1, x2, y2.
pub type Box4 = [f32; 4];

/// How an image becomes a square.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Centred on a square of its longer side.
    #[default]
    Pad,
    /// Its shorter side scaled to `edge` pixels, of which the middle `crop`
    /// stay; of the longer side as many.
    Crop {
        /// The shorter side after scaling, in pixels.
        edge: u32,
        /// The square's side, in pixels.
        crop: u32,
    },
    /// Each side scaled by itself.
    Stretch,
}

impl Fit {
    fn is_pad(&self) -> bool {
        *self == Self::Pad
    }
}

/// The original's size and how it was fitted, all that the mapping needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Padding {
    /// Width of the original, in pixels.
    pub width: u32,
    /// Height of the original, in pixels.
    pub height: u32,
    /// How it became a square.
    #[serde(default, skip_serializing_if = "Fit::is_pad")]
    pub fit: Fit,
}

impl Padding {
    /// Of an image of this size, in pixels; zero counts as one.
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            width: width.max(1),
            height: height.max(1),
            fit: Fit::Pad,
        }
    }

    /// The same image, fitted otherwise.
    pub fn fitted(self, fit: Fit) -> Self {
        Self { fit, ..self }
    }

    /// The part of the square that the original covers; beyond 0..1 where it
    /// was cut.
    pub fn covered(&self) -> Box4 {
        let (w, h) = (f64::from(self.width.max(1)), f64::from(self.height.max(1)));
        match self.fit {
            Fit::Stretch => return [0.0, 0.0, 1.0, 1.0],
            Fit::Crop { edge, crop } => {
                let by = f64::from(edge) / f64::from(crop.max(1)) / w.min(h);
                let (x, y) = (w * by / 2.0, h * by / 2.0);
                return [0.5 - x, 0.5 - y, 0.5 + x, 0.5 + y].map(|v| v as f32);
            }
            Fit::Pad => {}
        }
        let side = w.max(h);
        let (x, y) = ((side - w) / 2.0 / side, (side - h) / 2.0 / side);
        [x, y, x + w / side, y + h / side].map(|v| v as f32)
    }

    /// A point of the original, in the square.
    pub fn point_to_square(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let c = self.covered();
        [c[0] + x * (c[2] - c[0]), c[1] + y * (c[3] - c[1])]
    }

    /// A point of the square, on the original; outside 0..1 in the padding.
    pub fn point_to_original(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let c = self.covered();
        [(x - c[0]) / (c[2] - c[0]), (y - c[1]) / (c[3] - c[1])]
    }

    /// A box of the original, in the square; beyond 0..1 where it was cut.
    pub fn to_square(&self, b: Box4) -> Box4 {
        let ([x1, y1], [x2, y2]) = (
            self.point_to_square([b[0], b[1]]),
            self.point_to_square([b[2], b[3]]),
        );
        [x1, y1, x2, y2]
    }

    /// A box of the square, on the original, clipped to it. `None` when
    /// nothing of it lies on the original.
    pub fn to_original(&self, b: Box4) -> Option<Box4> {
        let ([x1, y1], [x2, y2]) = (
            self.point_to_original([b[0], b[1]]),
            self.point_to_original([b[2], b[3]]),
        );
        let clipped = [x1, y1, x2, y2].map(|v| v.clamp(0.0, 1.0));
        (clipped[2] > clipped[0] && clipped[3] > clipped[1]).then_some(clipped)
    }
}

/// Intersection over union of two boxes; 0 for empty ones.
pub fn iou(a: Box4, b: Box4) -> f32 {
    let area = |b: Box4| (b[2] - b[0]).max(0.0) * (b[3] - b[1]).max(0.0);
    let both = area([
        a[0].max(b[0]),
        a[1].max(b[1]),
        a[2].min(b[2]),
        a[3].min(b[3]),
    ]);
    let either = area(a) + area(b) - both;
    if either > 0.0 { both / either } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_for_every_aspect() {
        for (w, h) in [
            (1, 1),
            (640, 480),
            (480, 640),
            (1, 4000),
            (4000, 1),
            (333, 777),
            (0, 5),
        ] {
            let p = Padding::new(w, h);
            for b in [
                [0.0, 0.0, 1.0, 1.0],
                [0.1, 0.2, 0.30, 0.9],
                [0.5, 0.5, 0.75, 0.625],
            ] {
                let square = p.to_square(b);
                let c = p.covered();
                assert!(square[0] >= c[0] && square[3] <= c[3] + 1e-6);
                let back = p.to_original(square).unwrap();
                for (x, y) in back.iter().zip(b) {
                    assert!((x - y).abs() < 2e-3, "{w}x{h}: {back:?} for {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_wide_image_lies_in_the_middle() {
        let p = Padding::new(200, 100);
        assert_eq!(p.covered(), [0.0, 0.25, 1.0, 0.75]);
        assert_eq!(p.to_square([0.0, 0.0, 0.5, 1.0]), [0.0, 0.25, 0.5, 0.75]);
        assert_eq!(
            p.to_original([0.0, 0.0, 1.0, 0.5]),
            Some([0.0, 0.0, 1.0, 0.5])
        );
        // Wholly in the padding.
        assert_eq!(p.to_original([0.0, 0.0, 1.0, 0.2]), None);
    }

    #[test]
    fn a_cut_and_a_stretched_image_map_there_and_back() {
        // 200 x 100, its shorter side to 50 pixels: 100 x 50, the middle 40 x 40 stay.
        let cut = Padding::new(200, 100).fitted(Fit::Crop { edge: 50, crop: 40 });
        let c = cut.covered();
        for (got, want) in c.iter().zip([-0.75, -0.125, 1.75, 1.125]) {
            assert!((got - want).abs() < 1e-6, "{c:?}");
        }
        let b = [0.4, 0.2, 0.6, 0.7];
        let stretched = Padding::new(200, 100).fitted(Fit::Stretch);
        assert_eq!(stretched.to_square(b), b);
        let back = cut.to_original(cut.to_square(b)).unwrap();
        assert!(back.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-6));
        // The square's left edge is three tenths into the image.
        assert!((cut.point_to_original([0.0, 0.5])[0] - 0.3).abs() < 1e-6);
        let json = serde_json::to_string(&Padding::new(3, 4)).unwrap();
        assert_eq!(json, r#"{"width":3,"height":4}"#);
        let json = serde_json::to_string(&cut).unwrap();
        assert_eq!(serde_json::from_str::<Padding>(&json).unwrap(), cut);
    }

    #[test]
    fn iou_of_known_boxes() {
        assert_eq!(iou([0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.5]), 0.5);
        assert_eq!(iou([0.0, 0.0, 0.1, 0.1], [0.5, 0.5, 1.0, 1.0]), 0.0);
        assert_eq!(iou([0.5; 4], [0.5; 4]), 0.0);
    }
}
