//! What comes anew is seen from its beginning: an item, and what is said of one.

use super::bench::Bench;
use leptos::prelude::*;

/// The panel is scrolled to its top when another item or a notice comes. Where the window scrolls instead, another item
/// brings the picture back; a notice leaves one where one is at work.
pub fn from_the_top(bench: Bench) {
    let item = Memo::new(move |_| bench.item.with(|i| i.as_ref().map(|i| i.item.id)));
    Effect::new(move |_| {
        if item.get().is_some() {
            request_animation_frame(|| {
                panel();
                window_up();
            });
        }
    });
    Effect::new(move |_| {
        if bench.notice.with(Option::is_some) {
            request_animation_frame(panel);
        }
    });
}

fn panel() {
    if let Ok(Some(panel)) = document().query_selector(".desk-panel") {
        panel.set_scroll_top(0);
    }
}

/// Never downwards: whoever has just come sees the whole page.
fn window_up() {
    if let Ok(Some(desk)) = document().query_selector(".desk")
        && desk.get_bounding_client_rect().top() < 0.0
    {
        desk.scroll_into_view();
    }
}
