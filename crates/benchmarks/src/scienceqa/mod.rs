//! ScienceQA (Lu et al. 2022): multiple-choice questions, some with an image, and LLaVA's ensemble with a teacher
//! (Liu et al. 2023, section 5.2).

mod accuracy;
mod ensemble;
mod extract;
mod gold;
mod predictions;
mod problem;
mod prompt;
pub mod teacher;

pub use accuracy::{Accuracy, Portion, accuracy};
pub use ensemble::{Ensemble, Teacher, combine, either_right};
pub use extract::{choice, letter};
pub use gold::{TEST, read_cqm, read_gold, read_problems};
pub use predictions::{Predictions, Way, read_predictions};
pub use problem::{LETTERS, Problem, Subject};
pub use prompt::cqm;
