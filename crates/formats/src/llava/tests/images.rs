//! A row's images: each there once, gone with a tombstone, several of one row, and never many in memory.

use super::*;
use std::cell::Cell;
use std::rc::Rc;

#[test]
fn an_image_of_two_rows_is_there_once() {
    let first = row(b"x", "x");
    let second = Row {
        triplet: Triplet {
            id: TripletId::fresh(),
            ..first.triplet.clone()
        },
        ..first.clone()
    };
    let (_, summary) = zipped(&[first, second]);
    assert_eq!((summary.rows, summary.images), (2, 1));
}

#[test]
fn purged_images_leave_tombstones_and_nothing_of_theirs() {
    let mut rows = rows(3);
    rows[1].triplet.image.purged = true;
    let (zip, summary) = zipped(&rows);
    assert_eq!((summary.rows, summary.tombstones), (2, 1));
    let left: Vec<Value> = serde_json::from_slice(&entry(&zip, "tombstones.json")).unwrap();
    assert_eq!(left[0]["id"], rows[1].triplet.id.to_string());
    let text = String::from_utf8_lossy(&zip);
    assert!(!text.contains(&rows[1].triplet.image.sha256));
    assert!(!text.contains(&rows[1].triplet.response));
    let readme = String::from_utf8(entry(&zip, "README.txt")).unwrap();
    assert!(
        readme.contains("1 row(s) of this snapshot are missing"),
        "{readme}"
    );
}

#[test]
fn a_row_about_several_images_has_a_list_of_them_and_a_tag_for_each() {
    let mut rows = rows(2);
    rows[0].triplet.further_images = vec![image(b"second"), image(b"third")];
    let (zip, summary) = zipped_with(&rows, &["second", "third"]);
    assert_eq!((summary.rows, summary.images), (2, 4));
    let text = String::from_utf8(entry(&zip, "data.json")).unwrap();
    let data: Vec<Value> = serde_json::from_str(&text).unwrap();
    let files: Vec<Vec<u8>> = data[0]["image"]
        .as_array()
        .unwrap()
        .iter()
        .map(|path| entry(&zip, path.as_str().unwrap()))
        .collect();
    let response = rows[0].triplet.response.as_bytes();
    assert_eq!(files, [response, b"second", b"third"]);
    let asked = data[0]["conversations"][0]["value"].as_str().unwrap();
    assert!(asked.starts_with("<image>\n<image>\n<image>\nFlag"));
    assert_eq!(asked.matches("<image>").count(), 3);
    assert_eq!(
        data[0]["vitrine"]["further_sizes"],
        serde_json::json!([[640, 480], [640, 480]])
    );
    assert!(data[1]["image"].is_string() && data[1]["vitrine"].get("further_sizes").is_none());
    // Our own reader takes it as it was.
    let talks = read("data.json", &text).unwrap();
    assert_eq!(talks[0].exchanges[0].images.len(), 3);
    assert_eq!(talks[1].exchanges[0].images.len(), 1);
}

#[test]
fn a_row_that_lost_any_image_is_a_tombstone_and_brings_none() {
    let mut rows = rows(2);
    let mut gone = image(b"second");
    gone.purged = true;
    rows[0].triplet.further_images = vec![gone];
    // Gone while the export is written.
    rows[1].triplet.further_images = vec![image(b"third")];
    let (zip, summary) = zipped(&rows);
    assert_eq!(
        (summary.rows, summary.images, summary.tombstones),
        (0, 0, 2)
    );
    let text = String::from_utf8_lossy(&zip);
    for row in &rows {
        assert!(row.triplet.images().all(|m| !text.contains(&m.sha256)));
    }
}

#[test]
fn bytes_that_are_not_what_their_hash_says_stop_the_export() {
    let wrong = row(b"other", "this");
    let done = export(
        &about(),
        [Ok(wrong)].into_iter(),
        |_| Ok(Some("this".into())),
        io::sink(),
    );
    assert!(matches!(done, Err(ExportError::WrongImage(_))));
}

/// Counts what passes and keeps nothing.
struct Passed(Rc<Cell<u64>>);

impl Write for Passed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len() as u64);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn images_leave_before_the_next_are_asked_for() {
    let passed = Rc::new(Cell::new(0));
    let (seen, mut before) = (passed.clone(), Vec::new());
    let big = vec![7u8; 1 << 20];
    let rows = (0..8u8).map(|i| {
        let mut bytes = big.clone();
        bytes[0] = i;
        Ok(row(&bytes, "x"))
    });
    export(
        &about(),
        rows,
        |_| {
            let mut bytes = vec![7u8; 1 << 20];
            bytes[0] = before.len() as u8;
            before.push(seen.get());
            Ok(Some(bytes.into()))
        },
        Passed(passed),
    )
    .unwrap();
    for (asked, passed) in before.iter().enumerate() {
        assert!(
            *passed >= (asked as u64) << 20,
            "image {asked} asked for at {passed} bytes"
        );
    }
}
