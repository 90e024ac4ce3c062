//! The fetched pictures themselves, where they are.

use std::path::PathBuf;

use vitrine_scenes::{Library, Policy, Role, Share, align_scene, demo_scene, truth};

#[test]
fn the_fetched_library_is_rich_enough_and_its_words_are_plain() {
    let Some(library) = fetched() else {
        return;
    };
    for share in Share::ALL {
        assert!(library.photo_names(share).len() >= 12, "{share:?}");
        let words = library.cutout_descriptions(share);
        assert!(words.len() >= 12, "{share:?}");
        for text in words {
            let plain = text
                .chars()
                .all(|c| c.is_alphanumeric() || " -’".contains(c));
            assert!(
                plain && (3..=30).contains(&text.chars().count()),
                "{text:?}"
            );
        }
    }
}

#[test]
fn real_scenes_are_composed_for_every_role() {
    let Some(library) = fetched() else {
        return;
    };
    let policy = Policy::draw(11);
    for role in [Role::Train, Role::Validation, Role::HeldOut, Role::Test] {
        for index in 0..6 {
            let scene = demo_scene(&library, &policy, role, 11, index);
            assert_eq!(
                truth(&policy, &scene).regions.len(),
                scene
                    .marks
                    .iter()
                    .filter(|m| policy.forbids(m.brand))
                    .count()
            );
            assert!(scene.marks.iter().all(|m| m.visible_fraction >= 0.65));
        }
    }
    assert!((0..6).any(|index| !align_scene(&library, 11, index).marks.is_empty()));
}

/// The fetched pictures, if they are there; says SKIPPED if not.
fn fetched() -> Option<Library> {
    let folder = std::env::var_os("VITRINE_ASSETS")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cache/vitrine/assets")))?;
    if !folder.join("pictures").is_dir() {
        eprintln!(
            "SKIPPED: no pictures in {}; crates/demo/setup/fetch_assets.py fetches them",
            folder.display()
        );
        return None;
    }
    Some(Library::open(&folder).unwrap())
}
