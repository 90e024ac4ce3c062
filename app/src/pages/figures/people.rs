//! Charts of the queue, of decisions, of corrections and of labels.

use crate::charts::{Bars, Chart, Level, bars, levels};
use crate::parts::{grouped, percent};
use vitrine_domain::{CorrectionFigures, LabelFigures, QueueFigures, ReviewFigures};

pub fn queue(q: &QueueFigures) -> Chart {
    let words = |from: i32, to: Option<i32>| match (from, to) {
        (0, _) => "under 1 h".to_owned(),
        (from, Some(to)) if to <= 24 => format!("{from}–{to} h"),
        (from, Some(to)) => format!("{}–{} d", from / 24, to / 24),
        (from, None) => format!("over {} d", from / 24),
    };
    let all: Vec<Bars> = (q.ages.iter())
        .map(|a| Bars {
            word: words(a.hours_from, a.hours_to),
            parts: vec![a.items],
        })
        .collect();
    Chart {
        id: "queue",
        title: "Queue by age",
        unit: format!(
            "items, by the time since they were added; n = {}",
            grouped(q.queued)
        ),
        legend: Vec::new(),
        drawing: bars(&all, &["c-correct"]),
        says: format!("{} queued items by age", grouped(q.queued)),
        head: vec!["Age".into(), "Items".into()],
        rows: (all.iter())
            .map(|b| vec![b.word.clone(), grouped(b.parts[0])])
            .collect(),
        empty: "Nothing is in the queue.",
    }
}

const VERDICTS: [(&str, &str); 5] = [
    ("c-accept", "accepted"),
    ("c-correct", "corrected"),
    ("c-label", "labelled blind"),
    ("c-reject", "rejected"),
    ("c-escalate", "escalated"),
];

pub fn throughput(r: &ReviewFigures) -> Chart {
    let parts =
        |d: &vitrine_domain::DayCounts| vec![d.accept, d.correct, d.label, d.reject, d.escalate];
    let all: Vec<Bars> = (r.by_day.iter())
        .map(|d| Bars {
            word: d.day.format("%-d %b").to_string(),
            parts: parts(d),
        })
        .collect();
    let n: i64 = r.by_day.iter().map(|d| d.all()).sum();
    let head = std::iter::once("Day")
        .chain(VERDICTS.map(|v| v.1))
        .chain(["all"]);
    Chart {
        id: "throughput",
        title: "Throughput",
        unit: format!(
            "decisions a day, what was taken back left out; n = {}",
            grouped(n)
        ),
        legend: VERDICTS.map(|(c, w)| (c.to_owned(), w.to_owned())).to_vec(),
        drawing: bars(&all, &VERDICTS.map(|v| v.0)),
        says: format!(
            "{} decisions over {} days, by verdict",
            grouped(n),
            all.len()
        ),
        head: head.map(str::to_owned).collect(),
        rows: (r.by_day.iter())
            .map(|d| {
                let numbers = parts(d).into_iter().chain([d.all()]).map(grouped);
                std::iter::once(d.day.to_string()).chain(numbers).collect()
            })
            .collect(),
        empty: "Nothing was decided in these days.",
    }
}

pub fn edits(c: &CorrectionFigures) -> Chart {
    let words = ["none", "to 10 %", "to 25 %", "to 50 %", "to 100 %"];
    histogram(
        "edits",
        "Correction of words",
        format!(
            "corrections by the share of words changed; n = {}{}",
            grouped(c.n),
            c.edit_median
                .map_or(String::new(), |m| format!(", median {}", percent(m.into())))
        ),
        "Words changed",
        words,
        c.edits,
        "No proposal was corrected in these days.",
    )
}

pub fn overlaps(c: &CorrectionFigures) -> Chart {
    let words = ["below 0.25", "to 0.5", "to 0.75", "to 0.9", "to 1"];
    histogram(
        "regions",
        "Correction of regions",
        format!(
            "corrections by mean IoU of regions before and after; n = {}{}",
            grouped(c.with_regions),
            c.overlap_median
                .map_or(String::new(), |m| format!(", median {m:.2}"))
        ),
        "Mean IoU",
        words,
        c.overlaps,
        "No correction with regions in these days.",
    )
}

fn histogram(
    id: &'static str,
    title: &'static str,
    unit: String,
    what: &str,
    words: [&str; 5],
    counts: [i64; 5],
    empty: &'static str,
) -> Chart {
    let all: Vec<Bars> = (words.iter().zip(counts))
        .map(|(word, n)| Bars {
            word: (*word).to_owned(),
            parts: vec![n],
        })
        .collect();
    Chart {
        id,
        title,
        says: format!("{title}: {unit}"),
        unit,
        legend: Vec::new(),
        drawing: bars(&all, &["c-correct"]),
        head: vec![what.to_owned(), "Corrections".into()],
        rows: (all.iter())
            .map(|b| vec![b.word.clone(), grouped(b.parts[0])])
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
    let shown_of = all.len();
    for (word, n) in [("no violation", l.none), ("in free words", l.other)] {
        if n > 0 {
            all.insert(
                all.len().min(10),
                Level {
                    word: word.to_owned(),
                    n,
                },
            );
        }
    }
    let cut = match all.len() > 12 {
        true => format!("; the 10 commonest of {shown_of} labels are drawn"),
        false => String::new(),
    };
    Chart {
        id: "labels",
        title: "Label mix",
        unit: format!(
            "curated triplets that name a label; n = {}{cut}",
            grouped(l.n)
        ),
        legend: Vec::new(),
        drawing: levels(&all, "c-accept"),
        says: format!("{} curated triplets by label", grouped(l.n)),
        head: vec!["Label".into(), "Triplets".into(), "Share".into()],
        rows: (all.iter())
            .map(|level| {
                let share = level.n as f64 / l.n.max(1) as f64;
                vec![level.word.clone(), grouped(level.n), percent(share)]
            })
            .collect(),
        empty: "Nothing is curated yet.",
    }
}
