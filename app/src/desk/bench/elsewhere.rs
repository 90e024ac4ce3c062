//! One's other desks in this browser. A page that is opened, or claims anew, takes what lies on them, under a fence of its
//! own; it tells them, so that they ask at once whether what they show is theirs still, and not at the next heartbeat.

use super::Bench;
use crate::client::browser::local;
use leptos::prelude::*;
use vitrine_domain::api::DeskItem;
use web_sys::js_sys::Reflect;

/// What is stored under it says only that something was opened.
const OPENED: &str = "vitrine.opened";

pub(super) fn tell(item: &DeskItem) {
    if let Some(storage) = local() {
        let what = format!("{} {}", item.item.id, item.claim.fence);
        let _ = storage.set_item(OPENED, &what);
    }
}

impl Bench {
    /// Told by another page, seen again after a while, or with a connection again: are the claims still this desk's?
    pub fn listen(self) -> [WindowListenerHandle; 3] {
        let told = window_event_listener_untyped("storage", move |e| {
            let key = Reflect::get(&e, &"key".into()).ok();
            if key.and_then(|k| k.as_string()).as_deref() == Some(OPENED) {
                self.heartbeat();
            }
        });
        let seen = window_event_listener_untyped("focus", move |_| self.heartbeat());
        let online = window_event_listener_untyped("online", move |_| {
            self.heartbeat();
            self.look_unasked();
        });
        [told, seen, online]
    }
}
