//! The parts of pages that live in the browser. Each is rendered on the server first, and says the same there.

pub mod api_form;
pub mod batch;
mod blame;
pub mod evaluation_live;
pub mod finder;
pub mod loop_live;
pub mod password_link;
pub mod run_live;
pub mod sampling_live;
pub mod saved;
pub mod synthesis_live;
pub mod time_up;
pub mod unveil;
pub mod upload;

pub use api_form::ApiForm;
pub use batch::Batch;
pub use evaluation_live::EvaluationLive;
pub use finder::Finder;
pub use loop_live::LoopLive;
pub use password_link::PasswordLink;
pub use run_live::RunLive;
pub use sampling_live::SamplingLive;
pub use saved::Saved;
pub use synthesis_live::SynthesisLive;
pub use time_up::TimeUp;
pub use unveil::Unveil;
pub use upload::Upload;
