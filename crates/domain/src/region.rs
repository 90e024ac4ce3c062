//! A region: a labelled box, polygon or point, in shares of the image as displayed (EXIF applied).

mod json;

use crate::{Invalid, limits};
use serde::{Deserialize, Serialize};

/// `[x1, y1, x2, y2]`, each 0–1, the upper left corner first.
pub type BBox = [f32; 4];

#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[serde(try_from = "json::Fields")]
pub struct Region {
    pub label: String,
    #[serde(flatten)]
    pub shape: Shape,
    pub source: RegionSource,
    /// The model's score, 0–1; none where a person drew it.
    #[serde(skip_serializing_if = "Option::is_none")]
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

    /// Inside the image, not empty, with a label, a score of 0 to 1 if any.
    ///
    /// # Errors
    /// A sentence that names the region and says what would be right.
    pub fn check(&self) -> Result<(), Invalid> {
        let inside = |v: f32| v.is_finite() && (0.0..=1.0).contains(&v);
        if self.label.trim().is_empty() {
            return Err(Invalid::new("a region has no label; choose one"));
        }
        if let Shape::Polygon { points } = &self.shape
            && !(3..=limits::POLYGON_POINTS).contains(&points.len())
        {
            return Err(Invalid::new(format!(
                "the polygon “{}” has {} corners; it needs 3 to {}",
                self.label,
                points.len(),
                limits::POLYGON_POINTS
            )));
        }
        let within = match &self.shape {
            Shape::Box { xyxy } => xyxy.iter().all(|v| inside(*v)),
            Shape::Polygon { points } => points.iter().flatten().all(|v| inside(*v)),
            Shape::Point { xy } => xy.iter().all(|v| inside(*v)),
        };
        let b = self.bbox();
        let filled = matches!(self.shape, Shape::Point { .. }) || (b[0] < b[2] && b[1] < b[3]);
        if !within || !filled {
            return Err(Invalid::new(format!(
                "the region “{}” must lie inside the image, coordinates 0 to 1, upper left corner first",
                self.label
            )));
        }
        if self.score.is_some_and(|s| !inside(s)) {
            return Err(Invalid::new(format!(
                "the score of the region “{}” must be 0 to 1",
                self.label
            )));
        }
        Ok(())
    }

    /// Coordinates it is made of, in pairs.
    pub fn corners(&self) -> usize {
        match &self.shape {
            Shape::Box { .. } => 2,
            Shape::Polygon { points } => points.len(),
            Shape::Point { .. } => 1,
        }
    }
}

/// All regions of one answer: each as [`Region::check`] has it, and no more than the limits allow together.
///
/// # Errors
/// A sentence that names the limit, or the region that is wrong.
pub fn check_all(regions: &[Region]) -> Result<(), Invalid> {
    if regions.len() > limits::REGIONS {
        return Err(Invalid::new(format!(
            "an answer carries at most {} regions",
            limits::REGIONS
        )));
    }
    let corners: usize = regions
        .iter()
        .filter(|r| matches!(r.shape, Shape::Polygon { .. }))
        .map(Region::corners)
        .sum();
    if corners > limits::REGION_POINTS {
        return Err(Invalid::new(format!(
            "the polygons of an answer have at most {} corners together, not {corners}",
            limits::REGION_POINTS
        )));
    }
    regions.iter().try_for_each(Region::check)
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

    fn of(shape: Shape) -> Region {
        Region {
            label: "logo".into(),
            shape,
            source: RegionSource::Person,
            score: None,
        }
    }

    #[test]
    fn polygons_and_points_are_held_to_the_image_and_to_limits() {
        let ring = |n: usize| -> Vec<[f32; 2]> {
            (0..n)
                .map(|i| (i as f32 / n as f32 * std::f32::consts::TAU).sin_cos())
                .map(|(s, c)| [0.5 + 0.4 * s, 0.5 + 0.4 * c])
                .collect()
        };
        for (shape, fits) in [
            (Shape::Point { xy: [0.0, 1.0] }, true),
            (Shape::Point { xy: [0.0, 1.1] }, false),
            (
                Shape::Point {
                    xy: [f32::NAN, 0.1],
                },
                false,
            ),
            (Shape::Polygon { points: ring(3) }, true),
            (Shape::Polygon { points: ring(2) }, false),
            (
                Shape::Polygon {
                    points: ring(limits::POLYGON_POINTS),
                },
                true,
            ),
            (
                Shape::Polygon {
                    points: ring(limits::POLYGON_POINTS + 1),
                },
                false,
            ),
            // A line is no area.
            (
                Shape::Polygon {
                    points: vec![[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]],
                },
                false,
            ),
        ] {
            assert_eq!(of(shape.clone()).check().is_ok(), fits, "{shape:?}");
        }
        let many = vec![
            of(Shape::Polygon {
                points: ring(limits::POLYGON_POINTS)
            });
            11
        ];
        assert!(check_all(&many[..10]).is_ok());
        assert!(check_all(&many).unwrap_err().0.contains("10000 corners"));
        let points = vec![of(Shape::Point { xy: [0.5, 0.5] }); limits::REGIONS + 1];
        assert!(check_all(&points[1..]).is_ok());
        assert!(check_all(&points).is_err());
        let mut scored = of(Shape::Point { xy: [0.5, 0.5] });
        scored.score = Some(1.5);
        assert!(scored.check().is_err());
    }

    #[test]
    fn json_keeps_its_shape() {
        for json in [
            r#"{"label":"Nike","kind":"box","xyxy":[0.1,0.2,0.3,0.4],"source":"head","score":0.5}"#,
            r#"{"label":"Nike","kind":"polygon","points":[[0.1,0.2],[0.3,0.4],[0.1,0.4]],"source":"person"}"#,
            r#"{"label":"Nike","kind":"point","xy":[0.1,0.2],"source":"person"}"#,
        ] {
            let r: Region = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&r).unwrap(), json);
        }
    }

    /// Every 32-bit number between 0 and 1 that is tried comes back to the last bit, as text and as a JSON value.
    #[test]
    fn the_way_through_storage_is_exact() {
        let mut bits = 1_u32;
        for _ in 0..20_000 {
            bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let share = |k: u32| f32::from_bits(bits.rotate_left(k) % (1.0_f32.to_bits() + 1));
            for shape in [
                Shape::Box {
                    xyxy: [share(0), share(7), share(13), share(21)],
                },
                Shape::Polygon {
                    points: vec![[share(1), share(5)], [share(9), share(17)], [share(3), 1.0]],
                },
                Shape::Point {
                    xy: [share(11), share(19)],
                },
            ] {
                let region = of(shape);
                let text = serde_json::to_string(&region).unwrap();
                assert_eq!(serde_json::from_str::<Region>(&text).unwrap(), region);
                let value = serde_json::to_value(&region).unwrap();
                let again = serde_json::to_string(&value).unwrap();
                assert_eq!(serde_json::from_str::<Region>(&again).unwrap(), region);
            }
        }
    }
}
