//! How often one may try to sign in: a bucket per address and name, and a larger one per address.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

/// Attempts at once, and how many come back a second.
const BY_NAME: (f64, f64) = (10.0, 0.1);
const BY_ADDRESS: (f64, f64) = (60.0, 1.0);
/// Past this many buckets full ones are forgotten; an attacker must not fill the memory.
const BUCKETS: usize = 10_000;

/// Kept in memory: a restart forgives.
#[derive(Debug, Default)]
pub struct SignInLimit {
    buckets: Mutex<HashMap<(String, Option<String>), Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl SignInLimit {
    /// Takes one attempt.
    pub fn may_try(&self, address: &str, name: &str) -> bool {
        self.may_try_at(address, name, Instant::now())
    }

    /// A right password gives its attempt back, and the name's others with it.
    pub fn succeeded(&self, address: &str, name: &str) {
        let mut buckets = self.buckets.lock().unwrap_or_else(|e| e.into_inner());
        buckets.remove(&key(address, name));
        if let Some(bucket) = buckets.get_mut(&(address.to_owned(), None)) {
            bucket.left = (bucket.left + 1.0).min(BY_ADDRESS.0);
        }
    }

    fn may_try_at(&self, address: &str, name: &str, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(|e| e.into_inner());
        if buckets.len() >= BUCKETS {
            buckets.retain(|(_, name), b| {
                let (size, rate) = limits(name.is_some());
                b.left + now.saturating_duration_since(b.at).as_secs_f64() * rate < size
            });
            if buckets.len() >= BUCKETS {
                return false;
            }
        }
        let mut take = |key: (String, Option<String>)| {
            let (size, rate) = limits(key.1.is_some());
            let bucket = buckets.entry(key).or_insert(Bucket {
                left: size,
                at: now,
            });
            let back = now.saturating_duration_since(bucket.at).as_secs_f64() * rate;
            bucket.left = (bucket.left + back).min(size);
            bucket.at = now;
            let may = bucket.left >= 1.0;
            if may {
                bucket.left -= 1.0;
            }
            may
        };
        take((address.to_owned(), None)) && take(key(address, name))
    }
}

fn limits(by_name: bool) -> (f64, f64) {
    if by_name { BY_NAME } else { BY_ADDRESS }
}

/// Names past what one may have are cut: the key must not grow with what is sent.
fn key(address: &str, name: &str) -> (String, Option<String>) {
    (address.to_owned(), Some(name.chars().take(64).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn ten_wrong_tries_and_then_one_every_ten_seconds() {
        let (limit, start) = (SignInLimit::default(), Instant::now());
        for _ in 0..10 {
            assert!(limit.may_try_at("a", "ada", start));
        }
        assert!(!limit.may_try_at("a", "ada", start));
        assert!(limit.may_try_at("a", "grace", start), "another name");
        assert!(limit.may_try_at("b", "ada", start), "another address");
        assert!(limit.may_try_at("a", "ada", start + Duration::from_secs(11)));
        assert!(!limit.may_try_at("a", "ada", start + Duration::from_secs(12)));
    }

    #[test]
    fn names_drawn_at_random_run_into_the_address() {
        let (limit, start) = (SignInLimit::default(), Instant::now());
        let may = (0..200)
            .filter(|i| limit.may_try_at("a", &format!("user{i}"), start))
            .count();
        assert_eq!(may, 60);
    }

    #[test]
    fn those_who_know_their_password_are_never_stopped() {
        let limit = SignInLimit::default();
        for _ in 0..500 {
            assert!(limit.may_try("a", "ada"));
            limit.succeeded("a", "ada");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let (limit, start) = (SignInLimit::default(), Instant::now());
        for i in 0..BUCKETS * 2 {
            limit.may_try_at(&i.to_string(), "x", start);
        }
        assert!(limit.buckets.lock().unwrap().len() <= BUCKETS + 1);
    }
}
