//! What islands beside the desk say.

pub mod api_form;
pub mod batch;
pub mod evaluation_live;
pub mod finder;
pub mod loop_live;
pub mod password_link;
pub mod run_live;
pub mod sampling_live;
pub mod saved;
pub mod synthesis_live;
pub mod unveil;
pub mod upload;
