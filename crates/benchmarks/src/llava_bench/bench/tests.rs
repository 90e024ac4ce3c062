use super::*;

/// A folder of the kind in the wild, with `questions` and one picture.
fn wild(questions: &str, references: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("questions.jsonl", questions);
    put("answers_gpt4.jsonl", references);
    put(
        "context.jsonl",
        r#"{"image": "001.jpg", "caption": "A crater."}"#,
    );
    put(
        "rule.json",
        r#"{"llava_bench_conv": {"role": "Assistant", "prompt": "Rate."}, "detail": {"role": "A", "prompt": "B"}}"#,
    );
    folder
}

const QUESTION: &str =
    r#"{"question_id": 0, "image": "001.jpg", "text": "Where?", "category": "conv"}"#;
const REFERENCE: &str = r#"{"question_id": 0, "text": "In Hawaii."}"#;

#[test]
fn a_folder_in_the_wild_gives_a_case_a_question() {
    let folder = wild(QUESTION, REFERENCE);
    let bench = Bench::open(folder.path()).unwrap();
    let [case] = &bench.cases[..] else {
        panic!("{bench:?}")
    };
    assert_eq!(
        (case.reference.as_str(), case.context.as_str()),
        ("In Hawaii.", "A crater.")
    );
    assert_eq!(
        (case.category.as_str(), case.criterion.prompt.as_str()),
        ("llava_bench_conv", "Rate.")
    );
    assert_eq!(bench.files.len(), 4);
}

#[test]
fn captions_and_boxes_of_coco_stand_as_the_teacher_saw_them() {
    let text = r#"{"image": "a.jpg", "captions": ["One.", "Two."],
        "instances": [{"category": "donut", "bbox": [0.37, 0.584, 1.0, 0]}, {"category": "cup", "bbox": [0.1, 0.2, 0.3, 0.4]}]}"#
        .replace('\n', " ");
    let got = contexts_of("c", &text).unwrap();
    assert_eq!(
        got["a.jpg"],
        "One.\nTwo.\n\ndonut: [0.37, 0.584, 1.0, 0]\ncup: [0.1, 0.2, 0.3, 0.4]"
    );
}

#[test]
fn what_is_missing_is_named() {
    let other = QUESTION.replace("001.jpg", "002.jpg");
    let detail = QUESTION.replace("conv", "detail");
    let second = REFERENCE.replace("\"question_id\": 0", "\"question_id\": 5");
    for (questions, references, says) in [
        (QUESTION, second.as_str(), "question 0 has no reference"),
        (other.as_str(), REFERENCE, "image 002.jpg of question 0"),
        (detail.as_str(), REFERENCE, "no rule for llava_bench_detail"),
    ] {
        let why = format!(
            "{:#}",
            Bench::open(wild(questions, references).path()).unwrap_err()
        );
        assert!(why.contains(says), "{why}");
    }
    let empty = tempfile::tempdir().unwrap();
    let why = Bench::open(empty.path()).unwrap_err().to_string();
    assert!(why.contains("qa90_questions.jsonl"), "{why}");
}
