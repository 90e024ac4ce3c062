//! A plant cell: a large vacuole on one side, the organelles on the other in any
//! order, one chloroplast or two.

use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::lettering::Anchor;
use super::sheet::{Palette, SIZE, Sheet, one_of};

/// Height of the captions' capitals, pixels.
const CAPTION: f32 = 13.0;

pub(super) fn draw(palette: Palette, mirrored: bool, rng: &mut ChaCha8Rng) -> (Sheet, Vec<String>) {
    let x = |x: f32| if mirrored { SIZE.0 as f32 - x } else { x };
    let mut sheet = Sheet::new(palette, "A plant cell");
    wall(&mut sheet, rng);
    let across = rng.random_range(102.0..124.0_f32);
    let high = rng.random_range(122.0..150.0_f32);
    let (at, low) = ((x(280.0), 305.0), 305.0 + high);
    sheet.part("Vacuole", vacuole(at, (across, high)));
    let caption = (at.0, low + 14.0 + CAPTION);
    sheet.caption("Vacuole", caption, CAPTION, Anchor::Middle);
    let two = rng.random_bool(0.5);
    let mut organelles = vec!["Nucleus", "Chloroplast", "Mitochondrion"];
    organelles.push(if two { "Chloroplast" } else { "" });
    organelles.shuffle(rng);
    let places = [
        (542.0, 208.0),
        (734.0, 208.0),
        (542.0, 420.0),
        (734.0, 420.0),
    ];
    for (label, place) in organelles.into_iter().zip(places) {
        let at = (
            x(place.0 + rng.random_range(-7.0..7.0)),
            place.1 + rng.random_range(-9.0..9.0),
        );
        let turn = rng.random_range(-16..=16);
        let svg = match label {
            "Nucleus" => nucleus(),
            "Chloroplast" => chloroplast(),
            "Mitochondrion" => mitochondrion(),
            _ => continue,
        };
        let svg = format!(
            "<g transform='translate({:.1} {:.1}) rotate({turn})'>{svg}</g>",
            at.0, at.1
        );
        sheet.part(label, svg);
        let caption = (at.0, at.1 + 72.0 + CAPTION);
        sheet.caption(label, caption, CAPTION, Anchor::Middle);
    }
    (sheet, steps(two))
}

/// Wall, membrane and what fills the cell: no parts of their own, as they hold all others.
fn wall(sheet: &mut Sheet, rng: &mut ChaCha8Rng) {
    let round = rng.random_range(44..96);
    let inside = one_of(["#eef6df", "#f3f7e6", "#e7f2dd"], rng);
    sheet.below(&format!(
        "<rect x='98' y='84' width='764' height='500' rx='{round}' fill='{inside}' stroke='#6f9c4b' stroke-width='12'/>\
         <rect x='111' y='97' width='738' height='474' rx='{}' stroke='#a9c98c' stroke-width='3'/>",
        round - 12
    ));
}

fn vacuole(at: (f32, f32), half: (f32, f32)) -> String {
    format!(
        "<g transform='translate({:.1} {:.1})'>\
         <ellipse rx='{:.1}' ry='{:.1}' fill='#bfe0f2' stroke='#5b9cc0' stroke-width='3'/>\
         <path d='M{:.1} {:.1}q14 -34 44 -44' stroke='#e9f6fd' stroke-width='6'/></g>",
        at.0,
        at.1,
        half.0,
        half.1,
        -half.0 * 0.62,
        -half.1 * 0.4
    )
}

fn nucleus() -> String {
    "<circle r='54' fill='#cdb9e6' stroke='#7a5aa8' stroke-width='3'/>\
     <circle cx='12' cy='-8' r='18' fill='#8e6cc2'/>\
     <path d='M-34 -14q10 -14 20 0t20 0M-30 20q10 -14 20 0t20 0' stroke='#8e6cc2' stroke-width='3'/>"
        .into()
}

fn chloroplast() -> String {
    let stacks: String = [-40, -8, 24]
        .iter()
        .map(|x| {
            let discs: String = (0..4).map(|n| format!("M{x} {}h18", -14 + n * 9)).collect();
            format!("<path d='{discs}' stroke='#3d7d25' stroke-width='6'/>")
        })
        .collect();
    format!("<ellipse rx='74' ry='42' fill='#8fca5c' stroke='#4d8f2e' stroke-width='3'/>{stacks}")
}

fn mitochondrion() -> String {
    "<ellipse rx='72' ry='40' fill='#f6b26b' stroke='#c2702a' stroke-width='3'/>\
     <path d='M-56 0L-46 -20L-34 18L-22 -26L-8 26L6 -28L20 26L34 -22L46 16L56 -4' \
     stroke='#c2702a' stroke-width='4'/>"
        .into()
}

fn steps(two: bool) -> Vec<String> {
    let which = if two { "Each" } else { "The" };
    vec![
        format!("{which} chloroplast catches light and makes sugar from water and carbon dioxide."),
        "The mitochondrion breaks the sugar down and sets its energy free.".into(),
        "The nucleus holds the instructions for all that the cell makes.".into(),
        "The vacuole stores water and presses against the wall, so that the cell stays firm."
            .into(),
    ]
}
