//! Writes a contact sheet of scenes, to be looked at.
//!
//! `cargo run -p vitrine-scenes --example contact_sheet -- OUT.png [ROLE] [SEED] [FIRST] [boxes]`

mod sheet;

use std::time::Instant;

use anyhow::{Context, Result, bail};
use image::Rgb;
use sheet::{Sheet, assets, outline};
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
    let mut sheet = Sheet::new(COLUMNS, ROWS, CELL);
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
        sheet.put(nth, scene.image)?;
    }
    sheet.save(out)
}

fn draw_boxes(scene: &mut Scene) {
    let marks = scene.marks.iter().map(|m| (m.bbox, Rgb([255, 30, 30])));
    let objects = scene.objects.iter().map(|o| (o.bbox, Rgb([40, 220, 90])));
    for (bbox, colour) in marks.chain(objects).collect::<Vec<_>>() {
        outline(&mut scene.image, bbox, colour);
    }
}
