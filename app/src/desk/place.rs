//! A region's place and size in numbers, and a polygon's corners: for those who cannot drag, and for those who measure.

mod corners;
mod frame;

use super::bench::Bench;
use super::geometry::Size;
use super::state::{Event, Key, State};
use crate::number::{self, number};
use crate::words::desk::place as say;
use corners::{Corner, Corners, corners_of, spots};
use leptos::prelude::*;
use vitrine_domain::{ItemId, Region, Shape};

/// As they are shown: left, top, width and height in whole pixels of the image; of a point the first two.
fn shown(region: &Region, size: Size) -> Vec<String> {
    let (w, h) = (size.width as f32, size.height as f32);
    let [x1, y1, x2, y2] = region.bbox();
    let all = [x1 * w, y1 * h, (x2 - x1) * w, (y2 - y1) * h];
    let count = match region.shape {
        Shape::Point { .. } => 2,
        _ => 4,
    };
    all[..count].iter().map(|v| number(*v, 0)).collect()
}

/// What was written otherwise than it was shown: the rest stays as it is, to the part of a pixel.
fn changed(shown: &[String], typed: &[String]) -> [Option<f32>; 4] {
    let number = |k: usize| number::read(typed.get(k)?);
    [0, 1, 2, 3].map(|k| number(k).filter(|_| typed.get(k) != shown.get(k)))
}

/// A polygon's corners; of other shapes none.
fn of_polygon(region: &Region, size: Size) -> Vec<Corner> {
    match &region.shape {
        Shape::Polygon { points } => corners_of(points, size),
        _ => Vec::new(),
    }
}

/// Why this would come to nothing, if it would.
fn refused(bench: Bench, event: &Event) -> Option<&'static str> {
    let mut tried = bench.state.with_untracked(State::clone);
    let told = tried.told.0;
    tried.apply(event.clone());
    tried.refusal().filter(|_| tried.told.0 != told)
}

/// What was written and not put anywhere, kept so that to close the dialog loses nothing: of which region, as that lay then.
pub struct Left {
    item: ItemId,
    key: Key,
    before: (Vec<String>, Vec<Corner>),
    now: (Vec<String>, Vec<Corner>),
}

/// What the dialog begins with: what was left of this region, while it lies where it lay.
fn begun(left: &[Left], item: ItemId, of: &Chosen) -> (Vec<String>, Vec<Corner>) {
    let same = |l: &&Left| {
        (l.item, l.key) == (item, of.key) && l.before.0 == of.shown && l.before.1 == of.corners
    };
    match left.iter().find(same) {
        Some(left) => left.now.clone(),
        None => (of.shown.clone(), of.corners.clone()),
    }
}

/// What the dialog is opened on.
struct Chosen {
    key: Key,
    size: Size,
    shown: Vec<String>,
    corners: Vec<Corner>,
    /// The place of the corner that is chosen on the canvas.
    corner: Option<usize>,
}

fn chosen(s: &State) -> Option<Chosen> {
    let i = s.selected()?;
    let region = s.draft.regions.get(i)?;
    Some(Chosen {
        key: s.mark(i).key,
        size: s.size,
        shown: shown(region, s.size),
        corners: of_polygon(region, s.size),
        corner: s.corner().map(|(_, k)| k),
    })
}

#[component]
pub fn Place(
    bench: Bench,
    item: ItemId,
    left: StoredValue<Vec<Left>>,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let problem = RwSignal::new(None::<&'static str>);
    bench.state.with_untracked(chosen).map(|of| {
        let (key, size, corner) = (of.key, of.size, of.corner);
        let (at, shaped) = left.with_value(|l| begun(l, item, &of));
        let (typed, corners) = (RwSignal::new(at), RwSignal::new(shaped));
        let (count, polygon) = (of.shown.len(), !of.corners.is_empty());
        let before = StoredValue::new((of.shown, of.corners));
        let is_put = StoredValue::new(false);
        on_cleanup(move || {
            let now = (typed.get_untracked(), corners.get_untracked());
            let before = before.get_value();
            left.update_value(|all| {
                all.retain(|l| (l.item, l.key) != (item, key));
                if !is_put.get_value() && now != before {
                    all.push(Left {
                        item,
                        key,
                        before,
                        now,
                    });
                }
            });
        });
        let put = move || {
            let here = bench.current() == Some(item);
            let at = bench.state.with_untracked(|s: &State| s.place(key));
            let Some(i) = at.filter(|_| here) else {
                return problem.set(Some(say::GONE));
            };
            if bench.state.with_untracked(|s| s.mark(i).locked) {
                return problem.set(Some(say::LOCKED));
            }
            let to = before.with_value(|(b, _)| typed.with_untracked(|t| changed(b, t)));
            let reshaped = before.with_value(|(_, b)| corners.with_untracked(|c| c != b));
            let event = match reshaped {
                true if to != [None; 4] => return problem.set(Some(say::BOTH)),
                true => Event::Corners(i, corners.with_untracked(|c| spots(c, size))),
                false => Event::Place(i, to),
            };
            // It is told where it can be mended.
            if let Some(why) = refused(bench, &event) {
                return problem.set(Some(why));
            }
            is_put.set_value(true);
            close();
            bench.apply(event);
        };
        let fields = [
            (say::LEFT, size.width),
            (say::TOP, size.height),
            (say::WIDTH, size.width),
            (say::HEIGHT, size.height),
        ];
        let field = move |(k, (words, most)): (usize, (&'static str, u32))| {
            view! {
                <label>{words}
                    <input type="number" inputmode="decimal" step="any" min="0" max=most.to_string() required autocomplete="off"
                        autofocus={k == 0} value=typed.with_untracked(|t| t[k].clone())
                        on:input=move |e| typed.update(|t| t[k] = event_target_value(&e)) />
                </label>
            }
        };
        view! {
            <form class="form" method="dialog" on:submit=move |e| { e.prevent_default(); put(); }>
                <p class="hint">{say::HINT}</p>
                <div class="place">{fields.into_iter().enumerate().take(count).map(field).collect_view()}</div>
                {polygon.then(|| view! { <Corners bench all=corners size problem chosen=corner /> }.into_any())}
                <p class="form-problem" role="alert">{move || problem.get()}</p>
                <button class="primary">{say::PUT}</button>
            </form>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::RegionSource;

    const SIZE: Size = Size {
        width: 300,
        height: 200,
    };

    fn region(shape: Shape) -> Region {
        Region {
            label: "Nike".into(),
            shape,
            source: RegionSource::Head,
            score: Some(0.8),
        }
    }

    #[test]
    fn what_is_not_written_anew_stays() {
        let boxed = region(Shape::Box {
            xyxy: [0.101, 0.2, 0.5, 0.9],
        });
        let before = shown(&boxed, SIZE);
        assert_eq!(before, ["30", "40", "120", "140"]);
        assert_eq!(changed(&before, &before), [None; 4]);
        let typed = ["30", "41.5", "", "x"].map(str::to_owned);
        assert_eq!(changed(&before, &typed), [None, Some(41.5), None, None]);
    }

    #[test]
    fn what_was_left_is_there_again_while_its_region_lies_where_it_lay() {
        let item = ItemId::fresh();
        let of = |left: &str| Chosen {
            key: 4,
            size: SIZE,
            shown: vec![left.to_owned(), "40".into()],
            corners: corners_of(&[[0.1, 0.1], [0.9, 0.1], [0.9, 0.8]], SIZE),
            corner: None,
        };
        let before = begun(&[], item, &of("30"));
        let mut now = before.clone();
        assert_eq!(before.0, ["30", "40"]);
        now.0[0] = "55".into();
        now.1.pop();
        let left = [Left {
            item,
            key: 4,
            before: before.clone(),
            now: now.clone(),
        }];
        assert_eq!(begun(&left, item, &of("30")), now);
        // It was moved meanwhile, is another, or lies on another item.
        assert_eq!(begun(&left, item, &of("31")).0[0], "31");
        let other = Chosen { key: 5, ..of("30") };
        assert_eq!(begun(&left, item, &other), before);
        assert_eq!(begun(&left, ItemId::fresh(), &of("30")), before);
    }

    #[test]
    fn a_point_has_a_place_alone() {
        let point = region(Shape::Point { xy: [0.5, 0.5] });
        let before = shown(&point, SIZE);
        assert_eq!(before, ["150", "100"]);
        let typed = ["10", "100"].map(str::to_owned);
        assert_eq!(changed(&before, &typed), [Some(10.0), None, None, None]);
    }
}
