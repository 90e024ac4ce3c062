//! Which teachers this worker asks, and with which keys: said by whoever runs it, in its environment alone.

use crate::chat::{Chat, Reach};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use vitrine_domain::{Teacher, TeacherRule};
use vitrine_synthesis::teacher;

/// `host=key`, several of them with white space between. A key goes to its own host and to no other, whatever address
/// a project names.
const KEYS: &str = "VITRINE_TEACHER_KEYS";

#[derive(Clone, Default)]
pub struct Teachers {
    keys: Arc<BTreeMap<String, String>>,
    /// May a teacher's address be private?
    private: bool,
}

impl Teachers {
    /// Errors: keys that are not written as `host=key`; none of them is shown.
    pub fn from_env(private: bool) -> Result<Self> {
        Self::read(&std::env::var(KEYS).unwrap_or_default(), private)
    }

    fn read(keys: &str, private: bool) -> Result<Self> {
        let keys = keys
            .split_whitespace()
            .map(|entry| {
                let (host, key) = entry
                    .split_once('=')
                    .filter(|(host, key)| !host.is_empty() && !key.is_empty())
                    .with_context(|| format!("{KEYS} should be like api.example.com=KEY"))?;
                Ok((host.to_ascii_lowercase(), key.to_owned()))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            keys: Arc::new(keys),
            private,
        })
    }

    /// Errors: the project does not allow the teacher (any more), or its address is private.
    pub fn chat(&self, teacher: &Teacher, rule: &TeacherRule) -> Result<Chat> {
        teacher::check(teacher, rule)?;
        let (host, port) = teacher::host_and_port(&teacher.url)?;
        let key = self
            .keys
            .get(&format!("{host}:{port}"))
            .or_else(|| self.keys.get(&host))
            .cloned();
        // Whoever listens on the way would have it.
        ensure!(
            key.is_none() || self.private || teacher.url.trim().starts_with("https://"),
            "{host} has a key here, and an address with http:// would send it in the open; write https://"
        );
        let reach = match self.private {
            true => Reach::Anywhere,
            false => Reach::Public,
        };
        let patience = Duration::from_secs(teacher.timeout_seconds.into());
        Chat::with(&teacher.url, &teacher.model, key, patience, reach)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_sent_in_the_open() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let teacher = |scheme: &str| -> Teacher {
            let url = format!("{scheme}://api.example.com/v1");
            serde_json::from_value(serde_json::json!({"url": url, "model": "m"})).unwrap()
        };
        let rule = TeacherRule {
            hosts: vec!["api.example.com".into()],
        };
        let keyed = Teachers::read("api.example.com=k", false).unwrap();
        let why = keyed.chat(&teacher("http"), &rule).err().unwrap();
        assert!(why.to_string().contains("https://"), "{why}");
        keyed.chat(&teacher("https"), &rule).unwrap();
        let keyless = Teachers::read("", false).unwrap();
        keyless.chat(&teacher("http"), &rule).unwrap();
    }

    #[test]
    fn a_key_has_a_host_and_is_never_shown() {
        let teachers = Teachers::read("api.example.com=a=b\n LOCALHOST:8000=c", false).unwrap();
        assert_eq!(teachers.keys["api.example.com"], "a=b");
        assert_eq!(teachers.keys["localhost:8000"], "c");
        for wrong in ["secret", "=secret", "host="] {
            let why = format!("{:#}", Teachers::read(wrong, false).err().unwrap());
            assert!(!why.contains("secret") && why.contains(KEYS), "{why}");
        }
    }
}
