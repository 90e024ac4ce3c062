//! A polygon's corners in numbers: each can be written anew, or put where one clicks on the picture; others come in, and any
//! goes.

use super::frame::Frame;
use crate::desk::bench::Bench;
use crate::desk::geometry::{Size, Spot, polygon};
use crate::desk::parts::does;
use crate::desk::stage::focus;
use crate::number;
use crate::parts::outline;
use crate::words::desk::{place as say, said};
use leptos::prelude::*;
use vitrine_domain::{Shape, limits};
use wasm_bindgen::JsCast;

/// A corner as it was shown, in shares of the image, and as it is written, in its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Corner {
    /// Its name while the dialog is open.
    key: usize,
    at: Spot,
    typed: [String; 2],
}

impl Corner {
    fn new(key: usize, at: Spot, size: Size) -> Self {
        Self {
            key,
            at,
            typed: written(at, size),
        }
    }

    /// Where it is to be; what is not written anew stays, to the part of a pixel.
    fn spot(&self, size: Size) -> Spot {
        let (shown, pixel) = (written(self.at, size), size.pixel());
        std::array::from_fn(|k| {
            let number = number::read(&self.typed[k]).filter(|_| self.typed[k] != shown[k]);
            number.map_or(self.at[k], |v| v * pixel[k])
        })
    }
}

fn written(at: Spot, size: Size) -> [String; 2] {
    [at[0] * size.width as f32, at[1] * size.height as f32].map(|v| number::number(v, 0))
}

pub fn corners_of(points: &[Spot], size: Size) -> Vec<Corner> {
    let all = points.iter().enumerate();
    all.map(|(key, at)| Corner::new(key, *at, size)).collect()
}

pub fn spots(all: &[Corner], size: Size) -> Vec<Spot> {
    all.iter().map(|c| c.spot(size)).collect()
}

/// One more behind this one, half-way to the next; its name.
fn put_behind(all: &mut Vec<Corner>, key: usize, size: Size) -> Option<usize> {
    let i = all.iter().position(|c| c.key == key)?;
    let side = polygon::sides(&spots(all, size)).nth(i)?;
    let new = all.iter().map(|c| c.key + 1).max()?;
    all.insert(i + 1, Corner::new(new, polygon::middle(side), size));
    Some(new)
}

/// The name of the one that has come into its place, or of the last; none, where it has to stay.
fn take(all: &mut Vec<Corner>, key: usize) -> Option<usize> {
    let i = all.iter().position(|c| c.key == key)?;
    if all.len() <= 3 {
        return None;
    }
    all.remove(i);
    Some(all[i.min(all.len() - 1)].key)
}

/// What the rows share.
#[derive(Clone, Copy)]
struct Rows {
    all: RwSignal<Vec<Corner>>,
    size: Size,
    problem: RwSignal<Option<&'static str>>,
    /// The one that a click on the picture is for.
    chosen: RwSignal<usize>,
}

impl Rows {
    fn add_behind(self, key: usize) {
        if self.all.with_untracked(Vec::len) >= limits::POLYGON_POINTS {
            return self.problem.set(Some(said::FULL));
        }
        let new = self.all.try_update(|all| put_behind(all, key, self.size));
        if let Some(new) = new.flatten() {
            focus(field(new, 0));
        }
    }

    fn take_away(self, key: usize) {
        match self.all.try_update(|all| take(all, key)).flatten() {
            Some(next) => {
                self.problem.set(None);
                self.chosen.set(next);
                focus(away(next));
            }
            None => self.problem.set(Some(said::TOO_FEW)),
        }
    }

    fn write(self, key: usize, axis: usize, words: String) {
        self.all.update(|all| {
            if let Some(corner) = all.iter_mut().find(|c| c.key == key) {
                corner.typed[axis] = words;
            }
        });
    }

    /// The chosen one goes there; its fields say so.
    fn put_at(self, at: Spot) {
        let key = self.chosen.get_untracked();
        for (axis, words) in written(at, self.size).into_iter().enumerate() {
            let input = document().get_element_by_id(&field(key, axis));
            if let Some(input) = input.and_then(|i| i.dyn_into::<web_sys::HtmlInputElement>().ok())
            {
                input.set_value(&words);
            }
            self.write(key, axis, words);
        }
    }
}

/// The ids of a corner's fields, and of what takes it away.
fn field(key: usize, axis: usize) -> String {
    format!("corner-{key}-{axis}")
}

fn away(key: usize) -> String {
    format!("corner-{key}-away")
}

/// `chosen`: the place of the corner that is chosen on the canvas, if one is.
#[component]
pub fn Corners(
    bench: Bench,
    all: RwSignal<Vec<Corner>>,
    size: Size,
    problem: RwSignal<Option<&'static str>>,
    chosen: Option<usize>,
) -> impl IntoView {
    let rows = Rows {
        all,
        size,
        problem,
        chosen: RwSignal::new(chosen.unwrap_or_default()),
    };
    let keys = Memo::new(move |_| all.with(|all| all.iter().map(|c| c.key).collect::<Vec<_>>()));
    view! {
        <fieldset class="corners">
            <legend>{say::CORNERS}</legend>
            <p class="hint">{say::CORNERS_HINT}</p>
            {picture(bench, rows)}
            <ol>
                <For each=move || keys.get() key=|key| *key let:key>{row(rows, key)}</For>
            </ol>
        </fieldset>
    }
}

/// The polygon as it will be, on as much of the picture as lies around it.
fn picture(bench: Bench, rows: Rows) -> AnyView {
    let Rows { all, size, .. } = rows;
    let frame = Frame::around(&all.with_untracked(|all| spots(all, size)), size);
    let pixels = [size.width as f32, size.height as f32];
    let drawn = move |shape: Shape| {
        let mut d = String::new();
        outline::push(&mut d, &shape, pixels);
        d
    };
    let line = Memo::new(move |_| {
        let points = all.with(|all| spots(all, size));
        drawn(Shape::Polygon { points })
    });
    let dot = Memo::new(move |_| {
        let chosen = rows.chosen.get();
        let at = all.with(|all| Some(all.iter().find(|c| c.key == chosen)?.spot(size)));
        at.map(|xy| drawn(Shape::Point { xy }))
    });
    let clicked = move |e: web_sys::MouseEvent| {
        let on = e
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let Some(svg) = on.and_then(|el| el.closest("svg").ok().flatten()) else {
            return;
        };
        let on = svg.get_bounding_client_rect();
        let from = [on.left() as f32, on.top() as f32];
        let at = [e.client_x() as f32 - from[0], e.client_y() as f32 - from[1]];
        rows.put_at(frame.spot(at, [on.width() as f32, on.height() as f32], size));
    };
    view! {
        // The focus stays at the corner's fields.
        <svg class="corners-picture" viewBox=frame.view_box() aria-hidden="true"
            on:mousedown=move |e| e.prevent_default() on:click=clicked>
            <image href=untrack(|| bench.image_at("screen")) width=size.width.to_string() height=size.height.to_string() />
            <g class="over">
                <path class="region-halo" d=move || line.get() />
                <path class="region-line by-person" d=move || line.get() />
                <path class="point-halo" d=move || dot.get() />
                <path class="point-dot" d=move || dot.get() />
            </g>
        </svg>
    }
    .into_any()
}

fn row(rows: Rows, key: usize) -> AnyView {
    let Rows { all, size, .. } = rows;
    let n = Memo::new(move |_| {
        let place = all.with(|all| all.iter().position(|c| c.key == key));
        place.map_or(0, |i| i + 1)
    });
    let typed = all.with_untracked(|all| {
        let corner = all.iter().find(|c| c.key == key);
        corner.map(|c| c.typed.clone()).unwrap_or_default()
    });
    let number = move |axis: usize, value: String, most: u32, words: fn(usize) -> String| {
        view! {
            <input type="number" inputmode="decimal" step="any" min="0" max=most.to_string() required autocomplete="off"
                id=field(key, axis) value=value aria-label=move || words(n.get())
                on:focus=move |_| rows.chosen.set(key)
                on:input=move |e| rows.write(key, axis, event_target_value(&e)) />
        }
        .into_any()
    };
    let [x, y] = typed;
    let is_chosen = move || rows.chosen.get() == key;
    view! {
        <li class:is-chosen=is_chosen>
            <span aria-hidden="true">{move || n.get().to_string()}</span>
            {number(0, x, size.width, say::corner_left)}
            {number(1, y, size.height, say::corner_top)}
            <button type="button" class="row-button" aria-label=move || say::add_behind(n.get())
                on:click=does(move || rows.add_behind(key))>"+"</button>
            <button type="button" class="row-button cross" id=away(key) aria-label=move || say::take_away(n.get())
                on:click=does(move || rows.take_away(key))>"×"</button>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        width: 300,
        height: 200,
    };
    const POINTS: [Spot; 4] = [[0.101, 0.1], [0.9, 0.1], [0.9, 0.8], [0.1, 0.8]];

    #[test]
    fn what_is_not_written_anew_stays_to_the_part_of_a_pixel() {
        let mut all = corners_of(&POINTS, SIZE);
        assert_eq!(all[0].typed, ["30", "20"]);
        assert_eq!(spots(&all, SIZE), POINTS);
        all[0].typed = ["60".into(), "".into()];
        all[1].typed = ["x".into(), "NaN".into()];
        let now = spots(&all, SIZE);
        assert!((now[0][0] - 0.2).abs() < 1e-6 && now[0][1] == 0.1);
        assert_eq!(now[1..], POINTS[1..]);
    }

    #[test]
    fn corners_come_in_between_and_go_down_to_three() {
        let mut all = corners_of(&POINTS, SIZE);
        assert_eq!(put_behind(&mut all, 3, SIZE), Some(4));
        // Behind the last, half-way to the first.
        let last = spots(&all, SIZE)[4];
        assert!((last[0] - 0.1005).abs() < 1e-5 && (last[1] - 0.45).abs() < 1e-5);
        assert_eq!(put_behind(&mut all, 0, SIZE), Some(5));
        let order = |all: &[Corner]| all.iter().map(|c| c.key).collect::<Vec<_>>();
        assert_eq!(order(&all), [0, 5, 1, 2, 3, 4]);
        assert_eq!(take(&mut all, 5), Some(1));
        assert_eq!(take(&mut all, 4), Some(3), "the last is another");
        assert_eq!(take(&mut all, 0), Some(1));
        assert_eq!(take(&mut all, 1), None);
        assert_eq!(order(&all), [1, 2, 3]);
        assert_eq!(take(&mut all, 9), None);
    }
}
