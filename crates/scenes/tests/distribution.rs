//! What the scenes of a project ask for, over many seeds, without a picture.

use std::collections::HashMap;

use vitrine_scenes::{
    ALIGNMENT_BRANDS, Brand, Policy, Role, UNALIGNED_BRANDS, align_brands, demo_brands,
};

const SCENES: u64 = 500;

/// The forbidden and the allowed brands of a scene.
fn dealt(policy: &Policy, role: Role, seed: u64, index: u64) -> (Vec<Brand>, Vec<Brand>) {
    demo_brands(policy, role, seed, index)
        .into_iter()
        .partition(|b| policy.forbids(*b))
}

#[test]
fn a_third_of_the_scenes_is_clean_and_no_answer_is_too_common() {
    for seed in 0..25 {
        let policy = Policy::draw(seed);
        for role in [Role::Train, Role::Validation, Role::HeldOut, Role::Test] {
            let mut by_count = [0.0_f64; 3];
            let mut answers: HashMap<Vec<Brand>, u64> = HashMap::new();
            for index in 0..SCENES {
                let (mut forbidden, _) = dealt(&policy, role, seed, index);
                by_count[forbidden.len()] += 100.0 / SCENES as f64;
                forbidden.sort();
                *answers.entry(forbidden).or_default() += 1;
            }
            assert!(
                (30.0..=36.0).contains(&by_count[0]),
                "seed {seed} {role:?}: {by_count:?}"
            );
            assert!(
                (42.0..=47.0).contains(&by_count[1]),
                "seed {seed} {role:?}: {by_count:?}"
            );
            assert!(
                (20.0..=24.0).contains(&by_count[2]),
                "seed {seed} {role:?}: {by_count:?}"
            );
            let commonest = answers.values().max().unwrap() * 100 / SCENES;
            assert!(
                commonest <= 40,
                "seed {seed} {role:?}: commonest answer {commonest} %"
            );
            assert_eq!(answers.len(), 1 + 5 + 10, "every answer occurs");
        }
    }
}

#[test]
fn a_hundred_and_fifty_scenes_keep_the_commonest_answer_below_forty_percent() {
    for seed in 0..50 {
        let policy = Policy::draw(seed);
        let clean = (0..150)
            .filter(|i| dealt(&policy, Role::HeldOut, seed, *i).0.is_empty())
            .count();
        assert!(clean <= 60, "seed {seed}: {clean} of 150");
    }
}

#[test]
fn brands_of_a_class_are_equally_common() {
    for seed in 0..5 {
        let policy = Policy::draw(seed);
        let mut shown: HashMap<Brand, f64> = HashMap::new();
        let scenes = 4_500;
        for index in 0..scenes {
            for brand in demo_brands(&policy, Role::Train, seed, index) {
                *shown.entry(brand).or_default() += 100.0 / scenes as f64;
            }
        }
        for brand in &policy.brands {
            // Forbidden: (20 + 2·10) / 45 / 5; allowed: (0.45 + 2·0.2) / 6.
            let expected = if policy.forbids(*brand) { 17.8 } else { 14.2 };
            assert!(
                (shown[brand] - expected).abs() < 2.2,
                "{} {}",
                brand.title,
                shown[brand]
            );
        }
    }
}

#[test]
fn allowed_marks_tell_nothing_about_forbidden_ones() {
    let policy = Policy::draw(3);
    let (mut scenes, mut allowed) = ([0.0; 3], [0.0; 3]);
    for index in 0..9_000 {
        let (bad, good) = dealt(&policy, Role::Train, 3, index);
        scenes[bad.len()] += 1.0;
        allowed[bad.len()] += good.len() as f64;
        assert!(good.len() <= 2);
    }
    let means: Vec<f64> = allowed.iter().zip(scenes).map(|(a, n)| a / n).collect();
    assert!(means.iter().all(|m| (m - 0.85).abs() < 0.06), "{means:?}");
}

#[test]
fn roles_deal_their_own_scenes() {
    let policy = Policy::draw(1);
    let deal = |role| {
        (0..90)
            .map(|i| demo_brands(&policy, role, 1, i))
            .collect::<Vec<_>>()
    };
    assert_eq!(deal(Role::Train), deal(Role::Train));
    assert_ne!(deal(Role::Train), deal(Role::HeldOut));
    assert_ne!(deal(Role::Validation), deal(Role::Test));
}

#[test]
fn alignment_shows_every_brand_but_the_two() {
    let mut shown: HashMap<Brand, u32> = HashMap::new();
    let mut empty = 0;
    for index in 0..4_000 {
        let brands = align_brands(9, index);
        empty += u32::from(brands.is_empty());
        for brand in brands {
            assert!(
                !UNALIGNED_BRANDS.contains(&brand),
                "{} in scene {index}",
                brand.title
            );
            *shown.entry(brand).or_default() += 1;
        }
    }
    assert_eq!(shown.len(), ALIGNMENT_BRANDS.len());
    let (least, most) = (shown.values().min().unwrap(), shown.values().max().unwrap());
    assert!(
        f64::from(*most) < 1.5 * f64::from(*least),
        "{least} to {most}"
    );
    assert!((320..480).contains(&empty), "{empty}");
}
