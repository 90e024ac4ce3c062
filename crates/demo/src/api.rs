//! The demo's REST client: a session cookie and an Origin, as a person's page has.
//!
//! It knows addresses and envelopes; it must never reach around them into the database.

use anyhow::{Context, Result, bail};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use vitrine_domain::api::*;
use vitrine_domain::*;

/// One signed-in person.
#[derive(Clone)]
pub struct Api {
    http: Client,
    /// `http://127.0.0.1:PORT`
    origin: String,
    project: String,
}

/// A refusal with its code, so that a caller can tell a lost claim from a fault.
#[derive(Debug, thiserror::Error)]
#[error("{status}: {message}")]
pub struct Refused {
    pub status: StatusCode,
    pub code: Option<ErrorCode>,
    pub message: String,
}

impl Api {
    pub async fn sign_in(origin: &str, project: &str, name: &str, password: &str) -> Result<Self> {
        let api = Self {
            http: Client::builder().cookie_store(true).build()?,
            origin: origin.into(),
            project: project.into(),
        };
        let who = SignInRequest {
            name: name.into(),
            password: password.into(),
        };
        api.send(Method::POST, "session", Some(&who))
            .await
            .with_context(|| format!("sign in as {name}"))?;
        Ok(api)
    }

    /// The same person at another project.
    pub fn at(&self, project: &str) -> Self {
        Self {
            project: project.into(),
            ..self.clone()
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/api/v1/{path}", self.origin))
            .header(header::ORIGIN, &self.origin)
    }

    async fn send<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<Response> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        checked(request.send().await?).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let reply = self
            .send::<()>(Method::GET, path, None)
            .await
            .with_context(|| format!("read {path}"))?;
        reply
            .json()
            .await
            .with_context(|| format!("the reply to {path}"))
    }

    async fn post<B: Serialize, T: DeserializeOwned>(&self, path: &str, body: &B) -> Result<T> {
        let reply = self
            .send(Method::POST, path, Some(body))
            .await
            .with_context(|| format!("send {path}"))?;
        reply
            .json()
            .await
            .with_context(|| format!("the reply to {path}"))
    }

    fn here(&self, path: &str) -> String {
        format!("projects/{}{path}", self.project)
    }

    pub async fn user_add(&self, user: &NewUser) -> Result<()> {
        self.send(Method::POST, "users", Some(user))
            .await
            .with_context(|| format!("add the user {}", user.name))?;
        Ok(())
    }

    pub async fn project_add(&self, project: &NewProject) -> Result<()> {
        self.send(Method::POST, "projects", Some(project))
            .await
            .context("add the project")?;
        Ok(())
    }

    pub async fn member_set(&self, name: &str, role: Role) -> Result<()> {
        let path = self.here(&format!("/members/{name}"));
        self.send(
            Method::PUT,
            &path,
            Some(&MemberRequest { role, new: false }),
        )
        .await
        .with_context(|| format!("make {name} a member"))?;
        Ok(())
    }

    /// Uploads pictures under the names given (`….jpg`, `….png`), pinned to a split.
    pub async fn upload(
        &self,
        split: Split,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<UploadReport> {
        let mut form = Form::new();
        for (name, bytes) in files {
            let kind = match name.ends_with(".png") {
                true => "image/png",
                false => "image/jpeg",
            };
            let part = Part::bytes(bytes).file_name(name).mime_str(kind)?;
            form = form.part("file", part);
        }
        let path = self.here(&format!("/items?split={}", split.as_str()));
        let reply = self
            .request(Method::POST, &path)
            .multipart(form)
            .send()
            .await?;
        Ok(checked(reply).await.context("upload")?.json().await?)
    }

    /// Project and counts.
    pub async fn counts(&self) -> Result<ProjectCounts> {
        let value: serde_json::Value = self.get(&self.here("")).await?;
        Ok(serde_json::from_value(value["counts"].clone())?)
    }

    /// Leases this very item; none while it is not queued.
    pub async fn claim(&self, item_id: ItemId) -> Result<Option<DeskItem>> {
        self.post(
            &self.here("/claims"),
            &ClaimRequest {
                item_id: Some(item_id),
                ..ClaimRequest::default()
            },
        )
        .await
    }

    pub async fn review(&self, item_id: ItemId, review: &ReviewRequest) -> Result<ReviewReceipt> {
        self.post(&self.here(&format!("/items/{item_id}/reviews")), review)
            .await
    }

    /// Every item, page by page.
    pub async fn items(&self) -> Result<Vec<ItemRow>> {
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let page: ItemPage = self
                .get(&self.here(&format!("/items?limit=100{cursor}")))
                .await?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(rows),
            }
        }
    }

    pub async fn runs(&self) -> Result<Vec<TrainingRun>> {
        self.get(&self.here("/training-runs")).await
    }

    /// Asks for a training run, as the button does.
    pub async fn train(&self) -> Result<TrainingRun> {
        self.train_with(&TrainRequest::default()).await
    }

    pub async fn train_with(&self, request: &TrainRequest) -> Result<TrainingRun> {
        self.post(&self.here("/training-runs"), request).await
    }

    pub async fn run(&self, id: TrainingRunId) -> Result<TrainingRunDetail> {
        self.get(&self.here(&format!("/training-runs/{id}"))).await
    }

    /// The export's bytes, as they come.
    pub async fn export(&self, snapshot: SnapshotId) -> Result<Response> {
        let path = self.here(&format!("/snapshots/{snapshot}/export?format=llava"));
        self.send::<()>(Method::GET, &path, None)
            .await
            .context("export")
    }
}

async fn checked(reply: Response) -> Result<Response> {
    let status = reply.status();
    if status.is_success() {
        return Ok(reply);
    }
    let text = reply.text().await.unwrap_or_default();
    let envelope = serde_json::from_str::<ErrorEnvelope>(&text).ok();
    bail!(Refused {
        status,
        code: envelope.as_ref().map(|e| e.error.code),
        message: envelope.map_or(text, |e| e.error.message),
    })
}
