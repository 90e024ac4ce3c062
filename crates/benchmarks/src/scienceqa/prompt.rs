//! The prompt in the format CQM-A: context, question, choices; the answer is a letter.

use super::problem::{LETTERS, Problem};

/// A question as LLaVA's files ask it, without the image's placeholder.
pub fn cqm(problem: &Problem) -> String {
    let mut lines = Vec::with_capacity(2 + problem.choices.len());
    if !problem.hint.is_empty() {
        lines.push(format!("Context: {}", problem.hint));
    }
    lines.push(problem.question.clone());
    let choices = LETTERS.iter().zip(&problem.choices);
    lines.extend(choices.map(|(letter, choice)| format!("{letter}. {choice}")));
    lines.join("\n")
}
