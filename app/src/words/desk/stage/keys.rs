//! What `desk/stage/keys.rs` says.

/// Each heading with its keys and what they do.
pub const HELP: [(&str, &[(&str, &str)]); 2] = [
    (
        "Canvas",
        &[
            ("Wheel", "Zoom, at the cursor"),
            (
                "Space drag",
                "Pan; so does the middle button, and two fingers",
            ),
            ("Alt drag", "Draw where a region lies already"),
        ],
    ),
    (
        "Several, and corners",
        &[
            (
                "Shift click",
                "One more among the selected; a drag: all it touches",
            ),
            ("Ctrl A", "Select all"),
            ("Ctrl D", "Duplicate"),
            ("Del", "Delete the chosen corner"),
            ("Enter", "Close a polygon"),
        ],
    ),
];
