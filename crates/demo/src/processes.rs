//! Server and worker as children: started, logged, watched, stopped with the demo.

use crate::cli::Common;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// How long a child may take to stop by itself.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Processes {
    logs: PathBuf,
    /// Images, features, models and checkpoints.
    data: PathBuf,
    children: Vec<(&'static str, Child)>,
}

impl Processes {
    pub fn new(state: &Path) -> Result<Self> {
        let logs = state.join("log");
        std::fs::create_dir_all(&logs).with_context(|| format!("make {}", logs.display()))?;
        let data = std::path::absolute(state.join("data"))?;
        Ok(Self {
            logs,
            data,
            children: Vec::new(),
        })
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The program beside this one, with the demo's places in its environment.
    fn command(&self, program: &str, args: &Common) -> Result<Command> {
        let here = std::env::current_exe()?;
        let path = here.with_file_name(program);
        if !path.exists() {
            bail!(
                "{} is missing: build it first (cargo build -p {program})",
                path.display()
            );
        }
        let state = std::path::absolute(&args.state)?;
        let unless_set = |name: &str, path: &str| {
            std::env::var_os(name).unwrap_or_else(|| state.join(path).into())
        };
        let mut command = Command::new(path);
        command
            .env("VITRINE_OWNER_DATABASE_URL", &args.owner_database_url)
            .env("VITRINE_DATABASE_URL", &args.database_url)
            .env("VITRINE_DATA", &self.data)
            .env("VITRINE_BASE", unless_set("VITRINE_BASE", "models/base"))
            .env("VITRINE_SITE", unless_set("VITRINE_SITE", "site"))
            .env("VITRINE_BIND", &args.bind)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        Ok(command)
    }

    fn log(&self, name: &str) -> Result<(PathBuf, File)> {
        let path = self.logs.join(format!("{name}.log"));
        let file = File::create(&path).with_context(|| format!("write {}", path.display()))?;
        Ok((path, file))
    }

    /// Runs a program to its end; `input` goes to its standard input.
    pub async fn once(
        &self,
        program: &str,
        words: &[&str],
        input: Option<&str>,
        args: &Common,
    ) -> Result<()> {
        use tokio::io::AsyncWriteExt;
        let (path, file) = self.log(words[0])?;
        let mut command = self.command(program, args)?;
        command.args(words).stdout(file.try_clone()?).stderr(file);
        if input.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = command
            .spawn()
            .with_context(|| format!("start {program}"))?;
        if let (Some(text), Some(mut pipe)) = (input, child.stdin.take()) {
            pipe.write_all(text.as_bytes()).await?;
        }
        if !child.wait().await?.success() {
            bail!("{program} {} failed:\n{}", words.join(" "), tail(&path));
        }
        Ok(())
    }

    /// Starts a program that stays; returns its log's path.
    pub fn start(
        &mut self,
        name: &'static str,
        program: &str,
        words: &[&str],
        args: &Common,
    ) -> Result<PathBuf> {
        let (path, file) = self.log(name)?;
        let mut command = self.command(program, args)?;
        command.args(words).stdout(file.try_clone()?).stderr(file);
        self.children.push((
            name,
            command
                .spawn()
                .with_context(|| format!("start {program}"))?,
        ));
        Ok(path)
    }

    /// Waits for the server's address in its log.
    pub async fn address(&mut self, log: &Path) -> Result<String> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(30) {
            self.check()?;
            let text = std::fs::read_to_string(log).unwrap_or_default();
            if let Some(at) = text.find("listening on http://") {
                let rest = &text[at + "listening on ".len()..];
                // A whole line, so that the port is whole.
                if let Some(end) = rest.find(['\n', ' ', '\u{1b}']) {
                    return Ok(rest[..end].trim().to_owned());
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the server did not say where it listens:\n{}", tail(log))
    }

    /// Refuses to go on when a child has ended.
    pub fn check(&mut self) -> Result<()> {
        for (name, child) in &mut self.children {
            if let Some(status) = child.try_wait()? {
                bail!(
                    "the {name} stopped ({status}):\n{}",
                    tail(&self.logs.join(format!("{name}.log")))
                );
            }
        }
        Ok(())
    }

    /// Asks every child to stop, the worker first, and kills what does not.
    pub async fn stop(mut self) {
        for (name, child) in self.children.iter_mut().rev() {
            if let Some(pid) = child.id() {
                let asked = Command::new("kill")
                    .args(["-TERM", &pid.to_string()])
                    .status()
                    .await;
                if asked.is_ok_and(|s| s.success())
                    && tokio::time::timeout(PATIENCE, child.wait()).await.is_ok()
                {
                    continue;
                }
                tracing::warn!("the {name} did not stop when asked; killing it");
                let _ = child.kill().await;
            }
        }
    }
}

/// The last lines of a log.
fn tail(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
