//! When the device has no room for a step's rows side by side: fewer at a time.

use anyhow::{Context as _, Result};

/// Calls `step` with `micro` rows at a time; where it runs out of memory, with
/// half as many, and so on. `micro` keeps what fitted.
///
/// # Errors
/// What `step` says else; no room for a single row.
pub(super) fn fitting<T>(micro: &mut usize, mut step: impl FnMut(usize) -> Result<T>) -> Result<T> {
    loop {
        match step(*micro) {
            Err(e) if no_room(&e) && *micro > 1 => {
                let fewer = *micro / 2;
                tracing::warn!("no room for {micro} rows at a time: going on with {fewer}: {e:#}");
                *micro = fewer;
            }
            Err(e) if no_room(&e) => {
                return Err(e).context(
                    "the device has no room for one row: shorten the rows, or take a smaller base",
                );
            }
            other => return other,
        }
    }
}

/// CUDA's driver says CUDA_ERROR_OUT_OF_MEMORY, its libraries ALLOC_FAILED.
fn no_room(e: &anyhow::Error) -> bool {
    let said = format!("{e:#}").to_lowercase().replace('_', " ");
    said.contains("out of memory") || said.contains("alloc failed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    fn up_to(room: usize) -> impl FnMut(usize) -> Result<usize> {
        move |micro| match micro <= room {
            true => Ok(micro),
            false => bail!("DriverError(CUDA_ERROR_OUT_OF_MEMORY, \"out of memory\")"),
        }
    }

    #[test]
    fn fewer_rows_until_they_fit_and_it_is_remembered() {
        let mut micro = 8;
        assert_eq!(fitting(&mut micro, up_to(3)).unwrap(), 2);
        assert_eq!(micro, 2);
        assert_eq!(fitting(&mut micro, up_to(8)).unwrap(), 2);
    }

    #[test]
    fn not_even_one_says_what_to_do_and_other_errors_stay() {
        let mut micro = 4;
        let why = fitting(&mut micro, up_to(0)).unwrap_err().to_string();
        assert!(why.contains("shorten the rows"), "{why}");
        let mut calls = 0;
        let other = fitting(&mut micro, |_| -> Result<()> {
            calls += 1;
            bail!("a shape does not fit")
        });
        assert!(other.is_err() && calls == 1);
    }
}
