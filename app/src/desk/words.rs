//! What the canvas says of regions: on the image, in the list, and to those who cannot see it. Pure.

use super::geometry::Size;
use super::state::{State, Told, Tool};
use crate::number::number;
use crate::words::desk::{regions, said as say};
use vitrine_domain::rules::mismatch::mismatch;
use vitrine_domain::{Region, Shape};

pub use crate::words::desk::said::{by, kind};

/// Characters of an answer that are read out.
const HEARD: usize = 120;

/// On the picture, of a region that one is at: its number in the list, and whose it is in words too.
pub fn tag(i: usize, region: &Region) -> String {
    format!("{} · {}", short(i, region), by(region))
}

/// Of all others: whose they are their outlines tell, never by colour alone.
pub fn short(i: usize, region: &Region) -> String {
    format!("{} {}", i + 1, region.label)
}

/// Labels that answer and regions do not have in common, where answers are decisions.
pub fn at_odds(state: &State) -> Option<String> {
    let found = mismatch(&state.draft.answer, &state.draft.regions, &state.labels)?;
    let unmarked = regions::unmarked(&found.unmarked);
    let unnamed = regions::unnamed(&found.unnamed);
    let said: Vec<_> = unmarked.into_iter().chain(unnamed).collect();
    Some(said.join(" "))
}

impl State {
    /// Why nothing can be decided yet: what the pointer is at may come to anything.
    pub fn unready(&self) -> Option<&'static str> {
        match (self.dragging(), self.busy()) {
            (true, _) => Some(say::IN_HAND),
            (false, true) if self.unclosed() => Some(say::UNCLOSED),
            (false, true) => Some(say::NOT_CLOSED),
            (false, false) => None,
        }
    }

    /// Why the last event came to nothing, if it did: that is for everybody, and stands in the status line.
    pub fn refusal(&self) -> Option<&'static str> {
        match self.told.1? {
            Told::Refused => Some(say::LOCKED),
            Told::Unseen => Some(say::HIDDEN),
            Told::TooFew => Some(say::TOO_FEW),
            Told::Unclosed => Some(say::UNCLOSED),
            Told::Full => Some(say::FULL),
            _ => None,
        }
    }
}

/// The same words once more are another text, so that they are read out again.
pub fn anew(words: &str, turn: u64) -> String {
    let end = if turn % 2 == 1 && !words.is_empty() {
        "\u{a0}"
    } else {
        ""
    };
    format!("{words}{end}")
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
        _ => [(x2 - x1) * w, (y2 - y1) * h]
            .map(|v| number(v, 0))
            .join(" × "),
    }
}

/// Whole, for screen readers.
pub fn spoken(region: &Region, size: Size) -> String {
    say::spoken(region, &measure(region, size))
}

/// What the last event came to, for a live region; what it was refused for is said elsewhere.
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
        Told::Answered => end_of(&state.draft.answer),
        Told::Refused | Told::Unseen | Told::TooFew | Told::Unclosed | Told::Full => String::new(),
    }
}

/// What was put into a long answer stands at its end.
fn end_of(answer: &str) -> String {
    match answer.char_indices().rev().nth(HEARD - 1) {
        Some((at, _)) if at > 0 => say::answered(&answer[at..], true),
        _ => say::answered(answer, false),
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
    use crate::desk::state::{Draft, Event};
    use vitrine_domain::RegionSource;

    #[test]
    fn what_answer_and_regions_do_not_share_is_said_in_a_line() {
        let point = |label: &str| Region {
            label: label.into(),
            shape: Shape::Point { xy: [0.5, 0.5] },
            source: RegionSource::Person,
            score: None,
        };
        let draft = Draft {
            regions: vec![point("Adidas"), point("Nike"), point("Puma")],
            ..Draft::default()
        };
        let size = Size {
            width: 200,
            height: 100,
        };
        let labels = ["Adidas", "Apple", "Nike", "Puma"].map(str::to_owned);
        let mut state = State::new(draft.clone(), draft, labels.to_vec(), size);
        let mut said = |answer: &str| {
            state.apply(Event::Answer(answer.into()));
            at_odds(&state)
        };
        assert_eq!(said("Violations: Adidas, Nike, Puma."), None);
        assert_eq!(said("Shoes by Nike."), None);
        assert_eq!(
            said("Violations: Adidas, Nike.").as_deref(),
            Some("Puma is marked but not in the answer.")
        );
        let both = said("Violations: Apple, Nike.").unwrap();
        assert_eq!(
            both,
            "Apple is in the answer but not marked. Adidas, Puma are marked but not in the answer."
        );
    }

    fn state() -> State {
        let boxed = |label: &str| Region {
            label: label.into(),
            shape: Shape::Box {
                xyxy: [0.1, 0.1, 0.6, 0.3],
            },
            source: RegionSource::Person,
            score: None,
        };
        let draft = Draft {
            regions: vec![boxed("Nike")],
            ..Draft::default()
        };
        let size = Size {
            width: 200,
            height: 100,
        };
        let labels = ["Adidas", "Nike"].map(str::to_owned).to_vec();
        State::new(draft.clone(), draft, labels, size)
    }

    #[test]
    fn what_a_press_makes_of_the_answer_is_told_and_of_a_long_one_its_end() {
        let mut s = state();
        s.apply(Event::Toggle("Nike".into()));
        assert_eq!(told(&s), "Answer: Violations: Nike.");
        s.apply(Event::Clear);
        assert_eq!(told(&s), "Answer: No violations.");
        s.apply(Event::Put(format!("{}é the end", "x".repeat(500))));
        let said = told(&s);
        assert!(said.starts_with("Answer: …xx") && said.ends_with("é the end"));
        assert_eq!(said.chars().count(), "Answer: …".chars().count() + HEARD);
        let whole = "é".repeat(HEARD);
        assert_eq!(end_of(&whole), say::answered(&whole, false));
    }

    #[test]
    fn what_is_refused_is_told_once_where_all_see_it() {
        let mut s = state();
        s.apply(Event::Lock(Some(0)));
        assert_eq!(s.refusal(), None);
        s.apply(Event::DeleteAt(0));
        assert_eq!(s.refusal(), Some(say::LOCKED));
        assert_eq!(told(&s), "");
    }

    #[test]
    fn the_same_words_twice_are_two_texts() {
        assert_ne!(anew("Undone", 3), anew("Undone", 4));
        assert_eq!(anew("Undone", 3).trim_end(), "Undone");
    }

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
        assert_eq!(short(2, &region), "3 Nike");
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
