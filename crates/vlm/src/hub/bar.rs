//! A fetch's progress on the terminal.

use super::Fetched;
use std::time::{Duration, Instant};

/// A bar on the terminal for [`super::fetch`], drawn anew on its line.
pub fn bar() -> impl FnMut(Fetched<'_>) {
    let mut last: Option<(String, Instant)> = None;
    move |f| {
        let done = f.of == Some(f.bytes);
        let again = last
            .as_ref()
            .is_some_and(|(file, at)| file == f.file && at.elapsed() < Duration::from_millis(200));
        if again && !done {
            return;
        }
        eprint!("\r{}", line(&f));
        if done {
            eprintln!();
        }
        last = Some((f.file.to_owned(), Instant::now()));
    }
}

fn line(f: &Fetched<'_>) -> String {
    let mb = |bytes: u64| bytes as f64 / 1e6;
    match f.of {
        Some(of) => {
            let filled = (f.bytes * 30 / of.max(1)).min(30) as usize;
            format!(
                "[{}{}] {:8.1} of {:.1} MB  {}",
                "#".repeat(filled),
                " ".repeat(30 - filled),
                mb(f.bytes),
                mb(of),
                f.file
            )
        }
        None => format!("{:8.1} MB  {}", mb(f.bytes), f.file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills() {
        let f = |bytes, of| Fetched {
            file: "x",
            bytes,
            of,
        };
        let half = line(&f(1_000_000, Some(2_000_000)));
        assert_eq!(half.matches('#').count(), 15);
        assert!(half.ends_with("1.0 of 2.0 MB  x"), "{half}");
        assert!(line(&f(1_000_000, None)).contains("1.0 MB"));
    }
}
