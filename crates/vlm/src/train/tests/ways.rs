//! Ways to train: a chosen stage, chosen linears, micro-batches, dropout.

use super::*;
use crate::llama::Targets;

fn run(base: &Base, config: &TrainConfig, rows: &[Row]) -> TrainOutcome {
    let dir = tempfile::tempdir().unwrap();
    train(base, config, rows, &[], dir.path(), &mut go_on).unwrap()
}

#[test]
fn micro_batches_take_the_step_of_the_whole_batch() {
    let base = tiny_base(1);
    let mut rows = rows(&base, 6);
    // Answers of unequal length: a mean of means would weigh them wrongly.
    rows[0].talk.exchanges[0].response =
        Some("A much longer answer than those of the others.".into());
    let whole = TrainConfig {
        batch: 6,
        epochs: 5,
        ..quick()
    };
    let want = run(&base, &whole, &rows);
    for micro in [1, 4] {
        let config = TrainConfig {
            micro_batch: Some(micro),
            ..whole.clone()
        };
        let got = run(&base, &config, &rows);
        for (a, b) in got.losses.iter().zip(&want.losses) {
            assert!((a - b).abs() < 1e-4, "{micro}: {a} {b}");
        }
        for (a, b) in weights(&got.tuned).iter().zip(weights(&want.tuned)) {
            assert!((a - b).abs() < 2e-3, "{micro}: {a} {b}");
        }
    }
}

#[test]
fn the_first_stage_moves_the_projector_and_makes_no_adapter() {
    let base = tiny_base(1);
    let config = TrainConfig {
        stage: Stage::Align,
        epochs: 20,
        ..quick()
    };
    let out = run(&base, &config, &rows(&base, 4));
    assert!(out.tuned.adapters().is_none());
    let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    for ((name, a), (_, b)) in out.tuned.projector().vars().zip(base.projector().vars()) {
        assert_ne!(flat(a), flat(b), "{name}");
    }
    assert!(out.losses.last() < out.losses.first());
}

#[test]
fn chosen_linears_alone_have_adapters_that_learn() {
    let base = tiny_base(1);
    let config = TrainConfig {
        lora_targets: Targets::named(&["q_proj", "v_proj"]).unwrap(),
        epochs: 20,
        ..quick()
    };
    let out = run(&base, &config, &rows(&base, 4));
    let peft = out.tuned.adapters().unwrap().to_peft().unwrap();
    assert_eq!(peft.len(), 2 * 2 * 2);
    for (name, t) in &peft {
        assert!(name.contains("q_proj") || name.contains("v_proj"), "{name}");
        let moved = t.abs().unwrap().max_all().unwrap();
        assert!(moved.to_scalar::<f32>().unwrap() > 0.0, "{name}");
    }
    assert!(out.losses.last() < out.losses.first());
}

#[test]
fn dropout_is_part_of_the_run_and_repeats_with_its_seed() {
    let base = tiny_base(1);
    let rows = rows(&base, 7);
    let config = TrainConfig {
        lora_dropout: 0.2,
        ..quick()
    };
    let (a, b) = (run(&base, &config, &rows), run(&base, &config, &rows));
    assert_eq!(
        (a.losses.clone(), weights(&a.tuned)),
        (b.losses, weights(&b.tuned))
    );
    assert_ne!(a.losses, run(&base, &quick(), &rows).losses);
}

#[test]
fn progress_says_how_much_of_what_is_fed_is_seen() {
    let base = tiny_base(1);
    let dir = tempfile::tempdir().unwrap();
    let rows = rows(&base, 3);
    let encoded = Encoded::new(&base, &rows[1]).unwrap();
    let mut on = |p: &Progress| {
        let want = encoded.visual() as f64 / encoded.len() as f64;
        assert!((p.visual_share - want).abs() < 1e-9, "{}", p.visual_share);
        assert!(p.preference.is_none());
        Control::Continue
    };
    let config = TrainConfig {
        batch: 1,
        epochs: 1,
        ..quick()
    };
    train(&base, &config, &rows[1..2], &[], dir.path(), &mut on).unwrap();
}

#[test]
fn rows_of_text_alone_and_of_images_train_together_and_apart() {
    let base = tiny_base(1);
    let mut rows = rows(&base, 6);
    for row in &mut rows[..3] {
        row.talk.exchanges[0].images.clear();
    }
    // One row a step: some steps see no image; a micro-batch of one likewise.
    for (batch, micro_batch) in [(1, None), (4, Some(1))] {
        let config = TrainConfig {
            batch,
            micro_batch,
            epochs: 20,
            ..quick()
        };
        let out = run(&base, &config, &rows);
        let mean = |l: &[f32]| l.iter().sum::<f32>() / l.len() as f32;
        let (first, last) = (&out.losses[..6], &out.losses[out.losses.len() - 6..]);
        assert!(mean(last) < 0.5 * mean(first), "{first:?} {last:?}");
    }
    let blind = run(&base, &quick(), &rows[..3]);
    let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    for ((name, a), (_, b)) in blind.tuned.projector().vars().zip(base.projector().vars()) {
        assert_eq!(flat(a), flat(b), "{name}");
    }
}

fn full() -> TrainConfig {
    TrainConfig {
        stage: Stage::Full,
        lr_language: 2e-3,
        ..quick()
    }
}

fn numbers_of(t: &Tuned, base: &Base) -> Vec<f32> {
    let all = t.text(base).weights();
    all.iter().flat_map(|w| w.2).copied().collect()
}

#[test]
fn full_tuning_moves_every_weight_and_leaves_the_base_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    crate::tiny::write_base(&dir.path().join("base"), 1).unwrap();
    let base = Base::load(&dir.path().join("base")).unwrap();
    let rows = rows(&base, 6);
    let before = numbers_of(&Tuned::none(&base).unwrap(), &base);
    let config = TrainConfig {
        epochs: 20,
        ..full()
    };
    let out = run(&base, &config, &rows);
    assert!(out.tuned.adapters().is_none());
    assert!(out.losses.last().unwrap() < &(0.5 * out.losses[0]));
    let none = Tuned::none(&base).unwrap();
    assert_eq!(numbers_of(&none, &base), before);
    let new = out.tuned.text(&base).weights();
    for ((name, _, a), (_, _, b)) in new.iter().zip(base.text().weights()) {
        assert_ne!(*a, b, "{name}");
    }
    let path = dir.path().join("m");
    let hash = out.tuned.save(&path, &serde_json::json!({})).unwrap();
    let back = Tuned::load(&base, &path, &hash).unwrap();
    assert_eq!(numbers_of(&back, &base), numbers_of(&out.tuned, &base));
    let loss = |base: &Base, t: &Tuned| crate::loss(base, t, &rows).unwrap();
    assert_eq!(loss(&base, &back), loss(&base, &out.tuned));
    assert!(loss(&base, &back) < 0.5 * loss(&base, &none));
    let other = Tuned::load(&tiny_base(2), &path, &hash);
    assert!(other.err().unwrap().to_string().contains("trained on base"));
    back.merge(&base, &dir.path().join("merged")).unwrap();
    let merged = Base::load(&dir.path().join("merged")).unwrap();
    let far = loss(&merged, &Tuned::none(&merged).unwrap()) - loss(&base, &back);
    assert!(far.abs() < 1e-9, "{far}");
}

#[test]
fn full_tuning_that_was_stopped_goes_on_to_the_same_bits() {
    let base = tiny_base(1);
    let rows = rows(&base, 7);
    let want = run(&base, &full(), &rows);
    let dir = tempfile::tempdir().unwrap();
    let mut stop = |p: &Progress| match p.step == 5 {
        true => Control::Stop,
        false => Control::Continue,
    };
    train(&base, &full(), &rows, &[], dir.path(), &mut stop).unwrap();
    let got = train(&base, &full(), &rows, &[], dir.path(), &mut go_on).unwrap();
    assert_eq!(got.losses, want.losses);
    assert_eq!(
        numbers_of(&got.tuned, &base),
        numbers_of(&want.tuned, &base)
    );
}
