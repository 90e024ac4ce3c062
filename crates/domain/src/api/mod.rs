//! What goes over `/api/v1`, for the page, the scripted reviewers and everyone else alike.

mod desk;
mod errors;
mod figures;
mod flow;
mod learning;
mod manage;
mod synthesis;

pub use desk::*;
pub use errors::*;
pub use figures::*;
pub use flow::*;
pub use learning::*;
pub use manage::*;
pub use synthesis::*;
