//! LLaVA JSON as training tools take it: a list of conversations, each about some images or none.

use crate::file_id;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use vitrine_domain::Split;

/// One row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Talk {
    /// The file's name for it, which several rows may have: LLaVA's instruction data names them by their image.
    pub id: String,
    pub exchanges: Vec<Exchange>,
    /// As an export of ours says; none in other files.
    pub split: Option<Split>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// Paths below the dataset's folder of the images that come with the question.
    pub images: Vec<String>,
    /// The question, without the placeholders of images.
    pub asked: String,
    pub said: String,
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
/// dataset's folder, or whose placeholders are not as many as its images.
pub fn read(name: &str, text: &str) -> Result<Vec<Talk>> {
    let stored: Vec<Stored> = serde_json::from_str(text)
        .with_context(|| format!("{name}: not LLaVA's list of conversations"))?;
    ensure!(!stored.is_empty(), "{name} holds no conversation");
    stored
        .into_iter()
        .enumerate()
        .map(|(i, row)| {
            let id = file_id(&row.id);
            talk(id.clone(), row).with_context(|| format!("{name}, row {} ({id})", i + 1))
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
    let mut exchanges = turns
        .map(
            |pair| match (pair[0].from.as_str(), pair[1].from.as_str()) {
                ("human", "gpt") => Ok((pair[0].value.matches(IMAGE).count(), pair)),
                (first, second) => {
                    bail!("a turn of {first} and one of {second} where human and gpt were expected")
                }
            },
        )
        .collect::<Result<Vec<_>>>()?;
    // Without any placeholder, the images come with the first question.
    if exchanges.iter().all(|(places, _)| *places == 0) {
        exchanges[0].0 = images.len();
    }
    let places: usize = exchanges.iter().map(|(places, _)| places).sum();
    ensure!(
        places == images.len(),
        "it has {} images and {places} placeholders {IMAGE}",
        images.len()
    );
    let mut images = images.into_iter();
    Ok(Talk {
        id,
        exchanges: exchanges
            .into_iter()
            .map(|(places, pair)| Exchange {
                images: images.by_ref().take(places).collect(),
                asked: pair[0].value.replace(IMAGE, "").trim().to_owned(),
                said: pair[1].value.clone(),
            })
            .collect(),
        split: row.vitrine.map(|v| v.split),
    })
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
            row(
                "d",
                json!(["1.png", "2.png"]),
                &[
                    turns[2],
                    turns[3],
                    ("human", "<image><image>And these?"),
                    ("gpt", "Two.")
                ],
            ),
            row("a", json!("a.jpg"), &turns[2..]),
        ]);
        let got = read("f", &file.to_string()).unwrap();
        let said = |talk: &Talk| {
            let one = |e: &Exchange| (e.images.len(), e.asked.clone(), e.said.clone());
            talk.exchanges.iter().map(one).collect::<Vec<_>>()
        };
        let want = |n: usize, asked: &str, said: &str| (n, asked.to_owned(), said.to_owned());
        assert_eq!(
            said(&got[0]),
            [want(1, "What is it?", "A cup."), want(0, "Red?", "No.")]
        );
        assert_eq!(said(&got[1]), [want(0, "Red?", "No.")]);
        assert_eq!(
            said(&got[3]),
            [want(0, "Red?", "No."), want(2, "And these?", "Two.")]
        );
        assert_eq!((got[0].split, got[2].split), (None, Some(Split::HeldOut)));
        // The same name, as rows about one image have it.
        assert_eq!(
            (got[4].id.as_str(), got[4].exchanges[0].images.len()),
            ("a", 1)
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_row() {
        let good = [("human", "Q"), ("gpt", "A")];
        for (bad, says) in [
            (
                row("b", json!(null), &[("human", "<image>Q"), ("gpt", "A")]),
                "0 images and 1",
            ),
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
