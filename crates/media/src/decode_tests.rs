use super::*;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, Rgba, RgbaImage};

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([
            (x * 7 % 256) as u8,
            (y * 5 % 256) as u8,
            ((x + y) % 256) as u8,
        ])
    })
}

fn written(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image.clone())
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn the_four_formats_are_read() {
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let bytes = written(&picture(60, 40), format);
        assert_eq!(
            decode(&bytes).unwrap().rgb.dimensions(),
            (60, 40),
            "{format:?}"
        );
    }
}

#[test]
fn everything_else_is_refused() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>";
    let bmp = b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0";
    for bytes in [&b""[..], b"\xff", b"plain text", svg, bmp] {
        assert_eq!(decode(bytes).unwrap_err(), Refused::Kind);
    }
}

/// A PNG whose header says 30,000 × 30,000 and whose data is a few bytes.
fn bomb() -> Vec<u8> {
    let mut png = written(&picture(4, 4), ImageFormat::Png);
    png[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 {
                (c >> 1) ^ 0xedb8_8320
            } else {
                c >> 1
            }
        })
    })
}

#[test]
fn a_bomb_is_refused_by_its_header_naming_the_limit() {
    let refusal = decode(&bomb()).unwrap_err();
    assert_eq!(
        refusal,
        Refused::Pixels {
            width: 30_000,
            height: 30_000
        }
    );
    assert!(refusal.to_string().contains("40 megapixels"), "{refusal}");
}

#[test]
fn too_many_bytes_are_refused_before_they_are_looked_at() {
    let refusal = decode(&vec![0; limits::IMAGE_BYTES + 1]).unwrap_err();
    assert!(refusal.to_string().contains("25 MB"), "{refusal}");
}

#[test]
fn too_long_a_side_is_refused() {
    let refusal = decode(&written(&RgbImage::new(30_001, 1), ImageFormat::Png)).unwrap_err();
    assert!(matches!(refusal, Refused::Side { .. }), "{refusal}");
}

#[test]
fn truncated_files_are_refused_wherever_they_end() {
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let bytes = written(&picture(90, 70), format);
        for share in [20, 50, 80, 97] {
            let cut = &bytes[..bytes.len() * share / 100];
            assert!(decode(cut).is_err(), "{format:?} cut to {share} %");
        }
    }
}

#[test]
fn a_jpeg_that_claims_pixels_it_cannot_hold_is_refused() {
    let mut jpeg = written(&picture(64, 64), ImageFormat::Jpeg);
    let sof = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[sof + 5..sof + 7].copy_from_slice(&8_000u16.to_be_bytes());
    jpeg[sof + 7..sof + 9].copy_from_slice(&4_000u16.to_be_bytes());
    let refusal = decode(&jpeg).unwrap_err();
    assert_eq!(
        refusal,
        Refused::Lying {
            width: 4_000,
            height: 8_000
        }
    );
    // Nothing lies in a picture without detail: it is the shortest file of its size.
    let blank = RgbImage::from_pixel(4_000, 3_000, Rgb([255, 255, 255]));
    assert!(decode(&written(&blank, ImageFormat::Jpeg)).is_ok());
}

#[test]
fn a_name_that_lies_is_not_asked() {
    // Only bytes come in; a PNG header in front of JPEG data is neither.
    let mut lying = written(&picture(8, 8), ImageFormat::Png)[..8].to_vec();
    lying.extend(written(&picture(8, 8), ImageFormat::Jpeg));
    assert!(decode(&lying).is_err());
}

#[test]
fn no_cut_or_flipped_bytes_panic_out_of_the_decoder() {
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let bytes = written(&picture(33, 21), format);
        for at in (0..bytes.len()).step_by(7) {
            let mut broken = bytes.clone();
            broken[at] ^= 0xff;
            if let Ok(decoded) = decode(&broken) {
                let (w, h) = decoded.rgb.dimensions();
                assert!(u64::from(w) * u64::from(h) <= limits::IMAGE_PIXELS);
            }
        }
    }
}

/// An EXIF segment that says nothing but an orientation.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(((exif.len() + 2) as u16).to_be_bytes());
    out.extend(exif);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn the_orientation_is_applied() {
    let mut wide = RgbImage::from_pixel(80, 40, Rgb([255, 255, 255]));
    for y in 0..20 {
        for x in 0..20 {
            wide.put_pixel(x, y, Rgb([200, 0, 0]));
        }
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 95)
        .encode_image(&wide)
        .unwrap();
    // 6: turned by 90° clockwise to be displayed; the upper left corner comes to the upper right.
    let upright = decode(&with_orientation(&jpeg, 6)).unwrap().rgb;
    assert_eq!(upright.dimensions(), (40, 80));
    assert!(upright.get_pixel(35, 5)[1] < 60);
    assert!(upright.get_pixel(5, 5)[1] > 200);
}

#[test]
fn transparency_becomes_white() {
    let mut image = RgbaImage::from_pixel(4, 1, Rgba([0, 0, 0, 0]));
    image.put_pixel(1, 0, Rgba([10, 20, 30, 255]));
    image.put_pixel(2, 0, Rgba([0, 0, 0, 128]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let rgb = decode(&bytes.into_inner()).unwrap().rgb;
    assert_eq!(rgb.get_pixel(0, 0).0, [255, 255, 255]);
    assert_eq!(rgb.get_pixel(1, 0).0, [10, 20, 30]);
    assert_eq!(rgb.get_pixel(2, 0).0, [127, 127, 127]);
}

fn frame(level: u8) -> RgbaImage {
    RgbaImage::from_pixel(40, 30, Rgba([level, level, level, 255]))
}

/// Two pictures after each other, as an animated GIF.
fn moving_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder
        .encode_frames([20, 220].map(|level| image::Frame::new(frame(level))))
        .unwrap();
    drop(encoder);
    bytes
}

/// The same as an animated WebP: `VP8X`, `ANIM` and an `ANMF` a frame, as the container's specification has them.
fn moving_webp() -> Vec<u8> {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let mut out = name.to_vec();
        out.extend((body.len() as u32).to_le_bytes());
        out.extend(body);
        out.extend(vec![0; body.len() % 2]);
        out
    };
    let (w, h) = ([39_u8, 0, 0], [29_u8, 0, 0]);
    let mut body = b"WEBP".to_vec();
    body.extend(chunk(b"VP8X", &[&[0b10, 0, 0, 0][..], &w, &h].concat()));
    body.extend(chunk(b"ANIM", &[0, 0, 0, 0, 0, 0]));
    for level in [20, 220] {
        let mut still = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(frame(level))
            .write_to(&mut still, ImageFormat::WebP)
            .unwrap();
        let picture = still.into_inner().split_off(12);
        let place = [0_u8, 0, 0, 0, 0, 0];
        let lasts = [100_u8, 0, 0, 0];
        body.extend(chunk(
            b"ANMF",
            &[&place[..], &w, &h, &lasts, &picture].concat(),
        ));
    }
    chunk(b"RIFF", &body)
}

#[test]
fn nothing_moves_the_first_frame_alone_is_kept() {
    for bytes in [moving_gif(), moving_webp()] {
        let rgb = decode(&bytes).unwrap().rgb;
        assert_eq!(rgb.dimensions(), (40, 30));
        assert!(
            rgb.pixels().all(|p| p[0].abs_diff(20) < 6),
            "{:?}",
            rgb.get_pixel(0, 0)
        );
    }
}
