//! A stand-in for a judge or a teacher: it speaks the protocol and fails in every way that endpoints do.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What it does with one request.
#[derive(Clone, Copy, Debug)]
pub enum Does {
    /// Gives both scores, reference first as it was asked.
    Scores(&'static str),
    /// Says this, after so many milliseconds.
    SaysLate(&'static str, u64),
    /// The same, for so many tokens.
    Charges(&'static str, u64, u64),
    /// Says this, and that it was cut at its limit.
    CutShort(&'static str),
    /// 400: this request alone is refused.
    RefusesThis,
    /// 302, to where nobody should go.
    SendsElsewhere,
    /// 429, with leave to come back at once.
    TooMany,
    /// 500.
    Breaks,
    /// Half a completion.
    HalfAnAnswer,
    /// 401: no further try helps.
    Refuses,
    /// 400, as a content filter says it.
    Filters,
    /// No answer at all, for longer than anybody waits here.
    Hangs,
}

/// A request's key and body.
pub type Heard = (Option<String>, Value);

#[derive(Clone, Default)]
pub struct Judge {
    plan: Arc<Mutex<VecDeque<Does>>>,
    heard: Arc<Mutex<Vec<Heard>>>,
    named: Arc<Mutex<Vec<String>>>,
    /// What it does when it is through with its plan.
    always: Arc<Mutex<Option<Does>>>,
}

impl Judge {
    /// Listens on loopback; returns the address to name it by. It goes through `plan` and refuses what comes after.
    pub async fn start(plan: &[Does]) -> (Self, String) {
        let judge = Self::default();
        judge.plan.lock().unwrap().extend(plan);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v1", listener.local_addr().unwrap());
        let app = Router::new()
            .route("/v1/chat/completions", post(answer))
            .with_state(judge.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (judge, address)
    }

    pub fn plan(&self, more: &[Does]) {
        self.plan.lock().unwrap().extend(more);
    }

    /// From the plan's end on.
    pub fn always(&self, does: Does) {
        *self.always.lock().unwrap() = Some(does);
    }

    /// The names (`Idempotency-Key`) of the requests so far.
    pub fn named(&self) -> Vec<String> {
        self.named.lock().unwrap().clone()
    }

    /// What it was asked so far: the key, and the request.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

async fn answer(
    State(judge): State<Judge>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let key = headers
        .get("authorization")
        .map(|v| v.to_str().unwrap().to_owned());
    judge.heard.lock().unwrap().push((key, body));
    let name = headers.get("idempotency-key");
    let name = name.map_or(String::new(), |v| v.to_str().unwrap().to_owned());
    judge.named.lock().unwrap().push(name);
    let planned = judge.plan.lock().unwrap().pop_front();
    let does = planned.or(*judge.always.lock().unwrap());
    match does.unwrap_or(Does::Refuses) {
        Does::Scores(text) => says(text, 110),
        Does::SaysLate(text, millis) => {
            tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
            says(text, 110)
        }
        Does::Charges(text, millis, tokens) => {
            tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
            says(text, tokens)
        }
        Does::CutShort(text) => ended(text, 110, "length"),
        Does::RefusesThis => (StatusCode::BAD_REQUEST, "too long").into_response(),
        Does::SendsElsewhere => {
            (StatusCode::FOUND, [("location", "http://127.0.0.1:1/")]).into_response()
        }
        Does::TooMany => (
            StatusCode::TOO_MANY_REQUESTS,
            [("retry-after", "0")],
            "slow down",
        )
            .into_response(),
        Does::Breaks => (StatusCode::INTERNAL_SERVER_ERROR, "oops").into_response(),
        Does::HalfAnAnswer => (
            StatusCode::OK,
            r#"{"model": "stand-in-1", "choices": [{"mess"#,
        )
            .into_response(),
        Does::Refuses => (StatusCode::UNAUTHORIZED, "no such key").into_response(),
        Does::Filters => (
            StatusCode::BAD_REQUEST,
            Json(
                json!({"error": {"code": "content_filter", "message": "The prompt was filtered."}}),
            ),
        )
            .into_response(),
        Does::Hangs => {
            tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
            StatusCode::OK.into_response()
        }
    }
}

/// Ten of the tokens are the reply's.
fn says(text: &str, tokens: u64) -> Response {
    ended(text, tokens, "stop")
}

fn ended(text: &str, tokens: u64, reason: &str) -> Response {
    Json(json!({
        "model": "stand-in-1",
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": reason}],
        "usage": {"prompt_tokens": tokens - 10, "completion_tokens": 10},
    }))
    .into_response()
}
