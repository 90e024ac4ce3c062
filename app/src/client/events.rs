//! The server's “something changed”, by SSE: one stream for all that is live in a page, and none while nobody sees the page.
//! What is live then fetches anew, each at its own pace.

use futures::StreamExt;
use futures::channel::mpsc;
use futures::future::LocalBoxFuture;
use gloo_timers::future::sleep;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventSource;

/// For what costs little.
pub const SOON: Duration = Duration::from_secs(1);

/// Refused, a stream is closed for good: it is opened anew after so long.
const AGAIN: Duration = Duration::from_secs(10);

/// What the page's followers share: a page is of one project.
struct Watch {
    url: String,
    /// None while the page is hidden. The browser reconnects by itself, but for one that was refused.
    source: Option<EventSource>,
    heard: Closure<dyn Fn()>,
    failed: Closure<dyn Fn()>,
    followers: Vec<mpsc::Sender<()>>,
}

thread_local! {
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

type Fetch = Rc<dyn Fn() -> LocalBoxFuture<'static, ()>>;

/// Fetches whenever something changed in the project, and once it is watched: what changed since the page was made, or while
/// it was hidden, was told to nobody. Never twice at once, nor before so much time has passed since the last time, nor while
/// the page is hidden.
pub fn follow<F>(slug: &str, every: Duration, fetch: impl Fn() -> F + 'static)
where
    F: Future<Output = ()> + 'static,
{
    let url = format!("/api/v1/projects/{slug}/events");
    let fetch = move || -> LocalBoxFuture<'static, ()> { Box::pin(fetch()) };
    begin(url, every, Rc::new(fetch));
}

fn begin(url: String, every: Duration, fetch: Fetch) {
    Effect::new(move |_| {
        let (changes, fetch) = (changes(&url), fetch.clone());
        spawn_local(async move { paced(changes, shown, &*fetch, || sleep(every)).await });
    });
}

/// What comes during a fetch and the rest after it is one more.
async fn paced<R: Future>(
    mut changes: mpsc::Receiver<()>,
    shown: impl Fn() -> bool,
    fetch: &dyn Fn() -> LocalBoxFuture<'static, ()>,
    rest: impl Fn() -> R,
) {
    while changes.next().await.is_some() {
        if shown() {
            fetch().await;
            rest().await;
        }
    }
}

/// From now on; room for one, for two say no more.
fn changes(url: &str) -> mpsc::Receiver<()> {
    let (mut follower, changes) = mpsc::channel(0);
    let first = WATCH.with_borrow_mut(|watch| match watch {
        Some(watch) => {
            let open = |s: &EventSource| s.ready_state() == EventSource::OPEN;
            if watch.source.as_ref().is_some_and(open) {
                let _ = follower.try_send(());
            }
            watch.followers.push(follower);
            false
        }
        None => {
            *watch = Some(Watch {
                url: url.to_owned(),
                source: None,
                heard: Closure::new(tell),
                failed: Closure::new(|| set_timeout(look, AGAIN)),
                followers: vec![follower],
            });
            true
        }
    });
    if first {
        look();
        window_event_listener_untyped("visibilitychange", |_| look());
        // A page that the browser keeps for the way back holds no connection.
        window_event_listener_untyped("pagehide", |_| watch(false));
        window_event_listener_untyped("pageshow", |_| look());
        window_event_listener_untyped("online", |_| look());
    }
    changes
}

fn tell() {
    WATCH.with_borrow_mut(|watch| {
        for follower in watch.iter_mut().flat_map(|w| &mut w.followers) {
            // Full: it will fetch anyway.
            let _ = follower.try_send(());
        }
    });
}

fn shown() -> bool {
    !document().hidden()
}

fn look() {
    watch(shown());
}

/// Browsers allow six connections to a host, in all tabs together; one that nobody looks at needs none.
fn watch(on: bool) {
    WATCH.with_borrow_mut(|watch| {
        let Some(watch) = watch else {
            return;
        };
        if !on {
            if let Some(source) = watch.source.take() {
                source.close();
            }
            return;
        }
        let closed = |s: &EventSource| s.ready_state() == EventSource::CLOSED;
        if watch.source.as_ref().is_none_or(closed) {
            watch.source = open(watch);
        }
    });
}

fn open(watch: &Watch) -> Option<EventSource> {
    let source = EventSource::new(&watch.url).ok()?;
    let Watch { heard, failed, .. } = watch;
    for (event, told) in [("message", heard), ("watching", heard), ("error", failed)] {
        let told = source.add_event_listener_with_callback(event, told.as_ref().unchecked_ref());
        told.ok()?;
    }
    Some(source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// Goes on once the cell is cleared.
    fn until_clear(cell: &Rc<Cell<bool>>) -> impl Future<Output = ()> + use<> {
        let cell = cell.clone();
        poll_fn(move |_| match cell.get() {
            true => Poll::Pending,
            false => Poll::Ready(()),
        })
    }

    #[test]
    fn it_fetches_once_at_a_time_with_a_rest_between_and_not_while_hidden() {
        let [fetching, resting, shown] = [true, true, true].map(|is| Rc::new(Cell::new(is)));
        let fetched = Rc::new(Cell::new(0));
        let (mut change, changes) = mpsc::channel(0);
        let (count, busy) = (fetched.clone(), fetching.clone());
        let fetch = move || -> LocalBoxFuture<'static, ()> {
            count.set(count.get() + 1);
            Box::pin(until_clear(&busy))
        };
        let mut task = pin!(paced(
            changes,
            || shown.get(),
            &fetch,
            || until_clear(&resting)
        ));
        let mut go = || {
            let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_pending());
            fetched.get()
        };
        assert_eq!(go(), 0);
        // The first at once; those after it wait for it and for the rest, and are one.
        let _ = change.try_send(());
        assert_eq!(go(), 1);
        for _ in 0..3 {
            let _ = change.try_send(());
            assert_eq!(go(), 1);
        }
        fetching.set(false);
        assert_eq!(go(), 1);
        fetching.set(true);
        resting.set(false);
        assert_eq!(go(), 2);
        fetching.set(false);
        assert_eq!(go(), 2);
        // Hidden, it lets changes go by.
        shown.set(false);
        let _ = change.try_send(());
        assert_eq!(go(), 2);
        shown.set(true);
        assert_eq!(go(), 2);
        let _ = change.try_send(());
        assert_eq!(go(), 3);
    }
}
