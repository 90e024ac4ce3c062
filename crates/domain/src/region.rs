//! A region: a labelled box, polygon or point, in shares of the image as displayed (EXIF applied).

use crate::Invalid;
use serde::{Deserialize, Serialize};

/// `[x1, y1, x2, y2]`, each 0–1, the upper left corner first.
pub type BBox = [f32; 4];

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shape {
    Box { xyxy: BBox },
    Polygon { points: Vec<[f32; 2]> },
    Point { xy: [f32; 2] },
}

/// Who drew it: a person, the language model's text, or the region head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionSource {
    Person,
    Text,
    Head,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Region {
    pub label: String,
    #[serde(flatten)]
    pub shape: Shape,
    pub source: RegionSource,
    /// The model's score, 0–1; none where a person drew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

impl Region {
    pub fn bbox(&self) -> BBox {
        match &self.shape {
            Shape::Box { xyxy } => *xyxy,
            Shape::Point { xy: [x, y] } => [*x, *y, *x, *y],
            Shape::Polygon { points } => points.iter().fold([1.0, 1.0, 0.0, 0.0], |b, [x, y]| {
                [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
            }),
        }
    }

    /// Inside the image, not empty, with a label.
    pub fn check(&self) -> Result<(), Invalid> {
        let inside = |v: f32| v.is_finite() && (0.0..=1.0).contains(&v);
        if self.label.trim().is_empty() {
            return Err(Invalid::new("a region has no label; choose one"));
        }
        let ok = match &self.shape {
            Shape::Box {
                xyxy: [x1, y1, x2, y2],
            } => [x1, y1, x2, y2].into_iter().all(|v| inside(*v)) && x1 < x2 && y1 < y2,
            Shape::Polygon { points } => {
                points.len() >= 3 && points.iter().flatten().all(|v| inside(*v))
            }
            Shape::Point { xy } => xy.iter().all(|v| inside(*v)),
        };
        if ok {
            Ok(())
        } else {
            Err(Invalid::new(format!(
                "the region “{}” must lie inside the image, coordinates 0 to 1, upper left corner first",
                self.label
            )))
        }
    }
}

/// Intersection over union of two boxes, 0–1; 0 for boxes without area.
pub fn iou(a: BBox, b: BBox) -> f32 {
    let w = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
    let h = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
    let area = |r: BBox| (r[2] - r[0]).max(0.0) * (r[3] - r[1]).max(0.0);
    let union = area(a) + area(b) - w * h;
    if union <= 0.0 { 0.0 } else { w * h / union }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iou_of_known_boxes() {
        assert_eq!(iou([0.0, 0.0, 0.5, 0.5], [0.0, 0.0, 0.5, 0.5]), 1.0);
        assert_eq!(iou([0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]), 0.0);
        assert!((iou([0.0, 0.0, 0.5, 1.0], [0.25, 0.0, 0.75, 1.0]) - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(iou([0.1, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.1]), 0.0);
    }

    #[test]
    fn a_region_outside_the_image_is_refused() {
        let mut r = Region {
            label: "logo".into(),
            shape: Shape::Box {
                xyxy: [0.1, 0.1, 0.4, 0.4],
            },
            source: RegionSource::Person,
            score: None,
        };
        assert!(r.check().is_ok());
        for bad in [
            [0.4, 0.1, 0.1, 0.4],
            [-0.1, 0.1, 0.4, 0.4],
            [0.1, 0.1, f32::NAN, 0.4],
            [0.1, 0.1, 1.2, 0.4],
        ] {
            r.shape = Shape::Box { xyxy: bad };
            assert!(r.check().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn json_keeps_its_shape() {
        let json =
            r#"{"label":"Nike","kind":"box","xyxy":[0.1,0.2,0.3,0.4],"source":"head","score":0.5}"#;
        let r: Region = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&r).unwrap(), json);
    }
}
