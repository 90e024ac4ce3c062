//! The desk's reducer under long random sequences.

use super::tests::{fresh, labels, proposed, turn};
use super::*;
use crate::client::reading;
use crate::desk::geometry::Handle;
use crate::desk::geometry::reach::Grip;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn random_event(rng: &mut ChaCha8Rng) -> Event {
    let spot = |rng: &mut ChaCha8Rng| [rng.random_range(-0.5..1.5), rng.random_range(-0.5..1.5)];
    let i = rng.random_range(0..7);
    let maybe = rng.random_bool(0.5).then_some(i);
    match rng.random_range(0..56) {
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
        15 => [Event::Cancel, Event::LetGo][rng.random_range(0..2)].clone(),
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
        48..=50 => {
            let mut side = |most: f32| {
                let some = rng.random_bool(0.6);
                some.then(|| rng.random_range(-0.5 * most..1.5 * most))
            };
            Event::Place(i, [side(640.0), side(480.0), side(640.0), side(480.0)])
        }
        51..=53 => {
            let n = rng.random_range(0..6);
            Event::Corners(i, (0..n).map(|_| spot(rng)).collect())
        }
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
            let event = random_event(&mut rng);
            // Some come again, as from a key held down.
            for _ in 0..rng.random_range(1..3) {
                state.apply(event.clone());
            }
        }
        state.apply(Event::Settle);
        // What could not be closed.
        state.apply(Event::Cancel);
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
        assert_eq!(reading::read::<Draft>(&text).unwrap(), state.draft);
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

/// Locked regions stay as they are, whatever is done to them but undo and redo; so do hidden ones.
#[test]
fn what_is_locked_or_hidden_stays() {
    let lock: fn(Option<usize>) -> Event = Event::Lock;
    for (seed, by) in (0..400).zip([lock, Event::Hide].into_iter().cycle()) {
        let mut rng = ChaCha8Rng::seed_from_u64(20_000 + seed);
        let mut state = fresh().after(by(Some(1))).after(by(Some(3)));
        let these = |s: &State| -> Vec<Region> {
            let all = s.marks.iter().zip(&s.draft.regions);
            all.filter(|(m, _)| [1, 3].contains(&m.key))
                .map(|(_, r)| r.clone())
                .collect()
        };
        let before = these(&state);
        for _ in 0..100 {
            let event = random_event(&mut rng);
            // What locks or hides the others beside them opens none of them.
            let opens = match by(None) {
                Event::Lock(_) => matches!(event, Event::Lock(_)),
                _ => matches!(event, Event::Hide(_) | Event::ShowAll),
            };
            if !opens && !matches!(event, Event::Lay(_)) {
                state.apply(event);
            }
        }
        assert_eq!(these(&state), before, "seed {seed}");
    }
}
