//! What goes over `/api/v1`, for the page, the scripted reviewers and everyone else alike.

mod desk;
mod errors;
mod eyes;
mod figures;
mod flow;
mod learning;
mod manage;
mod synthesis;

pub use desk::*;
pub use errors::*;
pub use eyes::*;
pub use figures::*;
pub use flow::*;
pub use learning::*;
pub use manage::*;
pub use synthesis::*;
