//! What a project's own kind must be, before anything is paid for.

use super::is_builtin;
use crate::words::image_name;
use vitrine_domain::api::NewInstructionKind;
use vitrine_domain::limits::ITEM_IMAGES;
use vitrine_domain::{InstructionKind, Invalid, ReplyForm};

/// Bytes of a template's texts together: it is sent with every request.
const MOST_BYTES: usize = 64 * 1024;
const MOST_EXAMPLES: usize = 10;
/// Expected of a reply where a kind does not say.
const REPLY_TOKENS: i64 = 250;

/// A project's own kind, in the version that it will have.
pub fn own(new: &NewInstructionKind, version: i32) -> Result<InstructionKind, Invalid> {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let name = new.name.as_str();
    if !(1..=40).contains(&name.len()) || !name.chars().all(letter) {
        return Err(Invalid::new(
            "a kind's name has 1 to 40 lower-case letters, digits and “_”",
        ));
    }
    if is_builtin(name) {
        return Err(Invalid::new(format!(
            "“{name}” is built in; give the kind another name"
        )));
    }
    if new.title.trim().is_empty() || new.title.chars().count() > 200 {
        return Err(Invalid::new("a kind's title has 1 to 200 characters"));
    }
    if new.system.trim().is_empty() {
        return Err(Invalid::new(
            "say in the system message what the teacher is to write",
        ));
    }
    let empty = |texts: &[String]| texts.iter().any(|t| t.trim().is_empty());
    match new.form {
        ReplyForm::Answer if new.instructions.is_empty() || empty(&new.instructions) => {
            return Err(Invalid::new(
                "a kind whose reply is an answer alone needs instructions that it answers, none of them empty",
            ));
        }
        ReplyForm::Pairs if !new.instructions.is_empty() => {
            return Err(Invalid::new(
                "a kind whose reply holds its questions has no instructions of its own",
            ));
        }
        _ => {}
    }
    if new.examples.len() > MOST_EXAMPLES {
        return Err(Invalid::new(format!(
            "a kind has at most {MOST_EXAMPLES} worked examples"
        )));
    }
    let kind = InstructionKind {
        name: name.to_owned(),
        version,
        title: new.title.trim().to_owned(),
        form: new.form,
        context: new.context,
        images: new.images,
        system: new.system.clone(),
        system_seeing: new.system_seeing.clone(),
        instructions: new.instructions.clone(),
        examples: new.examples.clone(),
        reply_tokens: new.reply_tokens.unwrap_or(REPLY_TOKENS).clamp(1, 16_384),
    };
    images_named(&kind)?;
    examples_read(&kind)?;
    match serde_json::to_string(&kind).is_ok_and(|text| text.len() <= MOST_BYTES) {
        true => Ok(kind),
        false => Err(Invalid::new(format!(
            "a kind's texts have at most {} KB together",
            MOST_BYTES / 1024
        ))),
    }
}

/// What the teacher is told fits how many images it gets: of several it is told by their names, of one there is no second.
fn images_named(kind: &InstructionKind) -> Result<(), Invalid> {
    let n = usize::from(kind.images);
    if !(1..=ITEM_IMAGES).contains(&kind.images) {
        return Err(Invalid::new(format!(
            "a sample is about 1 to {ITEM_IMAGES} images, not {n}"
        )));
    }
    let texts = [Some(&kind.system), kind.system_seeing.as_ref()];
    for text in texts.into_iter().flatten() {
        let names = |n| names_image(text, n);
        if n > 1 && !names(n) {
            return Err(Invalid::new(format!(
                "a sample of this kind is about {n} images, which the teacher gets as “{}” to “{}”: name them so in what it is told",
                image_name(1),
                image_name(n)
            )));
        }
        if let Some(beyond) = (n + 1..=usize::from(ITEM_IMAGES) + 1).find(|n| names(*n)) {
            return Err(Invalid::new(format!(
                "what the teacher is told names “{}”, and a sample of this kind has {}: set how many images it is about",
                image_name(beyond),
                match n {
                    1 => "one image".to_owned(),
                    n => format!("{n} images"),
                }
            )));
        }
    }
    for (example, i) in kind.examples.iter().zip(1..) {
        let of = example.contexts().len();
        if of != n {
            return Err(Invalid::new(format!(
                "worked example {i} tells of {of} image(s) where a sample of this kind has {n}; those after the first are its “further_images”"
            )));
        }
    }
    Ok(())
}

/// Whether it is named by its number, in whatever case, and no longer number is meant.
fn names_image(text: &str, n: usize) -> bool {
    let (text, name) = (text.to_lowercase(), image_name(n).to_lowercase());
    text.match_indices(&name).any(|(at, _)| {
        let next = text[at + name.len()..].chars().next();
        !next.is_some_and(|c| c.is_ascii_digit())
    })
}

/// Each worked example is what is asked for: its reply can be read.
pub(super) fn examples_read(kind: &InstructionKind) -> Result<(), Invalid> {
    let instruction = kind.instructions.first().map(String::as_str);
    for (i, example) in kind.examples.iter().enumerate() {
        let replied = crate::Replied {
            text: &example.reply,
            ended: None,
        };
        if let Err(why) = crate::reply::read(kind, instruction, replied) {
            return Err(Invalid::new(format!(
                "the reply of worked example {} could not be read: {}",
                i + 1,
                why.0
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use vitrine_domain::ContextPart;

    #[test]
    fn a_projects_own_kind_is_checked_before_it_is_paid_for() {
        let new = NewInstructionKind {
            name: "read_a_chart".into(),
            title: "Reads a chart aloud".into(),
            form: ReplyForm::Answer,
            context: ContextPart::Captions,
            images: 1,
            system: "Read the chart.".into(),
            system_seeing: None,
            instructions: vec!["What does the chart show?".into()],
            examples: vec![],
            reply_tokens: None,
        };
        let kind = own(&new, 3).unwrap();
        assert_eq!((kind.version, kind.reply_tokens), (3, REPLY_TOKENS));
        let with = |change: fn(&mut NewInstructionKind)| {
            let mut new = new.clone();
            change(&mut new);
            own(&new, 1).map_err(|e| e.0)
        };
        assert!(
            with(|n| n.name = "detail".into())
                .unwrap_err()
                .contains("built in")
        );
        for wrong in [
            with(|n| n.name = "Read".into()),
            with(|n| n.title = " ".into()),
            with(|n| n.system = "".into()),
            with(|n| n.instructions.clear()),
            with(|n| n.form = ReplyForm::Pairs),
            with(|n| n.system = "x".repeat(MOST_BYTES)),
        ] {
            assert!(wrong.is_err(), "{wrong:?}");
        }
        let why = with(|n| {
            n.form = ReplyForm::Pairs;
            n.instructions.clear();
            let mut example = builtin()[0].examples[0].clone();
            example.reply = "Sure!".into();
            n.examples.push(example);
        });
        assert!(why.unwrap_err().contains("worked example 1"));
    }

    #[test]
    fn the_kind_that_the_docs_show_is_one() {
        let docs = include_str!("../../../../docs/teacher.md");
        let (_, after) = docs.split_once("/instruction-kinds\n").unwrap();
        let (json, _) = after.split_once("```").unwrap();
        let new: NewInstructionKind = serde_json::from_str(json).unwrap();
        assert_eq!(own(&new, 1).unwrap().images, 2);
    }

    #[test]
    fn a_kind_of_several_images_tells_of_each_by_name() {
        let new: NewInstructionKind = serde_json::from_value(serde_json::json!({
            "name": "compare", "title": "Compares two images", "form": "answer", "context": "captions", "images": 2,
            "system": "Say how Image 1 and image 2 differ.", "instructions": ["How do they differ?"],
            "examples": [{
                "captions": ["A dog."], "further_images": [{"captions": ["A cat."]}], "reply": "The one is a dog."
            }]
        }))
        .unwrap();
        assert_eq!(own(&new, 1).unwrap().images, 2);
        let with = |change: fn(&mut NewInstructionKind)| {
            let mut new = new.clone();
            change(&mut new);
            own(&new, 1).unwrap_err().0
        };
        for (why, says) in [
            (with(|n| n.images = 0), "1 to 4"),
            (with(|n| n.images = 5), "1 to 4"),
            (with(|n| n.system = "Compare them.".into()), "“Image 2”"),
            (
                with(|n| n.system_seeing = Some("Compare them.".into())),
                "“Image 2”",
            ),
            (
                with(|n| n.system = "Image 12 is none of two.".into()),
                "“Image 2”",
            ),
            (
                with(|n| n.system = "Image 1, Image 2, Image 3.".into()),
                "“Image 3”",
            ),
            (with(|n| n.images = 1), "one image"),
            (
                with(|n| n.examples[0].further_images.clear()),
                "worked example 1",
            ),
        ] {
            assert!(why.contains(says), "{why}");
        }
    }
}
