//! Tells the program which commit it is built from, for records of measurements; a build without git tells none.

use std::path::Path;
use std::process::Command;

fn main() {
    // What the program is made of: with any of it changed, the tree may no longer be the commit's.
    for path in [
        "src",
        "align",
        "Cargo.toml",
        "../migrations",
        "../Cargo.lock",
    ] {
        println!("cargo:rerun-if-changed={path}");
    }
    for of in [
        "benchmarks",
        "domain",
        "formats",
        "media",
        "scenes",
        "store",
        "vlm",
    ] {
        println!("cargo:rerun-if-changed=../crates/{of}/src");
    }
    // Grows with every commit and checkout.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"])
        && Path::new(&log).exists()
    {
        println!("cargo:rerun-if-changed={log}");
    }
    let commit = git(&[
        "describe",
        "--always",
        "--abbrev=40",
        "--exclude=*",
        "--dirty",
    ]);
    println!(
        "cargo:rustc-env=VITRINE_COMMIT={}",
        commit.unwrap_or_default()
    );
}

fn git(words: &[&str]) -> Option<String> {
    let done = Command::new("git").args(words).output().ok()?;
    let said = String::from_utf8(done.stdout).ok()?.trim().to_owned();
    (done.status.success() && !said.is_empty()).then_some(said)
}
