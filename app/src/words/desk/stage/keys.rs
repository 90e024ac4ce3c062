//! What `desk/stage/keys.rs` says.

/// Each heading with its keys and what they do.
pub const HELP: [(&str, &[(&str, &str)]); 2] = [
    (
        "Canvas",
        &[
            ("B P O V", "Tool: box, polygon, point, select"),
            ("+ −", "Zoom; so does the wheel, at the cursor"),
            ("F / Shift F", "The whole image; one to one"),
            (
                "Space drag",
                "Pan; so does the middle button, and two fingers",
            ),
            ("M", "Snap to the image’s edge and to other regions, or not"),
            ("Alt drag", "Draw where a region lies already"),
        ],
    ),
    (
        "Several, and corners",
        &[
            ("[ ]", "To the region before, to the next"),
            (
                "Shift click",
                "One more among the selected; a drag: all it touches",
            ),
            ("Ctrl A", "Select all"),
            ("D", "Duplicate"),
            ("K / H", "Lock; hide (Shift H: show all)"),
            (", .", "To a polygon’s corner before, to the next"),
            ("I / Del", "Add a corner behind the chosen one; delete it"),
            ("Enter", "Close a polygon"),
        ],
    ),
];
