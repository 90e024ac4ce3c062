//! What `pages/synthesis_form.rs` says.
