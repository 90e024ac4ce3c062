//! What goes over `/api/v1`, for the page, the scripted reviewers and everyone else alike.
//!
//! What a body (at any depth) or a query names and nobody knows is refused, 400 `invalid` with the name: passed over, a
//! misspelt filter would ask for everything. By a name that holds null or an empty list a body asks for nothing; of a route that
//! takes no query none is read.

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
