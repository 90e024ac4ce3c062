use super::*;
use crate::{RegionSource, Shape};

pub(super) fn known() -> Vec<String> {
    vec!["Nike".into(), "Puma".into()]
}

fn region(label: &str, x: f32) -> Region {
    Region {
        label: label.into(),
        shape: Shape::Box {
            xyxy: [x, 0.0, x + 0.5, 1.0],
        },
        source: RegionSource::Person,
        score: None,
    }
}

pub(super) fn opinion(
    who: (UserId, &str),
    verdict: Verdict,
    answer: &str,
    regions: Vec<Region>,
) -> Opinion {
    Opinion {
        reviewer_id: who.0,
        reviewer: who.1.into(),
        verdict,
        answer: answer.into(),
        regions,
    }
}

pub(super) fn pair(day: u32, a: Opinion, b: Opinion) -> Pair {
    Pair {
        item: ItemId::fresh(),
        at: format!("2026-11-{day:02}T12:00:00Z").parse().unwrap(),
        sides: [a, b],
    }
}

#[test]
fn words_are_counted_as_often_as_they_stand() {
    for (a, b, f1) in [
        ("Violations: Nike.", "violations: nike", 1.0),
        ("a red shoe", "a blue shoe", 2.0 / 3.0),
        ("red red", "red", 2.0 / 3.0),
        ("", "", 1.0),
        ("", "shoe", 0.0),
    ] {
        assert!((token_f1(a, b) - f1).abs() < 1e-9, "{a:?} {b:?}");
        assert!((token_f1(b, a) - f1).abs() < 1e-9);
    }
}

/// Forty pairs, of which ten differ: once in the verdict, else in words and place.
#[test]
fn figures_are_those_worked_out_by_hand() {
    let (rob, sue) = ((UserId::fresh(), "rob"), (UserId::fresh(), "sue"));
    let nike = "Violations: Nike.";
    let mut pairs = Vec::new();
    for i in 0..40 {
        let a = opinion(rob, Verdict::Accept, nike, vec![region("Nike", 0.0)]);
        let b = match i {
            0..30 => opinion(sue, Verdict::Accept, nike, vec![region("Nike", 0.0)]),
            30..35 => opinion(sue, Verdict::Reject, "", vec![]),
            // Over 0.4 of 0.5 wide: IoU 0.4 / 0.6.
            _ => opinion(
                sue,
                Verdict::Correct,
                "No violations.",
                vec![region("Nike", 0.1)],
            ),
        };
        pairs.push(pair(1 + i % 28, a, b));
    }
    let all: Vec<&Pair> = pairs.iter().collect();
    let f = figures(&all, None, &known());
    assert_eq!(
        (f.n, f.answers, f.regions, f.region_items),
        (40, 35, 35, 35)
    );
    assert!((f.agreed.unwrap() - 0.75).abs() < 1e-9);
    // Of 35 answers five share one of two words: “violations”.
    assert!((f.token_f1.unwrap() - (30.0 + 5.0 * 0.5) / 35.0).abs() < 1e-9);
    assert!((f.region_iou.unwrap() - (30.0 + 5.0 * 2.0 / 3.0) / 35.0).abs() < 1e-6);
    assert_eq!(f.region_f1, Some(1.0));
    // Accept 70, reject 5, correct 5 of 80 values; 60 coincidences of equal ones.
    let by_chance: f64 = 70.0 * 69.0 + 2.0 * 5.0 * 4.0;
    let alpha = 1.0 - 79.0 * (80.0 - 60.0) / (80.0 * 79.0 - by_chance);
    assert!((f.alpha.unwrap() - alpha).abs() < 1e-9);
}

/// Thirty pairs, of which 19 name Nike, then 20; ten more name nothing.
#[test]
fn a_label_s_figures_are_of_the_pairs_that_name_it() {
    let (rob, sue) = ((UserId::fresh(), "rob"), (UserId::fresh(), "sue"));
    let (nike, none) = ("Violations: Nike.", "No violations.");
    let both = |a: &str, b: &str, r: Vec<Region>| {
        pair(
            1,
            opinion(rob, Verdict::Correct, a, r.clone()),
            opinion(sue, Verdict::Correct, b, r),
        )
    };
    let mut pairs: Vec<Pair> = (0..19)
        .map(|i| match i {
            0..15 => both(nike, nike, vec![region("Nike", 0.0)]),
            _ => both(nike, none, vec![]),
        })
        .collect();
    pairs.extend((0..10).map(|_| both(none, none, vec![])));
    let of = |pairs: &[Pair]| {
        let all: Vec<&Pair> = pairs.iter().collect();
        (
            figures(&all, Some("Nike"), &known()),
            figures(&all, None, &known()),
        )
    };
    let (f, all) = of(&pairs);
    assert_eq!((f.n, f.answers, f.alpha_items), (19, 19, 29));
    assert_eq!((f.agreed, f.alpha, f.token_f1), (None, None, None));
    assert_eq!((all.n, all.alpha_items), (29, 29));
    assert!(all.agreed.is_some());
    pairs.push(both(nike, none, vec![]));
    let (f, _) = of(&pairs);
    assert_eq!((f.n, f.alpha_items), (20, 30));
    assert_eq!(f.agreed, Some(0.75));
    // “violations” is the one word of two that all share.
    assert!((f.token_f1.unwrap() - (15.0 + 5.0 * 0.5) / 20.0).abs() < 1e-9);
    // Named 35, not named 25 of 60 values; 50 coincidences of equal ones.
    let alpha = 1.0 - 59.0 * 10.0 / (60.0 * 59.0 - 35.0 * 34.0 - 25.0 * 24.0);
    assert!((f.alpha.unwrap() - alpha).abs() < 1e-9);
    assert_eq!((f.regions, f.region_items), (15, 15));
}

#[test]
fn too_few_say_nothing() {
    let (rob, sue) = ((UserId::fresh(), "rob"), (UserId::fresh(), "sue"));
    let one = |verdict| {
        pair(
            1,
            opinion(rob, Verdict::Accept, "No violations.", vec![]),
            opinion(sue, verdict, "No violations.", vec![]),
        )
    };
    let mut pairs: Vec<Pair> = (0..ENOUGH - 1).map(|_| one(Verdict::Correct)).collect();
    let of = |pairs: &[Pair]| figures(&pairs.iter().collect::<Vec<_>>(), None, &known());
    let f = of(&pairs);
    assert_eq!((f.n, f.agreed, f.alpha, f.token_f1), (19, None, None, None));
    pairs.push(one(Verdict::Accept));
    let f = of(&pairs);
    assert_eq!((f.n, f.agreed, f.token_f1), (20, Some(1.0), Some(1.0)));
    assert!(f.alpha.is_some());
    assert_eq!(f.region_iou, None);
    assert_eq!(of(&[]), AgreementFigures::default());
}
