//! Why nothing came back, and whether another try may do.

use super::Private;
use reqwest::StatusCode;
use std::error::Error as _;
use std::time::Duration;

/// The endpoint gave no reply in many tries: a later start may fare better.
#[derive(Debug)]
pub struct GaveUp(pub(super) String);

impl std::fmt::Display for GaveUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why one try came to nothing.
#[derive(Debug)]
pub enum Failed {
    /// Another try may do: too many requests, the endpoint's own trouble, a reply that broke off.
    Again {
        why: anyhow::Error,
        /// How long the endpoint asks to be left alone.
        after: Option<Duration>,
        /// The endpoint may have answered, and charged, all the same.
        maybe_paid: bool,
    },
    Never {
        why: anyhow::Error,
        /// The endpoint's, where it answered.
        status: Option<StatusCode>,
    },
}

/// A request that got no answer at all.
pub(super) fn unsent(why: reqwest::Error) -> Failed {
    let mut cause = why.source();
    while let Some(inner) = cause {
        if let Some(private) = inner.downcast_ref::<Private>() {
            let why = private.clone().into();
            return Failed::Never { why, status: None };
        }
        cause = inner.source();
    }
    let (never, connected) = (why.is_builder(), !why.is_connect());
    let why = why.without_url().into();
    match never {
        true => Failed::Never { why, status: None },
        false => Failed::Again {
            why,
            after: None,
            maybe_paid: connected,
        },
    }
}

/// Whether a later try may fare better.
pub(super) fn passes(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_tried_again_and_what_does_not_is_not() {
        let passing = |code: u16| passes(StatusCode::from_u16(code).unwrap());
        assert!([429, 408, 500, 502, 503, 529].into_iter().all(passing));
        assert!(![400, 401, 403, 404, 413, 307].into_iter().any(passing));
    }
}
