//! A person's page, as far as tests need it: cookie, Origin, JSON.

use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, Response, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use vitrine_domain::api::*;
use vitrine_domain::*;

pub struct Page {
    http: Client,
    pub origin: String,
}

impl Page {
    pub async fn sign_in(origin: &str, name: &str) -> Self {
        let page = Self {
            http: Client::builder().cookie_store(true).build().unwrap(),
            origin: origin.into(),
        };
        let who = SignInRequest {
            name: name.into(),
            password: crate::house::PASSWORD.into(),
        };
        let reply = page.send(Method::POST, "session", Some(&who)).await;
        assert!(
            reply.status().is_success(),
            "sign-in: {}",
            reply.text().await.unwrap()
        );
        page
    }

    pub async fn send<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Response {
        let mut request = self
            .http
            .request(method, format!("{}/api/v1/{path}", self.origin))
            .header(header::ORIGIN, &self.origin);
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.unwrap()
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        read(self.send::<()>(Method::GET, path, None).await).await
    }

    pub async fn post<B: Serialize, T: DeserializeOwned>(&self, path: &str, body: &B) -> T {
        read(self.send(Method::POST, path, Some(body)).await).await
    }

    /// Uploads pictures pinned to a split; the outcome of each.
    pub async fn upload(&self, split: Split, files: Vec<Vec<u8>>) -> Vec<UploadOutcome> {
        let mut form = Form::new();
        for (i, bytes) in files.into_iter().enumerate() {
            form = form.part(
                "file",
                Part::bytes(bytes)
                    .file_name(format!("{i}.jpg"))
                    .mime_str("image/jpeg")
                    .unwrap(),
            );
        }
        let reply = self
            .http
            .post(format!(
                "{}/api/v1/projects/p/items?split={}",
                self.origin,
                split.as_str()
            ))
            .header(header::ORIGIN, &self.origin)
            .multipart(form)
            .send()
            .await
            .unwrap();
        let report: UploadReport = read(reply).await;
        report.files.into_iter().map(|f| f.outcome).collect()
    }

    /// Leases this item; none while it cannot be had.
    pub async fn claim(&self, item_id: ItemId) -> Option<DeskItem> {
        let request = ClaimRequest {
            item_id: Some(item_id),
            ..ClaimRequest::default()
        };
        let reply = self
            .send(Method::POST, "projects/p/claims", Some(&request))
            .await;
        match reply.status() {
            StatusCode::OK => reply.json().await.unwrap(),
            StatusCode::CONFLICT | StatusCode::NOT_FOUND => None,
            status => panic!("claim: {status} {}", reply.text().await.unwrap()),
        }
    }
}

async fn read<T: DeserializeOwned>(reply: Response) -> T {
    let (status, text) = (reply.status(), reply.text().await.unwrap());
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Ids of what was added.
pub fn added(outcomes: &[UploadOutcome]) -> Vec<ItemId> {
    outcomes
        .iter()
        .map(|o| match o {
            UploadOutcome::Added { item_id, .. } => *item_id,
            other => panic!("not added: {other:?}"),
        })
        .collect()
}

/// What a reviewer says: always this answer, without regions.
pub fn says(desk: &DeskItem, answer: &str) -> ReviewRequest {
    ReviewRequest {
        fence: desk.claim.fence,
        verdict: if desk.item.blind {
            Verdict::Label
        } else {
            Verdict::Correct
        },
        answer: answer.into(),
        regions: vec![],
        turns: vec![],
        note: String::new(),
    }
}
