//! Every route of a project, for the tests that go over all of them.

use http::Method;
use serde_json::{Value, json};

/// What stands for an id or a name in a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    None,
    Member,
    Item,
    Image,
    Snapshot,
    Run,
    Evaluation,
    Version,
    Synthesis,
    View,
    Benchmark,
    Bill,
    Reveal,
}

pub struct Route {
    pub method: Method,
    /// Under `/api/v1/projects/{slug}`, with `{id}` or `{name}`.
    pub path: &'static str,
    pub kind: Kind,
    /// A body that can be read.
    pub body: Option<Value>,
}

pub fn all() -> Vec<Route> {
    use Kind as K;
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    let patch = Method::PATCH;
    let fence = || Some(json!({"fence": 1}));
    let review = json!({"fence": 1, "verdict": "reject", "answer": "", "regions": []});
    let draft = json!({"version": 0, "body": {"answer": "a", "regions": []}});
    let id = "018f3f3e-7b1a-7000-8000-000000000000";
    let rows = vec![
        (&get, "", K::None, None),
        (&patch, "", K::None, Some(json!({"name": "n"}))),
        (&put, "/policy", K::None, Some(json!({"text": "p"}))),
        (&put, "/settings", K::None, Some(json!({}))),
        (&patch, "/settings", K::None, Some(json!({}))),
        (&put, "/labels", K::None, Some(json!(["Acme"]))),
        (&get, "/members", K::None, None),
        (
            &put,
            "/members/{name}",
            K::Member,
            Some(json!({"role": "lead"})),
        ),
        (&delete, "/members/{name}", K::Member, None),
        (&get, "/items", K::None, None),
        (&post, "/items", K::None, None),
        (&get, "/items/{id}", K::Item, None),
        (
            &delete,
            "/items/{id}",
            K::Item,
            Some(json!({"reason": "r"})),
        ),
        (&get, "/clusters", K::None, None),
        (&post, "/claims", K::None, Some(json!({}))),
        (&post, "/items/{id}/heartbeat", K::Item, fence()),
        (&post, "/items/{id}/release", K::Item, fence()),
        (&post, "/items/{id}/skip", K::Item, fence()),
        (&get, "/items/{id}/skip", K::Item, None),
        (&delete, "/items/{id}/skip", K::Item, None),
        (&post, "/items/{id}/hold", K::Item, fence()),
        (&post, "/items/{id}/resume", K::Item, None),
        (
            &post,
            "/items/{id}/send",
            K::Item,
            Some(json!({"to": "", "reason": "r"})),
        ),
        (
            &post,
            "/items/{id}/flag",
            K::Item,
            Some(json!({"flagged": true, "text": "t"})),
        ),
        (&get, "/items/{id}/comments", K::Item, None),
        (
            &post,
            "/items/{id}/comments",
            K::Item,
            Some(json!({"text": "t"})),
        ),
        (&get, "/items/{id}/draft", K::Item, None),
        (&post, "/items/{id}/draft", K::Item, Some(draft)),
        (&delete, "/items/{id}/draft", K::Item, None),
        (&get, "/drafts", K::None, None),
        (&get, "/queue", K::None, None),
        (&get, "/queue/count", K::None, None),
        (&get, "/views", K::None, None),
        (&post, "/views", K::None, Some(json!({"name": "n"}))),
        (&delete, "/views/{id}", K::View, None),
        (
            &patch,
            "/views/{id}",
            K::View,
            Some(json!({"before": {"name": "n"}, "name": "m"})),
        ),
        (
            &post,
            "/batches",
            K::None,
            Some(json!({"policy_version": 1, "items": [{"item_id": id, "proposal_id": id}]})),
        ),
        (&post, "/items/{id}/reviews", K::Item, Some(review)),
        (&get, "/adjudication", K::None, None),
        (&get, "/agreement", K::None, None),
        (&get, "/pace", K::None, None),
        (&get, "/gold-items", K::None, None),
        (&get, "/gold-reviews", K::None, None),
        (&put, "/items/{id}/gold", K::Item, None),
        (&delete, "/items/{id}/gold", K::Item, None),
        (
            &post,
            "/items/{id}/undo",
            K::Item,
            Some(json!({"review_id": id})),
        ),
        (&get, "/decisions", K::None, None),
        (&get, "/images/{id}", K::Image, None),
        (&post, "/items/{id}/reveal", K::Item, None),
        (&post, "/items/{id}/veil", K::Item, None),
        (&get, "/reveals", K::None, None),
        (&get, "/reveals/{id}/image", K::Reveal, None),
        (&get, "/exposure", K::None, None),
        (&get, "/exposure/spread", K::None, None),
        (&get, "/images/{id}/context", K::Image, None),
        (
            &put,
            "/images/{id}/context",
            K::Image,
            Some(json!({"captions": ["c"]})),
        ),
        (&get, "/instruction-kinds", K::None, None),
        (
            &post,
            "/instruction-kinds",
            K::None,
            Some(
                json!({"name": "k", "title": "k", "form": "answer", "context": "captions", "system": "s"}),
            ),
        ),
        (&get, "/synthesis-runs", K::None, None),
        (
            &post,
            "/synthesis-runs",
            K::None,
            Some(
                json!({"teacher": {"url": "http://t/v1", "model": "m"}, "counts": {}, "budget": {"tokens": 1}}),
            ),
        ),
        (&get, "/synthesis-runs/{id}", K::Synthesis, None),
        (&get, "/synthesis-runs/{id}/samples", K::Synthesis, None),
        (&post, "/synthesis-runs/{id}/cancel", K::Synthesis, None),
        (
            &post,
            "/synthesis-runs/{id}/resume",
            K::Synthesis,
            Some(json!({})),
        ),
        (
            &get,
            "/synthesis-runs/{id}/sampling-rule",
            K::Synthesis,
            None,
        ),
        (
            &post,
            "/synthesis-runs/{id}/sampling-rule",
            K::Synthesis,
            Some(json!({"review_percent": 10, "bar_percent": 90, "least_reviews": 30})),
        ),
        (
            &post,
            "/synthesis-runs/{id}/sampling-rule/apply",
            K::Synthesis,
            None,
        ),
        (
            &delete,
            "/synthesis-runs/{id}/sampling-rule",
            K::Synthesis,
            None,
        ),
        (&get, "/triplets", K::None, None),
        (&get, "/snapshots", K::None, None),
        (&post, "/snapshots", K::None, None),
        (&get, "/snapshots/{id}", K::Snapshot, None),
        (
            &get,
            "/snapshots/{id}/export?format=llava",
            K::Snapshot,
            None,
        ),
        (&get, "/training-runs", K::None, None),
        (&post, "/training-runs", K::None, Some(json!({}))),
        (&get, "/training-runs/{id}", K::Run, None),
        (&post, "/training-runs/{id}/cancel", K::Run, None),
        (&get, "/training-runs/{id}/evaluation-items", K::Run, None),
        (&get, "/model-versions", K::None, None),
        (&get, "/model-versions/{id}/adapter", K::Version, None),
        (&get, "/model-versions/{id}/calibration", K::Version, None),
        (&get, "/champion", K::None, None),
        (
            &post,
            "/champion",
            K::None,
            Some(json!({"model_version_id": id, "reason": "r"})),
        ),
        (&get, "/evaluations", K::None, None),
        (&get, "/evaluations/{id}", K::Evaluation, None),
        (
            &get,
            "/evaluations/{id}/pairs?with=018f3f3e-7b1a-7000-8000-000000000000",
            K::Evaluation,
            None,
        ),
        (&get, "/evaluations/{id}/confusion", K::Evaluation, None),
        (&get, "/evaluations/{id}/errors", K::Evaluation, None),
        (&get, "/figures", K::None, None),
        (&get, "/figures/curves", K::None, None),
        (&get, "/benchmark-evaluations", K::None, None),
        (
            &post,
            "/benchmark-evaluations",
            K::None,
            Some(json!({"model_version_id": id, "benchmark": "scienceqa"})),
        ),
        (&get, "/benchmark-evaluations/{id}", K::Benchmark, None),
        (
            &get,
            "/benchmark-evaluations/{id}/answers",
            K::Benchmark,
            None,
        ),
        (
            &post,
            "/benchmark-evaluations/{id}/cancel",
            K::Benchmark,
            None,
        ),
        (&get, "/bills", K::None, None),
        (&post, "/bills", K::None, Some(bill())),
        (&delete, "/bills/{id}", K::Bill, None),
        (&get, "/audit", K::None, None),
        (&get, "/events", K::None, None),
    ];
    rows.into_iter()
        .map(|(method, path, kind, body)| Route {
            method: method.clone(),
            path,
            kind,
            body,
        })
        .collect()
}

/// What `vitrine-worker tune` leaves in bill.json.
pub fn bill() -> Value {
    json!({"modality": "text", "base": "b", "rows_sha256": "r", "held_out_sha256": "h", "settings": {}, "rows": 4,
           "visual_tokens": 0, "steps": 6, "encoding_seconds": 0.0, "training_seconds": 2.5, "tokens": 90,
           "supervised_tokens": 20, "peak_memory_mb": 900, "held_out": null, "machine": "2 cores"})
}

/// A route that is added to the server and not to this table fails here.
#[test]
fn no_route_is_missing() {
    let source = include_str!("../../src/api/mod.rs");
    let project = source.split("fn project()").nth(1).unwrap();
    let mut calls = 0;
    for path in project.split('"').filter(|s| s.starts_with('/')) {
        let path = path.trim_end_matches('/');
        calls += 1;
        let known = all()
            .iter()
            .any(|r| r.path.split('?').next().unwrap() == path);
        assert!(known, "{path} is not in the table");
    }
    assert!(calls > 25, "the source is not read any more: {calls}");
    let methods: usize = ["get(", "post(", "put(", "patch(", "delete("]
        .iter()
        .map(|m| project.matches(m).count())
        .sum();
    assert_eq!(methods, all().len(), "a method is not in the table");
}
