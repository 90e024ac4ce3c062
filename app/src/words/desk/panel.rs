//! What `desk/panel.rs` says.
