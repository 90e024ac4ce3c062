//! Requests as they are sent, and what other tests ask with.

use super::*;
use crate::builtin;
use vitrine_domain::{ContextBox, ImageContext};

pub fn teacher() -> Teacher {
    serde_json::from_str(r#"{"url": "http://127.0.0.1:1/v1", "model": "m"}"#).unwrap()
}

pub fn context() -> ImageContext {
    ImageContext {
        captions: vec!["A dog runs.".into(), "A brown dog on grass.".into()],
        boxes: vec![
            ContextBox {
                category: "dog".into(),
                xyxy: [0.1, 0.2, 0.5555, 1.0],
            },
            ContextBox {
                category: "ball".into(),
                xyxy: [0.0, 0.0, 0.25, 0.125],
            },
        ],
    }
}

pub fn request() -> Request {
    let kind = &builtin()[0];
    let text = contexts_text(kind.context, &[&context()]);
    Request::of(&teacher(), kind, &text, which(0)).unwrap()
}

pub fn which(nth: i32) -> Which<'static> {
    Which {
        seed: 7,
        image_sha256: "ab",
        further: &[],
        nth,
    }
}

#[test]
fn a_request_is_the_system_message_the_examples_and_the_image_last() {
    for kind in builtin() {
        let text = contexts_text(kind.context, &[&context()]);
        let request = Request::of(&teacher(), &kind, &text, which(0)).unwrap();
        let roles: Vec<&str> = request.messages.iter().map(|m| m.role).collect();
        assert_eq!(roles.len(), 2 + 2 * kind.examples.len(), "{}", kind.name);
        assert_eq!((roles[0], roles[roles.len() - 1]), ("system", "user"));
        assert_eq!(request.texts().last(), Some(text.as_str()));
    }
}

#[test]
fn a_kind_of_ones_own_is_asked_what_its_answer_is_filed_under() {
    let detail = builtin().into_iter().find(|k| k.name == "detail").unwrap();
    let own = InstructionKind {
        name: "read_a_chart".into(),
        ..detail.clone()
    };
    let last = |kind| {
        let request = Request::of(&teacher(), kind, "A chart.", which(0)).unwrap();
        request.texts().last().unwrap().to_owned()
    };
    let asked = instruction(&own, which(0)).unwrap();
    assert_eq!(last(&own), format!("A chart.\n\n{asked}"));
    assert_eq!(last(&detail), "A chart.");
}

#[test]
fn each_sample_has_a_hash_of_its_own_and_always_the_same() {
    let kind = &builtin()[0];
    let of = |which| {
        Request::of(&teacher(), kind, "A dog.", which)
            .unwrap()
            .hash()
    };
    assert_eq!(of(which(0)), of(which(0)));
    assert_ne!(of(which(0)), of(which(1)));
    let other = Which {
        seed: 8,
        ..which(0)
    };
    assert_ne!(of(which(0)), of(other));
    assert_eq!(of(which(0)).len(), 64);
}

#[test]
fn who_sees_is_shown_the_image_and_its_hash_stands_for_it() {
    let seeing = Teacher {
        sees: TeacherSees::Image,
        ..teacher()
    };
    let kind = builtin().into_iter().find(|k| k.name == "detail").unwrap();
    let request = Request::of(&seeing, &kind, "not sent", which(0)).unwrap();
    assert!(request.images().eq(["ab"]));
    let hash = request.hash();
    let sent = String::from_utf8(
        request
            .clone()
            .body_with(&["data:image/jpeg;base64,AA".into()]),
    )
    .unwrap();
    assert!(sent.contains("data:image/jpeg;base64,AA") && !sent.contains("not sent"));
    assert_eq!(request.hash(), hash);
    let blind = InstructionKind {
        system_seeing: None,
        ..kind
    };
    assert_eq!(Request::of(&seeing, &blind, "", which(0)), None);
}

#[test]
fn several_images_go_along_by_name_and_each_of_them_is_part_of_the_hash() {
    let seeing = Teacher {
        sees: TeacherSees::Image,
        ..teacher()
    };
    let kind = builtin().into_iter().find(|k| k.name == "detail").unwrap();
    let further = |of: &[&str]| of.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let (cd, ef) = (further(&["cd"]), further(&["ef"]));
    let of = |teacher, further| {
        let which = Which {
            further,
            ..which(0)
        };
        Request::of(
            teacher,
            &kind,
            "Image 1:\nA dog.\n\nImage 2:\nA cat.",
            which,
        )
        .unwrap()
    };
    let request = of(&seeing, &cd);
    assert!(request.images().eq(["ab", "cd"]));
    let texts: Vec<&str> = request.texts().collect();
    assert_eq!(texts[texts.len() - 2..], ["Image 1:", "Image 2:"]);
    let sent = request
        .clone()
        .body_with(&further(&["data:one", "data:two"]));
    let sent: serde_json::Value = serde_json::from_slice(&sent).unwrap();
    let urls: Vec<&str> = sent["messages"][1]["content"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|part| part["image_url"]["url"].as_str())
        .collect();
    assert_eq!(urls, ["data:one", "data:two"]);
    // Also where the same was written of both, and nothing is seen.
    for teacher in [&seeing, &teacher()] {
        let hashes = [&[][..], &cd, &ef].map(|further| of(teacher, further).hash());
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
    }
}
