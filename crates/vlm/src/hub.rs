//! A checkpoint fetched from a hub by its repository id into a local folder
//! (feature `hub`). Files that are there already at their full size stay; a
//! file is written beside its name and renamed, so that a broken fetch leaves
//! no half of one. It must never know what the files mean.

mod bar;

pub use bar::bar;

use crate::checkpoint::{INDEX, WEIGHTS};
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

/// Where the public hub answers.
pub const ENDPOINT: &str = "https://huggingface.co";
/// Whose files a folder holds: repository and commit.
const NOTE: &str = ".fetched-from";
/// What is wanted beside the weights, where the repository has it.
const BESIDE: [&str; 8] = [
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "chat_template.json",
    "preprocessor_config.json",
    "processor_config.json",
];

/// What is fetched, from where.
#[derive(Clone, Debug)]
pub struct Source {
    /// The hub's address, [`ENDPOINT`] unless it is a mirror.
    pub endpoint: String,
    /// The repository, as `owner/name`.
    pub repository: String,
    /// A branch, a tag or a commit; `main` as a rule.
    pub revision: String,
    /// For repositories that ask who is there.
    pub token: Option<String>,
}

/// How far a fetch has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched<'a> {
    /// The file under way.
    pub file: &'a str,
    /// Bytes of it that are here.
    pub bytes: u64,
    /// Bytes that it has, where the hub says so.
    pub of: Option<u64>,
}

impl Source {
    /// The newest state of a public repository.
    ///
    /// # Errors
    /// An id that is not `owner/name`.
    pub fn new(repository: &str) -> Result<Self> {
        let part = |p: &str| {
            let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !p.is_empty() && p.chars().all(fine) && p != "." && p != ".."
        };
        let whole = repository
            .split_once('/')
            .is_some_and(|(owner, name)| part(owner) && part(name));
        ensure!(
            whole,
            "{repository:?} is no repository id; one looks like llava-hf/llava-1.5-7b-hf"
        );
        Ok(Self {
            endpoint: ENDPOINT.into(),
            repository: repository.into(),
            revision: "main".into(),
            token: None,
        })
    }

    /// The address of one file.
    pub fn file(&self, name: &str) -> String {
        format!(
            "{}/{}/resolve/{}/{name}",
            self.endpoint.trim_end_matches('/'),
            self.repository,
            self.revision.replace('/', "%2F")
        )
    }

    fn list(&self) -> String {
        format!(
            "{}/api/models/{}/revision/{}",
            self.endpoint.trim_end_matches('/'),
            self.repository,
            self.revision.replace('/', "%2F")
        )
    }
}

/// Of a repository's files those that a checkpoint is made of: one file of
/// weights, else all shards with their index.
///
/// # Errors
/// No configuration, no tokenizer or no safetensors among them.
pub fn choose(files: &[String]) -> Result<Vec<String>> {
    let has = |name: &str| files.iter().any(|f| f == name);
    ensure!(has("config.json"), "the repository has no config.json");
    ensure!(
        has("tokenizer.json"),
        "the repository has no tokenizer.json, which is the only form of tokenizer that is read"
    );
    let mut chosen: Vec<String> = BESIDE
        .into_iter()
        .filter(|n| has(n))
        .map(str::to_owned)
        .collect();
    if has(WEIGHTS) {
        chosen.push(WEIGHTS.to_owned());
    } else if has(INDEX) {
        let shard = |f: &&String| {
            f.starts_with("model-") && f.ends_with(".safetensors") && !f.contains('/')
        };
        chosen.push(INDEX.to_owned());
        chosen.extend(files.iter().filter(shard).cloned());
    } else {
        bail!("the repository has no safetensors, which are the only weights that are read");
    }
    Ok(chosen)
}

/// Fetches a checkpoint into `dir` (made when absent), telling `progress` of
/// every piece.
///
/// # Errors
/// The hub cannot be reached or refuses, the repository is no checkpoint, the
/// folder cannot be written. Each says what to do.
pub fn fetch(source: &Source, dir: &Path, progress: &mut dyn FnMut(Fetched<'_>)) -> Result<()> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .build()
        .into();
    let listed = get(&agent, source, &source.list())?
        .body_mut()
        .read_to_string()
        .with_context(|| format!("read the list of files of {}", source.repository))?;
    let listed: serde_json::Value =
        serde_json::from_str(&listed).context("the hub's list of files is no JSON")?;
    // By commit from here on: a push meanwhile must not mix two states.
    let source = &Source {
        revision: listed["sha"].as_str().unwrap_or(&source.revision).into(),
        ..source.clone()
    };
    let files: Vec<String> = listed["siblings"]
        .as_array()
        .context("the hub's answer lists no files")?
        .iter()
        .filter_map(|f| Some(f["rfilename"].as_str()?.to_owned()))
        .collect();
    let chosen = choose(&files).with_context(|| format!("{} is not read", source.repository))?;
    std::fs::create_dir_all(dir).with_context(|| format!("create {}", dir.display()))?;
    one_source(source, dir, &chosen)?;
    for name in &chosen {
        one(&agent, source, dir, name, progress)?;
    }
    Ok(())
}

/// A folder holds files of one commit: weights of one architecture have one
/// size, so that another's would be taken for those that are wanted.
fn one_source(source: &Source, dir: &Path, chosen: &[String]) -> Result<()> {
    let note = dir.join(NOTE);
    let own = format!("{} {}\n", source.repository, source.revision);
    match std::fs::read_to_string(&note) {
        Ok(there) => ensure!(
            there == own,
            "{} holds {}, not {}: take another folder, or remove that one",
            dir.display(),
            there.trim(),
            own.trim()
        ),
        Err(_) => {
            let foreign = chosen.iter().find(|n| dir.join(n).exists());
            ensure!(
                foreign.is_none(),
                "{} has files already that were not fetched: take another folder",
                dir.display()
            );
            std::fs::write(&note, own).with_context(|| format!("write {}", note.display()))?;
        }
    }
    Ok(())
}

fn one(
    agent: &ureq::Agent,
    source: &Source,
    dir: &Path,
    name: &str,
    progress: &mut dyn FnMut(Fetched<'_>),
) -> Result<()> {
    let mut answer = get(agent, source, &source.file(name))?;
    let of = answer.body().content_length();
    let path = dir.join(name);
    if of.is_some() && path.metadata().ok().map(|m| m.len()) == of {
        return Ok(());
    }
    let part = dir.join(format!("{name}.part"));
    let mut file =
        std::fs::File::create(&part).with_context(|| format!("create {}", part.display()))?;
    let mut body = answer.body_mut().as_reader();
    let (mut buffer, mut bytes) = (vec![0u8; 1 << 18], 0u64);
    loop {
        let n = body
            .read(&mut buffer)
            .with_context(|| format!("{name} of {} broke off", source.repository))?;
        if n == 0 {
            break;
        }
        file.write_all(&buffer[..n])
            .with_context(|| format!("write {}", part.display()))?;
        bytes += n as u64;
        progress(Fetched {
            file: name,
            bytes,
            of,
        });
    }
    ensure!(
        of.is_none_or(|of| of == bytes),
        "{name} of {} ended after {bytes} bytes of {}: run it again",
        source.repository,
        of.unwrap_or_default()
    );
    file.sync_all()?;
    std::fs::rename(&part, &path).with_context(|| format!("write {}", path.display()))
}

fn get(
    agent: &ureq::Agent,
    source: &Source,
    url: &str,
) -> Result<ureq::http::Response<ureq::Body>> {
    let mut request = agent.get(url);
    if let Some(token) = &source.token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    request.call().map_err(|e| match e {
        ureq::Error::StatusCode(401 | 403) => anyhow!(
            "the hub does not give out {}: it asks for a token of somebody who has accepted its terms",
            source.repository
        ),
        ureq::Error::StatusCode(404) => anyhow!(
            "the hub knows no {} at {} ({url})",
            source.repository,
            source.revision
        ),
        ureq::Error::StatusCode(code) => anyhow!("{url} answers {code}: try again later"),
        other => anyhow!(
            "{} cannot be reached ({other}): without a network, copy the checkpoint's folder here and \
             give its path instead",
            source.endpoint
        ),
    })
}

#[cfg(test)]
mod tests;
