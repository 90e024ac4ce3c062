//! How long to wait before another try.

use std::time::Duration;

/// Tries of one request.
pub const MOST_TRIES: u32 = 8;
/// Whatever the endpoint asks for.
const MOST: Duration = Duration::from_secs(120);
const FIRST: Duration = Duration::from_millis(500);

/// After so many tries: twice as long as before, or what the endpoint asked for where that is longer. A word of one
/// second is for whoever asks alone; of many who heed it together most are sent away again.
pub fn pause(tries: u32, asked: Option<Duration>) -> Duration {
    let growing = FIRST * 2u32.pow(tries.saturating_sub(1).min(10));
    asked.unwrap_or_default().max(growing).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pause_is_twice_the_one_before_unless_the_endpoint_asks_for_more() {
        let seconds = |tries| pause(tries, None).as_secs_f64();
        assert_eq!((seconds(1), seconds(2), seconds(3)), (0.5, 1.0, 2.0));
        assert_eq!(pause(MOST_TRIES * 9, None), MOST);
        assert_eq!(pause(1, Some(Duration::from_secs(7))).as_secs(), 7);
        assert_eq!(pause(5, Some(Duration::ZERO)), pause(5, None));
        assert_eq!(pause(1, Some(Duration::from_secs(9999))), MOST);
    }
}
