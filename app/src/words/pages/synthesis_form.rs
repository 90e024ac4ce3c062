//! What `pages/synthesis_form.rs` says.

use crate::words::plural;

pub const NO_HOST: &str = "No teacher may be asked yet.";
pub const NO_HOST_LEAD: &str = "Name its host on the overview, under “Change the rules of learning”; requests go nowhere else.";
pub const NO_HOST_OTHERS: &str =
    "A lead or an admin names its host on the overview, among the rules of learning.";

/// After a kind's name and version.
pub fn images_each(images: u8) -> String {
    format!(", {images} images each")
}

pub const NO_CAPTION: &str = "No image has a caption yet.";
pub const NO_CAPTION_HINT: &str = "Write some on the items’ pages, or have an import do it; a teacher that sees the images needs none.";

pub const ASK: &str = "Ask a teacher";
pub const HOW_MANY: &str = "How many of each kind";
pub const URL: &str = "Teacher’s address";
pub const MODEL: &str = "Its model";
pub const SEES: &str = "It is shown";
pub const SEES_TEXT: &str = "captions and boxes";
pub const SEES_IMAGE: &str = "the image itself";
pub const KEY_HINT: &str =
    "Its key is never written here: the worker reads it from its own environment.";

pub const BUDGET: &str = "Budget: it stops before either is passed";
pub const TOKENS: &str = "Tokens";
pub const DOLLARS: &str = "Dollars";
pub const DOLLARS_HINT: &str = "empty: not limited";
/// With the next: two labels that read as one.
pub const PROMPT_PRICE: &str = "Price of a million tokens of prompt, $";
pub const REPLY_PRICE: &str = "and of reply, $";

pub const HOW: &str = "How it is asked";
pub const TEMPERATURE: &str = "Temperature";
pub const MAX_TOKENS: &str = "Tokens a reply may have";
pub const CONCURRENCY: &str = "Requests at a time";
pub const TIMEOUT: &str = "Seconds a request may take";
pub const SEED: &str = "Seed";
pub const SEED_HINT: &str = "empty: drawn";
pub const IDEMPOTENT: &str = "It heeds Idempotency-Key: the same request again costs nothing";

pub fn plan(images: &str) -> String {
    let images = plural(images, "image", "images");
    format!(
        "The plan is drawn over {images}, and its expected cost shown, before the first request."
    )
}

pub const START: &str = "Start the run";

pub const ADD_KIND: &str = "Add a kind of your own";
pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "lower-case letters, digits, _; one that is there gets a new version";
/// Of those letters too.
pub const NAME_EXAMPLE: &str = "read_a_chart";
pub const KIND_TITLE: &str = "Title";
pub const FORM: &str = "Its replies are";
pub const FORM_ANSWER: &str = "an answer alone, to one of the instructions below";
pub const FORM_PAIRS: &str = "questions with their answers";
pub const CONTEXT: &str = "The teacher is given";
pub const CONTEXT_BOXES: &str = "captions and boxes";
pub const CONTEXT_CAPTIONS: &str = "captions alone";
pub const IMAGES: &str = "Images a sample is about";
/// “Image 1” stays: so they are called in the prompt.
pub const IMAGES_HINT: &str = "of several the teacher is told as Image 1, Image 2 …: name them so";
pub const SYSTEM: &str = "What the teacher is told";
pub const SYSTEM_SEEING: &str = "What it is told where it sees the image";
pub const SYSTEM_SEEING_HINT: &str = "empty: it cannot be asked so";
pub const INSTRUCTIONS: &str = "Instructions, one a line";
pub const INSTRUCTIONS_HINT: &str = "for answers alone";
pub const EXAMPLES: &str = "Worked examples";
/// The names of JSON keys stay.
pub const EXAMPLES_HINT: &str =
    "JSON: captions, boxes, reply of each; further_images where there are several";
pub const ADD: &str = "Add the kind";
