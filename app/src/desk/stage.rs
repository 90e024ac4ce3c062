//! The picture with its regions over it: one `<svg>` in image pixels. Panning and zooming move it as a whole, without
//! drawing anything anew; lines, words and handles follow once the zoom rests.

pub mod keys;
mod paths;
mod pointer;
mod tags;
mod tools;
pub mod view;

use super::canvas::{Canvas, Sharpness};
use super::geometry::Size;
use super::state::State;
use super::words;
use crate::number::{self, number};
use crate::words::desk::stage as say;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use paths::{Active, Outlines};
use pointer::Pointer;
use tools::Tools;
use vitrine_domain::BBox;
use wasm_bindgen::JsCast;
use web_sys::js_sys;

#[component]
pub fn Stage(canvas: Canvas) -> impl IntoView {
    let bench = canvas.bench;
    let layer = NodeRef::<leptos::html::Div>::new();
    let pointer = Pointer::new(canvas);
    follow(canvas, layer);

    let size = Memo::new(move |_| bench.at_rest(|s| s.size));
    let stamp = Memo::new(move |_| bench.state.with(|s| (s.stamp, s.size)));
    let item = Memo::new(move |_| bench.item.with(|i| i.as_ref().map(|i| i.item.id)));
    let resting = Memo::new(move |before: Option<&Vec<Outlines>>| {
        // Read, not only tracked: a memo that nobody reads never runs.
        let _ = (stamp.get(), item.get());
        bench.state.with_untracked(|s| paths::resting(s, before))
    });
    let active = Memo::new(move |before: Option<&Active>| {
        canvas.drawn.track();
        let now = bench.state.with(|s| paths::active(s, &canvas.lit(s)));
        now.like(before)
    });
    let named = Memo::new(move |_| {
        let pixel = 1.0 / canvas.drawn.get();
        let part = canvas.part.get();
        let alone = canvas.lit_step().is_some();
        bench
            .state
            .with(|s| tags::tags(s, &canvas.lit(s), pixel, part, alone))
    });
    let hold = NodeRef::<leptos::html::Div>::new();
    // What a finger is at was settled when it came down: in a drag it stays, and nothing is laid out anew for it.
    let dragging = Memo::new(move |_| bench.state.with(State::dragging));
    let held = Memo::new(move |before: Option<&Option<String>>| {
        let hold = active.with(|a| a.hold);
        match before.filter(|_| dragging.get()) {
            Some(before) => before.clone(),
            None => hold.map(inset),
        }
    });
    Effect::new(move |_| {
        if let (Some(hold), Some(inset)) = (hold.get(), held.get()) {
            let el: &web_sys::HtmlElement = &hold;
            let _ = el.style().set_property("inset", &inset);
        }
    });
    let told = Memo::new(move |_| bench.at_rest(|s| s.told.0));
    let said = move || words::anew(&bench.state.with_untracked(words::told), told.get());
    let drawn = move |pixels: u32| number(pixels as f32 * canvas.drawn.get(), 2);

    view! {
        <Tools canvas />
        <div
            node_ref=canvas.stage
            class=move || {
                let zoomed = if canvas.view.with(|v| v.fitted) { "" } else { " zoomed" };
                format!("stage cursor-{}{zoomed}", pointer.cursor())
            }
            id="stage"
            tabindex="0"
            role="group"
            aria-label=move || say::image(bench.at_rest(|s| s.draft.regions.len()))
            on:pointerdown=move |e| pointer.down(&e)
            on:pointermove=move |e| pointer.moved(&e)
            on:pointerup=move |e| pointer.up(&e)
            on:pointercancel=move |e| pointer.cancelled(&e)
            on:pointerleave=move |_| pointer.left()
            on:wheel=move |e| pointer.wheel(&e)
        >
            <div node_ref=layer class="stage-layer">
                <svg class="stage-svg" viewBox=move || whole(size.get()) width=move || drawn(size.get().width) height=move || drawn(size.get().height)>
                    <image
                        class="stage-image"
                        href=move || {
                            item.get();
                            shown(canvas)
                        }
                        width=move || size.get().width.to_string()
                        height=move || size.get().height.to_string()
                        role="img"
                        aria-label=move || bench.item.with(|i| i.as_ref().map(|i| i.item.instruction.clone()))
                    />
                    <g class="over" class:dims=move || canvas.lit_step().is_some() aria-hidden="true">
                        {move || resting.get().into_iter().map(|o| outlines("resting", o)).collect_view().into_any()}
                    </g>
                </svg>
                // In a layer of its own: a drag draws nothing of the others anew.
                <svg class="stage-svg in-hand" viewBox=move || whole(size.get()) width=move || drawn(size.get().width) height=move || drawn(size.get().height) aria-hidden="true">
                    <g class="over">
                        {move || { let Active { lit, selected, .. } = active.get();
                            (outlines("is-lit", lit), outlines("is-selected", selected)).into_any() }}
                        {move || { let a = active.get(); view! {
                            <path class="sketch-halo" d=a.draft.clone() />
                            <path class="sketch-line" d=a.draft />
                            <path class="field" d=a.field />
                            <path class="grip-rim" d=a.grips.clone() />
                            <path class="grip-dot" d=a.grips />
                            <path class="side-dot" d=a.sides />
                            <path class="corner-dot" d=a.corner />
                        }.into_any() }}
                        {move || {
                            let pixel = 1.0 / canvas.drawn.get();
                            let (font, rim) = (number(tags::FONT * pixel, 3), number(3.5 * pixel, 3));
                            named.get().into_iter().map(|t| view! {
                                <path class="region-ground" d=t.ground />
                                <text class="region-tag" x=t.x y=t.y font-size=font.clone() stroke-width=rim.clone()>{t.text}</text>
                            }).collect_view().into_any()
                        }}
                    </g>
                </svg>
                <div node_ref=hold class="hold" hidden=move || held.with(Option::is_none)></div>
            </div>
        </div>
        <p class="sr-only" aria-live="polite">{move || said()}</p>
    }
}

/// The copy for the screen until one looks nearer.
fn shown(canvas: Canvas) -> Option<String> {
    canvas.bench.image_at(match canvas.sharpness.get() {
        Sharpness::Whole => "full",
        _ => "screen",
    })
}

/// All of the image, as `viewBox` has it.
fn whole(size: Size) -> String {
    format!("0 0 {} {}", size.width, size.height)
}

/// A box in shares, as style has it.
fn inset([x1, y1, x2, y2]: BBox) -> String {
    let mut style = String::new();
    for share in [y1, 1.0 - x2, 1.0 - y2, x1] {
        number::push(&mut style, 100.0 * share, 2);
        style.push_str("% ");
    }
    style
}

/// Halo and line of each kind; the model's dashed, its points square.
fn outlines(class: &'static str, o: Outlines) -> impl IntoView + use<> {
    view! {
        <g class=class>
            <path class="region-halo" d=o.model.clone() />
            <path class="region-line by-model" d=o.model />
            <path class="region-halo" d=o.person.clone() />
            <path class="region-line by-person" d=o.person />
            <path class="point-halo by-model" d=o.model_points.clone() />
            <path class="point-dot by-model" d=o.model_points />
            <path class="point-halo by-person" d=o.person_points.clone() />
            <path class="point-dot by-person" d=o.person_points />
        </g>
    }
}

/// Measures the stage, begins anew with each image, and moves the layer as one looks.
fn follow(canvas: Canvas, layer: NodeRef<leptos::html::Div>) {
    let bench = canvas.bench;
    let item = Memo::new(move |_| bench.item.with(|i| i.as_ref().map(|i| i.item.id)));
    Effect::new(move |_| {
        if item.get().is_some() {
            let size = bench.state.with_untracked(|s| s.size);
            // The stage may be shown only now: it is measured once it is laid out.
            canvas.begin(size);
            request_animation_frame(move || canvas.measured());
        }
    });
    // Veiled and clear come from two addresses: what was sharp of the one is not of the other.
    let reveal = Memo::new(move |_| bench.reveal.with(|r| r.as_ref().map(|r| r.id)));
    Effect::new(move |_| {
        reveal.track();
        canvas.sharpness.set(Sharpness::Copy);
        canvas.settle();
    });
    Effect::new(move |_| {
        let resized = window_event_listener(ev::resize, move |_| canvas.measured());
        on_cleanup(move || resized.remove());
    });
    Effect::new(move |_| {
        let (view, drawn) = (canvas.view.get(), canvas.drawn.get());
        if let Some(layer) = layer.get() {
            let [x, y] = view.at.map(|v| number(v, 2));
            let by = view.scale / drawn;
            let mut transform = format!("translate({x}px, {y}px)");
            if by != 1.0 {
                transform += &format!(" scale({})", number(by, 5));
            }
            let el: &web_sys::HtmlElement = &layer;
            let _ = el.style().set_property("transform", &transform);
        }
    });
}

/// Takes the focus away from whatever text field has it, so that keys belong to the desk; it goes to the stage, not astray.
pub fn blur() {
    focus_now("stage", true);
}

/// Moves the focus to an element by id, once it is there: before the next key is heard, however seldom frames come.
pub fn focus(id: String) {
    focus_soon(id, false);
}

/// The same, and the picture is not scrolled away: where the panel does not scroll by itself, nothing does.
pub fn focus_in_place(id: String) {
    focus_soon(id, true);
}

fn focus_soon(id: String, in_place: bool) {
    spawn_local(async move {
        tick().await;
        if !focus_now(&id, in_place) {
            request_animation_frame(move || {
                focus_now(&id, in_place);
            });
        }
    });
}

fn panel_scrolls() -> bool {
    let panel = document().query_selector(".desk-panel");
    panel.is_ok_and(|p| p.is_some_and(|p| p.scroll_height() > p.client_height()))
}

/// To the stage nothing scrolls: whoever points at it sees it already. Says whether it was there.
fn focus_now(id: &str, in_place: bool) -> bool {
    let Some(el) = document().get_element_by_id(id) else {
        return false;
    };
    let el = el.unchecked_into::<web_sys::HtmlElement>();
    if id != "stage" && (!in_place || panel_scrolls()) {
        let _ = el.focus();
        return true;
    }
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
    let focus = js_sys::Reflect::get(&el, &"focus".into());
    if let Some(focus) = focus
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
    {
        let _ = focus.call1(&el, &options);
    }
    true
}
