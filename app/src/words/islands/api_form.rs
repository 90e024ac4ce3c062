//! What `islands/api_form.rs` says.
