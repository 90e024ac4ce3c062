//! Which brands a scene shows, decided before anything is drawn, so that the
//! distribution of answers can be known (and tested) without a picture.

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::brand::{ALIGNMENT_BRANDS, Brand};
use crate::policy::Policy;
use crate::role::{Role, scene_stream, stream};

/// Scenes of one role and seed in a row that share a deal: 15 with no forbidden
/// brand (33.3 %), 20 with one (44.4 %, each of the five four times), 10 with
/// two (22.2 %, each pair once).
pub(crate) const BLOCK: u64 = 45;

/// The brands of a demo scene, forbidden ones and then allowed ones.
///
/// The forbidden ones are dealt by blocks of 45 consecutive indices, shuffled by
/// hash of (role, seed, block): so the commonest answer is right for a third
/// of any few hundred scenes, whatever the seed. The allowed ones (none 35 %,
/// one 45 %, two 20 %) come from the scene's own stream, independently.
///
/// # Panics
/// If the role is [`Role::Align`], which knows no policy, or if the policy does
/// not forbid five of eleven brands.
pub fn demo_brands(policy: &Policy, role: Role, seed: u64, index: u64) -> Vec<Brand> {
    demo_brands_from(
        policy,
        role,
        seed,
        index,
        &mut scene_stream(role, seed, index),
    )
}

pub(crate) fn demo_brands_from(
    policy: &Policy,
    role: Role,
    seed: u64,
    index: u64,
    rng: &mut ChaCha8Rng,
) -> Vec<Brand> {
    assert!(role != Role::Align, "alignment knows no policy");
    let (forbidden, allowed) = policy.classes();
    assert!(
        forbidden.len() == 5 && allowed.len() == 6,
        "a policy forbids 5 of 11 brands"
    );
    let mut brands: Vec<Brand> = dealt(role, seed, index)
        .into_iter()
        .map(|k| forbidden[k])
        .collect();
    let count = match rng.random_range(0..100) {
        0..35 => 0,
        35..80 => 1,
        _ => 2,
    };
    brands.extend(allowed.choose_multiple(rng, count));
    brands
}

/// The forbidden brands of a scene, as positions 0..5.
fn dealt(role: Role, seed: u64, index: u64) -> Vec<usize> {
    let mut hands: Vec<Vec<usize>> = vec![Vec::new(); 15];
    for first in 0..5 {
        hands.extend(std::iter::repeat_n(vec![first], 4));
        hands.extend((first + 1..5).map(|second| vec![first, second]));
    }
    hands.shuffle(&mut stream(&["deal", role.name()], &[seed, index / BLOCK]));
    hands.swap_remove((index % BLOCK) as usize)
}

/// The brands of an alignment scene: none to four of the alignment brands, each
/// as likely as any other. Takes no policy, and there is none to take.
pub fn align_brands(seed: u64, index: u64) -> Vec<Brand> {
    align_brands_from(&mut scene_stream(Role::Align, seed, index))
}

pub(crate) fn align_brands_from(rng: &mut ChaCha8Rng) -> Vec<Brand> {
    let count = match rng.random_range(0..100) {
        0..10 => 0,
        10..40 => 1,
        40..75 => 2,
        75..93 => 3,
        _ => 4,
    };
    ALIGNMENT_BRANDS
        .choose_multiple(rng, count)
        .copied()
        .collect()
}
