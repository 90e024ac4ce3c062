//! A tiny made-up assets folder, so that scenes can be tested anywhere.

use std::fmt::Write as _;
use std::fs;

use image::{Rgb, RgbImage, Rgba, RgbaImage};
use tempfile::TempDir;
use vitrine_scenes::{ALIGNMENT_BRANDS, Library, UNALIGNED_BRANDS};

/// How many photographs and cut-outs the made-up folder holds.
pub const PICTURES: u8 = 60;

/// Of the names that product scenes know, enough to compose from.
const SURFACES: [&str; 2] = ["painted-boards", "old-tools"];
const PRODUCTS: [&str; 4] = ["mug", "cylinder", "binoculars", "soccer"];

/// Make the folder and open it.
pub fn made_up() -> (TempDir, Library) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("pictures");
    for part in ["photos", "cutouts", "marks"] {
        fs::create_dir_all(root.join(part)).unwrap();
    }
    let (mut photos, mut listing) = (Vec::new(), String::new());
    for n in 0..PICTURES {
        let photo = RgbImage::from_fn(160, 120, |x, y| Rgb([n * 4, (x + y) as u8, 90]));
        // The first few bear names that product scenes ask for.
        let name = SURFACES.get(usize::from(n)).map(|s| (*s).to_owned());
        let name = name.unwrap_or_else(|| format!("view-{n}"));
        photo.save(root.join(format!("photos/{name}.png"))).unwrap();
        photos.push(format!(r#"{{"file":"{name}.png"}}"#));
        let cutout = RgbaImage::from_fn(60, 40, |x, y| {
            let inside = (x as i32 - 30).pow(2) / 9 + (y as i32 - 20).pow(2) / 4 < 90;
            Rgba([n * 4, 200 - n, 40, if inside { 255 } else { 0 }])
        });
        let name = PRODUCTS.get(usize::from(n)).map(|s| (*s).to_owned());
        let name = name.unwrap_or_else(|| format!("thing-{n}"));
        cutout
            .save(root.join(format!("cutouts/{name}.png")))
            .unwrap();
        let comma = if n == 0 { "" } else { "," };
        write!(
            listing,
            r#"{comma}{{"file":"{name}.png","words":"A thing number {n}."}}"#
        )
        .unwrap();
    }
    fs::write(root.join("photos.json"), format!("[{}]", photos.join(","))).unwrap();
    fs::write(root.join("cutouts.json"), format!("[{listing}]")).unwrap();
    let mut marks = Vec::new();
    for (n, brand) in ALIGNMENT_BRANDS.iter().chain(&UNALIGNED_BRANDS).enumerate() {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path d='M2 6h{}v9h-9z'/></svg>",
            10 + n % 10
        );
        fs::write(root.join(format!("marks/{}.svg", brand.slug)), svg).unwrap();
        marks.push(format!(
            r#"{{"slug":"{}","title":"{}","hex":"2050{n:02x}"}}"#,
            brand.slug, brand.title
        ));
    }
    fs::write(root.join("marks.json"), format!("[{}]", marks.join(","))).unwrap();
    let library = Library::open(folder.path()).unwrap();
    (folder, library)
}
