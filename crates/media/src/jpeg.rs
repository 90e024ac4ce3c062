//! JPEG pixels, strictly: where data is missing decoders fill in grey and say nothing.

use crate::Refused;
use image::RgbImage;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The caller has judged the dimensions that the header names.
pub(crate) fn decode(bytes: &[u8]) -> Result<RgbImage, Refused> {
    if !is_whole(bytes) {
        return Err(Refused::Truncated);
    }
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let broken = |e: zune_jpeg::errors::DecodeErrors| Refused::Broken(e.to_string());
    let pixels = decoder.decode().map_err(broken)?;
    let (width, height) = decoder
        .dimensions()
        .ok_or_else(|| Refused::Broken("it has no dimensions".to_owned()))?;
    RgbImage::from_raw(width as u32, height as u32, pixels)
        .ok_or_else(|| Refused::Broken("its pixels do not fill it".to_owned()))
}

/// Every 8 × 8 block takes at least one bit, in a baseline as in a progressive scan: a file with less was
/// written with other dimensions than it says. (A lie by a small factor on a detailed image passes, as grey rows.)
pub(crate) fn too_short(bytes: &[u8], width: u32, height: u32) -> bool {
    let blocks = u64::from(width.div_ceil(8)) * u64::from(height.div_ceil(8));
    (bytes.len() as u64) * 8 < blocks
}

/// Does it reach its end? Walks the markers (ITU T.81, annex B) to the end-of-image marker. Thumbnails inside
/// APPn segments are passed over by their length, so their end is not taken for the image's.
fn is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        // A marker may be preceded by any number of fill bytes.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return false;
        };
        at += 2;
        match marker {
            0xd9 => return true,
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let (Some(&high), Some(&low)) = (bytes.get(at), bytes.get(at + 1)) else {
            return false;
        };
        at += usize::from(u16::from_be_bytes([high, low]));
        if marker == 0xda {
            // Entropy-coded data: 0xff00 is a stuffed byte, restart markers belong to it.
            while let Some(rest) = bytes.get(at..) {
                match rest {
                    [0xff, 0x00 | 0xd0..=0xd7, ..] => at += 2,
                    [0xff, 0xff, ..] => at += 1,
                    [0xff, _, ..] => break,
                    [_, _, ..] => at += 1,
                    _ => return false,
                }
            }
        }
    }
}
