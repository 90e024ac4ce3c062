//! A Postgres of a test's own, for tests that stop it: the common one has other tests' databases in it.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Dropping it drops its data. It must outlive every database in it.
pub struct Cluster {
    folder: TempDir,
}

impl Cluster {
    /// With its disk writes as in earnest: what was committed outlives a crash.
    pub fn start() -> Self {
        let cluster = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        cluster.script("start", &[]);
        cluster
    }

    /// No checkpoint is written and nobody is told.
    pub fn crash(&self) {
        self.script("stop", &["immediate"]);
    }

    /// On the port it had; it recovers before it answers.
    pub fn start_again(&self) {
        self.script("start", &[]);
    }

    /// A role's that may make databases and roles.
    pub fn url(&self) -> String {
        self.script("url", &[]).trim().to_owned()
    }

    fn script(&self, what: &str, words: &[&str]) -> String {
        // Of the clone that runs it: two clones may share what was built.
        let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or(".".into());
        let setup = Path::new(&package).join("../crates/demo/setup");
        let done = Command::new(setup.join("postgres.sh"))
            .arg(what)
            .arg(self.folder.path().join("pg"))
            .args(words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "postgres.sh {what}: {said}");
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A second panic would hide the first.
        if std::thread::panicking() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                self.script("drop", &[]);
            }));
        } else {
            self.script("drop", &[]);
        }
    }
}
