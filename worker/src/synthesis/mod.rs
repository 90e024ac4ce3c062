//! A synthesis run carried by a worker: requests sent within the budget, replies read and stored; and its commands.

pub mod args;
mod asking;
mod carry;
mod command;
mod dry_run;
mod patience;
mod record;
mod teachers;

pub use asking::Asking;
pub use carry::carry;
pub use command::command;
pub use teachers::Teachers;
