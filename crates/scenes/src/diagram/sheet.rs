//! The sheet that a diagram is drawn on, in layers: paper and lines below, the
//! parts, the captions above. It measures where a part lies by drawing it alone.

use image::{Rgb, RgbImage};
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use super::lettering::{Anchor, line};

/// Width and height, pixels.
pub(super) const SIZE: (u32, u32) = (960, 640);

/// Paper and ink of one diagram.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    paper: &'static str,
    pub ink: &'static str,
    /// Squared paper.
    squared: bool,
}

impl Palette {
    pub fn draw(rng: &mut ChaCha8Rng) -> Palette {
        const PAPERS: [&str; 4] = ["#fffdf7", "#f7fafc", "#ffffff", "#fbf6ec"];
        const INKS: [&str; 3] = ["#22303f", "#1d3557", "#3b2f2a"];
        Palette {
            paper: one_of(PAPERS, rng),
            ink: one_of(INKS, rng),
            squared: rng.random_bool(0.4),
        }
    }
}

/// One of several, each as likely.
pub(super) fn one_of<T: Copy, const N: usize>(all: [T; N], rng: &mut ChaCha8Rng) -> T {
    *all.choose(rng).expect("there are some")
}

/// A diagram in the making.
pub(super) struct Sheet {
    pub palette: Palette,
    below: String,
    parts: Vec<(&'static str, String)>,
    captions: Vec<(String, String)>,
}

impl Sheet {
    /// A sheet with a title in its upper left corner.
    pub fn new(palette: Palette, title: &str) -> Sheet {
        let (width, height) = SIZE;
        let mut below = format!(
            "<rect width='{width}' height='{height}' fill='{}'/>",
            palette.paper
        );
        if palette.squared {
            let down = (1..width / 32).map(|n| format!("M{} 0V{height}", n * 32));
            let across = (1..height / 32).map(|n| format!("M0 {}H{width}", n * 32));
            let grid: String = down.chain(across).collect();
            below += &format!("<path d='{grid}' stroke='#e3e9ee' stroke-width='1'/>");
        }
        let mut sheet = Sheet {
            palette,
            below,
            parts: Vec::new(),
            captions: Vec::new(),
        };
        sheet.letter(title, (34.0, 46.0), 12.0, Anchor::Start, "#7b8794");
        sheet
    }

    /// What lies below the parts and is none.
    pub fn below(&mut self, svg: &str) {
        self.below += svg;
    }

    /// A part, by its label.
    pub fn part(&mut self, label: &'static str, svg: String) {
        self.parts.push((label, svg));
    }

    /// A caption in the diagram's ink; `at` is on its base line.
    pub fn caption(&mut self, text: &str, at: (f32, f32), height: f32, anchor: Anchor) {
        self.letter(text, at, height, anchor, self.palette.ink);
    }

    fn letter(&mut self, text: &str, at: (f32, f32), height: f32, anchor: Anchor, ink: &str) {
        let svg = line(text, at, height, anchor, ink);
        self.captions.push((text.to_owned(), svg));
    }

    /// The finished picture.
    pub fn picture(&self) -> RgbImage {
        self.flat(|_| true)
    }

    /// The same without one of its parts.
    #[cfg(test)]
    pub fn without(&self, part: usize) -> RgbImage {
        self.flat(|nth| nth != part)
    }

    fn flat(&self, shown: impl Fn(usize) -> bool) -> RgbImage {
        let mut svg = self.below.clone();
        for (nth, (_, part)) in self.parts.iter().enumerate() {
            if shown(nth) {
                svg += part;
            }
        }
        for (_, caption) in &self.captions {
            svg += caption;
        }
        let map = render(&svg);
        RgbImage::from_fn(map.width(), map.height(), |x, y| {
            // The paper covers everything: no pixel is transparent.
            let p = map.pixel(x, y).expect("a pixel of the map");
            Rgb([p.red(), p.green(), p.blue()])
        })
    }

    /// Label and box of each part; normalised xyxy.
    pub fn boxes(&self) -> Vec<(&'static str, [f32; 4])> {
        self.parts
            .iter()
            .map(|(label, svg)| (*label, ink_box(svg)))
            .collect()
    }

    #[cfg(test)]
    pub fn caption_boxes(&self) -> Vec<(String, [f32; 4])> {
        self.captions
            .iter()
            .map(|(text, svg)| (text.clone(), ink_box(svg)))
            .collect()
    }
}

/// The box of all that is drawn of this alone; normalised xyxy.
fn ink_box(svg: &str) -> [f32; 4] {
    let map = render(svg);
    let inked = |x, y| map.pixel(x, y).is_some_and(|p| p.alpha() > 0);
    let e = extent(SIZE, inked).expect("every part is drawn on the sheet");
    let (w, h) = (SIZE.0 as f32, SIZE.1 as f32);
    [e[0] / w, e[1] / h, e[2] / w, e[3] / h]
}

fn render(svg: &str) -> Pixmap {
    let (width, height) = SIZE;
    let whole = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' \
         width='{width}' height='{height}' fill='none' stroke-linecap='round' \
         stroke-linejoin='round'>{svg}</svg>"
    );
    let tree = usvg::Tree::from_str(&whole, &usvg::Options::default())
        .expect("what is drawn here is well formed");
    let mut map = Pixmap::new(width, height).expect("a sheet has a size");
    resvg::render(&tree, Transform::identity(), &mut map.as_mut());
    map
}

/// The pixel box (xyxy, the last two exclusive) of the pixels that hold.
pub(super) fn extent(size: (u32, u32), holds: impl Fn(u32, u32) -> bool) -> Option<[f32; 4]> {
    let mut found: Option<[u32; 4]> = None;
    for y in 0..size.1 {
        for x in 0..size.0 {
            if holds(x, y) {
                let f = found.unwrap_or([x, y, x, y]);
                found = Some([f[0].min(x), f[1].min(y), f[2].max(x), f[3].max(y)]);
            }
        }
    }
    found.map(|f| [f[0], f[1], f[2] + 1, f[3] + 1].map(|v| v as f32))
}

/// Do two boxes share any area?
#[cfg(test)]
pub(super) fn meet(a: [f32; 4], b: [f32; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
