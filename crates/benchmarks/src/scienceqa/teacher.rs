//! What a teacher is asked (Liu et al. 2023, section 5.2): each question, in text alone; and again, with both outcomes,
//! where its answer and ours differ. The paper does not print its messages; these are our own, and an answer is read
//! from them by the authors' rules.

use super::problem::{LETTERS, Problem};
use super::prompt::cqm;

/// The system's words to a teacher.
pub const SYSTEM: &str = "You answer multiple-choice questions of school science. You cannot see images; where a \
                          question needs one, reason from its text.";
/// A teacher's temperature: the same question gives the same answer, as far as the endpoint can.
pub const TEMPERATURE: f64 = 0.0;
/// Tokens that its reply may have.
pub const MAX_TOKENS: usize = 512;

const ENDING: &str = "End with one sentence of the form “The answer is X.”, X being the letter.";

/// A question.
pub fn question(problem: &Problem) -> String {
    format!(
        "{}\n\nReason step by step, then give your answer. {ENDING}",
        cqm(problem)
    )
}

/// The same question again, with what came out for either: ours and the teacher's own first answer.
pub fn again(problem: &Problem, ours: Option<usize>, theirs: Option<usize>) -> String {
    let said = |choice: Option<usize>| match choice.and_then(|c| LETTERS.get(c)) {
        Some(letter) => format!("The answer is {letter}."),
        None => "It gave no answer that can be read.".to_owned(),
    };
    format!(
        "{}\n\nTwo models have answered. A model that sees the image: {} A model that reads the text alone: {}\n\n\
         Considering both, reason step by step and give your own final answer. {ENDING}",
        cqm(problem),
        said(ours),
        said(theirs)
    )
}

#[cfg(test)]
mod tests {
    use super::super::gold::tests::problem;
    use super::super::letter;
    use super::*;

    #[test]
    fn both_outcomes_stand_in_the_second_question() {
        let asked = again(&problem("1", 0), Some(0), None);
        assert_eq!(
            asked,
            "Which?\nA. this\nB. that\n\nTwo models have answered. A model that sees the image: The answer is A. A \
             model that reads the text alone: It gave no answer that can be read.\n\nConsidering both, reason step by \
             step and give your own final answer. End with one sentence of the form “The answer is X.”, X being the \
             letter."
        );
        assert!(question(&problem("1", 0)).starts_with("Which?\nA. this\nB. that\n\nReason"));
        // What is asked for is what is read.
        assert_eq!(letter("It melts. The answer is B."), Some('B'));
    }
}
