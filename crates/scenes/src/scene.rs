//! A finished scene: the picture with exactly what it shows and where.

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

use crate::brand::Brand;
use crate::library::Library;
use crate::paint::{Layer, Seen, paint_mark, paint_object, visible_extent};
use crate::plan::{Plan, PlannedObject, align_plan, demo_plan};
use crate::policy::Policy;
use crate::role::Role;

/// Least share of a mark that a cut-out in front must leave to be seen.
pub(crate) const LEAST_VISIBLE: f32 = 0.65;

/// A composed picture with its truth.
#[derive(Clone, Debug)]
pub struct Scene {
    /// 640 to 800 pixels on the long side.
    pub image: RgbImage,
    pub marks: Vec<Placed>,
    pub objects: Vec<PlacedObject>,
    /// Name of the photograph behind, such as `brick-living-room`.
    pub background: String,
    /// The JPEG quality that this scene's own stream chose, 70 to 91.
    pub jpeg_quality: u8,
}

/// A mark in a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub brand: Brand,
    /// Tight box of what can be seen of the mark itself (not of its tile or
    /// outline): normalised xyxy.
    pub bbox: [f32; 4],
    /// Share of the mark that nothing covers, 0.65 to 1.
    pub visible_fraction: f32,
}

/// A cut-out in a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedObject {
    /// Plain words, such as `a duck`.
    pub description: String,
    /// Tight box of the cut-out within the image: normalised xyxy. A mark may
    /// lie over a part of it.
    pub bbox: [f32; 4],
}

/// Compose a demo scene: marks of the policy's eleven brands, pictures of the
/// role's share. The same arguments give the same bytes.
///
/// # Panics
/// If the role is [`Role::Align`], or if a picture that [`Library::open`] found
/// can no longer be decoded.
pub fn demo_scene(library: &Library, policy: &Policy, role: Role, seed: u64, index: u64) -> Scene {
    render(library, &demo_plan(library, policy, role, seed, index))
}

/// Compose an alignment scene: marks of the alignment brands, under no policy.
///
/// # Panics
/// If a picture that [`Library::open`] found can no longer be decoded.
pub fn align_scene(library: &Library, seed: u64, index: u64) -> Scene {
    render(library, &align_plan(library, seed, index))
}

/// The scene as a JPEG without EXIF, comment or any other metadata, at the
/// scene's own quality or a given one (1–100).
///
/// # Panics
/// Never for a scene made here: a picture in memory of this size can be encoded.
pub fn to_jpeg(scene: &Scene, quality: Option<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality.unwrap_or(scene.jpeg_quality))
        .encode_image(&scene.image)
        .expect("a picture in memory can be encoded");
    bytes
}

pub(crate) fn render(library: &Library, plan: &Plan) -> Scene {
    let photo = library.photo(plan.photo);
    let mut image = plan.crop.render(photo.pixels(), plan.size);
    let mut objects = Vec::new();
    for object in plan.objects.iter().filter(|o| !o.in_front) {
        let layer = Layer::of(object, library.cutout(object.cutout).pixels(), plan.size);
        paint_object(&mut image, &layer);
        objects.extend(placed_object(library, object, &layer, plan.size));
    }
    let mut seen: Vec<Seen> = plan
        .marks
        .iter()
        .map(|m| paint_mark(&mut image, m, library.glyph(m.brand)))
        .collect();
    for object in plan.objects.iter().filter(|o| o.in_front) {
        let layer = Layer::of(object, library.cutout(object.cutout).pixels(), plan.size);
        // A cut-out that would hide too much of any mark stays out.
        if seen
            .iter()
            .any(|s| s.fraction_behind(&layer) < LEAST_VISIBLE)
        {
            continue;
        }
        paint_object(&mut image, &layer);
        seen.iter_mut().for_each(|s| s.cover(&layer));
        objects.extend(placed_object(library, object, &layer, plan.size));
    }
    plan.look.apply(&mut image);
    let marks = plan
        .marks
        .iter()
        .zip(&seen)
        .filter_map(|(mark, seen)| {
            Some(Placed {
                brand: mark.brand,
                bbox: normalised(visible_extent(seen)?, plan.size),
                visible_fraction: seen.fraction(),
            })
        })
        .collect();
    Scene {
        image,
        marks,
        objects,
        background: photo.name.clone(),
        jpeg_quality: plan.look.quality,
    }
}

fn placed_object(
    library: &Library,
    object: &PlannedObject,
    layer: &Layer,
    size: (u32, u32),
) -> Option<PlacedObject> {
    Some(PlacedObject {
        description: library.cutout(object.cutout).description.clone(),
        bbox: normalised(layer.extent()?, size),
    })
}

pub(crate) fn normalised(b: [f32; 4], size: (u32, u32)) -> [f32; 4] {
    let (w, h) = (size.0 as f32, size.1 as f32);
    [b[0] / w, b[1] / h, b[2] / w, b[3] / h]
}
