//! The head as its users see it, on planted features.

mod planted;

pub(super) use planted::row;

use super::*;
use crate::padding::iou;
use planted::{WIDTH, rows};
use std::ops::ControlFlow;

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("label {i}")).collect()
}

fn quick() -> HeadConfig {
    HeadConfig {
        epochs: 12,
        min_steps: 0,
        batch: 8,
        negatives: 60,
        ..HeadConfig::default()
    }
}

fn train(labels: usize, cfg: &HeadConfig) -> HeadOutcome {
    train_region_head(None, &names(labels), &rows(0, 80, labels), cfg, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

#[test]
fn it_learns_to_tell_labels_apart_and_to_point() {
    let outcome = train(3, &quick());
    assert!(!outcome.stopped);
    assert!(outcome.losses.last().unwrap() < &(outcome.losses[0] / 3.0));
    let (mut right, mut found, mut wanted, mut predicted) = (0, 0, 0, 0);
    let held_out = rows(1000, 40, 3);
    for row in &held_out {
        let mut truth: Vec<String> = row
            .regions
            .iter()
            .map(|r| format!("label {}", r.0))
            .collect();
        truth.sort();
        truth.dedup();
        right += usize::from(outcome.head.decide(&row.features, &names(3)).unwrap() == truth);
        let regions = outcome.head.predict(&row.features, &names(3)).unwrap();
        for r in &regions {
            assert!(
                r.bbox.iter().all(|v| (0.0..=1.0).contains(v))
                    && r.bbox[0] < r.bbox[2]
                    && r.bbox[1] < r.bbox[3]
            );
            assert!(r.score >= outcome.head.threshold() && r.score <= 1.0);
        }
        predicted += regions.len();
        wanted += row.regions.len();
        found += row
            .regions
            .iter()
            .filter(|(l, b)| {
                regions
                    .iter()
                    .any(|r| r.label == format!("label {l}") && iou(r.bbox, *b) > 0.5)
            })
            .count();
    }
    assert!(right >= 34, "{right} of 40 decisions");
    assert!(found * 10 >= wanted * 8, "{found} of {wanted} regions");
    assert!(
        predicted <= wanted * 13 / 10,
        "{predicted} predicted for {wanted}"
    );
}

#[test]
fn only_what_is_asked_for_and_known_is_answered() {
    let head = train(2, &quick()).head;
    let row = rows(0, 30, 2)
        .into_iter()
        .find(|r| r.regions.len() == 2 && r.regions[0].0 != r.regions[1].0)
        .unwrap();
    let asked = [names(2)[1].clone(), "unheard of".to_owned()];
    let got = head.predict(&row.features, &asked).unwrap();
    assert!(!got.is_empty() && got.iter().all(|r| r.label == asked[0]));
    assert_eq!(
        head.decide(&row.features, &asked).unwrap(),
        [asked[0].clone()]
    );
}

#[test]
fn the_same_seed_gives_the_same_head_and_it_survives_its_file() {
    let cfg = HeadConfig {
        epochs: 2,
        ..quick()
    };
    let (a, b) = (train(2, &cfg).head, train(2, &cfg).head);
    assert_eq!(a.members, b.members);
    assert_ne!(
        a.members,
        train(2, &HeadConfig { seed: 1, ..cfg }).head.members
    );
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("h.safetensors");
    a.save(&path).unwrap();
    let back = RegionHead::load(&path).unwrap();
    let row = row(3, 2);
    assert_eq!(
        back.predict(&row.features, &names(2)).unwrap(),
        a.predict(&row.features, &names(2)).unwrap()
    );
    let (mut tensors, text) = a.to_parts().unwrap();
    assert!(RegionHead::from_parts(&tensors, None).is_err());
    tensors.remove("box.bias");
    assert!(
        RegionHead::from_parts(&tensors, Some(&text))
            .unwrap_err()
            .to_string()
            .contains("box.bias")
    );
}

#[test]
fn a_prior_gives_its_trunk_and_the_labels_it_knows() {
    let prior = train(2, &quick()).head;
    let labels = ["new".to_owned(), "label 1".to_owned()];
    let warm = RegionHead::fresh(WIDTH, &labels, 7, Some(&prior)).unwrap();
    let row = rows(0, 40, 2)
        .into_iter()
        .find(|r| r.regions.iter().any(|r| r.0 == 1))
        .unwrap();
    assert_eq!(
        warm.scores(&row.features).unwrap()[1],
        prior.scores(&row.features).unwrap()[1]
    );
    assert!(RegionHead::fresh(WIDTH + 1, &labels, 7, Some(&prior)).is_err());
}

#[test]
fn stopping_leaves_a_usable_head() {
    let mut told = 0;
    let outcome = train_region_head(None, &names(1), &rows(0, 10, 1), &quick(), &mut |p| {
        told += 1;
        if p.step == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .unwrap();
    assert!(outcome.stopped && told == 3 && outcome.losses.len() == 3);
    outcome
        .head
        .predict(&row(1, 1).features, &names(1))
        .unwrap();
}

#[test]
fn images_without_any_region_train_to_silence() {
    let mut quiet = rows(0, 20, 1);
    quiet.iter_mut().for_each(|r| r.regions.clear());
    let outcome = train_region_head(None, &names(1), &quiet, &quick(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    for row in &quiet {
        assert!(
            outcome
                .head
                .predict(&row.features, &names(1))
                .unwrap()
                .is_empty()
        );
    }
}

/// A label that one group alone shows: the member that left the group out cannot know it, the whole does.
#[test]
fn each_member_leaves_a_fold_out_and_answers_for_it() {
    let mut rows = rows(0, 60, 2);
    let (kept, rare): (Vec<_>, Vec<_>) = rows
        .drain(..)
        .partition(|r| r.regions.iter().all(|(label, _)| *label == 0));
    let rare: Vec<HeadRow> = rare
        .into_iter()
        .filter(|r| r.regions.iter().any(|(label, _)| *label == 1))
        .take(6)
        .map(|r| HeadRow { group: 999, ..r })
        .collect();
    assert_eq!(rare.len(), 6);
    let all: Vec<HeadRow> = kept.into_iter().chain(rare).collect();
    let cfg = HeadConfig {
        folds: 3,
        epochs: 30,
        ..quick()
    };
    let mut told = (0, 0);
    let out = train_region_head(None, &names(2), &all, &cfg, &mut |p| {
        assert_eq!(p.step, told.0 + 1);
        told = (p.step, p.steps);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(told.0, told.1, "the last step is the last of all members");
    assert_eq!((out.head.members.len(), out.apart.len()), (3, all.len()));
    let mean = |scores: Vec<f32>| scores.iter().sum::<f32>() / scores.len() as f32;
    let from = all.len() - 6;
    let apart = mean(out.apart[from..].iter().map(|s| s[1]).collect());
    let whole = mean(
        all[from..]
            .iter()
            .map(|r| out.head.scores(&r.features).unwrap()[1])
            .collect(),
    );
    assert!(apart < 0.1 && whole > 0.3, "apart {apart}, whole {whole}");
    let (tensors, text) = out.head.to_parts().unwrap();
    let back = RegionHead::from_parts(&tensors, Some(&text)).unwrap();
    assert_eq!(back.members, out.head.members);
    assert_eq!(
        back.scores(&all[0].features).unwrap(),
        out.head.scores(&all[0].features).unwrap()
    );
}

#[test]
fn malformed_input_is_refused() {
    let go = |labels: &[String], rows: &[HeadRow]| {
        train_region_head(None, labels, rows, &quick(), &mut |_| {
            ControlFlow::Continue(())
        })
        .err()
        .map(|e| format!("{e:#}"))
    };
    assert!(go(&names(1), &[]).unwrap().contains("no rows"));
    let mut bad = row(0, 1);
    bad.regions = vec![(1, [0.1, 0.1, 0.2, 0.2])];
    assert!(
        go(&names(1), &[bad.clone()])
            .unwrap()
            .contains("label 1 of 1")
    );
    bad.regions = vec![(0, [0.3, 0.1, 0.2, 0.2])];
    assert!(go(&names(1), &[bad.clone()]).unwrap().contains("row 0"));
    bad.regions = vec![];
    bad.features.grid_side = 3;
    assert!(go(&names(1), &[bad]).is_some());
    assert!(
        go(&["a".into(), "a".into()], &rows(0, 2, 2))
            .unwrap()
            .contains("twice")
    );
    let head = RegionHead::fresh(WIDTH - 1, &names(1), 0, None).unwrap();
    assert!(head.predict(&row(0, 1).features, &names(1)).is_err());
}
