//! Whoever signs out on the desk itself gives back first what lies here, and what was decided arrives: once the session has
//! ended nothing can. Where it was ended in another tab, and somebody else has signed in since, the desk stops.

use super::{Bench, Notice, Offer, Phase};
use crate::client::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

/// Nobody waits longer to be signed out.
const AT_MOST: Duration = Duration::from_secs(1);
/// How often it is looked whether decisions have arrived.
const LOOK: Duration = Duration::from_millis(50);

impl Bench {
    pub fn before_signing_out(self) -> WindowListenerHandle {
        window_event_listener_untyped("submit", move |e| {
            let form = e
                .target()
                .and_then(|t| t.dyn_into::<HtmlFormElement>().ok());
            let out =
                |f: &HtmlFormElement| f.get_attribute("action").as_deref() == Some("/sign-out");
            if let Some(form) = form.filter(out) {
                e.prevent_default();
                self.sign_out(form);
            }
        })
    }

    /// Nothing was done of what was asked, nor is anything any more. What was written waits here for its writer.
    pub(super) fn somebody_else(self, problem: &Problem) {
        if self.phase.get_untracked() == Phase::SomebodyElse {
            return;
        }
        self.phase.set(Phase::SomebodyElse);
        self.keep();
        self.cover();
        let notice = Notice {
            text: problem.to_string(),
            offer: Offer::SignIn,
        };
        self.notice.set(Some(notice));
    }

    fn sign_out(self, form: HtmlFormElement) {
        self.last_words();
        let gone = Cell::new(false);
        let go: Rc<dyn Fn()> = Rc::new(move || {
            if !gone.replace(true) {
                let _ = form.submit();
            }
        });
        let late = go.clone();
        set_timeout(move || late(), AT_MOST);
        let held = self.held();
        if held.is_empty() {
            return self.once_sent(go);
        }
        // All at once; the last answer ends it.
        let left = Rc::new(Cell::new(held.len()));
        for item in held {
            let (left, go) = (left.clone(), go.clone());
            spawn_local(async move {
                self.release_now(&item).await;
                left.set(left.get() - 1);
                if left.get() == 0 {
                    self.once_sent(go);
                }
            });
        }
    }

    fn once_sent(self, go: Rc<dyn Fn()>) {
        match self.sending.get_untracked() {
            0 => go(),
            _ => set_timeout(move || self.once_sent(go), LOOK),
        }
    }
}
