//! What is said of one sample's images, and which of a kind's instructions it answers.

use crate::seeds;
use std::fmt::Write;
use vitrine_domain::{ContextPart, ImageContext, InstructionKind, ReplyForm};

/// Which sample of which images.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    pub seed: i64,
    pub image_sha256: &'a str,
    /// Of the images after the first, in order.
    pub further: &'a [String],
    pub nth: i32,
}

impl<'a> Which<'a> {
    pub(crate) fn number(self, kind: &InstructionKind, of: &str) -> u64 {
        let nth = self.nth.to_string();
        let mut words: Vec<&str> = vec![self.image_sha256, &kind.name, &nth, of];
        words.extend(self.further.iter().map(String::as_str));
        seeds::number(self.seed, &words)
    }

    /// Hashes of all its images, in order.
    pub fn images(self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.image_sha256).chain(self.further.iter().map(String::as_str))
    }
}

/// What a teacher is told that an image of several is called; `n` from 1.
pub fn image_name(n: usize) -> String {
    format!("Image {n}")
}

/// The context as the paper writes it: the captions, an empty line, `category: [x1, y1, x2, y2]` a box with three
/// decimals; where a kind is given the captions alone, these.
pub fn context_text(part: ContextPart, context: &ImageContext) -> String {
    let mut text = context.captions.join("\n");
    if part == ContextPart::CaptionsAndBoxes && !context.boxes.is_empty() {
        text.push('\n');
        for b in &context.boxes {
            let [x1, y1, x2, y2] = b.xyxy;
            let _ = write!(
                text,
                "\n{}: [{x1:.3}, {y1:.3}, {x2:.3}, {y2:.3}]",
                b.category
            );
        }
    }
    text
}

/// What is said of all of a sample's images: of one what [`context_text`] says; of several that of each below its name,
/// with an empty line between.
pub fn contexts_text(part: ContextPart, contexts: &[&ImageContext]) -> String {
    match contexts {
        [one] => context_text(part, one),
        several => several
            .iter()
            .zip(1..)
            .map(|(context, n)| format!("{}:\n{}", image_name(n), context_text(part, context)))
            .collect::<Vec<_>>()
            .join("\n\n"),
    }
}

/// Which of a kind's own instructions a sample answers; none where the teacher writes questions too.
pub fn instruction<'k>(kind: &'k InstructionKind, which: Which<'_>) -> Option<&'k str> {
    let all = &kind.instructions;
    if kind.form == ReplyForm::Pairs || all.is_empty() {
        return None;
    }
    // From a start of its own on, so that a second sample of the image has another one.
    let start = seeds::number(which.seed, &[which.image_sha256, &kind.name, "instruction"]);
    let at = (start % all.len() as u64) as usize + which.nth.unsigned_abs() as usize;
    Some(all[at % all.len()].as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use crate::request::tests::{context, which};

    #[test]
    fn the_context_is_written_as_in_the_paper() {
        let both = context_text(ContextPart::CaptionsAndBoxes, &context());
        assert_eq!(
            both,
            "A dog runs.\nA brown dog on grass.\n\ndog: [0.100, 0.200, 0.555, 1.000]\nball: [0.000, 0.000, 0.250, 0.125]"
        );
        let captions = context_text(ContextPart::Captions, &context());
        assert_eq!(captions, "A dog runs.\nA brown dog on grass.");
    }

    #[test]
    fn of_several_images_each_is_told_of_below_its_name() {
        let other = ImageContext {
            captions: vec!["A cat sleeps.".into()],
            boxes: vec![],
        };
        let all = [&context(), &other];
        assert_eq!(
            contexts_text(ContextPart::CaptionsAndBoxes, &all),
            "Image 1:\nA dog runs.\nA brown dog on grass.\n\ndog: [0.100, 0.200, 0.555, 1.000]\nball: [0.000, 0.000, 0.250, 0.125]\n\n\
             Image 2:\nA cat sleeps."
        );
        let part = ContextPart::CaptionsAndBoxes;
        assert_eq!(
            contexts_text(part, &all[..1]),
            context_text(part, &context())
        );
    }

    #[test]
    fn a_second_description_of_an_image_answers_another_instruction() {
        let kind = builtin().into_iter().find(|k| k.name == "detail").unwrap();
        let all: Vec<_> = (0..kind.instructions.len() as i32)
            .map(|nth| instruction(&kind, which(nth)).unwrap())
            .collect();
        let different: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert_eq!(instruction(&builtin()[0], which(0)), None);
    }
}
