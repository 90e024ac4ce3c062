//! What `desk/keys.rs` says.

/// Why a sign cannot be a key of one's own.
pub const WITH_ALT: &str = "Alt with a key is the browser’s own: choose a key that needs no Alt, or a sign typed with AltGr.";
pub const WITH_CTRL: &str =
    "Ctrl with a key is the browser’s own: choose a key that is pressed alone.";
pub const A_PHRASE: &str = "Shift 1 … 9 always puts a phrase into the answer: choose another key.";

/// Keys that nobody changes, as the help shows them.
pub const FIXED: [(&str, &[(&str, &str)]); 2] = [
    (
        "Always",
        &[
            ("Ctrl Enter", "Decide while typing"),
            (
                "Ctrl K",
                "Find any command, label, page, item or project by name",
            ),
            (
                "1 … 9",
                "Put a label into the answer, or take it out of a decision; with a region selected: its label. The keys count, whatever is printed on them, but for a sign that is itself a key: - zooms out on a French keyboard, + zooms in on a Czech one, until you give that another key. Labels past nine: Ctrl K, then the name",
            ),
            ("Shift 1 … 9", "Put a phrase into the answer"),
            (
                "Ctrl Y",
                "Redo an edit (so does Ctrl Shift Z); Ctrl Z: undo it",
            ),
            ("Esc", "Leave the text or the region"),
            ("?", "These keys (so does Ctrl ?, while typing too)"),
        ],
    ),
    (
        "Regions",
        &[
            ("Tab", "From region to region"),
            ("Arrows", "Move the box (Ctrl: by one pixel)"),
            ("Shift Arrows", "Resize the box"),
            ("Del", "Delete it"),
        ],
    ),
];
