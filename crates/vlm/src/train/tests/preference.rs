//! Learning from refused answers.

use super::*;
use crate::loss::nll;

fn pairs(base: &Base, n: usize) -> Vec<Row> {
    let mut rows = rows(base, n);
    for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| i % 3 != 2) {
        row.refused = Some(ANSWERS[(i + 1) % 4].into());
    }
    rows
}

fn config() -> TrainConfig {
    TrainConfig {
        preference: Some(Preference::default()),
        batch: 6,
        epochs: 1,
        ..quick()
    }
}

/// Response's lead over the refused answer, in nats, against the base's.
fn margins(base: &Base, tuned: &Tuned, rows: &[Row]) -> Vec<f64> {
    let none = Tuned::none(base).unwrap();
    let lead = |tuned: &Tuned, row: &Row| {
        let other = row.with_refused().unwrap();
        let of = |r: &Row| nll(base, tuned, &[&Encoded::new(base, r).unwrap()]).unwrap()[0];
        of(&other) - of(row)
    };
    rows.iter()
        .filter(|r| r.refused.is_some())
        .map(|r| lead(tuned, r) - lead(&none, r))
        .collect()
}

fn told(base: &Base, config: &TrainConfig, rows: &[Row]) -> (Vec<Progress>, TrainOutcome) {
    let dir = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    let mut on = |p: &Progress| {
        all.push(p.clone());
        Control::Continue
    };
    let out = train(base, config, rows, &[], dir.path(), &mut on).unwrap();
    (all, out)
}

#[test]
fn before_the_first_step_policy_and_reference_are_one() {
    let base = tiny_base(1);
    let (all, _) = told(&base, &config(), &pairs(&base, 6));
    let (loss, _) = all[0].preference.unwrap();
    assert!((f64::from(loss) - 2f64.ln()).abs() < 1e-5, "{loss}");
}

#[test]
fn the_loss_told_is_that_of_the_margins() {
    let base = tiny_base(1);
    let rows = pairs(&base, 6);
    let one = TrainConfig {
        max_steps: Some(1),
        ..config()
    };
    // The second step's loss is of the weights that the first has left.
    let (_, out) = told(&base, &one, &rows);
    let two = TrainConfig {
        max_steps: Some(2),
        // The same rate in the first step: no decay between the two.
        warmup_ratio: 0.0,
        ..config()
    };
    let (all, _) = told(&base, &two, &rows);
    let margins = margins(&base, &out.tuned, &rows);
    let want = margins
        .iter()
        .map(|m| (-0.1 * m).exp().ln_1p())
        .sum::<f64>()
        / margins.len() as f64;
    let right = margins.iter().filter(|m| **m > 0.0).count() as f32 / margins.len() as f32;
    let (loss, said) = all[1].preference.unwrap();
    assert!((f64::from(loss) - want).abs() < 1e-4, "{loss} {want}");
    assert_eq!(said, right);
}

#[test]
fn refused_answers_fall_behind_further_than_without_them() {
    let base = tiny_base(1);
    let rows = pairs(&base, 6);
    let mean = |preference| {
        let config = TrainConfig {
            preference,
            epochs: 25,
            ..config()
        };
        let (_, out) = told(&base, &config, &rows);
        let all = margins(&base, &out.tuned, &rows);
        all.iter().sum::<f64>() / all.len() as f64
    };
    let (without, with) = (
        mean(None),
        mean(Some(Preference {
            beta: 0.3,
            weight: 5.0,
        })),
    );
    assert!(with > without + 1.0, "{with} {without}");
}

#[test]
fn micro_batches_take_the_step_of_the_whole_batch() {
    let base = tiny_base(1);
    let rows = pairs(&base, 6);
    let whole = TrainConfig {
        epochs: 4,
        ..config()
    };
    let parts = TrainConfig {
        micro_batch: Some(2),
        ..whole.clone()
    };
    let ((a, x), (b, y)) = (told(&base, &whole, &rows), told(&base, &parts, &rows));
    for (a, b) in a.iter().zip(&b) {
        let ((a, _), (b, _)) = (a.preference.unwrap(), b.preference.unwrap());
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
    for (a, b) in weights(&x.tuned).iter().zip(weights(&y.tuned)) {
        assert!((a - b).abs() < 2e-3, "{a} {b}");
    }
}

#[test]
fn a_refused_answer_equal_to_the_response_is_no_pair() {
    let base = tiny_base(1);
    let mut rows = rows(&base, 3);
    for row in &mut rows {
        row.refused = row.talk.exchanges[0].response.clone();
    }
    let (all, _) = told(&base, &config(), &rows);
    assert!(all.iter().all(|p| p.preference.is_none()));
}
