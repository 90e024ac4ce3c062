//! What a teacher is asked for: a kind of instruction data, and what it is told of an image.

use crate::BBox;
use serde::{Deserialize, Serialize};

/// How a kind's replies are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyForm {
    /// `Question:` and `Answer:` blocks, each ended by `===`, repeated.
    Pairs,
    /// An answer alone, to one of the kind's own instructions.
    Answer,
}

/// How much of an image's context a kind is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextPart {
    Captions,
    CaptionsAndBoxes,
}

/// A box in an image's context; shares of the image, the upper left corner first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContextBox {
    pub category: String,
    pub xyxy: BBox,
}

/// What is known of an image in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageContext {
    pub captions: Vec<String>,
    #[serde(default)]
    pub boxes: Vec<ContextBox>,
}

/// An image's context and the reply that is wanted for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkedExample {
    #[serde(flatten)]
    pub context: ImageContext,
    /// Of the images after the first, in order, for a kind of several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_images: Vec<ImageContext>,
    pub reply: String,
}

impl WorkedExample {
    /// Of all its images, in order.
    pub fn contexts(&self) -> Vec<&ImageContext> {
        std::iter::once(&self.context)
            .chain(&self.further_images)
            .collect()
    }
}

/// Images of a sample, where a kind does not say.
pub fn one_image() -> u8 {
    1
}

fn is_one_image(images: &u8) -> bool {
    *images == 1
}

/// A kind of instruction data in one of its versions: what a teacher is told, and how its reply is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstructionKind {
    /// `conversation`, `detail`, `reasoning`, or a project's own: lower-case letters, digits, `_`.
    pub name: String,
    pub version: i32,
    /// A sentence for the page.
    pub title: String,
    pub form: ReplyForm,
    pub context: ContextPart,
    /// How many images a sample is about: 1 to [`crate::limits::ITEM_IMAGES`].
    #[serde(default = "one_image", skip_serializing_if = "is_one_image")]
    pub images: u8,
    /// The system message where the teacher sees text.
    pub system: String,
    /// The system message where it sees the image; none: it cannot be asked so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_seeing: Option<String>,
    /// Of [`ReplyForm::Answer`]: one of them becomes the item's instruction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instructions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<WorkedExample>,
    /// Tokens that a reply is expected to have, for estimates.
    pub reply_tokens: i64,
}
