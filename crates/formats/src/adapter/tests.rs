use super::*;
use std::io::Cursor;

/// A folder as a worker leaves it, and its hash.
fn folder() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let mut files = BTreeMap::new();
    for (name, bytes) in [
        ("adapter_config.json", b"{}".to_vec()),
        ("adapter_model.safetensors", vec![7; 3000]),
        ("projector.safetensors", vec![9; 100]),
    ] {
        std::fs::write(dir.path().join(name), &bytes).unwrap();
        files.insert(name, hex::encode(Sha256::digest(&bytes)));
    }
    let mut sum = Sha256::new();
    files
        .iter()
        .for_each(|(name, hash)| sum.update(format!("{name} {hash}\n")));
    let hash = hex::encode(sum.finalize());
    let manifest = serde_json::json!({"files": files, "hash": hash, "provenance": {}});
    std::fs::write(dir.path().join(MANIFEST), manifest.to_string()).unwrap();
    (dir, hash)
}

fn about(hash: &str) -> About {
    About {
        project: "Brands".into(),
        version: "v3".into(),
        artefact: hash.into(),
        base: "b".repeat(64),
    }
}

#[test]
fn the_files_come_as_they_lie_and_the_same_every_time() {
    let (dir, hash) = folder();
    let open = Folder::open(dir.path(), &hash).unwrap();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    export(&about(&hash), &open, || true, &mut first).unwrap();
    export(&about(&hash), &open, || true, &mut second).unwrap();
    assert_eq!(first, second);
    let mut zip = zip::ZipArchive::new(Cursor::new(first)).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(read("adapter_model.safetensors"), [7; 3000]);
    assert_eq!(read("projector.safetensors"), [9; 100]);
    assert!(read("manifest.json").starts_with(b"{"));
    let text = String::from_utf8(read("README.txt")).unwrap();
    for part in ["Brands", "v3", &hash, &"b".repeat(64), "PeftModel"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("region_head.safetensors"), "it has none");
}

#[test]
fn a_folder_that_is_gone_or_another_is_not_given_away() {
    let (dir, hash) = folder();
    let open = |hash: &str| Folder::open(dir.path(), hash);
    assert!(matches!(
        open(&"0".repeat(64)),
        Err(FolderError::Changed(_))
    ));
    let path = dir.path().join("projector.safetensors");
    std::fs::write(&path, b"other").unwrap();
    assert!(matches!(open(&hash), Err(FolderError::Changed(p)) if p == path));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(open(&hash), Err(FolderError::Missing(p)) if p == path));
    let (dir, hash) = folder();
    let list = std::fs::read_to_string(dir.path().join(MANIFEST)).unwrap();
    let list = list.replace("projector.safetensors", "../projector.safetensors");
    std::fs::write(dir.path().join(MANIFEST), list).unwrap();
    assert!(Folder::open(dir.path(), &hash).is_err());
    let gone = dir.path().join("gone");
    assert!(matches!(Folder::open(&gone, &hash), Err(FolderError::Missing(p)) if p == gone));
}

#[test]
fn a_reader_who_may_no_more_gets_no_zip() {
    let (dir, hash) = folder();
    let open = Folder::open(dir.path(), &hash).unwrap();
    let mut out = Vec::new();
    let mut left = 2;
    let go_on = || {
        left -= 1;
        left >= 0
    };
    assert!(export(&about(&hash), &open, go_on, &mut out).is_err());
    assert!(zip::ZipArchive::new(Cursor::new(out)).is_err());
}
