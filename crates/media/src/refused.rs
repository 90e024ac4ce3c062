//! Why an image was refused: a sentence for the person who sent it, naming the limit it broke.

use vitrine_domain::limits;

/// Nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("not an image Vitrine reads; send a JPEG, PNG, WebP or GIF file")]
    Kind,
    #[error("the file has {} MB; the limit is {limit} MB", megabytes(.0), limit = limits::IMAGE_BYTES / (1024 * 1024))]
    Bytes(usize),
    #[error(
        "the image says it has {width} × {height} pixels, {size} megapixels; the limit is {limit} megapixels",
        size = megapixels(.width, .height),
        limit = limits::IMAGE_PIXELS / 1_000_000
    )]
    Pixels { width: u32, height: u32 },
    #[error(
        "the image says it is {width} × {height} pixels; the limit is {limit} pixels a side",
        limit = crate::decode::SIDE_PIXELS
    )]
    Side { width: u32, height: u32 },
    #[error(
        "decoding the image would take more memory than the limit of {limit} MB",
        limit = crate::decode::DECODE_BYTES / (1024 * 1024)
    )]
    Memory,
    #[error("the file ends before the image does; send it whole")]
    Truncated,
    #[error(
        "the image says it has {width} × {height} pixels, but the file is too short to hold them; save it anew"
    )]
    Lying { width: u32, height: u32 },
    #[error("the file cannot be decoded ({0}); open and save it anew with an image editor")]
    Broken(String),
    /// Not the sender's fault: the reason is ours and is in the log.
    #[error("the image could not be stored; try again")]
    Storage,
}

fn megapixels(width: &u32, height: &u32) -> String {
    let tenths = (u64::from(*width) * u64::from(*height)).div_ceil(100_000);
    in_tenths(tenths)
}

fn megabytes(bytes: &usize) -> String {
    in_tenths((*bytes as u64 * 10).div_ceil(1024 * 1024))
}

/// Of what was rounded up, so that what is over the limit is told as over it: `48`, `40.1`.
fn in_tenths(tenths: u64) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_is_told_in_the_measure_of_the_limit() {
        for (width, height, told) in [
            (8_000, 6_000, "48 megapixels; the limit is 40 megapixels"),
            (8_000, 5_001, "40.1 megapixels; the limit is 40 megapixels"),
        ] {
            let said = Refused::Pixels { width, height }.to_string();
            assert!(said.ends_with(told), "{said}");
        }
    }
}
