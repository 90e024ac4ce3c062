//! LLaVA JSON as training tools take it: a list of conversations, each about some images or none.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::HashSet;
use vitrine_domain::Split;

/// One row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Talk {
    pub id: String,
    /// Paths of the images below the dataset's folder; they belong to the first question.
    pub images: Vec<String>,
    /// Questions, without the placeholder of an image, and their answers.
    pub exchanges: Vec<(String, String)>,
    /// As an export of ours says; none in other files.
    pub split: Option<Split>,
}

#[derive(Deserialize)]
struct Stored {
    id: serde_json::Value,
    image: Option<OneOrMore>,
    conversations: Vec<Turn>,
    vitrine: Option<Ours>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize)]
struct Turn {
    from: String,
    value: String,
}

#[derive(Deserialize)]
struct Ours {
    split: Split,
}

/// The placeholder of an image in a question.
const IMAGE: &str = "<image>";

/// Reads a file's `text`; `name` stands in errors.
///
/// # Errors
/// No such list; names the row whose turns are not question and answer by turns, whose image lies outside the
/// dataset's folder, or whose id another row has.
pub fn read(name: &str, text: &str) -> Result<Vec<Talk>> {
    let stored: Vec<Stored> = serde_json::from_str(text)
        .with_context(|| format!("{name}: not LLaVA's list of conversations"))?;
    ensure!(!stored.is_empty(), "{name} holds no conversation");
    let mut ids = HashSet::new();
    stored
        .into_iter()
        .enumerate()
        .map(|(i, row)| {
            let id = match &row.id {
                serde_json::Value::String(id) => id.clone(),
                other => other.to_string(),
            };
            let at = || format!("{name}, row {} ({id})", i + 1);
            ensure!(ids.insert(id.clone()), "{}: another row has this id", at());
            talk(id.clone(), row).with_context(at)
        })
        .collect()
}

fn talk(id: String, row: Stored) -> Result<Talk> {
    let images = match row.image {
        None => Vec::new(),
        Some(OneOrMore::One(one)) => vec![one],
        Some(OneOrMore::More(more)) => more,
    };
    for image in &images {
        let inside = !image.starts_with('/') && image.split(['/', '\\']).all(|part| part != "..");
        ensure!(
            inside,
            "the image {image} does not lie in the dataset's folder"
        );
    }
    let turns = row.conversations.chunks_exact(2);
    ensure!(
        !row.conversations.is_empty() && turns.remainder().is_empty(),
        "every question (from human) needs its answer (from gpt)"
    );
    let exchanges = turns
        .map(
            |pair| match (pair[0].from.as_str(), pair[1].from.as_str()) {
                ("human", "gpt") => Ok((without_image(&pair[0].value), pair[1].value.clone())),
                (first, second) => {
                    bail!("a turn of {first} and one of {second} where human and gpt were expected")
                }
            },
        )
        .collect::<Result<_>>()?;
    Ok(Talk {
        id,
        images,
        exchanges,
        split: row.vitrine.map(|v| v.split),
    })
}

fn without_image(value: &str) -> String {
    value.replace(IMAGE, "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(id: &str, image: serde_json::Value, turns: &[(&str, &str)]) -> serde_json::Value {
        let turns: Vec<_> = turns
            .iter()
            .map(|(from, value)| json!({"from": from, "value": value}))
            .collect();
        json!({"id": id, "image": image, "conversations": turns})
    }

    #[test]
    fn rows_with_and_without_images_are_read() {
        let turns = [
            ("human", "<image>\nWhat is it?"),
            ("gpt", "A cup."),
            ("human", "Red?"),
            ("gpt", "No."),
        ];
        let mut ours = row("c", json!("images/c.jpg"), &turns[..2]);
        ours["vitrine"] = json!({"split": "held_out", "width": 3});
        let file = json!([
            row("a", json!("a.jpg"), &turns),
            row("b", json!(null), &turns[2..]),
            ours,
            row("d", json!(["1.png", "2.png"]), &turns[..2]),
        ]);
        let got = read("f", &file.to_string()).unwrap();
        let said = |q: &str, a: &str| (q.to_owned(), a.to_owned());
        assert_eq!(
            got[0].exchanges,
            [said("What is it?", "A cup."), said("Red?", "No.")]
        );
        assert_eq!(
            (
                got[0].images.len(),
                got[1].images.len(),
                got[3].images.len()
            ),
            (1, 0, 2)
        );
        assert_eq!((got[0].split, got[2].split), (None, Some(Split::HeldOut)));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_row() {
        let good = [("human", "Q"), ("gpt", "A")];
        for (bad, says) in [
            (row("a", json!(null), &good), "another row"),
            (row("b", json!(null), &good[..1]), "needs its answer"),
            (
                row("b", json!(null), &[("gpt", "A"), ("human", "Q")]),
                "gpt",
            ),
            (row("b", json!("../secret.jpg"), &good), "folder"),
            (row("b", json!("/etc/passwd"), &good), "folder"),
        ] {
            let file = json!([row("a", json!(null), &good), bad]).to_string();
            let why = format!("{:#}", read("rows.json", &file).unwrap_err());
            assert!(
                why.starts_with("rows.json, row 2") && why.contains(says),
                "{why}"
            );
        }
        assert!(read("f", "[]").is_err());
    }
}
