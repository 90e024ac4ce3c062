//! A chat endpoint that speaks OpenAI's protocol: one message in, one reply out, patient where it helps. It must never
//! know what is asked for or what becomes of a reply.

mod addresses;
mod failed;
mod pause;
mod reply;

pub use addresses::Private;
use addresses::{PublicOnly, is_public};
use anyhow::{Context, Result, anyhow, ensure};
pub use failed::{Failed, GaveUp};
use failed::{passes, unsent};
pub use pause::{MOST_TRIES, pause};
pub use reply::Reply;
use reply::{filtered, reply};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::json;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// From a request's first byte to its reply's last.
const PATIENCE: Duration = Duration::from_secs(180);
/// Bytes of a refusal that are shown.
const SHOWN: usize = 300;
/// Bytes of a reply that are read.
const MOST_BYTES: usize = 4 << 20;
/// Names a request, so that an endpoint that heeds it gives the same reply again without charge.
const IDEMPOTENCY: &str = "idempotency-key";

pub struct Chat {
    http: reqwest::Client,
    /// `…/chat/completions`.
    url: String,
    model: String,
    key: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub system: &'a str,
    pub message: &'a str,
    pub temperature: f64,
    pub max_tokens: usize,
}

/// Which addresses may be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Whatever the name resolves to, through a proxy where the environment names one.
    Anywhere,
    /// Public ones, each looked at as it is connected to, and no proxy between.
    Public,
}

impl Chat {
    /// `base` is the address that `/chat/completions` is added to, such as `http://127.0.0.1:8000/v1`.
    ///
    /// # Errors
    /// An address that is none.
    pub fn new(base: &str, model: &str, key: Option<String>) -> Result<Self> {
        Self::with(base, model, key, PATIENCE, Reach::Anywhere)
    }

    /// The same, with a patience of its own and a word on where it may go. Errors: also [`Private`].
    pub fn with(
        base: &str,
        model: &str,
        key: Option<String>,
        patience: Duration,
        reach: Reach,
    ) -> Result<Self> {
        let url = format!("{}/chat/completions", base.trim().trim_end_matches('/'));
        let parsed = reqwest::Url::parse(&url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .context("the endpoint's address should be like http://127.0.0.1:8000/v1")?;
        // It stands in logs and errors.
        ensure!(
            parsed.username().is_empty() && parsed.password().is_none() && parsed.query().is_none(),
            "the endpoint's address must hold no password, key or query; the key is read from the environment"
        );
        let mut http = reqwest::Client::builder()
            // A redirect could carry the key elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(patience);
        if reach == Reach::Public {
            // An address that is written out is never resolved.
            let host = parsed.host_str().unwrap_or_default();
            let written = host.trim_matches(['[', ']']).parse::<IpAddr>();
            if written.is_ok_and(|ip| !is_public(ip)) {
                return Err(Private::new(host).into());
            }
            http = http.no_proxy().dns_resolver(Arc::new(PublicOnly));
        }
        Ok(Self {
            http: http.build()?,
            url,
            model: model.to_owned(),
            key: key.map(|k| k.trim().to_owned()).filter(|k| !k.is_empty()),
        })
    }

    /// Asks until there is a whole reply, waiting longer each time.
    ///
    /// # Errors
    /// A refusal that no further try would change; the last failure of many.
    pub async fn ask(&self, ask: Ask<'_>) -> Result<Reply> {
        let body = json!({
            "model": self.model,
            "messages": [
                {"role": "system", "content": ask.system},
                {"role": "user", "content": ask.message},
            ],
            "temperature": ask.temperature,
            "max_tokens": ask.max_tokens,
        });
        let body = serde_json::to_vec(&body)?;
        let mut tries = 0;
        loop {
            tries += 1;
            match self.once(body.clone(), None).await {
                Ok(reply) => return Ok(reply),
                Err(Failed::Again { why, after, .. }) if tries < MOST_TRIES => {
                    let wait = pause(tries, after);
                    tracing::warn!(
                        "{}: {why:#}; again in {:.1} s",
                        self.url,
                        wait.as_secs_f64()
                    );
                    tokio::time::sleep(wait).await;
                }
                Err(Failed::Again { why, .. }) => {
                    let gave_up = format!("{} gave no reply in {tries} tries", self.url);
                    return Err(why.context(GaveUp(gave_up)));
                }
                Err(Failed::Never { why, .. }) => {
                    return Err(why.context(format!("{} refused", self.url)));
                }
            }
        }
    }

    /// One try with a body of the protocol. `named`: the request's name, for endpoints that heed one.
    pub async fn once(&self, body: Vec<u8>, named: Option<&str>) -> Result<Reply, Failed> {
        let mut request = self
            .http
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        if let Some(name) = named {
            request = request.header(IDEMPOTENCY, name);
        }
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await.map_err(unsent)?;
        let status = response.status();
        let after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|v| v.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        let text = bounded(response).await.map_err(|why| Failed::Again {
            why,
            after: None,
            maybe_paid: status.is_success(),
        })?;
        if status == StatusCode::BAD_REQUEST && filtered(&text) {
            // Asked again, it would be filtered again.
            return Ok(Reply::filtered());
        }
        if !status.is_success() {
            let shown: String = text.chars().take(SHOWN).collect();
            let why = anyhow!("HTTP {status}: {shown}");
            return Err(match passes(status) {
                true => Failed::Again {
                    why,
                    after,
                    maybe_paid: false,
                },
                false => Failed::Never {
                    why,
                    status: Some(status),
                },
            });
        }
        reply(&text).map_err(|why| Failed::Again {
            why,
            after: None,
            maybe_paid: true,
        })
    }
}

/// A reply's text, as far as anybody's patience goes.
async fn bounded(mut response: Response) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(some) = response
        .chunk()
        .await
        .map_err(reqwest::Error::without_url)?
    {
        bytes.extend_from_slice(&some);
        ensure!(
            bytes.len() <= MOST_BYTES,
            "the reply is larger than {} MB",
            MOST_BYTES >> 20
        );
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_refused_with_an_example() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        for bad in [
            "judge",
            "ftp://x/v1",
            "http://me:secret@x/v1",
            "http://x/v1?key=secret",
        ] {
            let why = format!("{:#}", Chat::new(bad, "m", None).err().unwrap());
            assert!(!why.contains("secret"), "{why}");
        }
        let chat = Chat::new("http://127.0.0.1:1/v1/", "m", None).unwrap();
        assert_eq!(chat.url, "http://127.0.0.1:1/v1/chat/completions");
    }
}
