//! Composed scenes with exact ground truth: real photographs, real cut-outs and
//! real brand marks, put together so that they look like a moderation queue; or
//! like what customers send of their products. Beside them drawn diagrams.
//! For the demo's driver, alignment, tests and benches alone.
//!
//! Every scene is a pure function of the library, the role, the seed and the
//! index. This crate must never know the network, the database or the model,
//! and nothing that stands behind the desk (server, store) may know this crate:
//! it holds the answers.

mod brand;
mod deal;
mod diagram;
mod library;
mod look;
mod mark_style;
mod paint;
mod photo;
mod plan;
mod policy;
mod product;
mod role;
mod scene;
mod truth;
mod warp;
mod words;

pub use brand::{ALIGNMENT_BRANDS, Brand, DEMO_BRANDS, UNALIGNED_BRANDS};
pub use deal::{align_brands, demo_brands};
pub use diagram::{DIAGRAM_PARTS, Diagram, diagram};
pub use library::{Library, Share};
pub use plan::{Plan, PlannedMark, align_plan, demo_plan};
pub use policy::Policy;
pub use product::{Product, ProductScene, product_brands, product_scene, snapshot};
pub use role::Role;
pub use scene::{Placed, PlacedObject, Scene, align_scene, demo_scene, to_jpeg};
pub use truth::{NO_VIOLATIONS, Truth, caption, truth};
