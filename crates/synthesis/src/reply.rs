//! A teacher's reply, read strictly: what is not to the letter of its form is told, never guessed.

use vitrine_domain::limits::ANSWER_BYTES;
use vitrine_domain::{InstructionKind, ReplyForm};

/// Characters a question may have, as a project's instruction.
const QUESTION_CHARS: usize = 4_000;
/// Pairs one reply may have.
const MOST_PAIRS: usize = 40;
/// Ends a block.
const END: &str = "===";
/// Characters of a reply that a reason shows.
const SHOWN: usize = 40;

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub question: String,
    pub answer: String,
}

/// Why a reply could not be read, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unparsed(pub String);

/// What came back: its text, and what the endpoint calls its end.
#[derive(Debug, Clone, Copy)]
pub struct Replied<'a> {
    pub text: &'a str,
    pub ended: Option<&'a str>,
}

/// `instruction`: what an answer alone answers.
pub fn read(
    kind: &InstructionKind,
    instruction: Option<&str>,
    replied: Replied<'_>,
) -> Result<Vec<Pair>, Unparsed> {
    match replied.ended {
        Some("length") => return no("the reply was cut at its limit of tokens"),
        Some("content_filter") => return no("the endpoint's filter took the reply"),
        _ => {}
    }
    let text = replied.text.replace("\r\n", "\n");
    // U+FFFD is what is kept of a NUL, which cannot be stored.
    if text.contains(['\0', '\u{fffd}']) {
        return no("the reply holds a character that is none (NUL or U+FFFD)");
    }
    if text.trim().is_empty() {
        return no("the reply is empty");
    }
    let pairs = match kind.form {
        ReplyForm::Answer => vec![answer_alone(&text, instruction)?],
        ReplyForm::Pairs => pairs(&text)?,
    };
    for (i, pair) in pairs.iter().enumerate() {
        if pair.question.chars().count() > QUESTION_CHARS {
            return no(format!(
                "question {} has more than {QUESTION_CHARS} characters",
                i + 1
            ));
        }
        if pair.answer.len() > ANSWER_BYTES {
            return no(format!(
                "answer {} has more than {ANSWER_BYTES} bytes",
                i + 1
            ));
        }
    }
    Ok(pairs)
}

fn answer_alone(text: &str, instruction: Option<&str>) -> Result<Pair, Unparsed> {
    let Some(instruction) = instruction else {
        return no("the kind has no instruction that this could answer");
    };
    if text.lines().any(|l| l.trim() == END) {
        return no(format!(
            "an answer alone was asked for, and there is a “{END}”"
        ));
    }
    Ok(Pair {
        question: instruction.to_owned(),
        answer: text.trim().to_owned(),
    })
}

/// `Question:`, its lines, `===`, `Answer:`, its lines, `===`, and again; the last `===` may be left out.
fn pairs(text: &str) -> Result<Vec<Pair>, Unparsed> {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.trim().lines() {
        match line.trim() == END {
            true => blocks.push(Vec::new()),
            false => blocks.last_mut().expect("never empty").push(line),
        }
    }
    if blocks
        .last()
        .is_some_and(|b| b.iter().all(|l| l.trim().is_empty()))
    {
        blocks.pop();
    }
    let mut pairs = Vec::new();
    let mut question = None;
    for (i, block) in blocks.iter().enumerate() {
        let head = if question.is_none() {
            "Question:"
        } else {
            "Answer:"
        };
        let text = body(block, head, i + 1)?;
        match question.take() {
            None => question = Some(text),
            Some(question) => pairs.push(Pair {
                question,
                answer: text,
            }),
        }
    }
    if question.is_some() {
        return no("the last question has no answer");
    }
    match pairs.len() {
        0 => no("there is no question in it"),
        n if n > MOST_PAIRS => no(format!("it holds {n} pairs, more than {MOST_PAIRS}")),
        _ => Ok(pairs),
    }
}

fn body(block: &[&str], head: &str, nth: usize) -> Result<String, Unparsed> {
    let mut lines = block.iter().skip_while(|l| l.trim().is_empty());
    let first = lines.next().map_or("", |l| l.trim());
    if first != head {
        let shown: String = first.chars().take(SHOWN).collect();
        return no(format!(
            "block {nth} should begin with a line “{head}” and begins with “{shown}”"
        ));
    }
    let rest: Vec<&str> = lines.copied().collect();
    let other = |l: &&str| matches!(l.trim(), "Question:" | "Answer:");
    if rest.iter().any(other) {
        return no(format!("block {nth} has no “{END}” at its end"));
    }
    let text = rest.join("\n").trim().to_owned();
    match text.is_empty() {
        true => no(format!("block {nth} is empty")),
        false => Ok(text),
    }
}

fn no<T>(why: impl Into<String>) -> Result<T, Unparsed> {
    Err(Unparsed(why.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;

    fn kind(name: &str) -> InstructionKind {
        builtin().into_iter().find(|k| k.name == name).unwrap()
    }

    fn stop(text: &str) -> Replied<'_> {
        Replied {
            text,
            ended: Some("stop"),
        }
    }

    fn read_pairs(text: &str) -> Result<Vec<Pair>, String> {
        read(&kind("conversation"), None, stop(text)).map_err(|u| u.0)
    }

    #[test]
    fn pairs_are_read_to_the_letter() {
        let text = "Question:\nWhat is it?\n===\nAnswer:\nA dog.\n\nA brown one.\n===\nQuestion:\nWhere?\n===\nAnswer:\nOn grass.\n===\n";
        let pair = |q: &str, a: &str| Pair {
            question: q.into(),
            answer: a.into(),
        };
        let want = vec![
            pair("What is it?", "A dog.\n\nA brown one."),
            pair("Where?", "On grass."),
        ];
        assert_eq!(read_pairs(text), Ok(want.clone()));
        assert_eq!(
            read_pairs(text.trim_end().trim_end_matches("===")),
            Ok(want.clone())
        );
        assert_eq!(read_pairs(&text.replace('\n', "\r\n")), Ok(want));
    }

    #[test]
    fn what_is_not_to_the_letter_says_where() {
        for (text, why) in [
            ("", "empty"),
            (
                "Sure! Here you are.\n===\n",
                "block 1 should begin with a line “Question:” and begins with “Sure! Here you are.”",
            ),
            (
                "Question: What is it?\n===\nAnswer:\nA dog.\n===\n",
                "begins with “Question: What is it?”",
            ),
            (
                "Question:\nWhat is it?\n===\n",
                "the last question has no answer",
            ),
            (
                "Question:\nWhat is it?\nAnswer:\nA dog.\n===\n",
                "block 1 has no “===” at its end",
            ),
            (
                "Question:\n\n===\nAnswer:\nA dog.\n===\n",
                "block 1 is empty",
            ),
            ("Question:\nWhat?\n===\nAnswer:\n===\n", "block 2 is empty"),
            (
                "Question:\na\n===\nQuestion:\nb\n===\n",
                "block 2 should begin with a line “Answer:”",
            ),
            (
                "Question:\na\n===\nAnswer:\nb\n===\nThat is all.",
                "block 3 should begin with a line “Question:”",
            ),
            ("Question:\na\n===\nAnswer:\nb\0\n===\n", "NUL"),
        ] {
            let got = read_pairs(text).expect_err(text);
            assert!(got.contains(why), "{text:?}: {got}");
        }
    }

    #[test]
    fn a_reply_that_was_cut_is_none_however_it_looks() {
        let whole = "Question:\na\n===\nAnswer:\nb\n===\n";
        for ended in ["length", "content_filter"] {
            let cut = Replied {
                text: whole,
                ended: Some(ended),
            };
            assert!(read(&kind("conversation"), None, cut).is_err());
        }
        let unsaid = Replied {
            text: whole,
            ended: None,
        };
        assert!(read(&kind("conversation"), None, unsaid).is_ok());
    }

    #[test]
    fn a_detail_is_an_answer_alone() {
        let read = |text| read(&kind("detail"), Some("Describe it."), stop(text));
        let got = read("\nA dog lies on grass.\nIt sleeps.\n").unwrap();
        assert_eq!(got[0].question, "Describe it.");
        assert_eq!(got[0].answer, "A dog lies on grass.\nIt sleeps.");
        assert!(read("Question:\na\n===\nAnswer:\nb").is_err());
        let long = "x".repeat(ANSWER_BYTES + 1);
        assert!(read(&long).unwrap_err().0.contains("16384"));
    }
}
