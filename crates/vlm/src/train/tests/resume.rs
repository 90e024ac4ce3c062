//! Killed, stopped and begun again.

use super::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Dies inside the callback of step `at`, as a killed process would.
fn die(base: &Base, config: &TrainConfig, rows: &[Row], dir: &Path, at: usize) {
    let mut on = |p: &Progress| {
        if p.step == at {
            panic!("killed")
        } else {
            Control::Continue
        }
    };
    let run = AssertUnwindSafe(|| train(base, config, rows, &rows[..2], dir, &mut on).map(|_| ()));
    assert!(catch_unwind(run).is_err());
}

#[test]
fn a_killed_run_goes_on_to_the_same_bits() {
    let base = tiny_base(1);
    let rows = rows(&base, 7);
    let config = TrainConfig {
        checkpoint_every: 4,
        early_stop: Some(9),
        ..quick()
    };
    let whole = tempfile::tempdir().unwrap();
    let want = train(&base, &config, &rows, &rows[..2], whole.path(), &mut go_on).unwrap();
    assert_eq!(want.steps, 12);
    let dir = tempfile::tempdir().unwrap();
    die(&base, &config, &rows, dir.path(), 3);
    die(&base, &config, &rows, dir.path(), 7);
    die(&base, &config, &rows, dir.path(), 10);
    let mut first = None;
    let mut on = |p: &Progress| {
        first.get_or_insert(p.step);
        Control::Continue
    };
    let got = train(&base, &config, &rows, &rows[..2], dir.path(), &mut on).unwrap();
    assert_eq!(first, Some(9), "it goes on after the checkpoint of step 8");
    assert_eq!(got.losses, want.losses);
    assert_eq!(got.validation, want.validation);
    assert_eq!(got.supervised_tokens, want.supervised_tokens);
    assert_eq!(weights(&got.tuned), weights(&want.tuned));
    // Finished: nothing is left to do, the result is the same.
    let again = train(&base, &config, &rows, &rows[..2], dir.path(), &mut |_| {
        panic!("no step is left")
    })
    .unwrap();
    assert_eq!(weights(&again.tuned), weights(&want.tuned));
}

#[test]
fn a_stopped_run_says_so_and_goes_on_where_it_was() {
    let base = tiny_base(1);
    let rows = rows(&base, 7);
    let dir = tempfile::tempdir().unwrap();
    let mut on = |p: &Progress| {
        if p.step == 5 {
            Control::Stop
        } else {
            Control::Continue
        }
    };
    let out = train(&base, &quick(), &rows, &[], dir.path(), &mut on).unwrap();
    assert!(out.stopped && out.steps == 5 && out.losses.len() == 5);
    let rest = train(&base, &quick(), &rows, &[], dir.path(), &mut go_on).unwrap();
    assert!(!rest.stopped && rest.steps == 12 && rest.losses[..5] == out.losses[..]);
}

#[test]
fn another_runs_checkpoint_is_refused_and_a_broken_one_begins_anew() {
    let base = tiny_base(1);
    let rows = rows(&base, 7);
    let dir = tempfile::tempdir().unwrap();
    let want = train(&base, &quick(), &rows, &[], dir.path(), &mut go_on).unwrap();
    let other = TrainConfig {
        lr_adapter: 2e-2,
        ..quick()
    };
    let why = train(&base, &other, &rows, &[], dir.path(), &mut go_on)
        .err()
        .unwrap()
        .to_string();
    assert!(why.contains("another run"), "{why}");
    let file = dir.path().join("checkpoint.safetensors");
    std::fs::write(&file, b"torn").unwrap();
    let got = train(&base, &quick(), &rows, &[], dir.path(), &mut go_on).unwrap();
    assert_eq!(weights(&got.tuned), weights(&want.tuned));
}
