//! ScienceQA from stored predictions.

use super::args::ScienceQaArgs;
use super::{shown, text};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use vitrine_benchmarks::scienceqa::{
    Accuracy, Ensemble, Portion, Predictions, Problem, Teacher, Way, accuracy, combine,
    either_right, read_gold, read_predictions,
};

pub fn command(args: &ScienceQaArgs) -> Result<()> {
    let problems = gold(&args.gold, &args.split)?;
    let read = |file: &Path| read_predictions(&file.display().to_string(), &text(file)?, &problems);
    let ours = read(&args.predictions)?;
    let way = ours.way(args.strict);
    if args.strict {
        ours.readable(&args.predictions.display().to_string())?;
    }
    let teacher = args.teacher.as_deref().map(read).transpose()?;
    if let (Some(teacher), Some(file)) = (&teacher, &args.teacher) {
        teacher.readable(&file.display().to_string())?;
    }
    let again = args.again.as_deref().map(read).transpose()?;
    if let (Some(again), Some(file)) = (&again, &args.again) {
        again.readable(&file.display().to_string())?;
    }
    let ensemble = args.ensemble.map(Ensemble::from);
    ensure!(
        again.is_none() || ensemble == Some(Ensemble::Judge),
        "--again is what --ensemble judge reads; it says nothing without"
    );
    let scored = Scored {
        answered: problems.iter().filter(|p| ours.answers(p, way)).collect(),
        ours: &ours,
        way,
        ensemble,
        teacher: teacher.as_ref().map(|answers| Teacher {
            answers,
            again: again.as_ref(),
        }),
    };
    ensure!(
        !scored.answered.is_empty(),
        "{} answers no question",
        args.predictions.display()
    );
    // Of an ensemble, each part must have been asked, too.
    let unheard = teacher.as_ref().map_or(0, |teacher| {
        let unheard = |p: &&&Problem| !teacher.answers(p, Way::Strict);
        scored.answered.iter().filter(unheard).count()
    });
    let not_asked_again = scored.not_asked_again();
    if not_asked_again > 0 {
        eprintln!(
            "on {not_asked_again} questions the two differ and the teacher was not asked again, so ours stands: \
             --again names the file with its second answers; `evaluate --benchmark scienceqa --teacher URL` asks"
        );
    }
    let missing = problems.len() - scored.answered.len() + unheard + not_asked_again;
    if missing > 0 {
        eprintln!(
            "PARTIAL: {missing} answers are missing, ours or the teacher's; not to be compared with a whole result"
        );
    }
    let failed = ours.failed(&problems);
    if args.json {
        println!("{}", scored.json(failed, missing));
    } else {
        scored.table(failed);
        if missing > 0 {
            println!("PARTIAL: {missing} answers are missing");
        }
    }
    Ok(())
}

/// The questions of a gold file, `pid_splits.json` beside it where it is needed.
pub fn gold(file: &Path, split: &str) -> Result<Vec<Problem>> {
    let beside = file.with_file_name("pid_splits.json");
    let splits = beside.exists().then(|| text(&beside)).transpose()?;
    read_gold(
        &file.display().to_string(),
        &text(file)?,
        splits.as_deref(),
        split,
    )
}

/// The figures of answers to all `problems`, strictly read, with a teacher's where one joins in. `missing` questions were
/// not asked.
pub fn json(
    problems: &[Problem],
    missing: usize,
    ours: &Predictions,
    teacher: Option<(Ensemble, Teacher<'_>)>,
) -> Value {
    let scored = Scored {
        answered: problems.iter().collect(),
        ours,
        way: Way::Strict,
        ensemble: teacher.map(|t| t.0),
        teacher: teacher.map(|t| t.1),
    };
    scored.json(ours.failed(problems), missing)
}

struct Scored<'a> {
    /// The questions that we answered.
    answered: Vec<&'a Problem>,
    ours: &'a Predictions,
    way: Way,
    ensemble: Option<Ensemble>,
    teacher: Option<Teacher<'a>>,
}

impl Scored<'_> {
    /// None where the gold file does not say what is of the portion.
    fn of(&self, portion: Portion) -> Option<Accuracy> {
        let choice = |p: &Problem| {
            let ours = self.ours.choice(p, self.way);
            match (self.ensemble, self.teacher) {
                (Some(ensemble), Some(teacher)) => combine(ensemble, p, ours, teacher),
                _ => ours,
            }
        };
        accuracy(portion, self.answered.iter().map(|p| (*p, choice(p))))
    }

    /// Questions on which the teacher differs and was not asked again, where that is what the ensemble rests on.
    fn not_asked_again(&self) -> usize {
        let (Some(Ensemble::Judge), Some(teacher)) = (self.ensemble, self.teacher) else {
            return 0;
        };
        let unasked = |p: &&&Problem| {
            let theirs = teacher.answers.choice(p, Way::Strict);
            theirs != self.ours.choice(p, self.way)
                && !teacher
                    .again
                    .is_some_and(|again| again.answers(p, Way::Strict))
        };
        self.answered.iter().filter(unasked).count()
    }

    fn upper_bound(&self) -> Option<Accuracy> {
        let teacher = self.teacher?;
        let right = |p: &&&Problem| either_right(p, self.ours.choice(p, self.way), teacher);
        Some(Accuracy {
            correct: self.answered.iter().filter(right).count(),
            total: self.answered.len(),
        })
    }

    fn json(&self, failed: Option<usize>, missing: usize) -> Value {
        let all = self.of(Portion::All).unwrap_or_default();
        let mut out = json!({
            "correct": all.correct,
            "total": all.total,
            "failed": failed,
            "upper_bound": self.upper_bound().and_then(Accuracy::percent),
        });
        for portion in Portion::ALL {
            if let Some(accuracy) = self.of(portion) {
                out[portion.key()] = json!(accuracy.percent());
            }
        }
        if missing > 0 {
            out["partial"] = json!({ "missing": missing });
        }
        out
    }

    fn table(&self, failed: Option<usize>) {
        println!(
            "{}{}",
            match self.way {
                Way::Drawn => "results as stored: a lucky draw where no choice could be read",
                Way::Strict => "strict: choices read from the answers, wrong where none could be",
            },
            match self.ensemble {
                None => "",
                Some(Ensemble::Complement) => "; the teacher's answers, ours where it failed",
                Some(Ensemble::Judge) =>
                    "; where the teacher differs, what it said when asked again",
            }
        );
        for portion in Portion::ALL {
            match self.of(portion) {
                Some(a) => println!(
                    "{:<8} {:>6} %  {} of {}",
                    portion.title(),
                    shown(a.percent(), 2),
                    a.correct,
                    a.total
                ),
                None => println!(
                    "{:<8} {:>6}    not known from this gold file (problems.json says)",
                    portion.title(),
                    "–"
                ),
            }
        }
        if let Some(bound) = self.upper_bound() {
            println!(
                "upper bound {} %: {} right in either",
                shown(bound.percent(), 2),
                bound.correct
            );
        }
        match failed {
            Some(failed) => println!("answers that name no choice: {failed}"),
            None => println!("answers that name no choice: not known, the file holds none"),
        }
    }
}
