use super::*;
use crate::scienceqa::cqm;
use serde_json::json;

/// A question with two choices.
pub fn problem(id: &str, answer: usize) -> Problem {
    Problem {
        id: id.to_owned(),
        question: "Which?".into(),
        choices: vec!["this".into(), "that".into()],
        hint: String::new(),
        has_image: false,
        answer,
        subject: None,
        grade: None,
    }
}

fn asked(value: &str, answer: &str) -> String {
    let turns = json!([{"from": "human", "value": value}, {"from": "gpt", "value": answer}]);
    json!([{"id": "5", "image": "5/image.png", "conversations": turns}]).to_string()
}

#[test]
fn a_conversation_is_taken_apart_and_put_together_again() {
    let text = "Context: Line one.\nA. not a choice\nLine two.\nWhich is it?\nA. a comet,\nlate\nB. a star\nC. both";
    let got = read_gold("g", &asked(&format!("<image>\n{text}"), "B"), None, "test").unwrap();
    let [problem] = &got[..] else {
        panic!("{got:?}")
    };
    assert_eq!(problem.hint, "Line one.\nA. not a choice\nLine two.");
    assert_eq!(
        (problem.question.as_str(), problem.answer),
        ("Which is it?", 1)
    );
    assert_eq!(problem.choices, ["a comet,\nlate", "a star", "both"]);
    assert!(problem.has_image);
    assert_eq!(cqm(problem), text);
}

#[test]
fn the_authors_layout_is_read_by_split() {
    let entry = |grade: &str, answer: usize| {
        json!({"question": "Q?", "choices": ["x", "y"], "answer": answer, "hint": "", "image": null,
               "grade": grade, "subject": "language science"})
    };
    let splits = json!({"test": ["2"], "val": ["1"], "broken": ["3"], "gone": ["9"]}).to_string();
    let all = json!({"1": entry("grade2", 0), "2": entry("grade12", 1), "3": entry("grade4", 2)})
        .to_string();
    let got = read_gold("problems.json", &all, Some(&splits), "test").unwrap();
    assert_eq!(got.len(), 1);
    assert_eq!(
        (
            got[0].id.as_str(),
            got[0].grade,
            got[0].subject,
            got[0].answer
        ),
        ("2", Some(12), Some(Subject::Language), 1)
    );
    for (split, says) in [
        ("broken", "question 3"),
        ("gone", "question 9"),
        ("dev", "broken, gone, test, val"),
    ] {
        let why = format!(
            "{:#}",
            read_gold("problems.json", &all, Some(&splits), split).unwrap_err()
        );
        assert!(why.contains(says), "{why}");
    }
    let why = read_gold("problems.json", &all, None, "test")
        .unwrap_err()
        .to_string();
    assert!(why.contains("pid_splits.json"), "{why}");
}

#[test]
fn conversations_of_another_split_are_refused() {
    let text = asked("Which?\nA. x\nB. y", "A");
    let splits = json!({"test": ["5", "6"], "val": ["7"]}).to_string();
    assert!(read_gold("g", &text, Some(&splits), "test").is_ok());
    for (splits, says) in [
        (Some(splits.as_str()), "question 5"),
        (None, "pid_splits.json"),
    ] {
        let why = read_gold("g", &text, splits, "val")
            .unwrap_err()
            .to_string();
        assert!(why.contains(says), "{why}");
    }
}

#[test]
fn a_conversation_of_another_form_is_refused_by_name() {
    for (text, answer) in [
        ("Which?", "A"),
        ("Which?\nA. x\nB. y", "C"),
        ("Which?\nA. x\nB. y", "who knows"),
    ] {
        let why = read_gold("gold.json", &asked(text, answer), None, "test").unwrap_err();
        assert!(
            format!("{why:#}").contains("gold.json, question 5"),
            "{why:#}"
        );
    }
}

/// Seven questions of our own in the authors' layout; what each column comes to is counted by hand.
#[test]
fn with_subjects_and_grades_every_column_is_known() {
    use crate::scienceqa::{Portion, accuracy};
    let entry = |subject: &str, grade: u8, hint: &str, image: bool, answer: usize| {
        json!({"question": "Q?", "choices": ["x", "y"], "answer": answer, "hint": hint,
               "image": image.then_some("image.png"), "grade": format!("grade{grade}"), "subject": subject})
    };
    let all = json!({
        "1": entry("natural science", 1, "", false, 0),
        "2": entry("natural science", 6, "A hint.", false, 1),
        "3": entry("natural science", 7, "A hint.", true, 0),
        "4": entry("social science", 12, "", true, 0),
        "5": entry("social science", 2, "", true, 1),
        "6": entry("language science", 8, "", false, 1),
        "7": entry("language science", 3, "", false, 0),
    });
    let splits = json!({"test": ["1", "2", "3", "4", "5", "6", "7"]}).to_string();
    let problems = read_gold("problems.json", &all.to_string(), Some(&splits), "test").unwrap();
    // Always the first choice: right on 1, 3, 4 and 7.
    let of = |portion| {
        let got = accuracy(portion, problems.iter().map(|p| (p, Some(0)))).unwrap();
        (got.correct, got.total)
    };
    assert_eq!(
        Portion::ALL.map(of),
        [
            (2, 3), // NAT: 1, 2, 3
            (1, 2), // SOC: 4, 5
            (1, 2), // LAN: 6, 7
            (1, 2), // TXT: 2, 3
            (2, 3), // IMG: 3, 4, 5
            (2, 3), // NO: 1, 6, 7
            (2, 4), // G1-6: 1, 2, 5, 7
            (2, 3), // G7-12: 3, 4, 6
            (4, 7),
        ]
    );
}
