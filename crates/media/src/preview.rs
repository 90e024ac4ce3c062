//! Smaller copies of an image: what the desk opens with and what lists show. Made at intake, or when first asked for.
//!
//! Must never know where they are kept.

use crate::intake::{encode, on_a_blocking_thread};
use crate::{Refused, decode};
use bytes::Bytes;
use image::RgbImage;
use image::imageops::{FilterType, resize, thumbnail};

/// What is asked for of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// At most 192 pixels a side, for lists.
    Thumb,
    /// At most 1,600 pixels a side, for the desk.
    Screen,
    /// As kept.
    Full,
    /// Blurred and grey, of one size whatever is asked for: nothing of the others can be made of it.
    Veil,
}

impl Size {
    /// The sizes that are derived, largest first: the next is made of the one before.
    pub const DERIVED: [Size; 2] = [Size::Screen, Size::Thumb];

    /// Pixels of the longer side; none where nothing is derived.
    pub(crate) fn longest(self) -> Option<u32> {
        match self {
            Size::Thumb => Some(192),
            Size::Screen => Some(1_600),
            Size::Full | Size::Veil => None,
        }
    }

    /// The folder it is kept in.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Size::Thumb => "thumb",
            Size::Screen => "screen",
            Size::Full => "images",
            Size::Veil => "veil",
        }
    }
}

const QUALITY: u8 = 85;

/// A smaller copy, as a JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub size: Size,
    pub bytes: Bytes,
}

/// Every derived size that is smaller than the image.
pub(crate) fn all(rgb: &RgbImage) -> Result<Vec<Preview>, Refused> {
    let mut made = Vec::new();
    let mut smaller: Option<RgbImage> = None;
    for size in Size::DERIVED {
        let from = smaller.as_ref().unwrap_or(rgb);
        if let Some(small) = shrunk(from, size) {
            let bytes = encode(&small, QUALITY)?.into();
            made.push(Preview { size, bytes });
            smaller = Some(small);
        }
    }
    Ok(made)
}

/// The image in this size; the same bytes where it is no larger.
pub(crate) async fn one(bytes: Bytes, size: Size) -> Result<Bytes, Refused> {
    on_a_blocking_thread(move || {
        let rgb = decode(&bytes)?.rgb;
        match shrunk(&rgb, size) {
            Some(small) => Ok(encode(&small, QUALITY)?.into()),
            None => Ok(bytes),
        }
    })
    .await
}

/// None where it is no larger anyway. Far smaller goes by way of the mean of whole pixels, which costs a fraction of
/// a filter over 40 megapixels and looks no different at twice the size wanted.
fn shrunk(rgb: &RgbImage, size: Size) -> Option<RgbImage> {
    let longest = size.longest()?;
    let (width, height) = rgb.dimensions();
    let now = width.max(height);
    if now <= longest {
        return None;
    }
    let side = |pixels: u32, longest: u32| {
        let scale = f64::from(longest) / f64::from(now);
        ((f64::from(pixels) * scale).round() as u32).max(1)
    };
    let (to_width, to_height) = (side(width, longest), side(height, longest));
    let half_way = 2 * longest;
    let middle =
        (now > 2 * half_way).then(|| thumbnail(rgb, side(width, half_way), side(height, half_way)));
    let from = middle.as_ref().unwrap_or(rgb);
    Some(resize(from, to_width, to_height, FilterType::CatmullRom))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn previews_keep_proportions_and_are_never_larger() {
        let picture = |w, h| RgbImage::from_fn(w, h, |x, y| Rgb([x as u8, y as u8, 9]));
        let sizes = |w, h| -> Vec<(Size, (u32, u32))> {
            all(&picture(w, h))
                .unwrap()
                .iter()
                .map(|p| (p.size, decode(&p.bytes).unwrap().rgb.dimensions()))
                .collect()
        };
        assert_eq!(
            sizes(3_200, 1_000),
            [(Size::Screen, (1_600, 500)), (Size::Thumb, (192, 60))]
        );
        assert_eq!(sizes(600, 800), [(Size::Thumb, (144, 192))]);
        assert_eq!(sizes(192, 10), []);
        assert_eq!(
            sizes(9_000, 2),
            [(Size::Screen, (1_600, 1)), (Size::Thumb, (192, 1))]
        );
    }

    /// A step on the way of a huge image changes nothing that can be seen: beside the filter alone, a level or two.
    #[test]
    fn the_short_way_of_a_huge_image_looks_the_same() {
        let wave = |v: u32| (127.0 + 120.0 * (v as f32 / 90.0).sin()) as u8;
        let picture = RgbImage::from_fn(7_000, 700, |x, y| Rgb([wave(x), wave(y), wave(x + y)]));
        let short = shrunk(&picture, Size::Screen).unwrap();
        let long = resize(&picture, 1_600, 160, FilterType::CatmullRom);
        let worst = short
            .iter()
            .zip(long.iter())
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(worst <= Some(3), "{worst:?}");
    }
}
