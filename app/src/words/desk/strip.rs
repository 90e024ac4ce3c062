//! What `desk/strip.rs` says.

pub fn images(all: usize) -> String {
    format!("The item’s {all} images")
}

pub fn image(n: usize, all: usize) -> String {
    format!("Image {n} of {all}")
}

pub const ONE_IMAGE: &str = "This item has one image";

pub const REGIONS_HINT: &str = "Regions are drawn on Image 1.";

pub fn large(n: usize, all: usize) -> String {
    format!("Image {n} of {all}, large")
}
