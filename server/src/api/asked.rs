//! What is asked of a route that reads no query: refused, as those that read one refuse what they have no name for.

use crate::error::ApiError;
use crate::extract::SignedIn;
use crate::state::AppState;
use axum::extract::{FromRequestParts, MatchedPath, Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, Uri};
use vitrine_domain::patch::none_such;

/// Those that read one, by [`crate::extract::Ask`], which knows their names; under `/api/v1`, `…` is a project.
const READ: [(Method, &str); 21] = [
    (Method::PATCH, "/users/{name}"),
    (Method::PUT, "…/labels"),
    (Method::GET, "…/items"),
    (Method::POST, "…/items"),
    (Method::GET, "…/queue"),
    (Method::GET, "…/queue/count"),
    (Method::GET, "…/agreement"),
    (Method::GET, "…/decisions"),
    (Method::GET, "…/images/{id}"),
    (Method::GET, "…/reveals"),
    (Method::GET, "…/reveals/{id}/image"),
    (Method::GET, "…/synthesis-runs"),
    (Method::GET, "…/synthesis-runs/{id}/samples"),
    (Method::GET, "…/triplets"),
    (Method::GET, "…/snapshots/{id}/export"),
    (Method::GET, "…/training-runs"),
    (Method::GET, "…/evaluations/{id}/pairs"),
    (Method::GET, "…/evaluations/{id}/errors"),
    (Method::GET, "…/figures"),
    (Method::GET, "…/benchmark-evaluations/{id}/answers"),
    (Method::GET, "…/audit"),
];

/// Those that answer who is not signed in.
const OPEN: [(Method, &str); 3] = [
    (Method::POST, "/session"),
    (Method::DELETE, "/session"),
    (Method::POST, "/session/password-link"),
];

/// Errors: `SignInNeeded` before all else, as from the route itself; `Invalid` for a query that the route would pass over.
pub async fn known(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let (known, open) = path.map_or((true, true), |p| {
        let (method, path) = (request.method(), p.as_str());
        (reads(method, path), is_open(method, path))
    });
    let Some(name) = first(request.uri()).filter(|_| !known) else {
        return next.run(request).await;
    };
    let (mut parts, _) = request.into_parts();
    if !open && let Err(error) = SignedIn::from_request_parts(&mut parts, &state).await {
        return error.into_response();
    }
    ApiError::from(none_such(&name)).into_response()
}

/// `path`: as the router has it.
fn is_open(method: &Method, path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    OPEN.iter().any(|(m, open)| m == method && *open == path)
}

/// `path`: as the router has it.
fn reads(method: &Method, path: &str) -> bool {
    // What is asked for without its body is asked for all the same.
    let get = Method::GET;
    let method = if method == Method::HEAD { &get } else { method };
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let within = path.strip_prefix("/projects/{slug}");
    (READ.iter()).any(|(m, known)| {
        m == method
            && match known.strip_prefix('…') {
                Some(known) => within == Some(known),
                None => path == *known,
            }
    })
}

/// The first name of the query.
fn first(uri: &Uri) -> Option<String> {
    match Query::<Vec<(String, String)>>::try_from_uri(uri) {
        Ok(Query(said)) => said.into_iter().next().map(|(name, _)| name),
        Err(_) => uri.query().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_reads_a_query_or_it_does_not() {
        let of = "/api/v1/projects/{slug}";
        assert!(reads(&Method::GET, &format!("{of}/items")));
        assert!(reads(&Method::HEAD, &format!("{of}/items")));
        assert!(reads(&Method::PATCH, "/api/v1/users/{name}"));
        for (method, path) in [
            (Method::GET, format!("{of}/items/{{id}}")),
            (Method::POST, format!("{of}/queue")),
            (Method::GET, "/api/v1/items".into()),
            (Method::GET, of.into()),
        ] {
            assert!(!reads(&method, &path), "{method} {path}");
        }
    }

    #[test]
    fn signing_in_and_out_is_open_and_who_is_signed_in_is_not() {
        assert!(is_open(&Method::POST, "/api/v1/session"));
        assert!(is_open(&Method::DELETE, "/api/v1/session"));
        for path in [
            "/api/v1/session",
            "/api/v1/session/password",
            "/api/v1/users",
        ] {
            assert!(!is_open(&Method::GET, path), "{path}");
        }
    }

    #[test]
    fn the_first_name_is_told() {
        let of = |uri: &'static str| first(&Uri::from_static(uri));
        assert_eq!(of("/pace?b%20c=1&d=2").as_deref(), Some("b c"));
        assert_eq!(of("/pace?bogus").as_deref(), Some("bogus"));
        assert_eq!(of("/pace?"), None);
        assert_eq!(of("/pace"), None);
    }
}
