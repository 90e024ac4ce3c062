//! Lines on the terminal: what is being waited for, and how far it is.

use std::time::{Duration, Instant};

/// Says where a wait stands, at most once in a few seconds.
pub struct Progress {
    since: Instant,
    last: Option<Instant>,
    every: Duration,
    before: String,
}

impl Progress {
    pub fn new() -> Self {
        Self {
            since: Instant::now(),
            last: None,
            every: Duration::from_secs(10),
            before: String::new(),
        }
    }

    /// A line of its own, at once.
    pub fn say(line: impl AsRef<str>) {
        println!("· {}", line.as_ref());
    }

    /// How far a wait is; silent while it says nothing new or has lasted under a second.
    pub fn tell(&mut self, line: impl Into<String>) {
        let line = line.into();
        let due = match self.last {
            None => self.since.elapsed() > Duration::from_secs(1),
            Some(at) => at.elapsed() >= self.every,
        };
        if due && line != self.before {
            println!("  {line}");
            self.before = line;
            self.last = Some(Instant::now());
        }
    }
}
