//! Every word that a page says, in one place: a module for each file that shows them, by the same path
//! (`pages/gold.rs` says what stands in `words/pages/gold.rs`). To translate Vitrine is to write this folder anew.
//!
//! Plain sentences are constants; where a value stands within, a function takes it and gives the whole sentence, since
//! other languages place it elsewhere and count otherwise. Must never know a page, a signal or the browser.

pub mod client;
pub mod desk;
pub mod islands;
pub mod parts;

#[cfg(feature = "ssr")]
pub mod charts;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;

/// A count with its noun, or whatever goes by it: `one` where it is 1.
fn plural(n: impl ToString, one: &str, many: &str) -> String {
    let n = n.to_string();
    let words = if n == "1" { one } else { many };
    format!("{n} {words}")
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn one_alone_is_singular() {
        let runs = |n: &str| plural(n, "run", "runs");
        assert_eq!([runs("0"), runs("1")], ["0 runs", "1 run"]);
        assert_eq!([runs("2"), runs("1,001")], ["2 runs", "1,001 runs"]);
    }
}
