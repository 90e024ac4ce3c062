//! Going on from what another run learnt, through the small file that alignment leaves.

use super::*;
use crate::convert::aligned::{Aligned, Meta};

fn aligned(base: &Base, tuned: &Tuned) -> Aligned {
    let adapters = tuned.adapters().unwrap();
    Aligned {
        projector: tuned.projector().tensors().unwrap(),
        adapter: adapters.to_peft().unwrap(),
        meta: Meta {
            scale: f64::from(adapters.scale()),
            recipe: serde_json::json!({"base": base.hash()}),
            ..Meta::default()
        },
        ..Aligned::default()
    }
}

fn learnt(base: &Base, rows: &[Row]) -> Tuned {
    let config = TrainConfig {
        epochs: 20,
        ..quick()
    };
    let dir = tempfile::tempdir().unwrap();
    let out = train(base, &config, rows, &[], dir.path(), &mut go_on).unwrap();
    out.tuned
}

#[test]
fn a_run_begins_where_another_ended_and_is_the_same_after_a_stop() {
    let base = tiny_base(1);
    let rows = rows(&base, 4);
    let first = learnt(&base, &rows);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("aligned.safetensors");
    aligned(&base, &first).save(&file).unwrap();
    let start = || Aligned::load(&file).unwrap().tuned(&base).unwrap();
    let before = loss(&base, &first, &rows).unwrap();
    // The file is in half precision.
    assert!((loss(&base, &start(), &rows).unwrap() - before).abs() < 0.02);

    let config = TrainConfig {
        batch: 4,
        ..quick()
    };
    let on = |folder: &str, tell: &mut dyn FnMut(&Progress) -> Control| {
        let folder = dir.path().join(folder);
        train_on(&base, start(), &config, &rows, &folder, tell).unwrap()
    };
    let want = on("whole", &mut go_on);
    assert!((f64::from(want.losses[0]) - before).abs() < 0.02);
    let mut stop = |p: &Progress| match p.step {
        2 => Control::Stop,
        _ => Control::Continue,
    };
    assert_eq!(on("parts", &mut stop).steps, 2);
    let got = on("parts", &mut go_on);
    assert_eq!(got.losses, want.losses);
    assert_eq!(weights(&got.tuned), weights(&want.tuned));

    // Another start is another run: its checkpoint is not taken for this one's.
    let folder = dir.path().join("whole");
    let other = Tuned::fresh(&base, 1, &config.lora()).unwrap();
    assert!(train_on(&base, other, &config, &rows, &folder, &mut go_on).is_err());
}

#[test]
fn a_start_that_does_not_fit_is_refused() {
    let base = tiny_base(1);
    let rows = rows(&base, 2);
    let start = || aligned(&base, &learnt(&base, &rows)).tuned(&base).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let on = |start: Tuned, config: &TrainConfig| {
        train_on(&base, start, config, &rows, dir.path(), &mut go_on)
    };
    let other_rank = TrainConfig {
        lora_r: 2,
        lora_alpha: 4.0,
        ..quick()
    };
    let full = TrainConfig {
        stage: Stage::Full,
        ..quick()
    };
    assert!(on(start(), &other_rank).is_err());
    assert!(on(start(), &full).is_err());
    assert!(on(Tuned::none(&base).unwrap(), &quick()).is_err());
    let mut foreign = aligned(&base, &start());
    foreign.meta.recipe["base"] = "another".into();
    assert!(foreign.tuned(&base).is_err());
}
