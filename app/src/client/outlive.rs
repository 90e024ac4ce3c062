//! Requests that outlive their page: what was just decided arrives, whatever becomes of the tab.
//!
//! Browsers go on sending only so much for pages that are gone, and refuse at once what would be more.

use gloo_net::http::Request;
use std::cell::Cell;
use web_sys::js_sys::Reflect;

/// Bytes of bodies on their way, all together: browsers allow 64 KiB (Fetch, "HTTP-network-or-cache fetch"), and last words
/// need some of that.
const ROOM: usize = 48 * 1024;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// Room for a body until it has arrived.
pub struct Room(usize);

impl Room {
    pub fn of(bytes: usize) -> Option<Room> {
        let all = TAKEN.get() + bytes;
        (all <= ROOM).then(|| {
            TAKEN.set(all);
            Room(bytes)
        })
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        TAKEN.set(TAKEN.get() - self.0);
    }
}

/// The same request, to be sent whatever becomes of the page.
pub fn outliving(request: Request) -> Request {
    let init = web_sys::RequestInit::new();
    let set = Reflect::set(&init, &"keepalive".into(), &true.into());
    let raw: web_sys::Request = request.into();
    let kept = set.and_then(|_| web_sys::Request::new_with_request_and_init(&raw, &init));
    kept.unwrap_or(raw).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_so_much_at_a_time() {
        let first = Room::of(ROOM - 10).unwrap();
        assert!(Room::of(11).is_none());
        let second = Room::of(10).unwrap();
        assert!(Room::of(1).is_none());
        drop(first);
        assert!(Room::of(ROOM - 10).is_some());
        drop(second);
        assert!(Room::of(ROOM).is_some());
    }
}
