//! Small folders in the authors' layout.

use serde_json::{Value, json};
use std::path::Path;

const QUESTIONS: [(&str, &str); 3] = [
    ("conv", "What is it?"),
    ("detail", "Describe it."),
    ("complex", "Why?"),
];

fn lines(values: &[Value]) -> String {
    values.iter().map(|v| format!("{v}\n")).collect()
}

/// Three questions about one picture, as in-the-wild folders have them.
pub fn wild(at: &Path) {
    std::fs::create_dir_all(at.join("images")).unwrap();
    image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 4, 90]))
        .save(at.join("images/001.png"))
        .unwrap();
    let ids = || QUESTIONS.iter().enumerate();
    let put = |name: &str, text: String| std::fs::write(at.join(name), text).unwrap();
    let questions = ids().map(|(i, (category, text))| {
        json!({"question_id": i, "image": "001.png", "text": text, "category": category})
    });
    put("questions.jsonl", lines(&questions.collect::<Vec<_>>()));
    let references =
        ids().map(|(i, _)| json!({"question_id": i, "text": format!("Reference {i}.")}));
    put("answers_gpt4.jsonl", lines(&references.collect::<Vec<_>>()));
    put(
        "context.jsonl",
        lines(&[json!({"image": "001.png", "caption": "A gradient."})]),
    );
    let rule = json!({"role": "Assistant", "prompt": "Rate both."});
    let rules: Value = QUESTIONS
        .iter()
        .map(|(c, _)| (format!("llava_bench_{c}"), rule.clone()))
        .collect();
    put("rule.json", rules.to_string());
}

/// Three questions of ScienceQA in the authors' layout, one with an image; the right answer is always B.
pub fn science(data: &Path) {
    let image = data.join("images/test/2");
    std::fs::create_dir_all(&image).unwrap();
    image::RgbImage::new(32, 32)
        .save(image.join("image.png"))
        .unwrap();
    let entry = |image: Option<&str>, subject: &str| {
        json!({"question": "Which?", "choices": ["this", "that"], "answer": 1, "hint": "", "image": image,
               "grade": "grade8", "subject": subject})
    };
    let problems = json!({"1": entry(None, "natural science"), "2": entry(Some("image.png"), "social science"),
                          "3": entry(None, "natural science")});
    std::fs::write(data.join("problems.json"), problems.to_string()).unwrap();
    std::fs::write(
        data.join("pid_splits.json"),
        json!({"test": ["1", "2", "3"]}).to_string(),
    )
    .unwrap();
}
