//! The desk's reducer under long random sequences and in the cases that matter.

use super::*;
use crate::desk::geometry::Handle;
use crate::desk::geometry::reach::Grip;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use vitrine_domain::{RegionSource, Shape};

fn labels() -> Vec<String> {
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

fn proposed() -> Draft {
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

fn turn(instruction: &str, response: &str) -> Turn {
    Turn {
        instruction: instruction.into(),
        response: response.into(),
    }
}

fn fresh() -> State {
    let size = Size {
        width: 640,
        height: 480,
    };
    let mut state = State::new(proposed(), proposed(), labels(), size);
    state.snap = false;
    state
}

impl State {
    fn after(mut self, event: Event) -> Self {
        self.apply(event);
        self
    }

    /// What undo has to bring back.
    fn standing(&self) -> (Draft, Vec<Mark>) {
        (self.draft.clone(), self.marks.clone())
    }

    fn polygon(&self, i: usize) -> &[[f32; 2]] {
        match &self.draft.regions[i].shape {
            Shape::Polygon { points } => points,
            other => panic!("no polygon: {other:?}"),
        }
    }
}

fn random_event(rng: &mut ChaCha8Rng) -> Event {
    let spot = |rng: &mut ChaCha8Rng| [rng.random_range(-0.5..1.5), rng.random_range(-0.5..1.5)];
    let i = rng.random_range(0..7);
    let maybe = rng.random_bool(0.5).then_some(i);
    match rng.random_range(0..50) {
        0 => Event::Select(maybe),
        1 => Event::Clear,
        2..=4 => Event::Press(Target::Image, spot(rng)),
        5 => Event::Press(Target::Region(i), spot(rng)),
        6 => {
            let handle = Handle::ALL[rng.random_range(0..8)];
            Event::Press(Target::Grip(i, Grip::Handle(handle)), spot(rng))
        }
        7..=12 => Event::Drag(spot(rng)),
        13 | 14 => Event::Release,
        15 => Event::Cancel,
        16 => Event::Nudge(rng.random_range(-900..900), rng.random_range(-900..900)),
        17 => Event::Stretch(rng.random_range(-900..900), rng.random_range(-900..900)),
        18 => Event::New,
        19 => Event::DeleteAt(i),
        20 => Event::Relabel(labels()[rng.random_range(0..3)].clone()),
        21 => Event::Toggle(labels()[rng.random_range(0..3)].clone()),
        22 => Event::Extend(i),
        23 => Event::SelectAll,
        24 => Event::Step(rng.random_range(-3..4)),
        25 => Event::Settle,
        26 => Event::Retract,
        27 => Event::Duplicate,
        28 => Event::Delete,
        29 => Event::Lock(maybe),
        30 => Event::Hide(maybe),
        31 => Event::ShowAll,
        32 => Event::Corner(Some(rng.random_range(-2..3))),
        33 => Event::AddCorner,
        34 | 35 => Event::Tool(
            [Tool::Select, Tool::Box, Tool::Polygon, Tool::Point][rng.random_range(0..4)],
        ),
        36 => Event::Snap(rng.random_bool(0.5)),
        37 => Event::Press(Target::Field, spot(rng)),
        38 => {
            let k = rng.random_range(0..6);
            let grip = [Grip::Corner(k), Grip::Side(k)][rng.random_range(0..2)];
            Event::Press(Target::Grip(i, grip), spot(rng))
        }
        39 => Event::Lay(proposed()),
        40..=42 => Event::AddTurn,
        43 | 44 => {
            let side = [Side::Instruction, Side::Response][rng.random_range(0..2)];
            let text = format!("said {}", rng.random_range(0..4));
            Event::Turn(rng.random_range(0..4), side, text)
        }
        45 => Event::MoveTurn(rng.random_range(0..4), rng.random_range(-2..3)),
        46 => Event::RemoveTurn(rng.random_range(0..4)),
        47 => Event::Lay(Draft {
            turns: vec![turn("Where?", "Left."), turn("Why?", "")],
            ..proposed()
        }),
        _ => Event::Answer(format!("text {}", rng.random_range(0..4))),
    }
}

#[test]
fn undoing_everything_restores_the_start_and_redoing_it_the_end() {
    for seed in 0..400 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut state = fresh();
        let start = state.standing();
        for _ in 0..120 {
            state.apply(random_event(&mut rng));
        }
        state.apply(Event::Settle);
        let end = state.standing();
        let mut steps = vec![end.clone()];
        while state.can_undo() {
            state.apply(Event::Undo);
            steps.push(state.standing());
        }
        assert_eq!(state.standing(), start, "seed {seed}");
        while state.can_redo() {
            assert_eq!(Some(state.standing()), steps.pop(), "seed {seed}");
            state.apply(Event::Redo);
        }
        assert_eq!(state.standing(), end, "seed {seed}");
    }
}

/// Undo and redo mixed into everything else: a step back and forth is where one was.
#[test]
fn a_step_back_and_forth_changes_nothing() {
    for seed in 0..200 {
        let mut rng = ChaCha8Rng::seed_from_u64(5_000 + seed);
        let mut state = fresh();
        for _ in 0..80 {
            match rng.random_range(0..6) {
                0 => state.apply(Event::Undo),
                1 => state.apply(Event::Redo),
                _ => state.apply(random_event(&mut rng)),
            }
            if !state.busy() && state.can_undo() {
                let there = state.standing();
                let mut other = state.clone();
                other.apply(Event::Undo);
                assert_ne!(other.standing(), there, "seed {seed}: a step that was none");
                other.apply(Event::Redo);
                assert_eq!(other.standing(), there, "seed {seed}");
            }
        }
    }
}

#[test]
fn no_region_ever_leaves_the_image_and_no_mark_its_region() {
    for seed in 0..400 {
        let mut rng = ChaCha8Rng::seed_from_u64(1_000 + seed);
        let mut state = fresh();
        for _ in 0..120 {
            let event = random_event(&mut rng);
            state.apply(event.clone());
            for region in &state.draft.regions {
                region
                    .check()
                    .unwrap_or_else(|e| panic!("seed {seed}, {event:?}: {e}"));
            }
            assert_eq!(state.marks.len(), state.draft.regions.len());
            assert!(state.draft.turns.len() <= vitrine_domain::limits::TURNS);
            let selection = state.selection();
            assert_eq!(
                selection.len(),
                state.picked.len(),
                "seed {seed}, {event:?}"
            );
            let mut keys: Vec<Key> = state.marks.iter().map(|m| m.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), state.marks.len(), "each has a name of its own");
        }
    }
}

#[test]
fn a_draft_comes_back_from_storage_to_the_last_bit() {
    for seed in 0..100 {
        let mut rng = ChaCha8Rng::seed_from_u64(9_000 + seed);
        let mut state = fresh();
        for _ in 0..80 {
            state.apply(random_event(&mut rng));
        }
        let text = serde_json::to_string(&state.draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&text).unwrap(), state.draft);
        // As a database keeps it: by value, not by the letter.
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::from_value::<Draft>(value).unwrap(), state.draft);
    }
    let old = r#"{"answer":"a","regions":[{"label":"x","kind":"box","xyxy":[0.1,0.2,0.3,0.4],"source":"text"}]}"#;
    let draft: Draft = serde_json::from_str(old).unwrap();
    assert_eq!(serde_json::to_string(&draft).unwrap(), old);
    let with = Draft {
        turns: vec![turn("Where?", "Left.")],
        ..draft
    };
    let turns = r#","turns":[{"instruction":"Where?","response":"Left."}]}"#;
    assert_eq!(
        serde_json::to_string(&with).unwrap(),
        old.replace("]}", &format!("]{turns}"))
    );
}

/// Locked regions stay as they are, whatever is done to them but undo and redo.
#[test]
fn what_is_locked_stays() {
    for seed in 0..200 {
        let mut rng = ChaCha8Rng::seed_from_u64(20_000 + seed);
        let mut state = fresh()
            .after(Event::Lock(Some(1)))
            .after(Event::Lock(Some(3)));
        let locked = |s: &State| -> Vec<Region> {
            let all = s.marks.iter().zip(&s.draft.regions);
            all.filter(|(m, _)| [1, 3].contains(&m.key))
                .map(|(_, r)| r.clone())
                .collect()
        };
        let before = locked(&state);
        for _ in 0..100 {
            let event = random_event(&mut rng);
            if !matches!(event, Event::Lock(_) | Event::Lay(_)) {
                state.apply(event);
            }
        }
        assert_eq!(locked(&state), before, "seed {seed}");
    }
}

#[test]
fn a_drag_is_one_step_of_the_history() {
    let mut state = fresh();
    state.apply(Event::Press(Target::Region(0), [0.2, 0.2]));
    for i in 0..20 {
        state.apply(Event::Drag([0.2 + 0.01 * i as f32, 0.2]));
    }
    assert!(state.in_hand(0) && !state.in_hand(1));
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
    assert_eq!(state.selected(), Some(1));
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
fn several_move_together_and_stop_together_at_the_edge() {
    let state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Extend(1))
        .after(Event::Press(Target::Region(1), [0.7, 0.7]))
        .after(Event::Drag([1.4, 0.6]))
        .after(Event::Release);
    let [a, b] = [0, 1].map(|i| state.draft.regions[i].bbox());
    assert!((b[2] - 1.0).abs() < 1e-6, "{b:?}");
    assert!(
        (a[0] - 0.2).abs() < 1e-6 && (a[1] - 0.0).abs() < 1e-6,
        "{a:?}"
    );
    assert_eq!(state.clone().after(Event::Undo).draft, proposed());
    // A click on one of them means that one.
    let one = state
        .after(Event::Press(Target::Region(0), [0.3, 0.2]))
        .after(Event::Release);
    assert_eq!(one.selection(), [0]);
}

#[test]
fn a_field_selects_all_it_touches() {
    let state = fresh()
        .after(Event::Hide(Some(2)))
        .after(Event::Press(Target::Field, [0.0, 0.0]))
        .after(Event::Drag([0.65, 1.0]));
    assert_eq!(state.selection(), [0, 1, 3]);
    let state = state.after(Event::Release);
    assert!(state.field().is_none());
    assert_eq!(state.after(Event::Delete).draft.regions.len(), 1);
}

#[test]
fn a_side_snaps_to_the_image_and_to_its_neighbour_and_not_when_that_is_off() {
    let drag = |snap| {
        let mut state = fresh()
            .after(Event::Snap(snap))
            .after(Event::Press(Target::Region(0), [0.2, 0.2]));
        state.apply(Event::Drag([0.108, 0.2]));
        state.after(Event::Release).draft.regions[0].bbox()
    };
    assert_eq!(drag(true)[0], 0.0);
    assert!((drag(false)[0] - 0.008).abs() < 1e-5);
    // A drawn corner: 0.505 is within 7 pixels of 0.5, where the second box begins.
    let state = fresh()
        .after(Event::Snap(true))
        .after(Event::Press(Target::Image, [0.42, 0.6]))
        .after(Event::Drag([0.505, 0.8]))
        .after(Event::Release);
    assert_eq!(state.draft.regions.last().unwrap().bbox()[2], 0.5);
}

#[test]
fn a_polygon_is_clicked_together_and_is_one_step() {
    let click = |state: State, at: [f32; 2]| {
        state
            .after(Event::Drag(at))
            .after(Event::Press(Target::Image, at))
            .after(Event::Release)
    };
    let begun = fresh().after(Event::Tool(Tool::Polygon));
    let begun = [[0.1, 0.6], [0.3, 0.6], [0.3, 0.9]]
        .into_iter()
        .fold(begun, click);
    assert!(begun.busy() && begun.draft == proposed());
    assert_eq!(begun.under_way().unwrap().0.len(), 3);
    // On the first corner: it closes.
    let closed = click(begun.clone(), [0.101, 0.6]);
    assert!(!closed.busy());
    assert_eq!(closed.polygon(4), [[0.1, 0.6], [0.3, 0.6], [0.3, 0.9]]);
    assert_eq!(closed.selected(), Some(4));
    assert_eq!(closed.after(Event::Undo).draft, proposed());
    // A second click on the same place closes too, and deciding in the middle of it loses nothing.
    for ended in [
        click(begun.clone(), [0.3, 0.9]),
        begun.clone().after(Event::Settle),
        begun.clone().after(Event::Select(Some(0))),
    ] {
        assert_eq!(ended.draft.regions.len(), 5);
    }
    // Corners go back one by one, then the polygon is none.
    let back = begun.clone().after(Event::Retract).after(Event::Settle);
    assert_eq!(back.draft, proposed());
    assert_eq!(back.told.1, Some(Told::TooFew));
    assert_eq!(begun.after(Event::Cancel).draft, proposed());
}

#[test]
fn corners_are_dragged_added_and_taken_away() {
    let state = fresh().after(Event::Select(Some(3)));
    assert_eq!(
        state.target([0.6, 0.1], false),
        Target::Grip(3, Grip::Corner(0))
    );
    let moved = state
        .clone()
        .after(Event::Press(Target::Grip(3, Grip::Corner(0)), [0.6, 0.1]))
        .after(Event::Drag([0.55, 0.2]))
        .after(Event::Release);
    assert_eq!(moved.polygon(3)[0], [0.55, 0.2]);
    let added = state
        .clone()
        .after(Event::Press(Target::Grip(3, Grip::Side(0)), [0.75, 0.1]))
        .after(Event::Drag([0.75, 0.02]))
        .after(Event::Release);
    assert_eq!(added.polygon(3).len(), 5);
    assert_eq!(added.polygon(3)[1], [0.75, 0.02]);
    assert_eq!(added.after(Event::Undo).draft, proposed());

    // The same by keys: choose a corner, move it, add one behind it, take it away.
    let keyed = state
        .after(Event::Corner(Some(1)))
        .after(Event::Nudge(-64, 0))
        .after(Event::AddCorner);
    assert_eq!(keyed.corner(), Some((3, 1)));
    assert!((keyed.polygon(3)[0][0] - 0.5).abs() < 1e-6);
    assert_eq!(keyed.polygon(3).len(), 5);
    let three = keyed.after(Event::Delete).after(Event::Delete);
    assert_eq!(three.polygon(3).len(), 3);
    let refused = three.clone().after(Event::Delete);
    assert_eq!(refused.draft, three.draft);
    assert_eq!(refused.told.1, Some(Told::TooFew));
    // Without a chosen corner, the polygon itself goes.
    let gone = refused.after(Event::Corner(None)).after(Event::Delete);
    assert_eq!(gone.draft.regions.len(), 3);
}

#[test]
fn keys_make_each_shape_in_the_middle_of_what_is_seen() {
    let part = [0.5, 0.5, 0.7, 0.7];
    let at = |tool| {
        let seen = Seen { pixel: 0.2, part };
        let state = fresh().after(Event::View(seen)).after(Event::Tool(tool));
        state
            .after(Event::New)
            .draft
            .regions
            .last()
            .unwrap()
            .clone()
    };
    let near = |a: f32, b: f32| (a - b).abs() < 1e-5;
    for tool in [Tool::Box, Tool::Polygon, Tool::Point] {
        let b = at(tool).bbox();
        assert!(near((b[0] + b[2]) / 2.0, 0.6) && near((b[1] + b[3]) / 2.0, 0.6));
    }
    assert_eq!(at(Tool::Polygon).corners(), 6);
    assert!(matches!(at(Tool::Point).shape, Shape::Point { .. }));
    let whole = fresh().after(Event::New).draft.regions[4].bbox();
    assert!(near(whole[0], 0.35) && near(whole[3], 0.65));
}

#[test]
fn a_point_is_put_by_a_click_and_dragged_on() {
    let state = fresh()
        .after(Event::Tool(Tool::Point))
        .after(Event::Press(Target::Image, [0.45, 0.05]))
        .after(Event::Drag([0.46, 0.06]))
        .after(Event::Release);
    let last = state.draft.regions.last().unwrap();
    assert_eq!(last.shape, Shape::Point { xy: [0.46, 0.06] });
    assert_eq!(state.after(Event::Undo).draft, proposed());
}

#[test]
fn duplicates_stand_beside_and_inside() {
    let state = fresh()
        .after(Event::Select(Some(1)))
        .after(Event::Extend(3))
        .after(Event::Duplicate);
    assert_eq!(state.selection(), [4, 5]);
    for (copy, was) in [(4, 1), (5, 3)] {
        let (copy, was) = (&state.draft.regions[copy], &state.draft.regions[was]);
        assert_ne!(copy.bbox(), was.bbox());
        assert_eq!((copy.source, copy.score), (RegionSource::Person, None));
    }
    // In the lower right corner they stand on the other side.
    let corner = fresh()
        .after(Event::Select(Some(1)))
        .after(Event::Nudge(900, 900))
        .after(Event::Duplicate);
    assert!(corner.draft.regions[4].bbox()[2] < 1.0);
}

#[test]
fn what_is_hidden_or_locked_is_not_under_the_pointer() {
    let state = fresh();
    assert_eq!(state.target([0.2, 0.2], false), Target::Region(0));
    for event in [Event::Hide(Some(0)), Event::Lock(Some(0))] {
        let state = state.clone().after(event);
        assert_eq!(state.target([0.2, 0.2], false), Target::Image);
        let back = state.after(Event::Undo);
        assert_eq!(back.target([0.2, 0.2], false), Target::Region(0));
    }
    let shown = state
        .clone()
        .after(Event::SelectAll)
        .after(Event::Hide(None));
    assert!((0..4).all(|i| shown.mark(i).hidden));
    assert!((0..4).all(|i| !shown.clone().after(Event::ShowAll).mark(i).hidden));
    // Looking is no correction.
    assert!(!shown.changed());
}

#[test]
fn a_word_typed_is_one_step_of_the_history() {
    let mut state = fresh();
    for text in ["V", "Vi", "Vio"] {
        state.apply(Event::Answer(text.into()));
    }
    state.apply(Event::Undo);
    assert_eq!(state.draft.answer, "Violations: Nike.");
    // What was there already is no step, and what is typed after it is.
    let same = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Nudge(4, 0));
    let typed = same
        .clone()
        .after(Event::Answer("Violations: Nike.".into()))
        .after(Event::Answer("Violations: Nike. x".into()));
    assert_eq!(typed.after(Event::Undo).standing(), same.standing());
}

#[test]
fn what_is_typed_and_taken_back_while_typing_is_no_step() {
    let state = fresh()
        .after(Event::Answer("Violations: Nike. x".into()))
        .after(Event::Answer("Violations: Nike.".into()));
    assert!(!state.changed() && !state.can_undo());
    // What comes next is a step again.
    let state = state.after(Event::Answer("No violations.".into()));
    assert_eq!(state.after(Event::Undo).draft, proposed());
}

#[test]
fn what_is_typed_and_taken_back_joins_no_step_before_it() {
    let chip = fresh().after(Event::Toggle("Adidas".into()));
    let said = chip.draft.answer.clone();
    let typed = [format!("{said} x"), said, "So.".into()]
        .into_iter()
        .fold(chip.clone(), |s, text| s.after(Event::Answer(text)));
    assert_eq!(typed.draft.answer, "So.");
    assert_eq!(typed.after(Event::Undo).standing(), chip.standing());
    // Nor do the words of one field those of another.
    let write = |s: State, side, text: &str| s.after(Event::Turn(0, side, text.into()));
    let answered = write(fresh().after(Event::AddTurn), Side::Response, "Left.");
    let asked = ["x", "", "Where?"]
        .into_iter()
        .fold(answered.clone(), |s, text| {
            write(s, Side::Instruction, text)
        });
    assert_eq!(asked.draft.turns, [turn("Where?", "Left.")]);
    assert_eq!(asked.after(Event::Undo).standing(), answered.standing());
}

#[test]
fn words_put_into_the_answer_are_a_step_each() {
    let mut state = fresh().after(Event::Answer("A".into()));
    for text in ["A Nike", "A Nike Adidas"] {
        state.apply(Event::Put(text.into()));
    }
    state.apply(Event::Answer("A Nike Adidas.".into()));
    for text in ["A Nike Adidas", "A Nike", "A", "Violations: Nike."] {
        state.apply(Event::Undo);
        assert_eq!(state.draft.answer, text);
    }
}

#[test]
fn a_turn_is_added_written_moved_and_removed_step_by_step() {
    let write = |state: State, i, side, words: [&str; 2]| {
        words.into_iter().fold(state, |state, text| {
            state.after(Event::Turn(i, side, text.into()))
        })
    };
    let added = fresh().after(Event::AddTurn);
    assert!(added.changed(), "an empty turn is an addition already");
    let asked = write(added, 0, Side::Instruction, ["W", "Where?"]);
    let said = write(asked.clone(), 0, Side::Response, ["L", "Left."]);
    assert_eq!(said.draft.turns, [turn("Where?", "Left.")]);
    assert_eq!(
        said.decision(),
        fresh().decision(),
        "the answer is as it was"
    );
    let second = write(
        said.after(Event::AddTurn),
        1,
        Side::Instruction,
        ["Why", "Why?"],
    );
    let moved = second.clone().after(Event::MoveTurn(1, -1));
    let order: Vec<&str> = moved.draft.turns.iter().map(|t| &*t.instruction).collect();
    assert_eq!(order, ["Why?", "Where?"]);
    for nowhere in [
        Event::MoveTurn(0, -1),
        Event::MoveTurn(1, 1),
        Event::MoveTurn(7, -1),
    ] {
        assert_eq!(moved.clone().after(nowhere).standing(), moved.standing());
    }
    let removed = moved.clone().after(Event::RemoveTurn(0));
    assert_eq!(removed.draft.turns, [turn("Where?", "Left.")]);
    let mut back = removed;
    for stood in [&moved, &second] {
        back.apply(Event::Undo);
        assert_eq!(back.standing(), stood.standing());
    }
    // Question, turn, answer: each field's words are one step, whatever was typed on the way.
    for _ in 0..3 {
        back.apply(Event::Undo);
    }
    assert_eq!(back.standing(), asked.standing());
    back.apply(Event::Undo);
    assert_eq!(back.draft.turns, [turn("", "")]);
    back.apply(Event::Undo);
    assert!(!back.changed() && !back.can_undo());
}

#[test]
fn turns_have_an_end_and_a_polygon_under_way_outlasts_them() {
    let state = (0..20).fold(fresh(), |state, _| state.after(Event::AddTurn));
    assert_eq!(state.draft.turns.len(), vitrine_domain::limits::TURNS);
    let begun = fresh()
        .after(Event::Tool(Tool::Polygon))
        .after(Event::Press(Target::Image, [0.1, 0.6]))
        .after(Event::Release)
        .after(Event::AddTurn)
        .after(Event::Turn(0, Side::Instruction, "Where?".into()));
    assert!(begun.busy());
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
fn numbers_in_the_texts_follow_their_regions() {
    let lay = Draft {
        answer: "1. Nike #1, Puma #2.\n2. Puma (#3), #4, #9.".into(),
        turns: vec![
            turn("And #4?", "1. Adidas #4, past #2."),
            turn("Why #2?", "No step, no number: #4."),
        ],
        ..proposed()
    };
    // Elsewhere a number may be anything's.
    let plain = fresh().after(Event::Lay(lay.clone()));
    let kept = plain.after(Event::DeleteAt(1));
    assert_eq!(kept.draft.answer, lay.answer);
    let mut teaching = fresh();
    teaching.teaches = true;
    let laid = teaching.after(Event::Lay(lay));
    let mut state = laid.clone().after(Event::DeleteAt(1));
    let after = Draft {
        answer: "1. Nike #1, Puma #?.\n2. Puma (#2), #3, #9.".into(),
        regions: [0, 2, 3].map(|i| proposed().regions[i].clone()).to_vec(),
        turns: vec![
            turn("And #4?", "1. Adidas #3, past #?."),
            turn("Why #2?", "No step, no number: #4."),
        ],
    };
    assert_eq!(state.draft, after);
    let end = state.standing();
    state.apply(Event::Undo);
    assert_eq!(state.standing(), laid.standing());
    state.apply(Event::Redo);
    assert_eq!(state.standing(), end);
    // Several at once: each counts those before it.
    let two = laid
        .clone()
        .after(Event::Select(Some(2)))
        .after(Event::Extend(0))
        .after(Event::Delete);
    assert_eq!(
        two.draft.answer,
        "1. Nike #?, Puma #1.\n2. Puma (#?), #2, #9."
    );
    assert_eq!(two.after(Event::Undo).standing(), laid.standing());
}

#[test]
fn a_drawn_box_takes_the_label_last_used() {
    let state = fresh()
        .after(Event::Select(Some(0)))
        .after(Event::Relabel("Puma".into()))
        .after(Event::Press(Target::Image, [0.0, 0.0]))
        .after(Event::Drag([0.2, 0.2]))
        .after(Event::Release);
    let drawn = state.draft.regions.last().unwrap();
    assert_eq!(drawn.label, "Puma");
    assert_eq!(drawn.source, RegionSource::Person);
    assert_eq!(state.selected(), Some(4));
}
