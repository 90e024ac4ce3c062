//! Unsafe methods are for our own pages: whatever another site makes a browser send is refused.

use crate::error::ApiError;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, Uri, header};
use vitrine_domain::api::ErrorCode;

/// Refuses before the body is read or the session looked at.
pub async fn check(request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || is_ours(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    ApiError::new(
        ErrorCode::Forbidden,
        "this request did not come from a page of this Vitrine; send an Origin header that names it",
    )
    .into_response()
}

/// The Origin names the host that was asked for; without one, the browser itself says `same-origin`.
fn is_ours(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let Some(origin) = headers.get(header::ORIGIN) else {
        return text(header::HeaderName::from_static("sec-fetch-site")) == Some("same-origin");
    };
    let host = text(header::HOST).or_else(|| uri.authority().map(|a| a.as_str()));
    let origin = origin
        .to_str()
        .ok()
        .and_then(|o| o.strip_prefix("http://").or(o.strip_prefix("https://")));
    matches!((origin, host), (Some(o), Some(h)) if o.eq_ignore_ascii_case(h))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_ours(&headers, &Uri::from_static("/api/v1/session"))
    }

    #[test]
    fn our_own_pages_pass() {
        assert!(ours(&[
            ("host", "localhost:8080"),
            ("origin", "http://localhost:8080")
        ]));
        assert!(ours(&[
            ("host", "v.example"),
            ("origin", "https://V.example")
        ]));
        assert!(ours(&[
            ("host", "v.example"),
            ("sec-fetch-site", "same-origin")
        ]));
    }

    #[test]
    fn all_others_are_refused() {
        for other in [
            &[("host", "localhost:8080")][..],
            &[
                ("host", "localhost:8080"),
                ("origin", "http://localhost:9090"),
            ],
            &[("host", "localhost:8080"), ("origin", "null")],
            &[
                ("host", "v.example"),
                ("origin", "https://v.example.evil.example"),
            ],
            &[("host", "v.example"), ("sec-fetch-site", "same-site")],
            &[("host", "v.example"), ("sec-fetch-site", "none")],
            &[
                ("host", "v.example"),
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[("origin", "https://v.example")],
        ] {
            assert!(!ours(other), "{other:?}");
        }
    }
}
