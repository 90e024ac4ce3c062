//! Runs on the tiny base: gradients, repeatability, memorising.

mod onwards;
mod preference;
mod resume;
mod ways;

use super::*;
use crate::adapter::LoraConfig;
use crate::base::Base;
use crate::batch::{Batch, Encoded, Row};
use crate::generate::generate_visual;
use crate::llama::Pass;
use crate::loss::loss;
use crate::testing::{stir, tiny_base, visual};
use crate::tuned::Tuned;
use candle_core::{Tensor, Var};

const ANSWERS: [&str; 4] = [
    "No violations.",
    "Violations: a.",
    "Violations: a, b.",
    "Violations: b.",
];

fn rows(base: &Base, n: usize) -> Vec<Row> {
    (0..n)
        .map(|i| {
            let asked = match i % 3 {
                0 => "Which?",
                _ => "Which brands?",
            };
            let visual = visual(base, 700 + i as u32);
            Row::of_visual(i.to_string(), visual, asked, ANSWERS[i % 4])
        })
        .collect()
}

fn answer(r: &Row) -> &str {
    r.talk.exchanges[0].response.as_deref().unwrap()
}

fn quick() -> TrainConfig {
    TrainConfig {
        seed: 5,
        lora_r: 4,
        lora_alpha: 8.0,
        lr_adapter: 1e-2,
        lr_projector: 5e-3,
        batch: 3,
        epochs: 4,
        ..TrainConfig::default()
    }
}

fn go_on(_: &Progress) -> Control {
    Control::Continue
}

fn weights(t: &Tuned) -> Vec<f32> {
    let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let projector = t.projector().vars().flat_map(|(_, v)| flat(v));
    t.adapters()
        .unwrap()
        .vars()
        .iter()
        .flat_map(|v| flat(v))
        .chain(projector)
        .collect()
}

/// Every variable that trains, by name.
fn vars(t: &Tuned) -> Vec<(String, Var)> {
    let adapters = t
        .adapters()
        .unwrap()
        .vars()
        .iter()
        .enumerate()
        .map(|(i, v)| (format!("adapter {i}"), v.clone()));
    adapters
        .chain(t.projector().vars().map(|(n, v)| (n.to_owned(), v.clone())))
        .collect()
}

fn graph(base: &Base, t: &Tuned, rows: &[Row]) -> Tensor {
    let encoded: Vec<_> = rows
        .iter()
        .map(|r| Encoded::new(base, r).unwrap())
        .collect();
    let batch = Batch::new(base, t, &encoded.iter().collect::<Vec<_>>()).unwrap();
    let n = batch.supervised.targets.len();
    base.text()
        .loss_graph(&batch.x, t.adapters(), batch.supervised, n, Pass::default())
        .unwrap()
}

#[test]
fn every_variable_gets_a_finite_gradient_that_is_not_zero_and_differences_agree() {
    let base = tiny_base(1);
    let t = Tuned::fresh(
        &base,
        2,
        &LoraConfig {
            r: 4,
            alpha: 8.0,
            ..LoraConfig::default()
        },
    )
    .unwrap();
    stir(t.adapters().unwrap(), 3);
    let rows = rows(&base, 4);
    let grads = graph(&base, &t, &rows).backward().unwrap();
    let mut square = 0f64;
    for (name, v) in vars(&t) {
        let g: Vec<f32> = grads
            .get(&v)
            .unwrap()
            .flatten_all()
            .unwrap()
            .to_vec1()
            .unwrap();
        assert!(
            g.iter().all(|g| g.is_finite()) && g.iter().any(|g| *g != 0.0),
            "{name}"
        );
        square += g.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>();
    }
    // Along the gradient the loss rises by its squared length; f32 leaves a
    // relative error of about 1e-3 at this step.
    let step = 5e-3 / square;
    let old: Vec<_> = vars(&t)
        .into_iter()
        .map(|(_, v)| (v.as_tensor().copy().unwrap(), v))
        .collect();
    let at = |by: f64| {
        for (old, v) in &old {
            v.set(&(old + grads.get(v).unwrap().affine(by, 0.0).unwrap()).unwrap())
                .unwrap();
        }
        loss(&base, &t, &rows).unwrap()
    };
    let slope = (at(step) - at(-step)) / (2.0 * step);
    assert!(
        (slope / square - 1.0).abs() < 5e-3,
        "differences {slope}, gradient {square}"
    );
}

#[test]
fn padding_does_not_change_a_rows_loss() {
    let base = tiny_base(1);
    let t = Tuned::fresh(&base, 2, &LoraConfig::default()).unwrap();
    stir(t.adapters().unwrap(), 3);
    let mut rows = rows(&base, 3);
    rows[1].talk.exchanges[0].instruction =
        "A question that is a good deal longer than the other two?".into();
    let tokens = |r: &Row| base.tokens().answer(answer(r)).unwrap().len() as f64;
    let apart: f64 = rows
        .iter()
        .map(|r| loss(&base, &t, std::slice::from_ref(r)).unwrap() * tokens(r))
        .sum();
    let total: f64 = rows.iter().map(tokens).sum();
    assert!((loss(&base, &t, &rows).unwrap() - apart / total).abs() < 1e-5);
    let together = graph(&base, &t, &rows).to_scalar::<f32>().unwrap();
    assert!((f64::from(together) - apart / total).abs() < 1e-5);
}

#[test]
fn four_rows_are_memorised_and_said_again() {
    let base = tiny_base(1);
    let dir = tempfile::tempdir().unwrap();
    let rows = rows(&base, 4);
    let config = TrainConfig {
        batch: 4,
        epochs: 150,
        lora_r: 8,
        lora_alpha: 16.0,
        checkpoint_every: 1000,
        ..quick()
    };
    let out = train(&base, &config, &rows, &[], dir.path(), &mut go_on).unwrap();
    assert!(
        loss(&base, &out.tuned, &rows).unwrap() < 0.05,
        "{:?}",
        out.losses.last()
    );
    let images: Vec<&Tensor> = rows.iter().flat_map(|r| r.talk.images()).collect();
    let asked: Vec<&str> = rows
        .iter()
        .map(|r| &*r.talk.exchanges[0].instruction)
        .collect();
    let said = generate_visual(&base, &out.tuned, &images, &asked, 30).unwrap();
    for (a, r) in said.iter().zip(&rows) {
        assert_eq!(a.text, answer(r));
        assert!(a.confidence > 0.8 && !a.truncated);
    }
}

#[test]
fn a_seed_gives_its_losses_to_the_bit_and_another_seed_others() {
    let base = tiny_base(1);
    let rows = rows(&base, 7);
    let run = |seed| {
        let dir = tempfile::tempdir().unwrap();
        let out = train(
            &base,
            &TrainConfig { seed, ..quick() },
            &rows,
            &[],
            dir.path(),
            &mut go_on,
        )
        .unwrap();
        (out.losses, weights(&out.tuned))
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5).0, run(6).0);
}

#[test]
fn steps_that_are_not_finite_are_skipped_and_too_many_end_the_run() {
    let base = tiny_base(1);
    let mut rows = rows(&base, 6);
    let image = &mut rows[2].talk.exchanges[0].images[0];
    *image = (&*image * f64::NAN).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let out = train(&base, &quick(), &rows, &[], dir.path(), &mut go_on).unwrap();
    assert_eq!(
        (
            out.skipped,
            out.losses.iter().filter(|l| l.is_nan()).count()
        ),
        (4, 4)
    );
    assert!(weights(&out.tuned).iter().all(|w| w.is_finite()));
    let dir = tempfile::tempdir().unwrap();
    let strict = TrainConfig {
        max_skipped: 1,
        ..quick()
    };
    assert!(
        train(&base, &strict, &rows, &[], dir.path(), &mut go_on)
            .err()
            .unwrap()
            .to_string()
            .contains("gives up")
    );
}

#[test]
fn early_stopping_keeps_the_best_epoch() {
    let base = tiny_base(1);
    let train_rows = rows(&base, 4);
    // Validation that training can only make worse: other answers to the same images.
    let mut other = train_rows.clone();
    other
        .iter_mut()
        .for_each(|r| r.talk.exchanges[0].response = Some("zzzzzzzz".into()));
    let dir = tempfile::tempdir().unwrap();
    let config = TrainConfig {
        batch: 4,
        epochs: 60,
        early_stop: Some(2),
        ..quick()
    };
    let out = train(&base, &config, &train_rows, &other, dir.path(), &mut go_on).unwrap();
    assert!(out.steps < 60 && out.validation.len() == out.steps);
    let best = out
        .validation
        .iter()
        .map(|v| v.1)
        .fold(f64::INFINITY, f64::min);
    assert!((loss(&base, &out.tuned, &other).unwrap() - best).abs() < 1e-9);
    let none = TrainConfig {
        early_stop: Some(2),
        ..quick()
    };
    assert!(train(&base, &none, &train_rows, &[], dir.path(), &mut go_on).is_err());
}

#[test]
fn what_cannot_be_run_is_refused() {
    let base = tiny_base(1);
    let dir = tempfile::tempdir().unwrap();
    assert!(train(&base, &quick(), &[], &[], dir.path(), &mut go_on).is_err());
    for bad in [
        TrainConfig {
            batch: 0,
            ..quick()
        },
        TrainConfig {
            lr_adapter: f64::NAN,
            ..quick()
        },
    ] {
        assert!(train(&base, &bad, &rows(&base, 2), &[], dir.path(), &mut go_on).is_err());
    }
}
