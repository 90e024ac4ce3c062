//! Evaluations whose truths are decisions and prose: lists, counts and the rule of `rules::pair` say the same.

use crate::evaluation_pairs::{Case, Compared, measured};
use crate::house::House;
use vitrine_domain::api::{PairPage, PairQuery};
use vitrine_domain::rules::gate::GateRule;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::rules::pair::{Change, change, is_wrong};
use vitrine_domain::rules::{decision, named};
use vitrine_domain::{EvaluationPair, PairShow, ProjectSettings};

const NIKE: &str = "Violations: Nike.";
const PUMA: &str = "Violations: Puma.";

const CASES: [Case; 25] = [
    // Decisions, whatever their chrF: better, worse, wrong in both, right in both.
    (NIKE, (PUMA, 70.0), (NIKE, 100.0)),
    (PUMA, (PUMA, 100.0), ("No violations.", 20.0)),
    ("No violations.", (NIKE, 10.0), (PUMA, 30.0)),
    (
        "No violations.",
        ("No violations.", 100.0),
        ("No violations.", 100.0),
    ),
    (" Violations: puma, NIKE.\n", (NIKE, 80.0), (PUMA, 60.0)),
    // Prose: from a step on, one way and the other; below it.
    ("A shoe by Nike.", ("Shoes.", 50.0), ("A Nike.", 55.0)),
    ("A shoe by Puma.", ("A shoe.", 54.5), ("Shoes.", 50.0)),
    ("Two Pumas (red).", ("Two.", 70.0), ("Pumas.", 60.0)),
    // Wrong in both: as it was, and better by now; at the edge it is not.
    ("A long way to go.", ("Short.", 12.5), ("Shorter.", 10.0)),
    ("A hill in the sun.", ("", 0.0), ("The sun.", 39.5)),
    (
        "A hill in the rain.",
        ("Rain.", 40.0),
        ("It rains on a nike.", 40.0),
    ),
    (
        "To the letter.",
        ("To the letter.", 100.0),
        ("To the letter.", 100.0),
    ),
    // Nearly decisions.
    (
        "Violations: Reebok.",
        (NIKE, 60.0),
        ("Violations: Reebok.", 100.0),
    ),
    ("Violations: Nike, Nike.", (NIKE, 30.0), (PUMA, 20.0)),
    ("Violations: .", ("", 0.0), (NIKE, 45.0)),
    ("Violations: Nike", (NIKE, 90.0), (PUMA, 70.0)),
    ("Violations: Puma..", (PUMA, 90.0), ("", 0.0)),
    // All said alike; what matters is which labels are named.
    alike("Violations: Nike and Puma."),
    alike("Two batteries, no batteriesque."),
    alike("Одна лампа, das Maß."),
    alike("Вот лам, ma."),
    alike("この抵抗を通る。"),
    alike("A red light, two red\nlights."),
    alike("Nikes in C# on Pumasse."),
    alike("batterys."),
];

const fn alike(said: &'static str) -> Case {
    (said, (said, 100.0), (said, 100.0))
}

const LABELS: [&str; 8] = [
    "Nike",
    "Puma",
    "Battery",
    "лам",
    "Ma",
    "抵抗",
    "Red light",
    "C#",
];

fn known() -> Vec<String> {
    LABELS.map(str::to_owned).to_vec()
}

async fn listed(c: &Compared, show: PairShow, label: Option<&str>) -> PairPage {
    let query = PairQuery {
        with: c.before.id,
        show,
        label: label.map(str::to_owned),
        cursor: None,
        limit: Some(200),
    };
    let page = (c.house.store()).evaluation_pairs(&c.house.sue, c.after.id, &query);
    page.await.unwrap()
}

fn belongs(p: &EvaluationPair, show: PairShow) -> bool {
    match show {
        PairShow::All => true,
        PairShow::Differ => p.before.answer != p.after.answer,
        PairShow::Better => change(&p.before, &p.after, p.prose) == Change::Better,
        PairShow::Worse => change(&p.before, &p.after, p.prose) == Change::Worse,
        PairShow::BothWrong => is_wrong(&p.before, p.prose) && is_wrong(&p.after, p.prose),
    }
}

#[tokio::test]
async fn lists_and_counts_follow_the_rule_with_a_label_and_without() {
    let house = House::new().await;
    let known = known();
    let set = house.store().labels_set(&house.ada, &known);
    set.await.unwrap();
    let c = measured(house, &CASES).await;
    let all = listed(&c, PairShow::All, None).await;
    let truths: Vec<_> = all.rows.iter().map(|p| p.response.as_str()).collect();
    assert_eq!(truths, CASES.map(|c| c.0));
    for p in &all.rows {
        let read = decision::parse(&p.response, &known);
        assert_eq!(p.prose, read.is_none(), "{:?}", p.response);
    }
    for label in [None].into_iter().chain(LABELS.map(Some)) {
        let of_label = |p: &&EvaluationPair| {
            label.is_none_or(|label| {
                [&p.response, &p.before.answer, &p.after.answer]
                    .iter()
                    .any(|text| named::named(text, &[], &known).contains(label))
            })
        };
        for show in PairShow::ALL {
            let page = listed(&c, show, label).await;
            let found: Vec<_> = page.rows.iter().map(|p| &p.response).collect();
            let due = all
                .rows
                .iter()
                .filter(of_label)
                .filter(|p| belongs(p, show));
            let due: Vec<_> = due.map(|p| &p.response).collect();
            assert_eq!(found, due, "{show:?} {label:?}");
            assert_eq!(page.counts.of(show), due.len() as i64, "{show:?} {label:?}");
            let prose = all.rows.iter().filter(of_label).filter(|p| p.prose);
            assert_eq!(page.counts.prose, prose.count() as i64);
        }
    }
    // By hand, lest the rule be empty.
    let counts = PairShow::ALL.map(|show| (show, all.counts.of(show)));
    assert_eq!(
        counts,
        [
            (PairShow::Differ, 15),
            (PairShow::Better, 5),
            (PairShow::Worse, 5),
            (PairShow::BothWrong, 5),
            (PairShow::All, 25),
        ]
    );
    assert_eq!(all.counts.prose, 20);
    // By hand too: of what is said alike, how many name each.
    let alike = &all.rows[17..];
    let naming = LABELS.map(|label| {
        let names = |p: &&EvaluationPair| named::named(&p.response, &[], &known).contains(label);
        alike.iter().filter(names).count()
    });
    assert_eq!(naming, [2, 1, 2, 1, 1, 1, 1, 1]);
}

#[tokio::test]
async fn the_worst_prose_is_that_of_the_lowest_chrf_and_stands_where_the_gate_looks() {
    let gate = GateRule {
        metric: PrimaryMetric::AnswerChrf,
        ..GateRule::default()
    };
    let prose_first = ProjectSettings {
        gate,
        ..ProjectSettings::default()
    };
    // What stands further on surprised more.
    let decisions = [CASES[4].0, CASES[2].0, CASES[1].0];
    let prose = [CASES[16].0, CASES[8].0, CASES[13].0, CASES[9].0];
    for (settings, expected) in [
        (prose_first, [&prose[..], &decisions[..]].concat()),
        (
            ProjectSettings::default(),
            [&decisions[..], &prose[..]].concat(),
        ),
    ] {
        let c = measured(House::with(settings).await, &CASES).await;
        let errors = async |label: Option<&'static str>| {
            let store = c.house.store();
            let errors = store.evaluation_errors(&c.house.sue, c.after.id, label, None);
            let errors = errors.await.unwrap();
            Vec::from_iter(errors.into_iter().map(|e| (e.response, e.prose)))
        };
        let found = errors(None).await;
        let truths: Vec<_> = found.iter().map(|e| e.0.as_str()).collect();
        assert_eq!(truths, expected);
        let of_prose = found.iter().filter(|e| e.1);
        assert_eq!(of_prose.count(), prose.len());
        // Of a label: in the truth or in the answer.
        let nike = errors(Some("Nike")).await;
        let due = found
            .iter()
            .filter(|e| [CASES[4].0, CASES[13].0].contains(&e.0.as_str()));
        assert_eq!(nike, Vec::from_iter(due.cloned()));
    }
}
