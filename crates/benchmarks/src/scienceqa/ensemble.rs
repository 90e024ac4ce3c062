//! A model's answers together with a teacher's (Liu et al. 2023, section 5.2).

use super::predictions::{Predictions, Way};
use super::problem::Problem;

pub use vitrine_domain::Ensemble;

/// The teacher's answers, and those that it gave when asked again.
#[derive(Debug, Clone, Copy)]
pub struct Teacher<'a> {
    pub answers: &'a Predictions,
    pub again: Option<&'a Predictions>,
}

/// The ensemble's choice for a question; the teacher is read strictly, as a failed answer of its is not to be drawn.
pub fn combine(
    ensemble: Ensemble,
    problem: &Problem,
    ours: Option<usize>,
    teacher: Teacher<'_>,
) -> Option<usize> {
    let theirs = teacher.answers.choice(problem, Way::Strict);
    match ensemble {
        Ensemble::Complement => theirs.or(ours),
        Ensemble::Judge if theirs == ours => ours,
        Ensemble::Judge => {
            let again = teacher.again.and_then(|t| t.choice(problem, Way::Strict));
            again.or(ours)
        }
    }
}

/// Whether either is right: what a perfect judge would come to.
pub fn either_right(problem: &Problem, ours: Option<usize>, teacher: Teacher<'_>) -> bool {
    let right = Some(problem.answer);
    ours == right || teacher.answers.choice(problem, Way::Strict) == right
}

#[cfg(test)]
mod tests {
    use super::super::gold::tests::problem;
    use super::super::read_predictions;
    use super::*;

    #[test]
    fn who_is_heard_when() {
        let problems = ["1", "2", "3", "4"].map(|id| problem(id, 1));
        let read = |outputs: &str| read_predictions("p", outputs, &problems).unwrap();
        // Agrees, differs, fails, differs and fails again.
        let answers = read(r#"{"outputs": {"1": "A", "2": "B", "3": "hm", "4": "B"}}"#);
        let again =
            read(r#"{"outputs": {"1": "B", "2": "The answer is B.", "3": "B", "4": "hm"}}"#);
        let teacher = Teacher {
            answers: &answers,
            again: Some(&again),
        };
        let all = |ensemble| {
            problems
                .iter()
                .map(|p| combine(ensemble, p, Some(0), teacher))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            all(Ensemble::Complement),
            [Some(0), Some(1), Some(0), Some(1)]
        );
        assert_eq!(all(Ensemble::Judge), [Some(0), Some(1), Some(1), Some(0)]);
        let either: Vec<bool> = problems
            .iter()
            .map(|p| either_right(p, Some(0), teacher))
            .collect();
        assert_eq!(either, [false, true, false, true]);
    }
}
