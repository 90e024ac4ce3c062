//! What `pages/pager.rs` says.

pub const PAGES: &str = "Pages";
pub const FIRST_PAGE: &str = "First page";
pub const NEXT_PAGE: &str = "Next page";
pub const FURTHER_BACK: &str = "Search further back";
