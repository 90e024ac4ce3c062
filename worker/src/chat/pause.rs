//! How long to wait before another try.

use std::time::Duration;

/// Tries of one request.
pub const MOST_TRIES: u32 = 8;
/// Whatever the endpoint asks for.
const MOST: Duration = Duration::from_secs(120);
const FIRST: Duration = Duration::from_millis(500);

/// After so many tries: what the endpoint asked for, else twice as long as before.
pub fn pause(tries: u32, asked: Option<Duration>) -> Duration {
    asked
        .unwrap_or_else(|| FIRST * 2u32.pow(tries.saturating_sub(1).min(10)))
        .min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pause_is_twice_the_one_before_unless_the_endpoint_says() {
        let seconds = |tries| pause(tries, None).as_secs_f64();
        assert_eq!((seconds(1), seconds(2), seconds(3)), (0.5, 1.0, 2.0));
        assert_eq!(pause(MOST_TRIES * 9, None), MOST);
        assert_eq!(pause(1, Some(Duration::from_secs(7))).as_secs(), 7);
        assert_eq!(pause(1, Some(Duration::from_secs(9999))), MOST);
    }
}
