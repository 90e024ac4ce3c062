//! The picture with its regions over it: one `<svg>` in image pixels, the pointer's gestures read from it.
//!
//! Must never decide what a gesture means: it names what was hit and where, the reducer does the rest.

use super::bench::{Bench, picture};
use super::geometry::{Handle, Size, Spot};
use super::state::{Event, Target};
use leptos::ev;
use leptos::prelude::*;
use vitrine_domain::{Region, RegionSource, Shape};
use wasm_bindgen::JsCast;

#[component]
pub fn Stage(bench: Bench) -> impl IntoView {
    let root = NodeRef::<leptos::svg::Svg>::new();
    // Screen pixels per image pixel, so that text keeps its size on the screen.
    let scale = RwSignal::new(1.0_f32);
    let measure = move || {
        if let Some(matrix) = root.get_untracked().and_then(|svg| matrix(&svg)) {
            scale.set(matrix.a().max(0.01));
        }
    };
    Effect::new(move |_| {
        bench.item.track();
        request_animation_frame(measure);
    });
    Effect::new(move |_| {
        let resized = window_event_listener(ev::resize, move |_| measure());
        on_cleanup(move || resized.remove());
    });

    let size = Memo::new(move |_| bench.state.with(|s| s.size));
    let spot = move |e: &web_sys::PointerEvent| -> Option<Spot> {
        let m = matrix(&root.get_untracked()?)?;
        let [px, py] = size.get_untracked().pixel();
        Some([
            (e.client_x() as f32 - m.e()) / m.a() * px,
            (e.client_y() as f32 - m.f()) / m.d() * py,
        ])
    };
    let press = move |e: web_sys::PointerEvent| {
        let (Some(at), Some(svg)) = (spot(&e), root.get_untracked()) else {
            return;
        };
        if e.button() != 0 {
            return;
        }
        let target = target(&e);
        if target == Target::Image {
            // A finger on the picture scrolls the page; boxes are drawn with a mouse or a pen.
            if e.pointer_type() == "touch" {
                bench.apply(Event::Select(None));
                return;
            }
            e.prevent_default();
            blur();
        }
        let _ = svg.set_pointer_capture(e.pointer_id());
        bench.apply(Event::Press(target, at));
    };
    let drag = move |e: web_sys::PointerEvent| {
        if bench.state.with_untracked(|s| s.busy())
            && let Some(at) = spot(&e)
        {
            bench.apply(Event::Drag(at));
        }
    };
    let focused = move |e: web_sys::FocusEvent| {
        let hit = e
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        if let Some(i) = hit.and_then(|el| number(&el, "data-region"))
            && bench.state.with_untracked(|s| s.selected) != Some(i)
        {
            bench.apply(Event::Select(Some(i)));
        }
    };

    view! {
        <div class="stage">
            <svg
                node_ref=root
                class="stage-svg"
                viewBox=move || { let s = size.get(); format!("0 0 {} {}", s.width, s.height) }
                preserveAspectRatio="xMidYMid meet"
                role="group"
                aria-label="The image and its regions"
                on:pointerdown=press
                on:pointermove=drag
                on:pointerup=move |_| bench.apply(Event::Release)
                on:pointercancel=move |_| bench.apply(Event::Cancel)
                on:focusin=focused
            >
                <image
                    class="stage-image"
                    href=move || bench.item.with(|i| i.as_ref().map(picture))
                    width=move || size.get().width.to_string()
                    height=move || size.get().height.to_string()
                    role="img"
                    aria-label=move || bench.item.with(|i| i.as_ref().map(|i| i.item.instruction.clone()))
                />
                {move || {
                    let px = 1.0 / scale.get();
                    bench.state.with(|s| {
                        let n = s.draft.regions.len();
                        s.draft.regions.iter().enumerate()
                            .map(|(i, r)| outline(i, n, r, s.selected == Some(i), s.size, px))
                            .collect_view()
                    })
                }}
            </svg>
        </div>
    }
}

/// One region. `px`: image pixels per screen pixel.
fn outline(
    i: usize,
    n: usize,
    region: &Region,
    selected: bool,
    size: Size,
    px: f32,
) -> impl IntoView + use<> {
    let (w, h) = (size.width as f32, size.height as f32);
    let [x1, y1, x2, y2] = region.bbox();
    let d = path(&region.shape, w, h, px);
    let model = region.source != RegionSource::Person;
    let class = format!(
        "region{}{}",
        if model { " by-model" } else { " by-person" },
        if selected { " selected" } else { "" }
    );
    let handles: Vec<_> = if selected && matches!(region.shape, Shape::Box { .. }) {
        Handle::ALL
            .into_iter()
            .enumerate()
            .map(|(k, handle)| {
                let [x, y] = handle.spot([x1, y1, x2, y2]);
                let d = format!("M{:.2} {:.2}h0.01", x * w, y * h);
                view! {
                    <g class=format!("handle {}", handle.cursor()) data-region=i.to_string() data-handle=k.to_string()>
                        <path class="handle-reach" d=d.clone() />
                        <path class="handle-rim" d=d.clone() />
                        <path class="handle-dot" d=d />
                    </g>
                }
            })
            .collect()
    } else {
        Vec::new()
    };
    // Above the box, or inside it at the picture's upper edge.
    let above = y1 * h - 6.0 * px;
    let text_y = if above > 14.0 * px {
        above
    } else {
        y1 * h + 16.0 * px
    };
    view! {
        <g
            class=class
            id=format!("region-{i}")
            data-region=i.to_string()
            tabindex="0"
            role="button"
            aria-pressed=selected.to_string()
            aria-label=format!("Region {} of {n}: {}", i + 1, spoken(region))
        >
            <path class="region-halo" d=d.clone() />
            <path class="region-line" d=d />
            <text class="region-tag" x=format!("{:.1}", x1 * w + 2.0 * px) y=format!("{text_y:.1}")
                font-size=format!("{:.2}", 12.5 * px) stroke-width=format!("{:.2}", 3.5 * px)>
                {tag(region)}
            </text>
            {handles}
        </g>
    }
}

fn path(shape: &Shape, w: f32, h: f32, px: f32) -> String {
    match shape {
        Shape::Box {
            xyxy: [x1, y1, x2, y2],
        } => format!(
            "M{:.2} {:.2}H{:.2}V{:.2}H{:.2}Z",
            x1 * w,
            y1 * h,
            x2 * w,
            y2 * h,
            x1 * w
        ),
        Shape::Polygon { points } => {
            let corners: Vec<String> = points
                .iter()
                .map(|[x, y]| format!("{:.2} {:.2}", x * w, y * h))
                .collect();
            format!("M{}Z", corners.join("L"))
        }
        Shape::Point { xy: [x, y] } => {
            let r = 6.0 * px;
            format!(
                "M{:.2} {:.2}a{r:.2} {r:.2} 0 1 0 {d:.2} 0a{r:.2} {r:.2} 0 1 0 -{d:.2} 0Z",
                x * w - r,
                y * h,
                d = 2.0 * r
            )
        }
    }
}

/// Short, on the picture: whose region it is in words too, never by colour alone.
fn tag(region: &Region) -> String {
    match (region.source, region.score) {
        (RegionSource::Person, _) => format!("{} · you", region.label),
        (_, Some(score)) => format!("{} · model {:.0} %", region.label, 100.0 * score),
        (_, None) => format!("{} · model", region.label),
    }
}

/// Whole, for screen readers.
pub fn spoken(region: &Region) -> String {
    let kind = match region.shape {
        Shape::Box { .. } => "box",
        Shape::Polygon { .. } => "polygon",
        Shape::Point { .. } => "point",
    };
    let by = match region.source {
        RegionSource::Person => "drawn by you".to_owned(),
        RegionSource::Head => sure("by the model’s region head", region.score),
        RegionSource::Text => sure("written in the model’s answer", region.score),
    };
    format!("{}, {kind} {by}", region.label)
}

fn sure(by: &str, score: Option<f32>) -> String {
    match score {
        Some(score) => format!("{by}, {:.0} % sure", 100.0 * score),
        None => by.to_owned(),
    }
}

fn target(e: &web_sys::PointerEvent) -> Target {
    let hit = e
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        .and_then(|el| el.closest("[data-region]").ok().flatten());
    let Some(hit) = hit else {
        return Target::Image;
    };
    match (number(&hit, "data-region"), number(&hit, "data-handle")) {
        (Some(i), Some(k)) => Handle::ALL
            .get(k)
            .map_or(Target::Region(i), |h| Target::Handle(i, *h)),
        (Some(i), None) => Target::Region(i),
        _ => Target::Image,
    }
}

fn number(el: &web_sys::Element, attribute: &str) -> Option<usize> {
    el.get_attribute(attribute)?.parse().ok()
}

fn matrix(svg: &web_sys::SvgElement) -> Option<web_sys::SvgMatrix> {
    svg.unchecked_ref::<web_sys::SvgGraphicsElement>()
        .get_screen_ctm()
}

/// Takes the focus away from whatever text field has it, so that keys belong to the desk.
pub fn blur() {
    let active = document()
        .active_element()
        .and_then(|el| el.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(el) = active {
        let _ = el.blur();
    }
}

/// Moves the focus to an element by id, once it is there.
pub fn focus(id: String) {
    request_animation_frame(move || {
        if let Some(el) = document().get_element_by_id(&id) {
            let _ = el.unchecked_ref::<web_sys::HtmlElement>().focus();
        }
    });
}
