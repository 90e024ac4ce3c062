//! What the reducer's tests begin with. Each of its parts is tested beside it, all together in `random_tests`.

use super::*;
use vitrine_domain::{RegionSource, Shape};

pub(super) fn labels() -> Vec<String> {
    ["Adidas", "Nike", "Puma"].map(str::to_owned).to_vec()
}

fn region(label: &str, shape: Shape) -> Region {
    Region {
        label: label.into(),
        shape,
        source: RegionSource::Head,
        score: Some(0.8),
    }
}

fn boxed(label: &str, xyxy: [f32; 4]) -> Region {
    region(label, Shape::Box { xyxy })
}

pub(super) fn proposed() -> Draft {
    Draft {
        answer: "Violations: Nike.".into(),
        regions: vec![
            boxed("Nike", [0.1, 0.1, 0.4, 0.5]),
            boxed("Puma", [0.5, 0.5, 0.9, 0.9]),
            region("Puma", Shape::Point { xy: [0.2, 0.8] }),
            region(
                "Adidas",
                Shape::Polygon {
                    points: vec![[0.6, 0.1], [0.9, 0.1], [0.9, 0.3], [0.6, 0.4]],
                },
            ),
        ],
        turns: vec![],
    }
}

pub(super) fn turn(instruction: &str, response: &str) -> Turn {
    Turn {
        instruction: instruction.into(),
        response: response.into(),
    }
}

pub(super) fn fresh() -> State {
    let size = Size {
        width: 640,
        height: 480,
    };
    let mut state = State::new(proposed(), proposed(), labels(), size);
    state.snap = false;
    state
}

impl State {
    pub(super) fn after(mut self, event: Event) -> Self {
        self.apply(event);
        self
    }

    /// What undo has to bring back.
    pub(super) fn standing(&self) -> (Draft, Vec<Mark>) {
        (self.draft.clone(), self.marks.clone())
    }

    pub(super) fn polygon(&self, i: usize) -> &[[f32; 2]] {
        match &self.draft.regions[i].shape {
            Shape::Polygon { points } => points,
            other => panic!("no polygon: {other:?}"),
        }
    }
}

#[test]
fn chips_write_the_grammar() {
    let state = fresh().after(Event::Toggle("Adidas".into()));
    assert_eq!(state.draft.answer, "Violations: Adidas, Nike.");
    let state = state
        .after(Event::Toggle("Nike".into()))
        .after(Event::Toggle("Adidas".into()));
    assert_eq!(state.draft.answer, "No violations.");
    let state = state
        .after(Event::Answer("A shoe, I think".into()))
        .after(Event::Toggle("Puma".into()));
    assert_eq!(state.draft.answer, "Violations: Puma.");
}

#[test]
fn going_back_to_the_proposal_is_no_change() {
    let state = fresh()
        .after(Event::Toggle("Adidas".into()))
        .after(Event::Toggle("Adidas".into()));
    assert!(!state.changed());
}

#[test]
fn a_label_that_was_removed_is_offered_no_more_and_what_has_it_stays() {
    let mut state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Relabel("Puma".into()));
    let drawn = state.draft.clone();
    state.offer(["Adidas", "Nike"].map(str::to_owned).to_vec());
    assert_eq!(state.draft, drawn);
    assert_eq!(state.label, "Adidas", "the next region's");
    // The answer's grammar knows it no more.
    let answer = Event::Answer("Violations: Puma.".into());
    let state = state.after(answer).after(Event::Toggle("Nike".into()));
    assert_eq!(state.draft.answer, "Violations: Nike.");
    // What one goes by stays while it is there.
    let mut state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Relabel("Puma".into()));
    state.offer(["Puma", "Zara"].map(str::to_owned).to_vec());
    assert_eq!(state.label, "Puma");
}
