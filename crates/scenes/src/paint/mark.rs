//! One mark: its surface, its ground (tile or outline) and its ink.

use image::RgbImage;

use super::{Seen, blend, clipped};
use crate::library::Glyph;
use crate::mark_style::{Colours, Shape, Style, colours, luminance};
use crate::plan::PlannedMark;

/// Light of the surface under a mark.
struct Surface {
    mean: f32,
    /// Standard deviation.
    rough: f32,
}

/// Paint a mark and say what of it can be seen.
pub(crate) fn paint_mark(image: &mut RgbImage, mark: &PlannedMark, glyph: &Glyph) -> Seen {
    let size = image.dimensions();
    let below = surface(
        image,
        clipped(mark.warp.bounds(mark.half.0, mark.half.1), size),
    );
    // Ink alone would be lost on a rough surface: a sticker is put there instead.
    let style = match mark.style {
        Style::Printed { .. } if below.rough > 42.0 => Style::DieCut,
        style => style,
    };
    let colours = colours(style, glyph.colour, below.mean);
    let outer = style.outer(mark.half);
    let long = mark.half.0.max(mark.half.1);
    let texels = glyph.texture_side() / (2.0 * long);
    let (sx, sy, softness, strength) = mark.shadow;
    let reach = softness + sx.abs().max(sy.abs()) + 2.0;
    let (left, top, right, bottom) =
        clipped(mark.warp.bounds(outer.0 + reach, outer.1 + reach), size);
    let mut seen = Seen {
        left,
        top,
        width: right - left,
        coverage: Vec::with_capacity((right - left) * (bottom - top)),
        whole: 0.0,
    };
    let at_glyph = |x: f32, y: f32| (x / (2.0 * mark.half.0) + 0.5, y / (2.0 * mark.half.1) + 0.5);
    for py in top..bottom {
        for px in left..right {
            let (x, y) = mark.warp.to_local(px as f32 + 0.5, py as f32 + 0.5);
            let (u, v) = at_glyph(x, y);
            let ink = glyph.shape_at(u, v, texels);
            seen.coverage.push(ink);
            let (ground, shade) = match style {
                Style::Printed { .. } => (0.0, 0.0),
                Style::DieCut => {
                    let (su, sv) = at_glyph(x - sx, y - sy);
                    // A coarser texture stands in for a softer edge.
                    (
                        glyph.outline_at(u, v, texels),
                        glyph.outline_at(su, sv, texels * softness),
                    )
                }
                Style::Tile { shape, .. } => {
                    let edge = distance(shape, x, y, outer);
                    let cast = distance(shape, x - sx, y - sy, outer);
                    (
                        (0.5 - edge).clamp(0.0, 1.0),
                        (0.5 - cast / softness).clamp(0.0, 1.0),
                    )
                }
            };
            if ink + ground + shade <= 0.0 {
                continue;
            }
            let pixel = image.get_pixel_mut(px as u32, py as u32);
            let made = Made {
                ink,
                ground,
                shade: shade * strength,
                sheen: y / outer.1,
            };
            pixel.0 = lay(pixel.0, &made, style, colours, &below, mark.opacity);
        }
    }
    seen.whole = seen.coverage.iter().sum();
    seen
}

/// What a mark puts onto one pixel.
struct Made {
    ink: f32,
    ground: f32,
    shade: f32,
    /// -1 at the top edge, 1 at the bottom.
    sheen: f32,
}

fn lay(
    mut pixel: [u8; 3],
    made: &Made,
    style: Style,
    c: Colours,
    below: &Surface,
    opacity: f32,
) -> [u8; 3] {
    // The surface's own light and grain go through: fully through ink, faintly
    // through a sticker.
    let relief = (luminance(pixel) + 24.0) / (below.mean + 24.0);
    let (through, least, most) = match style {
        Style::Printed { .. } => (0.5, 0.6, 1.35),
        Style::DieCut | Style::Tile { .. } => (0.08, 0.95, 1.05),
    };
    // What is put into a dark place is not lit as in the open.
    let ambient = match style {
        Style::Printed { .. } => 1.0,
        Style::DieCut | Style::Tile { .. } => 0.78 + 0.24 * (below.mean / 140.0).min(1.0),
    };
    let light = (1.0 + (relief - 1.0) * through).clamp(least, most);
    let light = light * ambient * (1.0 - 0.05 * made.sheen);
    for (value, (ground, ink)) in pixel.iter_mut().zip(c.ground.into_iter().zip(c.ink)) {
        let shaded = f32::from(*value) * (1.0 - made.shade);
        let ground = f32::from(ground) * light;
        let ink = f32::from(ink).max(14.0) * light;
        let laid = shaded + (ground - shaded) * made.ground * opacity.max(0.95);
        *value = blend(laid as u8, ink.min(255.0), made.ink * opacity);
    }
    pixel
}

fn surface(image: &RgbImage, (left, top, right, bottom): (usize, usize, usize, usize)) -> Surface {
    let (mut count, mut sum, mut squares) = (0.0_f32, 0.0_f32, 0.0_f32);
    for y in (top..bottom).step_by(4) {
        for x in (left..right).step_by(4) {
            let light = luminance(image.get_pixel(x as u32, y as u32).0);
            (count, sum, squares) = (count + 1.0, sum + light, squares + light * light);
        }
    }
    let mean = sum / count.max(1.0);
    Surface {
        mean,
        rough: (squares / count.max(1.0) - mean * mean).max(0.0).sqrt(),
    }
}

/// Signed distance to a tile's edge, pixels; negative inside.
fn distance(shape: Shape, x: f32, y: f32, half: (f32, f32)) -> f32 {
    match shape {
        Shape::Circle => x.hypot(y) - half.0,
        Shape::Rounded(part) => {
            let radius = part * half.0.min(half.1);
            let (dx, dy) = (x.abs() - half.0 + radius, y.abs() - half.1 + radius);
            dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
        }
    }
}

/// The pixel box (xyxy) of what can be seen of a mark; none if nothing can.
pub(crate) fn visible_extent(seen: &Seen) -> Option<[f32; 4]> {
    let mut extent: Option<[usize; 4]> = None;
    for (x, y, coverage) in seen.pixels() {
        if coverage > 0.3 {
            let e = extent.unwrap_or([x, y, x, y]);
            extent = Some([e[0].min(x), e[1].min(y), e[2].max(x), e[3].max(y)]);
        }
    }
    extent.map(|e| {
        [
            e[0] as f32,
            e[1] as f32,
            e[2] as f32 + 1.0,
            e[3] as f32 + 1.0,
        ]
    })
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::brand::DEMO_BRANDS;
    use crate::warp::{Pose, Warp};

    const ARROW: &[u8] = b"<svg viewBox='0 0 24 24' xmlns='http://www.w3.org/2000/svg'>\
        <path d='M2 9h12V4l8 8-8 8v-5H2z'/></svg>";

    /// A mark on a flat surface, and the extent of what it changed.
    fn painted(turn: f32, style: Style) -> (Seen, [f32; 4]) {
        let glyph = Glyph::rasterise(ARROW, "101010").unwrap();
        let half = (70.0, 70.0 / glyph.aspect);
        let pose = Pose {
            centre: (200.0, 150.0),
            turn,
            shear: 0.08,
            tilt: (0.001, -0.0008),
        };
        let mark = PlannedMark {
            brand: DEMO_BRANDS[0],
            bbox: [0.0; 4],
            warp: Warp::new(pose),
            half,
            style,
            shadow: (2.0, 3.0, 5.0, 0.3),
            opacity: 1.0,
        };
        let mut image = RgbImage::from_pixel(400, 300, Rgb([200; 3]));
        let seen = paint_mark(&mut image, &mark, &glyph);
        let mut extent = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        for (x, y, pixel) in image.enumerate_pixels() {
            if pixel[0] < 150 {
                let (x, y) = (x as f32, y as f32);
                extent = [
                    extent[0].min(x),
                    extent[1].min(y),
                    extent[2].max(x + 1.0),
                    extent[3].max(y + 1.0),
                ];
            }
        }
        (seen, extent)
    }

    #[test]
    fn the_box_is_the_extent_of_the_ink_on_a_blank_surface() {
        for turn in [-0.43, 0.0, 0.2, 0.43] {
            let (seen, extent) = painted(turn, Style::Printed { own_colour: true });
            let bbox = visible_extent(&seen).unwrap();
            for (a, b) in bbox.iter().zip(extent) {
                assert!((a - b).abs() <= 1.0, "box {bbox:?}, ink {extent:?}");
            }
            assert_eq!(seen.fraction(), 1.0);
        }
    }

    #[test]
    fn the_box_is_that_of_the_mark_and_not_of_its_outline() {
        let (plain, _) = painted(0.2, Style::Printed { own_colour: true });
        let (sticker, _) = painted(0.2, Style::DieCut);
        assert_eq!(visible_extent(&plain), visible_extent(&sticker));
    }
}
