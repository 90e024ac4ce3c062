//! Why an image was refused: a sentence for the person who sent it, naming the limit it broke.

use vitrine_domain::limits;

/// Nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("not an image Vitrine reads; send a JPEG, PNG, WebP or GIF file")]
    Kind,
    #[error("the file has {0} bytes; the limit is {limit} (25 MB)", limit = limits::IMAGE_BYTES)]
    Bytes(usize),
    #[error(
        "the image says it has {width} × {height} pixels; the limit is {limit} (40 megapixels)",
        limit = limits::IMAGE_PIXELS
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
