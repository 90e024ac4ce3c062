//! All routes, and what every request passes through.

use crate::state::AppState;
use crate::{api, assets, error, headers, origin, outlive, pages, session};
use axum::extract::{DefaultBodyLimit, Request};
use axum::routing::post;
use axum::{Router, middleware};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

/// Bytes of a JSON or form body: an answer, its regions (2,000 boxes, or 10,000 corners), and room.
pub const JSON_BYTES: usize = 1024 * 1024;

pub fn router(state: AppState) -> Router {
    // Pages are rendered on this runtime; a second call (another router in a test) changes nothing.
    let _ = any_spawner::Executor::init_tokio();
    // Outermost first: an id, a line in the log, default headers, an end of its own, panics caught, then who is asking and
    // from where, and whether it is who they say.
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_response(DefaultOnResponse::new().level(Level::INFO));
    let passes = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(middleware::from_fn(headers::set))
        .layer(middleware::from_fn_with_state(state.clone(), outlive::run))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(middleware::from_fn(origin::check))
        .layer(session::layer(&state))
        .layer(middleware::from_fn(session::meant))
        .layer(DefaultBodyLimit::max(JSON_BYTES));
    Router::new()
        .nest("/api/v1", api::routes(&state))
        .merge(assets::routes(&state))
        .route("/sign-in", post(pages::sign_in).get(pages::page))
        .route("/sign-out", post(pages::sign_out))
        .route("/set-password", post(pages::set_password).get(pages::page))
        .fallback(pages::page)
        .layer(passes)
        .with_state(state)
}

/// Neither query nor cookie: they may hold what is nobody's business.
fn span(request: &Request) -> tracing::Span {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|v| v.to_str().ok());
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}
