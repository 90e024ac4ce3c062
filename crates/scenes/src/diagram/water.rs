//! The water cycle, from sea or lake to mountain and back; rain or snow.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::lettering::Anchor;
use super::sheet::{Palette, SIZE, Sheet, one_of};

/// Height of the captions' capitals, pixels.
const CAPTION: f32 = 15.0;

/// The sheet, perhaps mirrored: places are given with the water to the left.
struct Land {
    sheet: Sheet,
    mirrored: bool,
}

impl Land {
    fn turned(&self, svg: &str) -> String {
        match self.mirrored {
            true => format!(
                "<g transform='translate({} 0) scale(-1 1)'>{svg}</g>",
                SIZE.0
            ),
            false => svg.to_owned(),
        }
    }

    fn below(&mut self, svg: &str) {
        let svg = self.turned(svg);
        self.sheet.below(&svg);
    }

    fn part(&mut self, label: &'static str, svg: &str, caption: (f32, f32), anchor: Anchor) {
        let svg = self.turned(svg);
        self.sheet.part(label, svg);
        let (x, anchor) = match (self.mirrored, anchor) {
            (false, anchor) => (caption.0, anchor),
            (true, Anchor::Start) => (SIZE.0 as f32 - caption.0, Anchor::End),
            (true, Anchor::End) => (SIZE.0 as f32 - caption.0, Anchor::Start),
            (true, Anchor::Middle) => (SIZE.0 as f32 - caption.0, Anchor::Middle),
        };
        self.sheet.caption(label, (x, caption.1), CAPTION, anchor);
    }
}

pub(super) fn draw(palette: Palette, mirrored: bool, rng: &mut ChaCha8Rng) -> (Sheet, Vec<String>) {
    let water = if rng.random_bool(0.5) { "Sea" } else { "Lake" };
    let fall = if rng.random_bool(0.6) { "Rain" } else { "Snow" };
    let mut land = Land {
        sheet: Sheet::new(palette, "The water cycle"),
        mirrored,
    };
    let shore = rng.random_range(-14.0..10.0_f32);
    let ground = one_of(["#cfe3b4", "#d9dfb0", "#e3d9b8"], rng);
    land.below(&format!(
        "<path d='M0 {:.1}C260 496 560 524 960 498V640H0Z' fill='{ground}'/>",
        520.0 + shore * 0.5
    ));
    let ink = palette.ink;
    // The wind, which is no part.
    land.below(&format!(
        "<path d='M352 330C430 262 520 226 622 196M622 196l-17 -5M622 196l-12 13' stroke='{ink}' \
         stroke-opacity='0.45' stroke-width='2.6' stroke-dasharray='11 9'/>"
    ));
    sun(&mut land, rng);
    basin(&mut land, water);
    vapour(&mut land, rng);
    let middle = rng.random_range(755.0..800.0_f32);
    cloud(&mut land, middle, rng);
    falling(&mut land, fall, middle, rng);
    mountain(&mut land, rng);
    river(&mut land);
    (land.sheet, steps(water, fall))
}

fn sun(land: &mut Land, rng: &mut ChaCha8Rng) {
    let (x, y) = (
        rng.random_range(120.0..230.0_f32),
        rng.random_range(140.0..175.0_f32),
    );
    let rays: String = (0..12)
        .map(|n| {
            let (sin, cos) = (n as f32 * std::f32::consts::TAU / 12.0).sin_cos();
            let at = |r: f32| format!("{:.1} {:.1}", x + cos * r, y + sin * r);
            format!("M{}L{}", at(54.0), at(70.0))
        })
        .collect();
    let svg = format!(
        "<circle cx='{x:.1}' cy='{y:.1}' r='42' fill='#ffca3a' stroke='#e0951a' stroke-width='3'/>\
         <path d='{rays}' stroke='#e0951a' stroke-width='5'/>"
    );
    land.part("Sun", &svg, (x, y + 72.0 + 10.0 + CAPTION), Anchor::Middle);
}

fn basin(land: &mut Land, label: &'static str) {
    let svg = "<path d='M44 520Q64 596 214 596Q372 596 398 516Q306 530 222 521Q132 512 44 520Z' \
               fill='#5aa6dc' stroke='#2f78ad' stroke-width='2.6'/>\
               <path d='M110 548q16 -9 32 0t32 0M210 568q16 -9 32 0t32 0M262 542q16 -9 32 0t32 0' \
               stroke='#d6ecfa' stroke-width='3'/>";
    land.part(label, svg, (216.0, 606.0 + CAPTION), Anchor::Middle);
}

fn vapour(land: &mut Land, rng: &mut ChaCha8Rng) {
    let first = rng.random_range(170.0..205.0_f32);
    let svg: String = (0..3)
        .map(|n| {
            let (x, top) = (
                first + 52.0 * n as f32,
                rng.random_range(326.0..358.0_f32),
            );
            let bend = (488.0 - top) / 4.0;
            format!(
                "<path d='M{x:.1} 488q-13 {:.1} 0 {:.1}t0 {:.1}t0 {:.1}t0 {:.1}m-10 11l10 -13l10 13' \
                 stroke='#4f93c4' stroke-width='4'/>",
                -bend / 2.0,
                -bend,
                -bend,
                -bend,
                -bend
            )
        })
        .collect();
    land.part("Vapour", &svg, (first + 142.0, 430.0), Anchor::Start);
}

fn cloud(land: &mut Land, x: f32, rng: &mut ChaCha8Rng) {
    let fill = one_of(["#eef2f6", "#dfe6ee", "#cfd9e4"], rng);
    let svg = format!(
        "<path d='M{:.1} 204a33 33 0 0 1 4 -66a46 46 0 0 1 84 -20a40 40 0 0 1 66 22a32 32 0 0 1 8 64Z' \
         fill='{fill}' stroke='#8497aa' stroke-width='3'/>",
        x - 82.0
    );
    land.part("Cloud", &svg, (x, 80.0), Anchor::Middle);
}

/// What falls from the cloud.
fn falling(land: &mut Land, label: &'static str, x: f32, rng: &mut ChaCha8Rng) {
    let mut path = String::new();
    for n in 0..7 {
        let (x, y) = (
            x - 78.0 + 25.0 * n as f32,
            238.0 + 26.0 * (n % 2) as f32 + rng.random_range(0.0..7.0_f32),
        );
        path += &match label {
            "Rain" => format!("M{x:.1} {y:.1}l-8 22"),
            _ => format!("M{x:.1} {y:.1}v16m-7 -12l14 8m0 -8l-14 8"),
        };
    }
    let ink = if label == "Rain" {
        "#3d86bd"
    } else {
        "#7fa3bf"
    };
    let svg = format!("<path d='{path}' stroke='{ink}' stroke-width='4'/>");
    land.part(label, &svg, (x - 108.0, 268.0), Anchor::End);
}

fn mountain(land: &mut Land, rng: &mut ChaCha8Rng) {
    let peak = rng.random_range(735.0..775.0_f32);
    let top = rng.random_range(318.0..342.0_f32);
    let rock = one_of(["#a3978c", "#8f8f9b", "#9c8f78"], rng);
    let svg = format!(
        "<path d='M652 494L{peak:.1} {top:.1}L812 404L846 368L926 494Z' fill='{rock}' stroke='#5c5650' stroke-width='3'/>\
         <path d='M{peak:.1} {top:.1}l-24 38l14 -5l9 12l11 -13l12 9Z' fill='#ffffff'/>"
    );
    land.part("Mountain", &svg, (800.0, 508.0 + CAPTION), Anchor::Middle);
}

fn river(land: &mut Land) {
    let svg = "<path d='M660 504C612 526 566 504 526 526C488 546 452 526 414 546L412 562C456 546 492 566 532 544\
               C572 522 610 544 662 518Z' fill='#6cb4e6' stroke='#2f78ad' stroke-width='2.4'/>";
    land.part("River", svg, (540.0, 572.0 + CAPTION), Anchor::Middle);
}

fn steps(water: &str, fall: &str) -> Vec<String> {
    let water = water.to_lowercase();
    vec![
        format!("The sun warms the {water}."),
        format!("Water rises from the {water} as vapour."),
        "High in the air the vapour cools and gathers into a cloud.".into(),
        match fall {
            "Rain" => "Rain falls from the cloud on the mountain.".into(),
            _ => "Snow falls from the cloud on the mountain and melts.".into(),
        },
        format!("The river carries the water from the mountain back to the {water}."),
    ]
}
