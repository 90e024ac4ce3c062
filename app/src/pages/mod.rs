//! The pages, one a file, rendered whole on the server. They read through the store as the person signed in.

mod access;
mod account;
mod audit;
mod curated;
mod desk;
mod export;
mod item;
mod item_filters;
mod items;
mod members;
mod models;
mod overview;
mod picture;
mod projects;
mod room;
mod rules;
mod run;
mod run_config;
mod runs;
mod sign_in;

pub use access::missing;
pub use account::account;
pub use audit::audit;
pub use curated::curated;
pub use desk::desk;
pub use export::export;
pub use item::item;
pub use items::items;
pub use members::members;
pub use models::models;
pub use overview::overview;
pub use projects::projects;
pub use run::run;
pub use runs::runs;
pub use sign_in::sign_in;
