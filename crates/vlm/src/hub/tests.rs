//! The choice of files and addresses, a fetch from a hub on this machine, and
//! what is said when there is none.

use super::*;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(|n| (*n).to_owned()).collect()
}

#[test]
fn what_a_checkpoint_is_made_of_is_chosen() {
    let beside = [
        "config.json",
        "tokenizer.json",
        "README.md",
        ".gitattributes",
    ];
    let with = |more: &[&str]| choose(&names(&[&beside[..], more].concat()));
    let shards = [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        INDEX,
        "pytorch_model.bin",
        "onnx/model-1.safetensors",
    ];
    assert_eq!(
        with(&shards).unwrap(),
        names(&["config.json", "tokenizer.json", INDEX, shards[0], shards[1]])
    );
    let both = with(&["preprocessor_config.json", WEIGHTS, shards[0], INDEX]).unwrap();
    assert_eq!(
        both,
        names(&[
            "config.json",
            "tokenizer.json",
            "preprocessor_config.json",
            WEIGHTS
        ])
    );
    let why = with(&["pytorch_model.bin"]).unwrap_err().to_string();
    assert!(why.contains("no safetensors"), "{why}");
    assert!(choose(&names(&["config.json", WEIGHTS])).is_err());
}

#[test]
fn addresses_name_repository_and_revision_and_odd_ids_are_refused() {
    let mut s = Source::new("llava-hf/llava-1.5-7b-hf").unwrap();
    s.revision = "refs/pr/3".into();
    assert_eq!(
        s.file("config.json"),
        "https://huggingface.co/llava-hf/llava-1.5-7b-hf/resolve/refs%2Fpr%2F3/config.json"
    );
    for odd in ["llava", "a/b/c", "../x", "a/..", "a b/c", "/x", "x/"] {
        assert!(Source::new(odd).is_err(), "{odd}");
    }
}

/// Answers what a hub would for `files`; remembers what was asked.
fn hub(files: Vec<(&'static str, Vec<u8>)>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            while !lines.next().unwrap().unwrap().is_empty() {}
            let path = first.split(' ').nth(1).unwrap().to_owned();
            let body = if path == "/api/models/a/b/revision/main" {
                let siblings: Vec<_> = files
                    .iter()
                    .map(|(n, _)| serde_json::json!({ "rfilename": n }))
                    .collect();
                Some(
                    serde_json::json!({ "sha": "c0ffee", "siblings": siblings })
                        .to_string()
                        .into_bytes(),
                )
            } else {
                let file = files
                    .iter()
                    .find(|(n, _)| path == format!("/a/b/resolve/c0ffee/{n}"));
                file.map(|(_, bytes)| bytes.clone())
            };
            log.lock().unwrap().push(path);
            let status = if body.is_some() {
                "200 OK"
            } else {
                "404 Not Found"
            };
            let body = body.unwrap_or_default();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            // Who has a file already does not read it to its end.
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&body);
        }
    });
    (address, asked)
}

#[test]
fn a_checkpoint_comes_whole_with_its_progress_and_an_unknown_one_is_named() {
    let weights = vec![7u8; 700_000];
    let (endpoint, asked) = hub(vec![
        ("config.json", b"{}".to_vec()),
        ("tokenizer.json", b"[]".to_vec()),
        ("README.md", b"#".to_vec()),
        (WEIGHTS, weights.clone()),
    ]);
    let source = Source {
        endpoint,
        ..Source::new("a/b").unwrap()
    };
    let dir = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    fetch(&source, dir.path(), &mut |f| {
        seen.push((f.file.to_owned(), f.bytes, f.of));
    })
    .unwrap();
    assert_eq!(std::fs::read(dir.path().join(WEIGHTS)).unwrap(), weights);
    assert_eq!(
        seen.last().unwrap(),
        &(WEIGHTS.to_owned(), 700_000, Some(700_000))
    );
    assert!(seen.windows(2).all(|w| w[0].0 != w[1].0 || w[0].1 < w[1].1));
    assert!(!asked.lock().unwrap().iter().any(|p| p.contains("README")));
    let there = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(there, 4, "three files and whose they are");
    // Again: nothing is written anew.
    fetch(&source, dir.path(), &mut |_| panic!("all is here")).unwrap();

    let note = dir.path().join(NOTE);
    std::fs::write(&note, "a/b decade\n").unwrap();
    let why = fetch(&source, dir.path(), &mut |_| {}).unwrap_err();
    assert!(why.to_string().contains("holds a/b decade, not a/b c0ffee"));
    std::fs::remove_file(&note).unwrap();
    let why = fetch(&source, dir.path(), &mut |_| {}).unwrap_err();
    assert!(why.to_string().contains("take another folder"));

    let other = Source {
        repository: "a/c".into(),
        ..source
    };
    let why = fetch(&other, dir.path(), &mut |_| {})
        .unwrap_err()
        .to_string();
    assert!(why.contains("knows no a/c at main"), "{why}");
}

#[test]
fn without_a_network_it_says_what_to_do() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let source = Source {
        endpoint: format!("http://{port}"),
        ..Source::new("a/b").unwrap()
    };
    let dir = tempfile::tempdir().unwrap();
    let why = fetch(&source, dir.path(), &mut |_| {})
        .unwrap_err()
        .to_string();
    assert!(
        why.contains("cannot be reached") && why.contains("give its path instead"),
        "{why}"
    );
}
