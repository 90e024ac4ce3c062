//! Pictures for tests: patches of colour by number, far from one another to the eye and to the hash.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage, imageops};

/// 8 × 8 patches from a generator seeded by `n`, each 12 pixels wide.
pub fn patches(n: u64) -> RgbImage {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bd1_e995;
    let mut small = RgbImage::new(8, 8);
    for pixel in small.pixels_mut() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *pixel = Rgb([
            (state >> 40) as u8,
            (state >> 48) as u8,
            (state >> 56) as u8,
        ]);
    }
    imageops::resize(&small, 96, 96, imageops::FilterType::Nearest)
}

pub fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(image)
        .unwrap();
    bytes
}
