//! The desk's reducer under long random sequences and in the cases that matter.

use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn labels() -> Vec<String> {
    ["Adidas", "Nike", "Puma"].map(str::to_owned).to_vec()
}

fn proposed() -> Draft {
    let region = |label: &str, xyxy| Region {
        label: label.into(),
        shape: Shape::Box { xyxy },
        source: RegionSource::Head,
        score: Some(0.8),
    };
    Draft {
        answer: "Violations: Nike.".into(),
        regions: vec![
            region("Nike", [0.1, 0.1, 0.4, 0.5]),
            region("Puma", [0.5, 0.5, 0.9, 0.9]),
        ],
    }
}

fn fresh() -> State {
    let size = Size {
        width: 640,
        height: 480,
    };
    State::new(proposed(), proposed(), labels(), size)
}

impl State {
    fn after(mut self, event: Event) -> Self {
        self.apply(event);
        self
    }
}

fn random_event(rng: &mut ChaCha8Rng) -> Event {
    let spot = |rng: &mut ChaCha8Rng| [rng.random_range(-0.5..1.5), rng.random_range(-0.5..1.5)];
    let i = rng.random_range(0..5);
    match rng.random_range(0..16) {
        0 => Event::Select(Some(i)),
        1 => Event::Clear,
        2 => Event::Press(Target::Image, spot(rng)),
        3 => Event::Press(Target::Region(i), spot(rng)),
        4 => Event::Press(
            Target::Handle(i, Handle::ALL[rng.random_range(0..8)]),
            spot(rng),
        ),
        5 | 6 => Event::Drag(spot(rng)),
        7 => Event::Release,
        8 => Event::Cancel,
        9 => Event::Nudge(rng.random_range(-900..900), rng.random_range(-900..900)),
        10 => Event::Stretch(rng.random_range(-900..900), rng.random_range(-900..900)),
        11 => Event::New,
        12 => Event::DeleteAt(i),
        13 => Event::RelabelAt(i, labels()[rng.random_range(0..3)].clone()),
        14 => Event::Toggle(labels()[rng.random_range(0..3)].clone()),
        _ => Event::Answer(format!("text {}", rng.random_range(0..4))),
    }
}

#[test]
fn undoing_everything_restores_the_start_and_redoing_it_the_end() {
    for seed in 0..200 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut state = fresh();
        for _ in 0..60 {
            state.apply(random_event(&mut rng));
        }
        state.apply(Event::Release);
        let end = state.draft.clone();
        while state.can_undo() {
            state.apply(Event::Undo);
        }
        assert_eq!(state.draft, proposed(), "seed {seed}");
        while state.can_redo() {
            state.apply(Event::Redo);
        }
        assert_eq!(state.draft, end, "seed {seed}");
    }
}

#[test]
fn no_region_ever_leaves_the_image() {
    for seed in 0..200 {
        let mut rng = ChaCha8Rng::seed_from_u64(1_000 + seed);
        let mut state = fresh();
        for _ in 0..80 {
            state.apply(random_event(&mut rng));
            for region in &state.draft.regions {
                region
                    .check()
                    .unwrap_or_else(|e| panic!("seed {seed}: {e}"));
            }
            assert!(state.selected.is_none_or(|i| i < state.draft.regions.len()));
        }
    }
}

#[test]
fn a_drag_is_one_step_of_the_history() {
    let mut state = fresh();
    state.apply(Event::Press(Target::Region(0), [0.2, 0.2]));
    for i in 0..20 {
        state.apply(Event::Drag([0.2 + 0.01 * i as f32, 0.2]));
    }
    state.apply(Event::Release);
    assert!(state.changed());
    assert_eq!(state.clone().after(Event::Undo).draft, proposed());
}

#[test]
fn a_click_selects_and_changes_nothing() {
    let state = fresh()
        .after(Event::Press(Target::Region(1), [0.6, 0.6]))
        .after(Event::Drag([0.601, 0.6]))
        .after(Event::Release);
    assert_eq!(state.selected, Some(1));
    assert!(!state.changed() && !state.can_undo());
}

#[test]
fn a_touched_region_becomes_the_persons_and_an_untouched_one_stays_the_models() {
    let state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Nudge(5, 0));
    assert_eq!(state.draft.regions[0].source, RegionSource::Person);
    assert_eq!(state.draft.regions[0].score, None);
    assert_eq!(state.draft.regions[1], proposed().regions[1]);
}

#[test]
fn a_word_typed_is_one_step_of_the_history() {
    let mut state = fresh();
    for text in ["V", "Vi", "Vio"] {
        state.apply(Event::Answer(text.into()));
    }
    state.apply(Event::Undo);
    assert_eq!(state.draft.answer, "Violations: Nike.");
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
fn a_drawn_box_takes_the_label_last_used() {
    let state = fresh()
        .after(Event::RelabelAt(0, "Puma".into()))
        .after(Event::Press(Target::Image, [0.0, 0.0]))
        .after(Event::Drag([0.2, 0.2]))
        .after(Event::Release);
    let drawn = state.draft.regions.last().unwrap();
    assert_eq!(drawn.label, "Puma");
    assert_eq!(drawn.source, RegionSource::Person);
    assert_eq!(state.selected, Some(2));
}
