//! The only door to Postgres: one file per aggregate, noun-first methods, each takes the actor.
//!
//! SQL lives here and nowhere else. Must never know HTTP, a page, a model's inside or a file's format.

mod actor;
mod audit;
mod benchmark_evaluations;
mod bills;
mod changes;
mod claims;
mod clusters;
mod counts;
mod error;
mod evaluations;
mod gates;
mod images;
mod item_list;
mod item_purge;
mod items;
pub mod jobs;
mod login_role;
mod members;
mod meta;
mod migrate;
mod model_versions;
mod passwords;
mod projects;
mod proposals;
mod review_check;
mod review_undo;
mod reviews;
mod rows;
mod sessions;
mod snapshots;
mod store;
pub mod testing;
mod training_runs;
mod triplets;
mod users;

pub use actor::{Actor, ActorKind, Member};
pub use changes::Heard;
pub use clusters::ClusterReport;
pub use error::{Result, StoreError};
pub use evaluations::NewEvaluation;
pub use images::{BytesGuard, NewImage};
pub use item_purge::Purged;
pub use items::Added;
pub use meta::Holds;
pub use model_versions::NewVersion;
pub use proposals::{NewProposal, ProposeWork};
pub use sessions::SessionRow;
pub use store::Store;
pub use training_runs::RunProgress;
