//! What is true of every item, in the script's hands alone: kept beside the demo's data, never sent
//! but as a reviewer's decision.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use vitrine_domain::{ItemId, Region, Split};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub item_id: ItemId,
    /// The split its scene was made for.
    pub split: Split,
    /// What a reviewer says of it.
    pub answer: String,
    pub regions: Vec<Region>,
    /// Left for the person.
    pub person: bool,
}

/// The demo's own notes; a second start goes on from them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TruthBook {
    pub seed: u64,
    pub shuffled: bool,
    pub entries: Vec<Entry>,
    /// Perceptual hashes of the held-out pictures as they were made, 16 hex digits each.
    pub held_out_hashes: Vec<String>,
    /// Names and passwords of those who sign in.
    pub people: Vec<Person>,
    /// Of the projects beside the first, by slug; notes from before they came have none.
    #[serde(default)]
    pub further: BTreeMap<String, Further>,
}

/// Of one of the further projects.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Further {
    pub items: Vec<Noted>,
    /// The script has done its part there, and does nothing more: what people take back stays taken back.
    pub played: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    #[serde(flatten)]
    pub entry: Entry,
    pub act: Act,
}

/// What the script does with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A reviewer decides it; where answers teach, that sends it for approval.
    Decide,
    /// The same, and a lead releases it.
    Release,
    /// It is left for the person.
    Leave,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub display_name: String,
    pub password: String,
    pub scripted: bool,
}

impl Person {
    /// With a fresh password.
    pub fn fresh(name: &str, display_name: &str, scripted: bool) -> Self {
        Self {
            name: name.into(),
            display_name: display_name.into(),
            password: uuid::Uuid::new_v4().simple().to_string(),
            scripted,
        }
    }
}

impl TruthBook {
    pub fn read(path: &Path) -> Result<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(
                serde_json::from_slice(&bytes)
                    .with_context(|| format!("read {}", path.display()))?,
            )),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e).with_context(|| format!("read {}", path.display())),
        }
    }

    /// Whole or not at all; passwords are for its owner alone.
    pub fn write(&self, path: &Path) -> Result<()> {
        use std::os::unix::fs::OpenOptionsExt;
        let part = path.with_extension("part");
        let _ = std::fs::remove_file(&part);
        let file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)?;
        serde_json::to_writer(file, self)?;
        std::fs::rename(&part, path).with_context(|| format!("write {}", path.display()))
    }

    /// What the script decides, in no order.
    pub fn scripted(&self) -> Vec<&Entry> {
        self.entries.iter().filter(|e| !e.person).collect()
    }

    pub fn person(&self, name: &str) -> Result<&Person> {
        self.people
            .iter()
            .find(|p| p.name == name)
            .with_context(|| format!("no {name} in the demo's notes"))
    }

    /// Deals the truths of training and validation to other items, answers and regions jointly;
    /// held-out stays true.
    pub fn shuffle(&mut self) -> Result<()> {
        let places: Vec<usize> = (0..self.entries.len())
            .filter(|&i| !self.entries[i].person && self.entries[i].split != Split::HeldOut)
            .collect();
        let truths: Vec<(String, Vec<Region>)> = places
            .iter()
            .map(|&i| {
                (
                    self.entries[i].answer.clone(),
                    self.entries[i].regions.clone(),
                )
            })
            .collect();
        let answers: Vec<&str> = truths.iter().map(|t| t.0.as_str()).collect();
        let from = crate::shuffle::deal(&answers, self.seed).context(
            "one answer stands at more than half of the items: it cannot be dealt to others",
        )?;
        for (&place, from) in places.iter().zip(from) {
            (self.entries[place].answer, self.entries[place].regions) = truths[from].clone();
        }
        self.shuffled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> TruthBook {
        let entries = (0..30)
            .map(|i| Entry {
                item_id: ItemId::fresh(),
                split: Split::ALL[i % 3],
                answer: format!("Violations: {}.", ["a", "b", "c", "d"][i % 4]),
                regions: vec![],
                person: i >= 27,
            })
            .collect();
        TruthBook {
            seed: 3,
            entries,
            ..TruthBook::default()
        }
    }

    #[test]
    fn a_shuffle_moves_every_training_truth_and_no_held_out_one() {
        let before = book();
        let mut after = before.clone();
        after.shuffle().unwrap();
        for (b, a) in before.entries.iter().zip(&after.entries) {
            assert_eq!(b.answer == a.answer, b.split == Split::HeldOut || b.person);
        }
    }

    #[test]
    fn notes_from_before_the_further_projects_are_read() {
        let before = r#"{"seed":3,"shuffled":false,"entries":[],"held_out_hashes":[],"people":[]}"#;
        let book: TruthBook = serde_json::from_str(before).unwrap();
        assert_eq!((book.seed, book.further.len()), (3, 0));
    }

    #[test]
    fn notes_come_back_as_they_were_written() {
        let dir = std::env::temp_dir().join(format!("vitrine-book-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("book.json");
        assert!(TruthBook::read(&path).unwrap().is_none());
        let mut book = book();
        let noted = Noted {
            entry: book.entries[0].clone(),
            act: Act::Release,
        };
        let further = Further {
            items: vec![noted],
            played: true,
        };
        book.further.insert("diagrams".into(), further);
        book.write(&path).unwrap();
        assert_eq!(TruthBook::read(&path).unwrap(), Some(book));
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
