//! A region given another box. Must never know the desk.

use crate::desk::geometry::within;
use vitrine_domain::{BBox, Region, RegionSource, Shape};

/// A region that a person has changed is the person's: its score was for what the model drew.
pub(super) fn mine(region: &mut Region) {
    region.source = RegionSource::Person;
    region.score = None;
}

/// Points and polygons move and scale with the box around them.
pub(super) fn put(region: &mut Region, to: BBox) {
    let from = region.bbox();
    if from == to {
        return;
    }
    let old = region.shape.clone();
    let along = |v: f32, axis: usize| {
        let span = from[axis + 2] - from[axis];
        let share = if span > 0.0 {
            (v - from[axis]) / span
        } else {
            0.0
        };
        within(to[axis] + share * (to[axis + 2] - to[axis]), 0.0, 1.0)
    };
    match &mut region.shape {
        Shape::Box { xyxy } => *xyxy = to,
        Shape::Point { xy } => *xy = [to[0], to[1]],
        Shape::Polygon { points } => {
            for [x, y] in points {
                *x = along(*x, 0);
                *y = along(*y, 1);
            }
        }
    }
    // So thin that roundings would make a line of it: it stays as it was.
    if region.check().is_err() {
        region.shape = old;
        return;
    }
    mine(region);
}
