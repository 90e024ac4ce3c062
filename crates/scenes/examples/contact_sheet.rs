//! Writes a contact sheet of scenes, to be looked at.
//!
//! `cargo run -p vitrine-scenes --example contact_sheet -- OUT.png [ROLE] [SEED] [FIRST] [boxes]`

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use image::{GenericImage, Rgb, RgbImage, imageops};
use vitrine_scenes::{
    Library, Policy, Role, Scene, align_scene, caption, demo_scene, to_jpeg, truth,
};

const COLUMNS: u32 = 4;
const ROWS: u32 = 3;
const CELL: (u32, u32) = (480, 420);

fn main() -> Result<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let out = given.first().context("say where to write the sheet")?;
    let role = match given.get(1).map_or("train", String::as_str) {
        "align" => Role::Align,
        "train" => Role::Train,
        "validation" => Role::Validation,
        "held-out" => Role::HeldOut,
        "test" => Role::Test,
        other => bail!("no role {other}"),
    };
    let number = |at: usize| given.get(at).map_or(Ok(0), |n| n.parse::<u64>());
    let (seed, first) = (number(2)?, number(3)?);
    let boxes = given.iter().any(|g| g == "boxes");
    let library = Library::open(&assets()?)?;
    let policy = Policy::draw(seed);
    println!(
        "forbidden under seed {seed}: {}",
        policy.forbidden.join(", ")
    );
    let mut sheet = RgbImage::from_pixel(CELL.0 * COLUMNS, CELL.1 * ROWS, Rgb([40; 3]));
    for nth in 0..COLUMNS * ROWS {
        let started = Instant::now();
        let index = first + u64::from(nth);
        let mut scene = match role {
            Role::Align => align_scene(&library, seed, index),
            _ => demo_scene(&library, &policy, role, seed, index),
        };
        let jpeg = to_jpeg(&scene, None);
        let took = started.elapsed().as_millis();
        println!(
            "{index}: {} | {} | {} bytes, {took} ms",
            truth(&policy, &scene).answer,
            caption(&scene),
            jpeg.len()
        );
        scene.image = image::load_from_memory(&jpeg)?.into_rgb8();
        if boxes {
            draw_boxes(&mut scene);
        }
        let small = image::DynamicImage::from(scene.image)
            .resize(CELL.0 - 8, CELL.1 - 8, imageops::FilterType::Triangle)
            .into_rgb8();
        sheet.copy_from(
            &small,
            nth % COLUMNS * CELL.0 + 4,
            nth / COLUMNS * CELL.1 + 4,
        )?;
    }
    sheet.save(out)?;
    Ok(())
}

fn assets() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("VITRINE_ASSETS") {
        return Ok(named.into());
    }
    let home = std::env::home_dir().context("no home directory; set VITRINE_ASSETS")?;
    Ok(home.join(".cache/vitrine/assets"))
}

fn draw_boxes(scene: &mut Scene) {
    let (w, h) = (scene.image.width() as f32, scene.image.height() as f32);
    let marks = scene.marks.iter().map(|m| (m.bbox, Rgb([255, 30, 30])));
    let objects = scene.objects.iter().map(|o| (o.bbox, Rgb([40, 220, 90])));
    for (bbox, colour) in marks.chain(objects).collect::<Vec<_>>() {
        let [x0, y0, x1, y1] =
            [bbox[0] * w, bbox[1] * h, bbox[2] * w, bbox[3] * h].map(|v| v as u32);
        for (x, y, pixel) in scene.image.enumerate_pixels_mut() {
            let inside = (x0..x1).contains(&x) && (y0..y1).contains(&y);
            let edge = x < x0 + 2 || y < y0 + 2 || x + 2 >= x1 || y + 2 >= y1;
            if inside && edge {
                *pixel = colour;
            }
        }
    }
}
