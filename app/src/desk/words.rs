//! What the canvas says of regions: on the image, in the list, and to those who cannot see it. Pure.

use super::geometry::Size;
use super::state::{State, Told, Tool};
use vitrine_domain::{Region, RegionSource, Shape};

/// Short, on the picture: its number in the list, and whose region it is in words too, never by colour alone.
pub fn tag(i: usize, region: &Region) -> String {
    format!("{} {} · {}", i + 1, region.label, by(region))
}

/// Whose it is, with the model's score.
pub fn by(region: &Region) -> String {
    match (region.source, region.score) {
        (RegionSource::Person, _) => "you".to_owned(),
        (_, Some(score)) => format!("model {:.0} %", 100.0 * score),
        (_, None) => "model".to_owned(),
    }
}

pub fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Box { .. } => "box",
        Shape::Polygon { .. } => "polygon",
        Shape::Point { .. } => "point",
    }
}

/// What the tool makes.
pub fn makes(tool: Tool) -> &'static str {
    match tool {
        Tool::Select | Tool::Box => "box",
        Tool::Polygon => "polygon",
        Tool::Point => "point",
    }
}

/// Width and height in image pixels; a point's place.
pub fn measure(region: &Region, size: Size) -> String {
    let (w, h) = (size.width as f32, size.height as f32);
    let [x1, y1, x2, y2] = region.bbox();
    match &region.shape {
        Shape::Point { .. } => format!("at {:.0}, {:.0}", x1 * w, y1 * h),
        _ => format!("{:.0} × {:.0}", (x2 - x1) * w, (y2 - y1) * h),
    }
}

/// Whole, for screen readers.
pub fn spoken(region: &Region, size: Size) -> String {
    let by = match region.source {
        RegionSource::Person => "drawn by you".to_owned(),
        RegionSource::Head => sure("by the model’s region head", region.score),
        RegionSource::Text => sure("written in the model’s answer", region.score),
    };
    let corners = match &region.shape {
        Shape::Polygon { points } => format!(", {} corners", points.len()),
        _ => String::new(),
    };
    let measure = match &region.shape {
        Shape::Point { .. } => measure(region, size),
        _ => format!("{} pixels", measure(region, size)),
    };
    format!(
        "{}, {} {by}{corners}, {measure}",
        region.label,
        kind(&region.shape)
    )
}

fn sure(by: &str, score: Option<f32>) -> String {
    match score {
        Some(score) => format!("{by}, {:.0} % sure", 100.0 * score),
        None => by.to_owned(),
    }
}

/// What the last event came to, for a live region.
pub fn told(state: &State) -> String {
    let Some(told) = state.told.1 else {
        return String::new();
    };
    let which = match (state.selected(), state.selection().len()) {
        (Some(i), 1) => format!("Region {}", i + 1),
        (_, n) => format!("{n} regions"),
    };
    let now = state
        .selected()
        .and_then(|i| state.draft.regions.get(i))
        .map_or(String::new(), |r| place(r, state.size));
    match told {
        Told::Selected => match state.selected() {
            Some(i) if state.selection().len() == 1 => format!(
                "{which} of {}: {}",
                state.draft.regions.len(),
                spoken(&state.draft.regions[i], state.size)
            ),
            _ => format!("{which} selected"),
        },
        Told::Added => format!("{which} added, {now}"),
        Told::Moved => format!("{which} moved, {now}"),
        Told::Resized => format!("{which} resized, {now}"),
        Told::Reshaped => match state.corner() {
            Some((i, k)) => format!("{}, {}", corner(state, i, k), now),
            None => format!("{which} reshaped, {now}"),
        },
        Told::Relabelled => format!("{which}: {}", state.label),
        Told::Duplicated => format!("{which} duplicated, {now}"),
        Told::Deleted(n) => format!("{n} deleted, {} left", state.draft.regions.len()),
        Told::Renumbered(n) => format!(
            "{n} deleted, {} left; numbers in the text follow",
            state.draft.regions.len()
        ),
        Told::Locked(true) => format!("{which} locked"),
        Told::Locked(false) => format!("{which} open again"),
        Told::Hidden(true) => format!("{which} hidden"),
        Told::Hidden(false) => format!("{which} shown"),
        Told::AllShown => "All regions shown".to_owned(),
        Told::Corner(k) => match state.selected() {
            Some(i) => corner(state, i, k),
            None => String::new(),
        },
        Told::Corners(n) => format!("Corner {n} put"),
        Told::Tool(Tool::Select) => "Tool: select".to_owned(),
        Told::Tool(tool) => format!("Tool: {}", makes(tool)),
        Told::Snap(true) => "Snapping on".to_owned(),
        Told::Snap(false) => "Snapping off".to_owned(),
        Told::Undone => "Undone".to_owned(),
        Told::Redone => "Done again".to_owned(),
        Told::Refused => "It is locked".to_owned(),
        Told::TooFew => "A polygon needs three corners".to_owned(),
        Told::Full => "There is no room for more".to_owned(),
    }
}

fn place(region: &Region, size: Size) -> String {
    let (w, h) = (size.width as f32, size.height as f32);
    let [x1, y1, _, _] = region.bbox();
    match region.shape {
        Shape::Point { .. } => measure(region, size),
        _ => format!(
            "{} pixels from {:.0}, {:.0}",
            measure(region, size),
            x1 * w,
            y1 * h
        ),
    }
}

fn corner(state: &State, i: usize, k: usize) -> String {
    let Some(Shape::Polygon { points }) = state.draft.regions.get(i).map(|r| &r.shape) else {
        return String::new();
    };
    let [x, y] = points.get(k).copied().unwrap_or_default();
    let (w, h) = (state.size.width as f32, state.size.height as f32);
    format!(
        "Corner {} of {} at {:.0}, {:.0}",
        k + 1,
        points.len(),
        x * w,
        y * h
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "Nike, point drawn by you, at 100, 50"
        );
        assert_eq!(tag(0, &region), "1 Nike · you");
    }
}
