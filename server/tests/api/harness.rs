//! A server on a fresh database with two projects, and clients that keep their cookies as browsers do.

use crate::pictures::png;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Mutex;
use tempfile::TempDir;
use tower::ServiceExt;
use vitrine_domain::api::{ErrorEnvelope, NewProject, NewUser, UploadReport};
use vitrine_domain::{ProjectSettings, Role};
use vitrine_media::Pictures;
use vitrine_server::router::router;
use vitrine_server::state::AppState;
use vitrine_store::testing::TestDb;
use vitrine_store::{Actor, Member};

pub const PASSWORD: &str = "correct horse battery";
const HOST: &str = "vitrine.test";

/// Ada is admin of Vitrine and of project `brands`, which also has lena (lead), rob (reviewer) and eve (engineer);
/// otto is admin of project `other`.
pub struct Server {
    pub db: TestDb,
    pub state: AppState,
    pub data: TempDir,
    router: Router,
}

impl Server {
    pub async fn start() -> Server {
        Self::start_with(|_| {}).await
    }

    /// With a state that is other than `serve` makes it.
    pub async fn start_with(change: impl FnOnce(&mut AppState)) -> Server {
        let db = TestDb::new().await;
        let data = tempfile::tempdir().unwrap();
        let pictures = Pictures::open(data.path().to_str().unwrap()).unwrap();
        let folder = |name: &str| data.path().join(name);
        let (models, site) = (folder("models"), folder("site"));
        let mut state = AppState::new(db.store.clone(), pictures, models, site, false);
        change(&mut state);
        let server = Server {
            router: router(state.clone()),
            db,
            state,
            data,
        };
        server.people().await;
        server
    }

    async fn people(&self) {
        let (store, rule) = (&self.db.store, Actor::rule("test"));
        let mut users = Vec::new();
        for name in ["ada", "otto", "lena", "rob", "eve"] {
            let new = NewUser {
                name: name.into(),
                display_name: name.into(),
                password: PASSWORD.into(),
                is_admin: ["ada", "otto"].contains(&name),
                scripted: false,
            };
            users.push(store.user_add(&rule, &new).await.unwrap());
        }
        for (slug, user) in [("brands", &users[0]), ("other", &users[1])] {
            let new = NewProject {
                slug: slug.into(),
                name: slug.into(),
                instruction: "Flag logos. Say which, and where.".into(),
                policy_text: "No Acme.".into(),
                labels: vec!["Acme".into(), "Umbrella".into()],
                settings: ProjectSettings::default(),
            };
            let actor = Actor::person(user, None);
            store.project_create(&actor, &new).await.unwrap();
        }
        let ada = self.member("ada", "brands").await;
        for (name, role) in [
            ("lena", Role::Lead),
            ("rob", Role::Reviewer),
            ("eve", Role::Engineer),
        ] {
            store.member_set(&ada, name, role).await.unwrap();
        }
    }

    pub async fn member(&self, name: &str, slug: &str) -> Member {
        let users = self.db.store.user_list(&Actor::rule("test")).await.unwrap();
        let user = users.into_iter().find(|u| u.name == name).unwrap();
        let actor = Actor::person(&user, None);
        self.db.store.member(&actor, slug).await.unwrap()
    }

    /// Somebody who has not signed in.
    pub fn client(&self) -> Client {
        Client {
            router: self.router.clone(),
            cookie: Mutex::default(),
        }
    }

    pub async fn signed_in(&self, name: &str) -> Client {
        let client = self.client();
        let reply = client.sign_in(name, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        client
    }
}

pub struct Client {
    router: Router,
    cookie: Mutex<Option<String>>,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{} {}: {e}", self.status, self.text()))
    }

    /// The refusal's code, as in the envelope.
    pub fn code(&self) -> String {
        let envelope: ErrorEnvelope = self.json();
        assert!(!envelope.error.message.is_empty());
        serde_json::to_value(envelope.error.code)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

impl Client {
    pub async fn sign_in(&self, name: &str, password: &str) -> Reply {
        self.post(
            "/api/v1/session",
            json!({"name": name, "password": password}),
        )
        .await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    /// JSON as a page of ours sends it.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.request(method, path);
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        self.raw(request.body(body).unwrap()).await
    }

    pub async fn upload(&self, slug: &str, query: &str, files: &[(&str, Vec<u8>)]) -> Reply {
        let mut body = Vec::new();
        for (name, bytes) in files {
            body.extend(
                format!(
                    "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                     Content-Type: image/jpeg\r\n\r\n"
                )
                .bytes(),
            );
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = self
            .request(
                Method::POST,
                &format!("/api/v1/projects/{slug}/items{query}"),
            )
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.raw(request.body(Body::from(body)).unwrap()).await
    }

    /// With our Host and Origin, and the cookie.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::ACCEPT, "text/html,application/json")
            .header(header::ORIGIN, format!("http://{HOST}"));
        match self.cookie() {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub async fn raw(&self, request: Request<Body>) -> Reply {
        let response = self.open(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 1 << 30).await.unwrap();
        Reply {
            status,
            headers,
            body,
        }
    }

    /// The response with its body still to come.
    pub async fn open(&self, request: Request<Body>) -> http::Response<Body> {
        let response = self.router.clone().oneshot(request).await.unwrap();
        if let Some(set) = response.headers().get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
            *self.cookie.lock().unwrap() = Some(pair);
        }
        response
    }
}

/// Uploads one image into `brands` as ada; its item's id.
pub async fn item(ada: &Client, seed: u64, split: &str) -> String {
    let reply = ada
        .upload(
            "brands",
            &format!("?split={split}"),
            &[("a.png", png(seed))],
        )
        .await;
    let report: Value = reply.json();
    report["files"][0]["item_id"]
        .as_str()
        .unwrap_or_else(|| panic!("{}", reply.text()))
        .to_owned()
}

/// Claims and labels a blind item; the review's receipt.
pub async fn labelled(client: &Client, item: &str, answer: &str) -> Value {
    let claimed = client
        .post("/api/v1/projects/brands/claims", json!({"item_id": item}))
        .await;
    let desk: Value = claimed.json();
    let reply = client
        .post(
            &format!("/api/v1/projects/brands/items/{item}/reviews"),
            json!({"fence": desk["claim"]["fence"], "verdict": "label", "answer": answer, "regions": []}),
        )
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

pub fn outcomes(reply: &Reply) -> UploadReport {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

impl Server {
    /// As if the reviewer had been away for longer than a lease.
    pub async fn lease_runs_out(&self, item: &str) {
        self.db.lease_runs_out(item.parse().unwrap()).await;
    }
}
