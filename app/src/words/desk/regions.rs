//! What `desk/regions.rs` says.

/// `kind`: box, polygon or point.
pub fn new(kind: &str) -> String {
    format!("New {kind}")
}

pub const TITLE: &str = "Regions";
pub const UNDO: &str = "Undo";
pub const REDO: &str = "Redo";

pub fn show_hidden(n: usize) -> String {
    format!("Show {n} hidden")
}

/// None yet, with each tool in hand.
pub const NO_POLYGON: &str =
    "None. Click corner after corner on the image, or take New polygon and move its corners.";
pub const NO_POINT: &str = "None. Click on the image, or take New point and move it.";
pub const NO_BOX: &str =
    "None. Drag on the image with a mouse or a pen, or take New box and move it.";

pub const EARLIER: &str = "Earlier";
pub const LATER: &str = "Later";

pub fn rows(from: usize, to: usize, of: usize) -> String {
    format!("{from} to {to} of {of}")
}

/// A row, for screen readers. `told`: what it is, whose and how large.
pub fn row(n: usize, told: &str, locked: bool, hidden: bool) -> String {
    let flags = match (locked, hidden) {
        (true, true) => ", locked, hidden",
        (true, false) => ", locked",
        (false, true) => ", hidden",
        (false, false) => "",
    };
    format!("Region {n}: {told}{flags}")
}

/// Of labels in the answer that no region has.
pub fn unmarked(labels: &[String]) -> Option<String> {
    Some(match labels {
        [] => return None,
        [one] => format!("{one} is in the answer but not marked."),
        all => format!("{} are in the answer but not marked.", all.join(", ")),
    })
}

/// Of regions' labels that are not in the answer.
pub fn unnamed(labels: &[String]) -> Option<String> {
    Some(match labels {
        [] => return None,
        [one] => format!("{one} is marked but not in the answer."),
        all => format!("{} are marked but not in the answer.", all.join(", ")),
    })
}

pub const DELETE_HINT: &str = "Delete (Del)";

pub fn delete(n: usize) -> String {
    format!("Delete region {n}")
}

pub const LOCK_HINT: &str = "Lock";

pub fn lock(n: usize) -> String {
    format!("Lock region {n}")
}

pub const PLACE_HINT: &str = "Place and size in numbers";

pub fn place(n: usize) -> String {
    format!("Place and size of region {n}")
}

pub const HIDE_HINT: &str = "Hide";

pub fn hide(n: usize) -> String {
    format!("Hide region {n}")
}

pub fn label_of(n: usize) -> String {
    format!("Label of region {n}")
}
