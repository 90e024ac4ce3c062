//! No word for people stands outside of `words`: whoever translates that folder has translated all.

use std::path::{Path, PathBuf};

/// Attributes whose values nobody reads or hears.
const UNSAID: &str = " class id href src d type name role method action then rel for content ";
/// Attributes that are read or heard, be it a single word.
const SAID: &str = " aria-label data-label title alt placeholder label ";
/// Before a literal that is compared, or that developers alone read.
const UNSHOWN: &str =
    "expect(,panic!(,contains(,_prefix(,_class_name(,skip_serializing_if =,==,!=,\" |";
/// Not words, though they look like it: the file, and how the literal begins.
const EXCEPTIONS: [(&str, &str); 6] = [
    ("desk/commands.rs", "AltGraph"),
    ("desk/stage.rs", "translate({x:.2}px, {y:.2}px) "),
    ("pages/benchmark.rs", "vitrine-worker record "),
    ("pages/compare.rs", "badge badge-"),
    ("parts/turns.rs", "turns-said words"),
    ("shell.rs", "default-src 'self'; "),
];

/// Line and text of each literal that looks like words for people.
fn found(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    // Neither ends a literal.
    let source = source
        .replace(r"\\", "  ")
        .replace(r#"\""#, "  ")
        .replace("'\"'", "' '");
    let (mut rest, mut code, mut out) = (&*source, String::new(), Vec::new());
    let mut attribute = "none".to_owned();
    while let Some(c) = rest.chars().next() {
        let at = source.len() - rest.len();
        rest = &rest[c.len_utf8()..];
        // Formatted code has spaces around `=`, attributes have none.
        let part = |c: char| c.is_alphanumeric() || "-_:".contains(c);
        let compares = code.ends_with(' ') && rest.starts_with([' ', '=']);
        if c == '/' && rest.starts_with('/') {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        } else if c == '=' && code.ends_with(part) && !rest.starts_with([' ', '=', '>', '\n']) {
            attribute = format!(" {} ", &code[code.trim_end_matches(part).len()..]);
        } else if c == '>' && !code.ends_with(['=', '-']) && !compares {
            attribute = "none".to_owned();
        } else if c == '"' {
            let (text, after) = rest.split_once('"').unwrap();
            rest = after;
            if shown(text, code.trim_end(), rest.trim_start(), &attribute) {
                let line = source[..at].matches('\n').count() + 1;
                out.push((line, text.to_owned()));
            }
        }
        code.push(c);
    }
    out
}

/// Two words in a row, or a capital and a small letter; where people look anyway, a letter is enough.
fn shown(text: &str, before: &str, rest: &str, attribute: &str) -> bool {
    let pattern = ["=>", "if ", "| "].iter().any(|p| rest.starts_with(p));
    let unshown = UNSHOWN.split(',').any(|end| before.ends_with(end));
    if pattern || unshown || UNSAID.contains(attribute) || text.starts_with('/') {
        return false;
    }
    // What stands in braces is a value.
    let texts = text.split('{').map(|t| t.rsplit('}').next().unwrap());
    let plain = texts.collect::<Vec<_>>().join(" 0 ").replace("\\n", " ");
    let small = |w: &str| !w.is_empty() && w.chars().all(|c| c == '-' || c.is_ascii_lowercase());
    let tidy = |w: &str| small(w.trim_matches(|c| ",.:;()…".contains(c)));
    let words: Vec<bool> = plain.split(' ').map(tidy).collect();
    let child = before.ends_with('>') && !before.ends_with("=>") && rest.starts_with('<');
    let said = child || SAID.contains(attribute);
    let mut names = plain.split(|c: char| !c.is_alphabetic());
    let second = |w: &str| w.chars().nth(1).is_some_and(char::is_lowercase);
    names.any(|w| w.starts_with(char::is_uppercase) && second(w))
        || words.windows(2).any(|w| w[0] && w[1])
        || said && plain.contains(char::is_alphabetic)
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true if name != "words" => sources(&path, out),
            false if !name.ends_with("tests.rs") && !name.ends_with("test.rs") => out.push(path),
            _ => {}
        }
    }
}

#[test]
fn every_word_for_people_stands_in_words() {
    // Of the clone that runs it: two clones may share what was built.
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or(".".into());
    let root = Path::new(&package).join("src");
    let (mut all, mut left) = (Vec::new(), String::new());
    sources(&root, &mut all);
    assert!(all.len() > 100, "the sources are not there");
    for path in all {
        let file = path.strip_prefix(&root).unwrap().to_string_lossy();
        for (line, text) in found(&std::fs::read_to_string(&path).unwrap()) {
            let known = |(f, start): &(&str, &str)| *f == file && text.starts_with(start);
            if !EXCEPTIONS.iter().any(known) {
                left += &format!("app/src/{file}:{line}: {text}\n");
            }
        }
    }
    assert!(left.is_empty(), "to be moved to app/src/words:\n{left}");
}

#[test]
fn the_finder_finds() {
    let clean = r#"view! { <p class="a b" title=say::X>{say::Y}"·"</p> } // "No item"
        x.expect("a good end"); match key { "Enter" if x > 1 => '"', _ => "/p/some where" }"#;
    assert_eq!(found(clean), []);
    let inline = r#"<p class="a b">"runs"</p>
        <b alt="x">{format!("{n} of them wait")}"No"</b>"#;
    let told = r#"[(1, "runs"), (2, "x"), (2, "{n} of them wait"), (2, "No")]"#;
    assert_eq!(format!("{:?}", found(inline)), told);
}
