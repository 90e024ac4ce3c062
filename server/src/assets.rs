//! `/pkg`: the wasm module, its script and the style sheet, checked with us before each use.

use crate::state::AppState;
use axum::Router;
use http::{HeaderValue, header};
use tower::ServiceBuilder;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Public: there is nothing of anyone's in it. What is built compressed beside a file is sent in its place. `no-cache`
/// asks us with the date it has; 304 answers that.
pub fn routes(state: &AppState) -> Router<AppState> {
    let files = ServeDir::new(state.site.join("pkg"))
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let service = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, no-cache"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::VARY,
            HeaderValue::from_static("accept-encoding"),
        ))
        .service(files);
    Router::new().nest_service("/pkg", service)
}
