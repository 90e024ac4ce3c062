//! From packages' weight files to a base folder in Hugging Face's LLaVA
//! layout. It runs once, before anything else; it must never be needed to
//! load a base.

pub mod aligned;
pub mod gguf;
pub mod llava;
pub mod onnx;
pub mod tokenizer;

pub use llava::{LAYOUT, build_base};
