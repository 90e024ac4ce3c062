//! Pictures for tests.

use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// A picture that looks like no other seed's.
pub fn picture(seed: u64) -> RgbImage {
    let mut state = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 56) as u8
    };
    let cells = RgbImage::from_fn(13, 13, |_, _| Rgb([draw(), draw(), draw()]));
    image::imageops::resize(&cells, 160, 160, image::imageops::Triangle)
}

pub fn png(seed: u64) -> Vec<u8> {
    as_png(&picture(seed))
}

pub fn jpeg(seed: u64, quality: u8) -> Vec<u8> {
    as_jpeg(&picture(seed), quality)
}

pub fn as_png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub fn as_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .unwrap();
    bytes
}
