//! The rows of Vitrine as everyone sees them: what the store returns, REST sends and the pages show.

mod access;
mod benchmark;
mod bill;
mod care;
mod decision;
mod desk;
mod eyes;
mod figures;
mod flow;
mod learning;
mod project;
mod sampling;
mod span;
mod synthesis;
mod triplet;
mod views;

pub use access::*;
pub use benchmark::*;
pub use bill::*;
pub use care::*;
pub use decision::*;
pub use desk::*;
pub use eyes::*;
pub use figures::*;
pub use flow::*;
pub use learning::*;
pub use project::*;
pub use sampling::*;
pub use span::*;
pub use synthesis::*;
pub use triplet::*;
pub use views::*;
