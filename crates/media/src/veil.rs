//! An image veiled: grey, and blurred past recognising anything but where it is light and where dark.
//!
//! The blur is a loss, not a filter that could be undone: what is sent holds no more than [`CELLS`] cells a side.

use crate::intake::{encode, on_a_blocking_thread};
use crate::{Refused, decode};
use bytes::Bytes;
use image::imageops::{FilterType, blur, grayscale, resize};
use image::{DynamicImage, RgbImage};

/// Cells along the longer side that light and dark are told apart in.
const CELLS: u32 = 24;
/// Pixels of the longer side of what is sent: drawn large, it is smooth.
const SIDE: u32 = 384;
const QUALITY: u8 = 70;

pub(crate) async fn of(bytes: Bytes) -> Result<Bytes, Refused> {
    on_a_blocking_thread(move || Ok(encode(&veiled(&decode(&bytes)?.rgb), QUALITY)?.into())).await
}

fn veiled(rgb: &RgbImage) -> RgbImage {
    let (width, height) = rgb.dimensions();
    let longest = width.max(height).max(1);
    let side = |pixels: u32, longer: u32| (pixels * longer).div_ceil(longest).max(1);
    let cells = resize(
        &grayscale(rgb),
        side(width, CELLS),
        side(height, CELLS),
        FilterType::Triangle,
    );
    let large = resize(
        &blur(&cells, 0.8),
        side(width, SIDE),
        side(height, SIDE),
        FilterType::CatmullRom,
    );
    DynamicImage::ImageLuma8(large).into_rgb8()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// A red square with a fine pattern on white.
    fn picture(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let inside = x > width / 4 && x < width / 2 && y > height / 4 && y < height / 2;
            match (inside, (x + y) % 2) {
                (true, 0) => Rgb([220, 0, 0]),
                (true, _) => Rgb([120, 0, 0]),
                _ => Rgb([255, 255, 255]),
            }
        })
    }

    #[test]
    fn it_is_grey_and_without_edges() {
        let veil = veiled(&picture(180, 120));
        assert_eq!(veil.dimensions(), (384, 256));
        assert!(veil.pixels().all(|p| p[0] == p[1] && p[1] == p[2]));
        let steps = |image: &RgbImage| {
            let row = |y| (1..image.width()).map(move |x| (x, y));
            (0..image.height())
                .flat_map(row)
                .map(|(x, y)| image.get_pixel(x, y)[1].abs_diff(image.get_pixel(x - 1, y)[1]))
                .max()
        };
        assert!(steps(&veil) < Some(20), "{:?}", steps(&veil));
        assert_eq!(steps(&picture(180, 120)), Some(255));
    }

    #[test]
    fn the_thinnest_images_have_a_veil() {
        assert_eq!(veiled(&picture(192, 1)).dimensions(), (384, 2));
        assert_eq!(veiled(&picture(1, 1)).dimensions(), (384, 384));
    }
}
