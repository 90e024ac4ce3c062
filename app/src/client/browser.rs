//! What the browser has of its own: storage, which may be off or full, and a clock.

use web_sys::Storage;

/// Of all tabs, and for good.
pub fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Of this tab alone, as long as it is open.
pub fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Seconds, by the browser's clock.
pub fn now() -> f64 {
    web_sys::js_sys::Date::now() / 1000.0
}
