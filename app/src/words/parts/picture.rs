//! What `parts/picture.rs` says.

pub const PURGED: &str = "This image was purged.";

/// More than one.
pub fn several(images: usize) -> String {
    format!("It is about {images} images; regions are drawn on Image 1.")
}

pub fn image(n: usize) -> String {
    format!("Image {n}")
}

pub fn image_of(n: usize, all: usize) -> String {
    format!("Image {n} of {all}")
}
