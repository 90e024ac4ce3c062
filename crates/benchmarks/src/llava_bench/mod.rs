//! LLaVA-Bench (Liu et al. 2023, section 5.1): open questions about images, whose answers a judge compares with a
//! reference's that was written from captions and boxes.

mod bench;
mod category;
pub mod judge;
mod judgements;
mod questions;
mod reply;
mod score;

pub use bench::{Bench, Case, Criterion};
pub use category::Category;
pub use judgements::{Judgement, read_judgements};
pub use questions::{Question, coverage, read_questions};
pub use reply::{Pair, parse_reply};
pub use score::{Relative, Scores, relative, scores};
