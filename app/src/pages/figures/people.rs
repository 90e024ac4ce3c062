//! Charts of the queue, of decisions, of corrections and of labels.

use crate::charts::{Bars, Chart, LEVELS, Level, bars, levels};
use crate::parts::{grouped, percent, verdict_word};
use crate::words::pages::figures::people as say;
use crate::words::parts::values;
use vitrine_domain::{CorrectionFigures, LabelFigures, QueueFigures, ReviewFigures, Verdict};

pub fn queue(q: &QueueFigures) -> Chart {
    let all: Vec<Bars> = (q.ages.iter())
        .map(|a| Bars {
            word: say::age_short(a.hours_from, a.hours_to),
            parts: vec![a.items],
        })
        .collect();
    Chart {
        id: "queue",
        title: say::QUEUE,
        unit: say::queue_unit(&grouped(q.queued), q.more),
        legend: Vec::new(),
        drawing: bars(&all, &["c-correct"]),
        says: say::queue_says(&grouped(q.queued), q.more),
        head: say::QUEUE_HEAD.map(str::to_owned).to_vec(),
        rows: (q.ages.iter())
            .map(|a| vec![say::age(a.hours_from, a.hours_to), grouped(a.items)])
            .collect(),
        empty: say::QUEUE_EMPTY,
    }
}

const VERDICTS: [(&str, Verdict); 5] = [
    ("c-accept", Verdict::Accept),
    ("c-correct", Verdict::Correct),
    ("c-label", Verdict::Label),
    ("c-reject", Verdict::Reject),
    ("c-escalate", Verdict::Escalate),
];

pub fn throughput(r: &ReviewFigures) -> Chart {
    let parts =
        |d: &vitrine_domain::DayCounts| vec![d.accept, d.correct, d.label, d.reject, d.escalate];
    let all: Vec<Bars> = (super::drawn(&r.by_day).iter())
        .map(|d| Bars {
            word: values::day(d.day),
            parts: parts(d),
        })
        .collect();
    let n: i64 = r.by_day.iter().map(|d| d.all()).sum();
    let head = std::iter::once(say::DAY)
        .chain(VERDICTS.map(|v| verdict_word(v.1)))
        .chain([say::ALL]);
    Chart {
        id: "throughput",
        title: say::THROUGHPUT,
        unit: say::throughput_unit(&grouped(n)),
        legend: VERDICTS
            .map(|(class, verdict)| (class.to_owned(), verdict_word(verdict).to_owned()))
            .to_vec(),
        drawing: bars(&all, &VERDICTS.map(|v| v.0)),
        says: say::throughput_says(&grouped(n), r.by_day.len()),
        head: head.map(str::to_owned).collect(),
        rows: (r.by_day.iter())
            .map(|d| {
                let numbers = parts(d).into_iter().chain([d.all()]).map(grouped);
                std::iter::once(d.day.to_string()).chain(numbers).collect()
            })
            .collect(),
        empty: say::NO_DECISION,
    }
}

pub fn edits(c: &CorrectionFigures) -> Chart {
    let median = c.edit_median.map(|m| percent(m.into()));
    histogram(
        "edits",
        say::EDITS,
        say::edits_unit(&grouped(c.n), c.more, median.as_deref()),
        say::EDITS_HEAD,
        [say::EDITS_STEPS, say::EDITS_AXIS],
        c.edits,
        say::NO_EDIT,
    )
}

pub fn overlaps(c: &CorrectionFigures) -> Chart {
    histogram(
        "regions",
        say::OVERLAPS,
        say::overlaps_unit(&grouped(c.with_regions), c.more, c.overlap_median),
        say::OVERLAPS_HEAD,
        [say::OVERLAPS_STEPS, say::OVERLAPS_AXIS],
        c.overlaps,
        say::NO_OVERLAP,
    )
}

/// `words`: in the table, and as short as the axis has room for.
fn histogram(
    id: &'static str,
    title: &'static str,
    unit: String,
    what: &str,
    [words, short]: [[&str; 5]; 2],
    counts: [i64; 5],
    empty: &'static str,
) -> Chart {
    let all: Vec<Bars> = (short.iter().zip(counts))
        .map(|(word, n)| Bars {
            word: (*word).to_owned(),
            parts: vec![n],
        })
        .collect();
    Chart {
        id,
        title,
        says: say::histogram_says(title, &unit),
        unit,
        legend: Vec::new(),
        drawing: bars(&all, &["c-correct"]),
        head: vec![what.to_owned(), say::CORRECTIONS.into()],
        rows: (words.iter().zip(counts))
            .map(|(word, n)| vec![(*word).to_owned(), grouped(n)])
            .collect(),
        empty,
    }
}

/// The commonest first; what names no label comes after all that do.
pub fn labels(l: &LabelFigures) -> Chart {
    let mut all: Vec<Level> = (l.labels.iter())
        .map(|(word, n)| Level {
            word: word.clone(),
            n: *n,
        })
        .collect();
    all.sort_by_key(|l| std::cmp::Reverse(l.n));
    let named = all.len();
    let rest = [(say::NO_VIOLATION, l.none), (say::FREE_WORDS, l.other)];
    all.extend(
        rest.into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(word, n)| Level {
                word: word.to_owned(),
                n,
            }),
    );
    let rows = (all.iter())
        .map(|level| {
            let share = level.n as f64 / l.n.max(1) as f64;
            vec![level.word.clone(), grouped(level.n), percent(share)]
        })
        .collect();
    // What names no label keeps its place in the drawing, where not all labels have one.
    let cut_of = (all.len() > LEVELS).then_some(named);
    if cut_of.is_some() {
        all.drain(LEVELS - rest.len()..named);
    }
    Chart {
        id: "labels",
        title: say::LABELS,
        unit: say::labels_unit(&grouped(l.n), l.more, cut_of),
        legend: Vec::new(),
        drawing: levels(&all, "c-accept"),
        says: say::labels_says(&grouped(l.n)),
        head: say::LABELS_HEAD.map(str::to_owned).to_vec(),
        rows,
        empty: say::NO_LABEL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(labels: usize, none: i64) -> (Vec<String>, String) {
        let chart = super::labels(&LabelFigures {
            n: 100,
            none,
            other: 0,
            more: false,
            labels: (0..labels)
                .map(|i| (format!("label {i}"), i as i64))
                .collect(),
        });
        let rows = chart.rows.into_iter().map(|mut row| row.swap_remove(0));
        (rows.collect(), chart.unit)
    }

    #[test]
    fn what_names_no_label_comes_last() {
        for labels in [3, 11, 15] {
            let (words, unit) = words(labels, 4);
            assert_eq!(words.len(), labels + 1);
            assert_eq!(words[0], format!("label {}", labels - 1));
            assert_eq!(words[labels], say::NO_VIOLATION);
            assert_eq!(unit.contains("10 commonest"), labels > 11, "{unit}");
        }
    }
}
