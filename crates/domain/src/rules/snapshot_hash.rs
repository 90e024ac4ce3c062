//! What a snapshot's content address covers: each triplet's id, split and content, in the order of ids.

use crate::{Region, Split, TripletId, Turn};
use serde::Serialize;

/// What of a triplet goes into the hash; names are part of the format and never change.
#[derive(Debug, Clone, Serialize)]
pub struct SnapshotEntry<'a> {
    pub triplet_id: TripletId,
    pub split: Split,
    pub image_sha256: &'a str,
    pub instruction: &'a str,
    pub response: &'a str,
    pub regions: &'a [Region],
    /// Of the images after the first, in order; not written where there is none, so that what was hashed before there
    /// were several keeps its hash.
    #[serde(skip_serializing_if = "is_empty")]
    pub further_image_sha256: &'a [String],
    /// In order; not written where there is none, likewise.
    #[serde(skip_serializing_if = "is_empty")]
    pub turns: &'a [Turn],
}

fn is_empty<T>(list: &&[T]) -> bool {
    list.is_empty()
}

/// The bytes to hash (sha256): one JSON object a line, sorted by triplet id, so that the same set gives the same bytes.
pub fn canonical_bytes(entries: &mut [SnapshotEntry<'_>]) -> Vec<u8> {
    entries.sort_by_key(|e| e.triplet_id);
    let mut bytes = Vec::new();
    for entry in entries.iter() {
        serde_json::to_writer(&mut bytes, entry).expect("plain data becomes JSON");
        bytes.push(b'\n');
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_content_does() {
        let (a, b) = (TripletId::fresh(), TripletId::fresh());
        let entry = |id, response| SnapshotEntry {
            triplet_id: id,
            split: Split::Train,
            image_sha256: "00",
            instruction: "i",
            response,
            regions: &[],
            further_image_sha256: &[],
            turns: &[],
        };
        let one = canonical_bytes(&mut [entry(a, "x"), entry(b, "y")]);
        assert_eq!(one, canonical_bytes(&mut [entry(b, "y"), entry(a, "x")]));
        assert_ne!(one, canonical_bytes(&mut [entry(a, "x"), entry(b, "z")]));
    }

    #[test]
    fn further_images_and_their_order_count_and_one_image_is_written_as_ever() {
        let id = TripletId::fresh();
        let of = |further: &[&str]| {
            let further: Vec<String> = further.iter().map(|s| (*s).to_owned()).collect();
            let mut entry = [SnapshotEntry {
                triplet_id: id,
                split: Split::Train,
                image_sha256: "00",
                instruction: "i",
                response: "r",
                regions: &[],
                further_image_sha256: &further,
                turns: &[],
            }];
            String::from_utf8(canonical_bytes(&mut entry)).unwrap()
        };
        assert_eq!(
            of(&[]),
            format!(
                r#"{{"triplet_id":"{id}","split":"train","image_sha256":"00","instruction":"i","response":"r","regions":[]}}"#
            ) + "\n"
        );
        assert_ne!(of(&[]), of(&["01"]));
        assert_ne!(of(&["01", "02"]), of(&["02", "01"]));
    }

    #[test]
    fn further_turns_count_and_none_is_written_as_ever() {
        let id = TripletId::fresh();
        let turn = |instruction: &str, response: &str| Turn {
            instruction: instruction.into(),
            response: response.into(),
        };
        let of = |turns: &[Turn]| {
            let mut entry = [SnapshotEntry {
                triplet_id: id,
                split: Split::Train,
                image_sha256: "00",
                instruction: "i",
                response: "r",
                regions: &[],
                further_image_sha256: &[],
                turns,
            }];
            String::from_utf8(canonical_bytes(&mut entry)).unwrap()
        };
        let begins = format!(
            r#"{{"triplet_id":"{id}","split":"train","image_sha256":"00","instruction":"i","response":"r","regions":[]"#
        );
        assert_eq!(of(&[]), format!("{begins}}}\n"));
        let (a, b) = (turn("q", "a"), turn("q2", "a2"));
        assert_eq!(
            of(std::slice::from_ref(&a)),
            format!(r#"{begins},"turns":[{{"instruction":"q","response":"a"}}]}}"#) + "\n"
        );
        assert_ne!(of(&[a.clone(), b.clone()]), of(&[b, a]));
    }
}
