//! The kinds of instruction data that are built in. The three are the paper's; their words are ours, in `templates/`. A
//! change of words is a new version. What a project's own must be has a file of its own.

mod own;

pub use own::own;

use vitrine_domain::InstructionKind;

/// Conversation, detail, reasoning.
pub fn builtin() -> Vec<InstructionKind> {
    [
        include_str!("../templates/conversation.json"),
        include_str!("../templates/detail.json"),
        include_str!("../templates/reasoning.json"),
    ]
    .into_iter()
    .map(|text| serde_json::from_str(text).expect("checked by a test"))
    .collect()
}

/// Their names, which a project's own kinds cannot have.
const BUILTIN: [&str; 3] = ["conversation", "detail", "reasoning"];

pub fn is_builtin(name: &str) -> bool {
    BUILTIN.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::own::examples_read;
    use super::*;
    use crate::flags::betrays_context;
    use vitrine_domain::{ContextPart, ReplyForm};

    #[test]
    fn the_built_in_kinds_are_the_papers_with_as_many_worked_examples() {
        assert!(builtin().iter().map(|k| k.name.as_str()).eq(BUILTIN));
        let shape: Vec<_> = builtin()
            .into_iter()
            .map(|k| (k.name, k.form, k.context, k.examples.len()))
            .collect();
        use {ContextPart as C, ReplyForm as F};
        assert_eq!(
            shape,
            [
                ("conversation".into(), F::Pairs, C::Captions, 2),
                ("detail".into(), F::Answer, C::CaptionsAndBoxes, 3),
                ("reasoning".into(), F::Pairs, C::CaptionsAndBoxes, 3),
            ]
        );
    }

    #[test]
    fn the_worked_examples_keep_the_rules_that_they_show() {
        for kind in builtin() {
            examples_read(&kind).unwrap();
            for example in &kind.examples {
                assert_eq!(example.context.captions.len(), 5, "{}", kind.name);
                assert!(!example.context.boxes.is_empty());
                let replied = crate::Replied {
                    text: &example.reply,
                    ended: None,
                };
                let instruction = kind.instructions.first().map(String::as_str);
                for pair in crate::reply::read(&kind, instruction, replied).unwrap() {
                    assert!(!betrays_context(&pair), "{pair:?}");
                }
            }
        }
    }
}
