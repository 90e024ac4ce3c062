//! What `desk/words.rs` says.

use crate::number::number;
use vitrine_domain::{Region, RegionSource, Shape};

/// Whose it is, with the model's score. A person's may be a colleague's: a region does not say.
pub fn by(region: &Region) -> String {
    match (region.source, region.score) {
        (RegionSource::Person, _) => "person".to_owned(),
        (_, Some(score)) => format!("model {} %", number(100.0 * score, 0)),
        (_, None) => "model".to_owned(),
    }
}

pub const BOX: &str = "box";
pub const POLYGON: &str = "polygon";
pub const POINT: &str = "point";

pub fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Box { .. } => BOX,
        Shape::Polygon { .. } => POLYGON,
        Shape::Point { .. } => POINT,
    }
}

/// A point's place, in image pixels.
pub fn at(x: f32, y: f32) -> String {
    format!("at {}, {}", number(x, 0), number(y, 0))
}

/// Whole, for screen readers. `measure`: width and height; a point's place.
pub fn spoken(region: &Region, measure: &str) -> String {
    let by = match region.source {
        RegionSource::Person => "drawn by a person".to_owned(),
        RegionSource::Head => sure("by the model’s region head", region.score),
        RegionSource::Text => sure("written in the model’s answer", region.score),
    };
    let (label, kind) = (&region.label, kind(&region.shape));
    match &region.shape {
        Shape::Box { .. } => format!("{label}, {kind} {by}, {measure} pixels"),
        Shape::Polygon { points } => {
            let corners = points.len();
            format!("{label}, {kind} {by}, {corners} corners, {measure} pixels")
        }
        Shape::Point { .. } => format!("{label}, {kind} {by}, {measure}"),
    }
}

fn sure(by: &str, score: Option<f32>) -> String {
    match score {
        Some(score) => format!("{by}, {} % sure", number(100.0 * score, 0)),
        None => by.to_owned(),
    }
}

/// What an event came to begins with one of these two, which stand for `which` below.
pub fn one(n: usize) -> String {
    format!("Region {n}")
}

pub fn several(n: usize) -> String {
    format!("{n} regions")
}

/// `place`, here and below: size and place of the region, or nothing.
pub fn place(measure: &str, x: f32, y: f32) -> String {
    format!("{measure} pixels from {}, {}", number(x, 0), number(y, 0))
}

pub fn selected_one(which: &str, all: usize, spoken: &str) -> String {
    format!("{which} of {all}: {spoken}")
}

pub fn selected(which: &str) -> String {
    format!("{which} selected")
}

pub fn added(which: &str, place: &str) -> String {
    format!("{which} added, {place}")
}

pub fn moved(which: &str, place: &str) -> String {
    format!("{which} moved, {place}")
}

pub fn resized(which: &str, place: &str) -> String {
    format!("{which} resized, {place}")
}

pub fn reshaped(which: &str, place: &str) -> String {
    format!("{which} reshaped, {place}")
}

pub fn duplicated(which: &str, place: &str) -> String {
    format!("{which} duplicated, {place}")
}

pub fn deleted(n: usize, left: usize) -> String {
    format!("{n} deleted, {left} left")
}

pub fn renumbered(n: usize, left: usize) -> String {
    format!("{n} deleted, {left} left; numbers in the text follow")
}

pub fn locked(which: &str) -> String {
    format!("{which} locked")
}

pub fn unlocked(which: &str) -> String {
    format!("{which} open again")
}

pub fn hidden(which: &str) -> String {
    format!("{which} hidden")
}

pub fn shown(which: &str) -> String {
    format!("{which} shown")
}

pub const ALL_SHOWN: &str = "All regions shown";

pub fn corners(n: usize) -> String {
    format!("Corner {n} put")
}

pub const SELECT_TOOL: &str = "Tool: select";

/// `kind`: box, polygon or point.
pub fn tool(kind: &str) -> String {
    format!("Tool: {kind}")
}

pub const SNAPPING: &str = "Snapping on";
pub const NOT_SNAPPING: &str = "Snapping off";
pub const UNDONE: &str = "Undone";
pub const REDONE: &str = "Done again";
pub const LOCKED: &str = "It is locked";
pub const HIDDEN: &str = "It is hidden: show it first";
pub const TOO_FEW: &str = "A polygon needs three corners";
/// It is in hand; also why nothing is decided yet. Here and below, a finger has a way, too.
pub const UNCLOSED: &str =
    "A polygon needs three corners, not in one line: put another, or Undo takes them back";
pub const FULL: &str = "There is no room for more";

/// What a press has made of the answer. `end`: the end of a long one.
pub fn answered(answer: &str, end: bool) -> String {
    match end {
        true => format!("Answer: …{answer}"),
        false => format!("Answer: {answer}"),
    }
}

/// Why nothing is decided yet.
pub const IN_HAND: &str =
    "Nothing is decided in the middle of a drag: let go first, or Esc takes it back";
pub const NOT_CLOSED: &str =
    "The polygon is not closed: Enter or its first corner closes it, Esc gives it up";

pub fn corner(n: usize, of: usize, x: f32, y: f32) -> String {
    format!("Corner {n} of {of} {}", at(x, y))
}
