//! What a snapshot's content address covers: each triplet's id, split and content, in the order of ids.

use crate::{Region, Split, TripletId};
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
        };
        let one = canonical_bytes(&mut [entry(a, "x"), entry(b, "y")]);
        assert_eq!(one, canonical_bytes(&mut [entry(b, "y"), entry(a, "x")]));
        assert_ne!(one, canonical_bytes(&mut [entry(a, "x"), entry(b, "z")]));
    }
}
