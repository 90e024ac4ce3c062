//! What `desk/stage.rs` says.

pub mod keys;
pub mod tools;

pub fn image(regions: usize) -> String {
    match regions {
        0 => "The image, without regions".to_owned(),
        1 => "The image and its region; the list beside it tells of it".to_owned(),
        n => format!("The image and its {n} regions; the list beside it tells of them"),
    }
}
