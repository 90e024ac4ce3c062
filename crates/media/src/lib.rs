//! Image bytes: told apart by their content, decoded under limits, re-encoded without metadata, hashed, kept.
//!
//! Must never know the database, HTTP or a model.

mod decode;
mod intake;
mod jpeg;
mod kind;
mod phash;
mod pictures;
mod preview;
mod refused;
mod veil;

pub use decode::{Decoded, decode};
pub use intake::{Stored, take_in};
pub use kind::Kind;
pub use phash::{distance, phash};
pub use pictures::Pictures;
pub use preview::{Preview, Size};
pub use refused::Refused;
