//! Above the image: what a drag draws, whether it snaps, and how near one looks.

use crate::desk::canvas::{Canvas, Sharpness};
use crate::desk::parts::does;
use crate::desk::state::Tool;
use crate::words::desk::stage::tools as say;
use leptos::prelude::*;
use vitrine_domain::keymap::Action;

/// What each tool is called, what chooses it, and its picture.
const TOOLS: [(Tool, &str, Action, &str); 4] = [
    (
        Tool::Select,
        say::SELECT,
        Action::ToolSelect,
        "M4 2l8 6-4 .6L6 13z",
    ),
    (Tool::Box, say::BOX, Action::ToolBox, "M3 4h10v8H3z"),
    (
        Tool::Polygon,
        say::POLYGON,
        Action::ToolPolygon,
        "M8 2l5.5 4.2-2 7.3h-7l-2-7.3z",
    ),
    (
        Tool::Point,
        say::POINT,
        Action::ToolPoint,
        "M8 5.2a2.8 2.8 0 1 0 .01 0M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2",
    ),
];

#[component]
pub fn Tools(canvas: Canvas) -> impl IntoView {
    let percent = Memo::new(move |_| {
        let scale = canvas.drawn.get() * canvas.dots.get();
        (100.0 * scale).round() as i64
    });
    let hint = move |words, action| say::with_key(words, canvas.bench.key_of(action));
    let fitted = Memo::new(move |_| canvas.view.with(|v| v.fitted));
    view! {
        <div class="stage-tools" role="toolbar" aria-label=say::CANVAS>
            <span class="tool-group" role="group" aria-label=say::TOOL>
                {TOOLS.into_iter().map(|(tool, name, action, d)| view! {
                    <button type="button" class="tool" title=move || hint(name, action) aria-label=name
                        aria-pressed=move || (canvas.tool.get() == tool).to_string()
                        on:click=does(move || canvas.choose(tool))>
                        <svg viewBox="0 0 16 16" aria-hidden="true"><path d=d /></svg>
                        <span class="tool-name">{name}</span>
                    </button>
                }).collect_view()}
            </span>
            <button type="button" class="tool" title=move || hint(say::SNAP_HINT, Action::Snap) aria-label=say::SNAP
                aria-pressed=move || canvas.snap.get().to_string() on:click=does(move || canvas.switch_snap())>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 2v6a5 5 0 0 0 10 0V2h-3v6a2 2 0 0 1-4 0V2zM3 5h3M10 5h3" /></svg>
                <span class="tool-name">{say::SNAP}</span>
            </button>
            <span class="coming" role="presentation">
                {move || (canvas.sharpness.get() == Sharpness::Coming).then_some(say::LOADING)}
            </span>
            <span class="tool-group zoom" role="group" aria-label=say::ZOOM>
                <button type="button" class="tool" title=move || hint(say::ZOOM_OUT, Action::ZoomOut) aria-label=say::ZOOM_OUT on:click=does(move || canvas.zoom(0.8))>"−"</button>
                <span class="percent">{move || percent.get().to_string()}" %"</span>
                <button type="button" class="tool" title=move || hint(say::ZOOM_IN, Action::ZoomIn) aria-label=say::ZOOM_IN on:click=does(move || canvas.zoom(1.25))>"+"</button>
                <button type="button" class="tool" title=move || hint(say::WHOLE_IMAGE_HINT, Action::Fit) aria-label=say::WHOLE_IMAGE
                    aria-pressed=move || fitted.get().to_string() on:click=does(move || canvas.fit())>{say::FIT}</button>
                <button type="button" class="tool" title=move || hint(say::ONE_TO_ONE_HINT, Action::OneToOne) aria-label=say::ONE_TO_ONE on:click=does(move || canvas.one_to_one())>"1:1"</button>
            </span>
        </div>
    }
}
