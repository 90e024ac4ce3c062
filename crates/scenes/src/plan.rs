//! What a scene will hold and where, decided without rendering: the brands, the
//! photograph, the clutter, the poses and the light.

mod layout;

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::brand::Brand;
use crate::deal::{align_brands_from, demo_brands_from};
use crate::library::{Library, Share};
use crate::look::Look;
use crate::mark_style::Style;
use crate::photo::Crop;
use crate::policy::Policy;
use crate::role::{Role, scene_stream};
use crate::warp::Warp;

/// A scene before it is rendered.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Width and height, pixels; 640 to 800 on the long side.
    pub size: (u32, u32),
    /// The marks, in the order they are laid down.
    pub marks: Vec<PlannedMark>,
    pub(crate) photo: usize,
    pub(crate) crop: Crop,
    pub(crate) objects: Vec<PlannedObject>,
    pub(crate) look: Look,
}

/// A mark before it is rendered.
#[derive(Clone, Debug)]
pub struct PlannedMark {
    pub brand: Brand,
    /// Box of the mark's rectangle as posed, nothing in front of it: normalised
    /// xyxy. The rendered mark's box lies within it.
    pub bbox: [f32; 4],
    pub(crate) warp: Warp,
    /// Half sides of the mark in its plane, pixels.
    pub(crate) half: (f32, f32),
    pub(crate) style: Style,
    /// Drop shadow of stickers and tiles: offset, softness (pixels), strength.
    pub(crate) shadow: (f32, f32, f32, f32),
    /// Coverage of ink and ground, 0–1.
    pub(crate) opacity: f32,
}

/// A cut-out before it is rendered.
#[derive(Clone, Debug)]
pub(crate) struct PlannedObject {
    pub cutout: usize,
    pub warp: Warp,
    /// Half sides in its plane, pixels.
    pub half: (f32, f32),
    pub mirrored: bool,
    pub gain: [f32; 3],
    /// Whether it stands in front of the marks.
    pub in_front: bool,
}

/// Plan a demo scene.
///
/// # Panics
/// As [`crate::demo_brands`].
pub fn demo_plan(library: &Library, policy: &Policy, role: Role, seed: u64, index: u64) -> Plan {
    let mut rng = scene_stream(role, seed, index);
    let brands = demo_brands_from(policy, role, seed, index, &mut rng);
    plan(library, role, brands, &mut rng)
}

/// Plan an alignment scene.
pub fn align_plan(library: &Library, seed: u64, index: u64) -> Plan {
    let mut rng = scene_stream(Role::Align, seed, index);
    let brands = align_brands_from(&mut rng);
    plan(library, Role::Align, brands, &mut rng)
}

fn plan(library: &Library, role: Role, mut brands: Vec<Brand>, rng: &mut ChaCha8Rng) -> Plan {
    let share = Share::for_role(role);
    // Brands come with the forbidden ones first. Size, place and layer must not
    // tell which are which.
    brands.shuffle(rng);
    let size = size(rng);
    let photo = *library
        .photos_of(share)
        .choose(rng)
        .expect("open() found photographs");
    let crop = Crop::draw(rng, library.photo(photo).size, size);
    let (marks, objects) = layout::lay_out(library, share, &brands, size, rng);
    Plan {
        size,
        marks,
        photo,
        crop,
        objects,
        look: Look::draw(rng),
    }
}

/// Width and height of a scene, pixels.
pub(crate) fn size(rng: &mut ChaCha8Rng) -> (u32, u32) {
    const ASPECTS: [(u32, u32); 7] = [(4, 3), (4, 3), (3, 2), (1, 1), (3, 4), (2, 3), (16, 9)];
    let long = rng.random_range(640..=800);
    let (w, h) = ASPECTS[rng.random_range(0..ASPECTS.len())];
    if w >= h {
        (long, long * h / w)
    } else {
        (long * w / h, long)
    }
}
