//! `/api/v1`: one resource a file. Handlers read the request, call the store as the actor, and answer.

mod adapter;
mod agreement;
mod asked;
mod audit;
mod batches;
mod benchmark_evaluations;
mod bills;
mod champion;
mod claims;
mod comments;
mod decisions;
mod drafts;
mod evaluations;
mod events;
mod export;
mod figures;
mod gold;
mod health;
mod image_contexts;
mod images;
mod instruction_kinds;
mod items;
mod members;
mod model_versions;
mod moves;
mod preferences;
mod projects;
mod reveals;
mod reviews;
mod sampling_rules;
mod session;
mod snapshots;
mod synthesis_runs;
mod training_runs;
mod triplets;
mod upload;
mod users;
mod views;

use crate::error::ApiError;
use crate::state::AppState;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch, post, put};
use axum::{Router, middleware};
use http::StatusCode;
use vitrine_domain::api::ErrorCode;

/// Everything under `/api/v1`.
pub fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route(
            "/session",
            get(session::get)
                .post(session::post)
                .delete(session::delete),
        )
        .route("/session/password", post(session::password))
        .route("/session/password-link", post(session::password_by_link))
        .route("/users", get(users::list).post(users::add))
        .route("/users/{name}", patch(users::change))
        .route("/users/{name}/password-link", post(users::password_link))
        .route(
            "/preferences",
            get(preferences::get)
                .put(preferences::set)
                .patch(preferences::change),
        )
        .route("/claims", get(claims::list))
        .route("/projects", get(projects::list).post(projects::create))
        .nest("/projects/{slug}", project())
        .route_layer(middleware::from_fn_with_state(state.clone(), asked::known))
        // Whatever watches over a server asks this as it likes.
        .route("/health", get(health::get))
        .fallback(|| async { ApiError::not_found() })
        .method_not_allowed_fallback(|| async {
            ApiError::new(ErrorCode::Invalid, "this address does not take this method")
                .with_status(StatusCode::METHOD_NOT_ALLOWED)
        })
}

/// Everything here starts from a membership.
fn project() -> Router<AppState> {
    Router::new()
        .route("/", get(projects::get).patch(projects::change))
        .route("/policy", put(projects::policy))
        .route(
            "/settings",
            put(projects::settings).patch(projects::settings_change),
        )
        .route("/labels", put(projects::labels))
        .route("/members", get(members::list))
        .route("/members/{name}", put(members::set).delete(members::remove))
        .route(
            "/items",
            get(items::list).merge(post(upload::post).layer(DefaultBodyLimit::disable())),
        )
        .route("/items/{id}", get(items::get).delete(items::purge))
        .route("/clusters", get(items::clusters))
        .route("/claims", post(claims::claim))
        .route("/items/{id}/heartbeat", post(claims::heartbeat))
        .route("/items/{id}/release", post(claims::release))
        .route(
            "/items/{id}/skip",
            post(moves::skip).get(moves::skips).delete(moves::unskip),
        )
        .route("/items/{id}/hold", post(moves::hold))
        .route("/items/{id}/resume", post(moves::resume))
        .route("/items/{id}/send", post(moves::send))
        .route("/items/{id}/flag", post(comments::flag))
        .route(
            "/items/{id}/comments",
            get(comments::list).post(comments::add),
        )
        .route(
            "/items/{id}/draft",
            get(drafts::get).post(drafts::save).delete(drafts::remove),
        )
        .route("/drafts", get(drafts::list))
        .route("/queue", get(views::queue))
        .route("/queue/count", get(views::count))
        .route("/views", get(views::list).post(views::add))
        .route("/views/{id}", delete(views::remove).patch(views::change))
        .route("/batches", post(batches::accept))
        .route("/items/{id}/reviews", post(reviews::submit))
        .route("/adjudication", get(agreement::differing))
        .route("/agreement", get(agreement::get))
        .route("/pace", get(agreement::pace))
        .route("/gold-items", get(gold::list))
        .route("/gold-reviews", get(gold::report))
        .route("/items/{id}/gold", put(gold::mark).delete(gold::unmark))
        .route("/items/{id}/undo", post(reviews::undo))
        .route("/decisions", get(decisions::list))
        .route("/images/{id}", get(images::get))
        .route("/items/{id}/reveal", post(reveals::add))
        .route("/items/{id}/veil", post(reveals::end))
        .route("/reveals", get(reveals::list))
        .route("/reveals/{id}/image", get(reveals::image))
        .route("/exposure", get(reveals::exposure))
        .route("/exposure/spread", get(reveals::spread))
        .route(
            "/images/{id}/context",
            get(image_contexts::get).put(image_contexts::set),
        )
        .route(
            "/instruction-kinds",
            get(instruction_kinds::list).post(instruction_kinds::add),
        )
        .route(
            "/synthesis-runs",
            get(synthesis_runs::list).post(synthesis_runs::request),
        )
        .route("/synthesis-runs/{id}", get(synthesis_runs::get))
        .route("/synthesis-runs/{id}/samples", get(synthesis_runs::samples))
        .route("/synthesis-runs/{id}/cancel", post(synthesis_runs::cancel))
        .route("/synthesis-runs/{id}/resume", post(synthesis_runs::resume))
        .route(
            "/synthesis-runs/{id}/sampling-rule",
            get(sampling_rules::get)
                .post(sampling_rules::state)
                .delete(sampling_rules::withdraw),
        )
        .route(
            "/synthesis-runs/{id}/sampling-rule/apply",
            post(sampling_rules::apply),
        )
        .route("/triplets", get(triplets::list))
        .route("/snapshots", get(snapshots::list).post(snapshots::make))
        .route("/snapshots/{id}", get(snapshots::get))
        .route("/snapshots/{id}/export", get(export::get))
        .route(
            "/training-runs",
            get(training_runs::list).post(training_runs::request),
        )
        .route("/training-runs/{id}", get(training_runs::get))
        .route("/training-runs/{id}/cancel", post(training_runs::cancel))
        .route(
            "/training-runs/{id}/evaluation-items",
            get(training_runs::evaluation_items),
        )
        .route("/model-versions", get(model_versions::list))
        .route("/model-versions/{id}/adapter", get(adapter::get))
        .route(
            "/model-versions/{id}/calibration",
            get(model_versions::calibration),
        )
        .route("/champion", get(champion::get).post(champion::set))
        .route("/evaluations", get(evaluations::list))
        .route("/evaluations/{id}", get(evaluations::get))
        .route("/evaluations/{id}/pairs", get(evaluations::pairs))
        .route("/evaluations/{id}/confusion", get(evaluations::confusion))
        .route("/evaluations/{id}/errors", get(evaluations::errors))
        .route("/figures", get(figures::get))
        .route("/figures/curves", get(figures::curves))
        .route(
            "/benchmark-evaluations",
            get(benchmark_evaluations::list).post(benchmark_evaluations::request),
        )
        .route(
            "/benchmark-evaluations/{id}",
            get(benchmark_evaluations::get),
        )
        .route(
            "/benchmark-evaluations/{id}/answers",
            get(benchmark_evaluations::answers),
        )
        .route(
            "/benchmark-evaluations/{id}/cancel",
            post(benchmark_evaluations::cancel),
        )
        .route("/bills", get(bills::list).post(bills::add))
        .route("/bills/{id}", delete(bills::remove))
        .route("/audit", get(audit::list))
        .route("/events", get(events::get))
}
