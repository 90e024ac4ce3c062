//! A region as JSON has it, the shape's fields beside its own.

use super::{BBox, Region, RegionSource, Shape};
use serde::Deserialize;

/// It is read so, without what serde keeps of fields until it
/// knows the kind: an answer may have thousands, and a browser fetches the code.
#[derive(Deserialize)]
pub(super) struct Fields {
    label: String,
    kind: Kind,
    xyxy: Option<BBox>,
    points: Option<Vec<[f32; 2]>>,
    xy: Option<[f32; 2]>,
    source: RegionSource,
    score: Option<f32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Box,
    Polygon,
    Point,
}

impl TryFrom<Fields> for Region {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        let shape = match fields.kind {
            Kind::Box => fields.xyxy.map(|xyxy| Shape::Box { xyxy }),
            Kind::Polygon => fields.points.map(|points| Shape::Polygon { points }),
            Kind::Point => fields.xy.map(|xy| Shape::Point { xy }),
        };
        Ok(Self {
            label: fields.label,
            shape: shape.ok_or("a box has `xyxy`, a polygon `points`, a point `xy`")?,
            source: fields.source,
            score: fields.score,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_read_with_what_its_kind_needs_alone() {
        let read = |fields: &str| {
            let json = format!(r#"{{"label":"Nike","source":"person","score":null,{fields}}}"#);
            serde_json::from_str::<Region>(&json).map(|r| r.shape)
        };
        let xy = [0.5, 0.25];
        let point = Shape::Point { xy };
        assert_eq!(read(r#""kind":"point","xy":[0.5,0.25]"#).unwrap(), point);
        let of_others = r#""xy":[0.5,0.25],"kind":"point","points":null,"by":"a person""#;
        assert_eq!(read(of_others).unwrap(), point);
        for bad in [
            r#""kind":"box","xy":[0.5,0.25]"#,
            r#""kind":"box","xyxy":[0.5,0.25]"#,
            r#""kind":"polygon","points":null"#,
            r#""kind":"star","xy":[0.5,0.25]"#,
            r#""xy":[0.5,0.25]"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
