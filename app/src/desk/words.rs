//! What the canvas says of regions: on the image, in the list, and to those who cannot see it. Pure.

use super::geometry::Size;
use super::state::{State, Told, Tool};
use crate::words::desk::said as say;
use vitrine_domain::{Region, Shape};

pub use crate::words::desk::said::{by, kind};

/// Short, on the picture: its number in the list, and whose region it is in words too, never by colour alone.
pub fn tag(i: usize, region: &Region) -> String {
    format!("{} {} · {}", i + 1, region.label, by(region))
}

/// What the tool makes.
pub fn makes(tool: Tool) -> &'static str {
    match tool {
        Tool::Select | Tool::Box => say::BOX,
        Tool::Polygon => say::POLYGON,
        Tool::Point => say::POINT,
    }
}

/// Width and height in image pixels; a point's place.
pub fn measure(region: &Region, size: Size) -> String {
    let (w, h) = (size.width as f32, size.height as f32);
    let [x1, y1, x2, y2] = region.bbox();
    match &region.shape {
        Shape::Point { .. } => say::at(x1 * w, y1 * h),
        _ => format!("{:.0} × {:.0}", (x2 - x1) * w, (y2 - y1) * h),
    }
}

/// Whole, for screen readers.
pub fn spoken(region: &Region, size: Size) -> String {
    say::spoken(region, &measure(region, size))
}

/// What the last event came to, for a live region.
pub fn told(state: &State) -> String {
    let Some(told) = state.told.1 else {
        return String::new();
    };
    let which = match (state.selected(), state.selection().len()) {
        (Some(i), 1) => say::one(i + 1),
        (_, n) => say::several(n),
    };
    let now = state
        .selected()
        .and_then(|i| state.draft.regions.get(i))
        .map_or(String::new(), |r| place(r, state.size));
    let left = state.draft.regions.len();
    match told {
        Told::Selected => match state.selected() {
            Some(i) if state.selection().len() == 1 => {
                say::selected_one(&which, left, &spoken(&state.draft.regions[i], state.size))
            }
            _ => say::selected(&which),
        },
        Told::Added => say::added(&which, &now),
        Told::Moved => say::moved(&which, &now),
        Told::Resized => say::resized(&which, &now),
        Told::Reshaped => match state.corner() {
            Some((i, k)) => format!("{}, {}", corner(state, i, k), now),
            None => say::reshaped(&which, &now),
        },
        Told::Relabelled => format!("{which}: {}", state.label),
        Told::Duplicated => say::duplicated(&which, &now),
        Told::Deleted(n) => say::deleted(n, left),
        Told::Renumbered(n) => say::renumbered(n, left),
        Told::Locked(true) => say::locked(&which),
        Told::Locked(false) => say::unlocked(&which),
        Told::Hidden(true) => say::hidden(&which),
        Told::Hidden(false) => say::shown(&which),
        Told::AllShown => say::ALL_SHOWN.to_owned(),
        Told::Corner(k) => match state.selected() {
            Some(i) => corner(state, i, k),
            None => String::new(),
        },
        Told::Corners(n) => say::corners(n),
        Told::Tool(Tool::Select) => say::SELECT_TOOL.to_owned(),
        Told::Tool(tool) => say::tool(makes(tool)),
        Told::Snap(true) => say::SNAPPING.to_owned(),
        Told::Snap(false) => say::NOT_SNAPPING.to_owned(),
        Told::Undone => say::UNDONE.to_owned(),
        Told::Redone => say::REDONE.to_owned(),
        Told::Refused => say::LOCKED.to_owned(),
        Told::TooFew => say::TOO_FEW.to_owned(),
        Told::Full => say::FULL.to_owned(),
    }
}

fn place(region: &Region, size: Size) -> String {
    let (w, h) = (size.width as f32, size.height as f32);
    let [x1, y1, _, _] = region.bbox();
    match region.shape {
        Shape::Point { .. } => measure(region, size),
        _ => say::place(&measure(region, size), x1 * w, y1 * h),
    }
}

fn corner(state: &State, i: usize, k: usize) -> String {
    let Some(Shape::Polygon { points }) = state.draft.regions.get(i).map(|r| &r.shape) else {
        return String::new();
    };
    let [x, y] = points.get(k).copied().unwrap_or_default();
    let (w, h) = (state.size.width as f32, state.size.height as f32);
    say::corner(k + 1, points.len(), x * w, y * h)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::RegionSource;

    #[test]
    fn a_region_is_told_whole() {
        let size = Size {
            width: 200,
            height: 100,
        };
        let mut region = Region {
            label: "Nike".into(),
            shape: Shape::Box {
                xyxy: [0.1, 0.1, 0.6, 0.3],
            },
            source: RegionSource::Head,
            score: Some(0.81),
        };
        assert_eq!(
            spoken(&region, size),
            "Nike, box by the model’s region head, 81 % sure, 100 × 20 pixels"
        );
        assert_eq!(tag(2, &region), "3 Nike · model 81 %");
        region.shape = Shape::Point { xy: [0.5, 0.5] };
        region.source = RegionSource::Person;
        region.score = None;
        assert_eq!(
            spoken(&region, size),
            "Nike, point drawn by a person, at 100, 50"
        );
        assert_eq!(tag(0, &region), "1 Nike · person");
    }
}
