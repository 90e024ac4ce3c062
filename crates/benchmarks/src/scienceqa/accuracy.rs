//! Accuracy by the columns of the paper's table. (A split, without more, is train, validation or held-out.)

use super::problem::{Problem, Subject};
use serde::Serialize;

/// A column of the paper's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portion {
    /// Natural science.
    Nat,
    /// Social science.
    Soc,
    /// Language science.
    Lan,
    /// With text as context.
    Txt,
    /// With an image as context.
    Img,
    /// With neither.
    No,
    Grades1To6,
    Grades7To12,
    All,
}

impl Portion {
    pub const ALL: [Self; 9] = [
        Self::Nat,
        Self::Soc,
        Self::Lan,
        Self::Txt,
        Self::Img,
        Self::No,
        Self::Grades1To6,
        Self::Grades7To12,
        Self::All,
    ];

    /// Key in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nat => "nat",
            Self::Soc => "soc",
            Self::Lan => "lan",
            Self::Txt => "txt",
            Self::Img => "img",
            Self::No => "no",
            Self::Grades1To6 => "g1_6",
            Self::Grades7To12 => "g7_12",
            Self::All => "all",
        }
    }

    /// Column in the paper.
    pub fn title(self) -> &'static str {
        match self {
            Self::Nat => "NAT",
            Self::Soc => "SOC",
            Self::Lan => "LAN",
            Self::Txt => "TXT",
            Self::Img => "IMG",
            Self::No => "NO",
            Self::Grades1To6 => "G1-6",
            Self::Grades7To12 => "G7-12",
            Self::All => "Average",
        }
    }

    /// Whether a question is of the portion; none where the file does not say.
    pub fn holds(self, problem: &Problem) -> Option<bool> {
        let text = !problem.hint.is_empty();
        match self {
            Self::Nat => problem.subject.map(|s| s == Subject::Natural),
            Self::Soc => problem.subject.map(|s| s == Subject::Social),
            Self::Lan => problem.subject.map(|s| s == Subject::Language),
            Self::Txt => Some(text),
            Self::Img => Some(problem.has_image),
            Self::No => Some(!text && !problem.has_image),
            Self::Grades1To6 => problem.grade.map(|g| g <= 6),
            Self::Grades7To12 => problem.grade.map(|g| g > 6),
            Self::All => Some(true),
        }
    }
}

/// Right answers of all in a portion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Accuracy {
    pub correct: usize,
    pub total: usize,
}

impl Accuracy {
    /// To two decimals; none of nothing.
    pub fn percent(self) -> Option<f64> {
        let percent = 100.0 * self.correct as f64 / self.total as f64;
        percent
            .is_finite()
            .then(|| (percent * 100.0).round() / 100.0)
    }
}

/// Of a portion, with the choice made for each question; none where a question does not say whether it is of it.
pub fn accuracy<'a>(
    portion: Portion,
    chosen: impl IntoIterator<Item = (&'a Problem, Option<usize>)>,
) -> Option<Accuracy> {
    let mut accuracy = Accuracy::default();
    for (problem, choice) in chosen {
        if portion.holds(problem)? {
            accuracy.total += 1;
            accuracy.correct += usize::from(choice == Some(problem.answer));
        }
    }
    Some(accuracy)
}

#[cfg(test)]
mod tests {
    use super::super::gold::tests::problem;
    use super::*;

    #[test]
    fn each_question_counts_in_its_portions_and_what_is_not_said_is_not_guessed() {
        let mut with_text = problem("1", 0);
        with_text.hint = "A hint.".into();
        with_text.subject = Some(Subject::Social);
        with_text.grade = Some(7);
        let plain = problem("2", 1);
        let all = [with_text, plain];
        let got = |portion, problems: &[Problem]| {
            accuracy(portion, problems.iter().map(|p| (p, Some(0))))
        };
        let of = |portion| got(portion, &all).map(|a| (a.correct, a.total));
        assert_eq!(of(Portion::All), Some((1, 2)));
        assert_eq!(of(Portion::Txt), Some((1, 1)));
        assert_eq!(of(Portion::No), Some((0, 1)));
        assert_eq!(of(Portion::Img), Some((0, 0)));
        assert_eq!((of(Portion::Soc), of(Portion::Grades1To6)), (None, None));
        let first = |portion| got(portion, &all[..1]).unwrap().percent();
        assert_eq!(
            (first(Portion::Soc), first(Portion::Grades7To12)),
            (Some(100.0), Some(100.0))
        );
        assert_eq!((first(Portion::Lan), first(Portion::Img)), (None, None));
        let two_thirds = Accuracy {
            correct: 2,
            total: 3,
        };
        assert_eq!(two_thirds.percent(), Some(66.67));
    }
}
