//! Where marks and clutter go: marks clear of one another, clutter mostly clear
//! of the marks, now and then a cut-out that covers part of one.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::{PlannedMark, PlannedObject};
use crate::brand::Brand;
use crate::library::{Library, Share};
use crate::mark_style::Style;
use crate::warp::{Pose, Warp};

/// Pixel box, xyxy.
type Box4 = [f32; 4];

pub(super) fn lay_out(
    library: &Library,
    share: Share,
    brands: &[Brand],
    size: (u32, u32),
    rng: &mut ChaCha8Rng,
) -> (Vec<PlannedMark>, Vec<PlannedObject>) {
    let mut taken = Vec::new();
    let marks: Vec<_> = brands
        .iter()
        .map(|brand| mark(library, *brand, brands.len(), size, &mut taken, rng))
        .collect();
    let objects = objects(library, share, &marks, &taken, size, rng);
    (marks, objects)
}

/// Lay one mark where its whole made thing is clear of the others, smaller with
/// every failure, so that it always ends.
fn mark(
    library: &Library,
    brand: Brand,
    among: usize,
    size: (u32, u32),
    taken: &mut Vec<Box4>,
    rng: &mut ChaCha8Rng,
) -> PlannedMark {
    let short = size.0.min(size.1) as f32;
    let aspect = library.glyph(brand).aspect;
    let style = Style::draw(rng);
    let most: f32 = if among > 2 { 0.27 } else { 0.34 };
    let share = if rng.random_bool(0.14) {
        rng.random_range(0.12..0.16)
    } else {
        rng.random_range(0.16..most)
    };
    // A strip of a mark is given more length, or it would be a thread.
    let stretch = aspect.max(1.0 / aspect).powf(0.4).min(1.5);
    let mut long = share * short * stretch;
    let mut tries = 0;
    loop {
        let half = if aspect > 1.0 {
            (long / 2.0, long / 2.0 / aspect)
        } else {
            (long / 2.0 * aspect, long / 2.0)
        };
        let outer = style.outer(half);
        let margin = (outer.0.hypot(outer.1) + 4.0).min(short * 0.5);
        let pose = Pose {
            centre: (
                rng.random_range(margin..=(size.0 as f32 - margin).max(margin)),
                rng.random_range(margin..=(size.1 as f32 - margin).max(margin)),
            ),
            turn: turn(rng),
            shear: rng.random_range(-0.14..0.14),
            tilt: (
                rng.random_range(-0.16..0.16) / outer.0,
                rng.random_range(-0.16..0.16) / outer.1,
            ),
        };
        let warp = Warp::new(pose);
        let bounds = warp.bounds(outer.0, outer.1);
        let inside = bounds[0] >= 2.0
            && bounds[1] >= 2.0
            && bounds[2] <= size.0 as f32 - 2.0
            && bounds[3] <= size.1 as f32 - 2.0;
        let clear = taken.iter().all(|other| overlap(bounds, *other) < 1.0);
        if inside && (clear || tries > 200) {
            taken.push(bounds);
            return PlannedMark {
                brand,
                bbox: normalised(warp.bounds(half.0, half.1), size),
                warp,
                half,
                style,
                shadow: (
                    rng.random_range(-4.0..4.0),
                    rng.random_range(1.0..6.0),
                    rng.random_range(3.0..10.0),
                    rng.random_range(0.15..0.5),
                ),
                opacity: rng.random_range(0.88..1.0),
            };
        }
        tries += 1;
        if tries % 12 == 0 {
            long *= 0.93;
        }
    }
}

/// Mostly a few degrees, up to 25 either way.
fn turn(rng: &mut ChaCha8Rng) -> f32 {
    let degrees: f32 = if rng.random_bool(0.6) {
        rng.random_range(-10.0..10.0)
    } else {
        rng.random_range(-25.0..25.0)
    };
    degrees.to_radians()
}

fn objects(
    library: &Library,
    share: Share,
    marks: &[PlannedMark],
    taken: &[Box4],
    size: (u32, u32),
    rng: &mut ChaCha8Rng,
) -> Vec<PlannedObject> {
    let cutouts = library.cutouts_of(share);
    let count = rng.random_range(1..=4.min(cutouts.len()));
    let covers = if !marks.is_empty() && rng.random_bool(0.5) {
        Some(rng.random_range(0..marks.len()))
    } else {
        None
    };
    let mut placed: Vec<Box4> = Vec::new();
    let chosen: Vec<usize> = cutouts.choose_multiple(rng, count).copied().collect();
    let mut objects = Vec::new();
    for (nth, cutout) in chosen.into_iter().enumerate() {
        let over = if nth == 0 {
            covers.map(|m| taken[m])
        } else {
            None
        };
        let mut best: Option<(f32, Warp, (f32, f32), Box4)> = None;
        for _ in 0..14 {
            let half = object_half(library.cutout(cutout).size, size, rng);
            let centre = match over {
                Some(mark) => beside(mark, half, rng),
                None => standing(half, size, rng),
            };
            let turn = rng.random_range(-9.0_f32..9.0).to_radians();
            let warp = Warp::new(Pose {
                centre,
                turn,
                shear: 0.0,
                tilt: (0.0, 0.0),
            });
            let bounds = warp.bounds(half.0, half.1);
            let cost = match over {
                Some(_) => 0.0,
                None => clash(bounds, taken) * 2.0 + clash(bounds, &placed),
            };
            if best.as_ref().is_none_or(|b| cost < b.0) {
                best = Some((cost, warp, half, bounds));
            }
            if cost < 0.02 {
                break;
            }
        }
        let Some((cost, warp, half, bounds)) = best else {
            continue;
        };
        // Where there is no room left, the scene goes without; but never bare.
        if cost > 0.5 && !objects.is_empty() {
            continue;
        }
        placed.push(bounds);
        let light: f32 = rng.random_range(0.8..1.08);
        objects.push(PlannedObject {
            cutout,
            warp,
            half,
            // A mirrored sign is no sign.
            mirrored: rng.random_bool(0.5) && !library.cutout(cutout).description.ends_with("sign"),
            gain: [0; 3].map(|_: i32| light * rng.random_range(0.96..1.04)),
            in_front: over.is_some(),
        });
    }
    // What stands lower in the picture is nearer, so it is drawn later.
    objects.sort_by(|a, b| foot(a).total_cmp(&foot(b)));
    objects
}

fn foot(object: &PlannedObject) -> f32 {
    object.warp.bounds(object.half.0, object.half.1)[3]
}

/// Half sides of a cut-out: 22–50 % of the short side, never blown up beyond 1.8.
fn object_half(native: (u32, u32), size: (u32, u32), rng: &mut ChaCha8Rng) -> (f32, f32) {
    let (w, h) = (native.0 as f32, native.1 as f32);
    let wanted = size.0.min(size.1) as f32 * rng.random_range(0.22..0.5);
    let scale = (wanted / w.max(h)).min(1.8);
    (w * scale / 2.0, h * scale / 2.0)
}

/// A centre anywhere, more often in the lower part, where things stand.
fn standing(half: (f32, f32), size: (u32, u32), rng: &mut ChaCha8Rng) -> (f32, f32) {
    let reach = |half: f32, side: u32| {
        (
            half * 0.95,
            (side as f32 - half * 0.95).max(half * 0.95 + 1.0),
        )
    };
    let (x0, x1) = reach(half.0, size.0);
    let (y0, y1) = reach(half.1, size.1);
    let down: f32 = rng.random_range(0.0_f32..1.0).powf(0.4);
    (rng.random_range(x0..x1), y0 + (y1 - y0) * down)
}

/// A centre from which the cut-out reaches into one side of the mark.
fn beside(mark: Box4, half: (f32, f32), rng: &mut ChaCha8Rng) -> (f32, f32) {
    let (cx, cy) = ((mark[0] + mark[2]) / 2.0, (mark[1] + mark[3]) / 2.0);
    let (mw, mh) = ((mark[2] - mark[0]) / 2.0, (mark[3] - mark[1]) / 2.0);
    let angle: f32 = rng.random_range(-0.35..std::f32::consts::PI + 0.35);
    let into = rng.random_range(0.5..0.8);
    (
        cx + angle.cos() * (mw * into + half.0 * 0.8),
        cy + angle.sin() * (mh * into + half.1 * 0.8),
    )
}

/// The worst share of a taken box that this one covers.
fn clash(bounds: Box4, taken: &[Box4]) -> f32 {
    let area = |b: &Box4| ((b[2] - b[0]) * (b[3] - b[1])).max(1.0);
    taken
        .iter()
        .map(|t| overlap(bounds, *t) / area(t).min(area(&bounds)))
        .fold(0.0, f32::max)
}

/// Common area of two boxes, square pixels.
fn overlap(a: Box4, b: Box4) -> f32 {
    let width = a[2].min(b[2]) - a[0].max(b[0]);
    let height = a[3].min(b[3]) - a[1].max(b[1]);
    width.max(0.0) * height.max(0.0)
}

fn normalised(b: Box4, size: (u32, u32)) -> [f32; 4] {
    let (w, h) = (size.0 as f32, size.1 as f32);
    [b[0] / w, b[1] / h, b[2] / w, b[3] / h].map(|v| v.clamp(0.0, 1.0))
}
