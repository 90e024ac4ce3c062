//! Who is asked, and how.

use serde::{Deserialize, Serialize};

/// What a teacher is shown of an image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeacherSees {
    /// Its captions and boxes, written out.
    #[default]
    Text,
    /// The image itself.
    Image,
}

/// A chat endpoint, and how it is asked. Its key is never here: the worker reads it from its environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Teacher {
    /// What `/chat/completions` is added to, such as `http://127.0.0.1:8000/v1`.
    pub url: String,
    pub model: String,
    #[serde(default)]
    pub sees: TeacherSees,
    #[serde(default = "temperature")]
    pub temperature: f64,
    /// Tokens that a reply may have.
    #[serde(default = "max_tokens")]
    pub max_tokens: u32,
    /// Requests in flight at a time.
    #[serde(default = "concurrency")]
    pub concurrency: u16,
    /// Seconds from a request's first byte to its reply's last.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u16,
    /// The endpoint gives the same reply to the same `Idempotency-Key` without charging again.
    #[serde(default)]
    pub idempotent: bool,
    /// Dollars per million tokens, of the prompt and of the reply.
    #[serde(default)]
    pub prompt_price: f64,
    #[serde(default)]
    pub reply_price: f64,
}

fn temperature() -> f64 {
    0.7
}

fn max_tokens() -> u32 {
    1024
}

fn concurrency() -> u16 {
    4
}

fn timeout_seconds() -> u16 {
    180
}
