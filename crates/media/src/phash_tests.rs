use super::*;
use image::Rgb;
use image::codecs::jpeg::JpegEncoder;
use vitrine_domain::limits::CLUSTER_DISTANCE;

/// A picture with large and small structure, another one for every seed.
fn picture(seed: u32, width: u32, height: u32) -> RgbImage {
    let mut state = (u64::from(seed) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let blobs: Vec<[f64; 6]> = (0..14).map(|_| std::array::from_fn(|_| draw())).collect();
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (
            f64::from(x) / f64::from(width),
            f64::from(y) / f64::from(height),
        );
        let mut rgb = [0.4, 0.4, 0.4];
        for [bx, by, size, r, g, b] in &blobs {
            let near = (-((x - bx).powi(2) + (y - by).powi(2)) / (0.005 + size * 0.03)).exp();
            for (c, v) in rgb.iter_mut().zip([r, g, b]) {
                *c += (v - 0.5) * near;
            }
        }
        let grain = 0.03 * ((x * 211.0).sin() * (y * 173.0).cos());
        Rgb(rgb.map(|c| ((c + grain).clamp(0.0, 1.0) * 255.0) as u8))
    })
}

fn reencoded(image: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(image)
        .unwrap();
    crate::decode(&bytes).unwrap().rgb
}

/// Even blocks of colour, `across` by `across`: most low frequencies are 0 or nearly so.
fn blocks(seed: u32, across: u32) -> RgbImage {
    RgbImage::from_fn(320, 240, |x, y| {
        let block = y * across / 240 * across + x * across / 320;
        let h = (seed * 977 + block + 1).wrapping_mul(0x9e37_79b9);
        Rgb([(h >> 24) as u8, (h >> 16) as u8, (h >> 8) as u8])
    })
}

fn stays(what: &str, image: &RgbImage) {
    let hash = phash(image);
    let (w, h) = (image.width() * 9 / 10, image.height() * 9 / 10);
    let small = image::imageops::resize(image, w, h, image::imageops::Lanczos3);
    let mut others = vec![
        ("90 %", phash(&small)),
        ("90 % q60", phash(&reencoded(&small, 60))),
    ];
    for (name, quality) in [("q95", 95), ("q90", 90), ("q75", 75), ("q60", 60)] {
        others.push((name, phash(&reencoded(image, quality))));
    }
    for (how, other) in others {
        let bits = distance(hash, other);
        assert!(bits <= CLUSTER_DISTANCE, "{what}, {how}: {bits} bits");
    }
}

#[test]
fn a_reencoded_or_rescaled_image_stays_in_its_cluster() {
    for seed in 0..24 {
        stays(&format!("seed {seed}"), &picture(seed, 640, 480));
    }
}

#[test]
fn so_does_one_of_even_areas() {
    for seed in 0..20 {
        for across in [2, 3, 4, 6, 8] {
            stays(
                &format!("{across} blocks, seed {seed}"),
                &blocks(seed, across),
            );
        }
    }
}

#[test]
fn different_images_are_far_apart() {
    let hashes: Vec<u64> = (0..60).map(|s| phash(&picture(s, 320, 240))).collect();
    for (i, a) in hashes.iter().enumerate() {
        for (j, b) in hashes.iter().enumerate().skip(i + 1) {
            let bits = distance(*a, *b);
            assert!(bits > CLUSTER_DISTANCE, "{i} and {j}: {bits} bits");
        }
    }
}

#[test]
fn at_most_half_the_bits_are_set_whatever_the_size() {
    for (width, height) in [(1, 1), (3, 200), (31, 33), (640, 480)] {
        let bits = phash(&picture(5, width, height)).count_ones();
        assert!(bits <= 32, "{width} × {height}: {bits}");
    }
    assert!(phash(&picture(5, 640, 480)).count_ones() > 20);
}

#[test]
fn an_even_picture_has_the_same_hash_in_every_shade() {
    let hash = |v| phash(&RgbImage::from_pixel(97, 61, Rgb([v, v, v])));
    assert_eq!(hash(0), hash(255));
    assert_eq!(hash(13), hash(200));
}
