//! The desk itself: puts the parts together, and wires keys, heartbeat and leaving.

use super::actions::Actions;
use super::answer::Answer;
use super::apart;
use super::bench::{Bench, Phase};
use super::canvas::Canvas;
use super::commands::pressed;
use super::fresh;
use super::island::Start;
use super::later::{Coming, part};
use super::light;
use super::over::Over;
use super::panel::Note;
use super::parts::{Policy, Resting};
use super::regions::Regions;
use super::stage::Stage;
use super::state::State;
use super::status::{NoticeBar, ReturnedBar, StatusLine};
use super::veil::Veil;
use crate::client::{self, events};
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use vitrine_domain::api::QueueCount;

/// From one look at how many wait to the next: there may be hundreds of desks.
const COUNT_EVERY: Duration = Duration::from_secs(5);
/// How often an empty desk looks by itself.
const LOOK: Duration = Duration::from_secs(60);
/// What comes later comes by itself after so long: before it is asked for, and while there is a connection.
const AT_REST: Duration = Duration::from_secs(4);
/// Half of the shortest lease, and a little less.
const HEARTBEAT: Duration = Duration::from_secs(40);

#[component]
pub fn Surface(start: Start) -> impl IntoView {
    let Start {
        setting,
        keys,
        single_keys,
        role,
        wanted,
        queued,
        view,
        break_minutes,
        user,
    } = start;
    let slug = setting.slug.clone();
    let bench = Bench::new(setting, keys, apart::here());
    bench.single_keys.set(single_keys);
    let canvas = Canvas::new(bench);
    let later = Coming::new(bench, apart::fetch);
    provide_context(later);
    let over = Over {
        bench,
        later,
        help: NodeRef::new(),
        palette: NodeRef::new(),
        aside: NodeRef::new(),
        what: RwSignal::new(None),
    };
    let count = RwSignal::new(queued);

    Effect::new(move |_| bench.open(wanted.as_deref().and_then(|w| w.parse().ok())));
    Effect::new(move |_| {
        bench.state.track();
        bench.note.track();
        // Once the pointer lets go.
        if !bench.state.with_untracked(State::dragging) {
            bench.keep_soon();
        }
    });
    wire(canvas, over);
    later.follow();
    Effect::new(move |_| set_timeout(move || later.soon(), AT_REST));
    light::mark_mentions(canvas);
    fresh::from_the_top(bench);
    events::follow(&slug, events::SOON, move || async move {
        bench.look_unasked();
    });
    events::follow(&slug, COUNT_EVERY, move || async move {
        if let Ok(now) = client::get::<QueueCount>(&bench.count_url()).await {
            count.set(now);
        }
    });

    let working = move || bench.phase.get() == Phase::Working;
    view! {
        <div class="desk" class:resting=move || !working() class:fresh=move || bench.fresh.get()
            // Not over: that is told of a pointer that lies where the page has come to be.
            on:pointermove=move |_| later.soon()
            on:pointerover=move |e| light::came(canvas, e.target())
            on:focusin=move |e| light::came(canvas, e.target())
            on:keyup=move |e| light::came(canvas, e.target())
            on:beforeinput=move |e| fresh::stop(bench, &e)>
            <StatusLine bench count over view />
            <div class="desk-body" class:is-hidden=move || !working()>
                <div class="desk-picture">
                    {part(bench, move |l| (l.strip)(canvas))}
                    // What lies under another image is not to be reached by Tab.
                    <div class="stage-under" inert=move || 1 < canvas.looked.get()><Stage canvas /></div>
                    <Veil bench />
                </div>
                <div class="desk-side">
                    <div class="desk-panel">
                        {part(bench, move |l| (l.breaks)(bench, user.clone(), break_minutes))}
                        <NoticeBar bench />
                        <ReturnedBar bench />
                        <p class="instruction">
                            {move || bench.item.with(|i| i.as_ref().map(|i| i.item.instruction.clone()))}
                        </p>
                        <Answer bench />
                        {part(bench, move |l| (l.steps)(canvas))}
                        <Regions canvas over />
                        <Note bench />
                        <Policy bench />
                    </div>
                    <Actions bench over />
                </div>
            </div>
            <Resting bench count slug=slug.clone() />
            {part(bench, move |l| (l.help)(bench, over.help))}
            {part(bench, move |l| (l.aside)(over))}
            {part(bench, move |l| (l.palette)(canvas, over, slug.clone(), role))}
        </div>
    }
}

/// Keys, the heartbeat and the last word when the page goes.
fn wire(canvas: Canvas, over: Over) {
    let bench = canvas.bench;
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |e| pressed(canvas, over, &e));
        let up = window_event_listener(ev::keyup, move |e| {
            over.later.soon();
            if e.key() == " " && canvas.space.get_value() {
                // Nor is the button that has the focus pressed by it.
                e.prevent_default();
                canvas.space.set_value(false);
            }
        });
        // Released elsewhere, the bar is not heard of.
        let away = ["blur", "visibilitychange"].map(|name| {
            window_event_listener_untyped(name, move |_| canvas.space.set_value(false))
        });
        let leaving = window_event_listener_untyped("pagehide", move |_| bench.leave());
        let back = window_event_listener_untyped("pageshow", move |e| {
            let persisted = web_sys::js_sys::Reflect::get(&e, &"persisted".into());
            if persisted.is_ok_and(|p| p.is_truthy()) {
                let _ = window().location().reload();
            }
        });
        let elsewhere = bench.listen();
        let signing_out = bench.before_signing_out();
        let beat = set_interval_with_handle(move || bench.heartbeat(), HEARTBEAT);
        let look = set_interval_with_handle(move || bench.look_unasked(), LOOK);
        on_cleanup(move || {
            keys.remove();
            up.remove();
            for listener in away {
                listener.remove();
            }
            leaving.remove();
            back.remove();
            signing_out.remove();
            for listener in elsewhere {
                listener.remove();
            }
            for timer in [beat, look].into_iter().flatten() {
                timer.clear();
            }
        });
    });
}
