//! A house of one's own for a test: database, data folder, tiny base, children that die with it.

use sqlx::PgPool;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use vitrine_domain::api::{NewProject, NewUser};
use vitrine_domain::{Project, ProjectSettings, Role, RunState, TrainingRun, TrainingRunId};
use vitrine_store::testing::TestDb;
use vitrine_store::{Actor, Member};

pub const PASSWORD: &str = "a long enough password";
/// Whatever is waited for; far beyond what it takes.
pub const PATIENCE: Duration = Duration::from_secs(240);

pub struct House {
    pub db: TestDb,
    pub folder: TempDir,
    children: Vec<(String, Child)>,
}

impl House {
    pub async fn new() -> Self {
        Self::on(TestDb::new().await)
    }

    pub fn on(db: TestDb) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        vitrine_vlm::tiny::write_base(&folder.path().join("base"), 1).unwrap();
        Self {
            db,
            folder,
            children: Vec::new(),
        }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// An admin and a reviewer, and a project with two labels.
    pub async fn project(&self, settings: ProjectSettings) -> (Project, Member) {
        let store = &self.db.store;
        let user = |name: &str, is_admin| NewUser {
            name: name.into(),
            display_name: name.into(),
            password: PASSWORD.into(),
            is_admin,
            scripted: false,
        };
        let admin = store
            .user_add(&Actor::rule("test"), &user("admin", true))
            .await
            .unwrap();
        store
            .user_add(&Actor::rule("test"), &user("reviewer", false))
            .await
            .unwrap();
        let actor = Actor::person(&admin, None);
        let new = NewProject {
            slug: "p".into(),
            name: "P".into(),
            instruction: "Which?".into(),
            policy_text: "None.".into(),
            labels: vec!["Red".into(), "Blue".into()],
            settings,
        };
        let project = store.project_create(&actor, &new).await.unwrap();
        let member = store.member(&actor, "p").await.unwrap();
        store
            .member_set(&member, "reviewer", Role::Reviewer)
            .await
            .unwrap();
        (project, member)
    }

    /// Starts a worker; the name tells its log apart.
    pub fn worker(&mut self, name: &str) {
        self.start(name, "vitrine-worker", &["run"]);
    }

    /// Starts a server; returns its address.
    pub fn server(&mut self, name: &str) -> String {
        self.start(name, "vitrine-server", &["serve"]);
        self.wait_sync("the server's address", |house| {
            let log = house.log(name);
            let at = log.find("listening on http://")?;
            let rest = &log[at + "listening on ".len()..];
            rest.find('\n').map(|end| rest[..end].trim().to_owned())
        })
    }

    /// Starts one of the worker's commands, with more of an environment.
    pub fn start_worker(&mut self, name: &str, words: &[&str], env: &[(&str, &str)]) {
        self.start_with(name, "vitrine-worker", words, env);
    }

    fn start(&mut self, name: &str, program: &str, words: &[&str]) {
        self.start_with(name, program, words, &[]);
    }

    fn start_with(&mut self, name: &str, program: &str, words: &[&str], env: &[(&str, &str)]) {
        let log = File::create(self.folder.path().join(format!("{name}.log"))).unwrap();
        let child = self
            .command(program, words)
            .envs(env.iter().copied())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|e| panic!("{program} cannot be started: {e}"));
        self.children.push((name.into(), child));
    }

    /// Runs a command to its good end; what it printed.
    pub fn run(&self, program: &str, words: &[&str]) -> String {
        self.run_with(program, words, &[])
    }

    /// As [`House::run`], with more of an environment.
    pub fn run_with(&self, program: &str, words: &[&str], env: &[(&str, &str)]) -> String {
        let (good, out, err) = self.done(program, words, env);
        assert!(good, "{program} {words:?}\n{out}\n{err}");
        out
    }

    /// Runs a command to its bad end; what it complained of.
    pub fn fails(&self, program: &str, words: &[&str]) -> String {
        let (good, out, err) = self.done(program, words, &[]);
        assert!(!good, "{program} {words:?} should fail\n{out}");
        err
    }

    /// Whether it ended well, what it printed, what it complained of.
    pub fn done(
        &self,
        program: &str,
        words: &[&str],
        env: &[(&str, &str)],
    ) -> (bool, String, String) {
        let mut command = self.command(program, words);
        let done = command.envs(env.iter().copied()).output().unwrap();
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        (
            done.status.success(),
            text(&done.stdout),
            text(&done.stderr),
        )
    }

    fn command(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new(beside(program));
        command
            .args(words)
            .env("VITRINE_DATABASE_URL", &self.db.app_url)
            .env("VITRINE_DATA", self.data())
            .env("VITRINE_BASE", self.folder.path().join("base"))
            .env("VITRINE_SITE", self.folder.path().join("site"))
            .env("VITRINE_BIND", "127.0.0.1:0")
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null());
        command
    }

    /// SIGKILL, at once.
    pub fn kill(&mut self, name: &str) {
        let at = self
            .children
            .iter()
            .position(|(n, _)| n == name)
            .expect("it runs");
        let (_, mut child) = self.children.remove(at);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// It has not ended by itself.
    pub fn runs(&mut self, name: &str) -> bool {
        let child = self.children.iter_mut().find(|(n, _)| n == name);
        matches!(child.expect("it was started").1.try_wait(), Ok(None))
    }

    pub fn log(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(format!("{name}.log"))).unwrap_or_default()
    }

    /// Asks again and again; panics with every child's log when it takes too long.
    pub async fn wait<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        mut ask: impl FnMut() -> F,
    ) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            if began.elapsed() > PATIENCE {
                self.give_up(what);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The run as it ended, however it did.
    pub async fn run_over(&self, member: &Member, id: TrainingRunId) -> TrainingRun {
        self.wait("the run's end", || async {
            let run = self.db.store.run_get(member, id).await.unwrap();
            run.state.is_over().then_some(run)
        })
        .await
    }

    /// Every job of these queues ends well.
    pub async fn no_job_left(&self, owner: &PgPool, queues: &[&str]) {
        self.wait("the end of every job", || async {
            let left: i64 = sqlx::query_scalar(
                "select count(*) from apalis.jobs where job_type = any($1) and status <> 'Done'",
            )
            .bind(queues)
            .fetch_one(owner)
            .await
            .unwrap();
            (left == 0).then_some(())
        })
        .await
    }

    fn wait_sync<T>(&self, what: &str, ask: impl Fn(&Self) -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = ask(self) {
                return found;
            }
            if began.elapsed() > PATIENCE {
                self.give_up(what);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn give_up(&self, what: &str) -> ! {
        let logs: Vec<String> = self
            .children
            .iter()
            .map(|(n, _)| format!("--- {n}\n{}", self.log(n)))
            .collect();
        panic!("waited in vain for {what}\n{}", logs.join("\n"));
    }
}

impl Drop for House {
    fn drop(&mut self) {
        for (_, child) in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Its gate has been reached.
#[track_caller]
pub fn assert_decided(run: &TrainingRun) {
    assert_eq!(run.state, RunState::Decided, "{:?}", run.reason);
}

/// A program of this workspace, in the folder above the tests' own.
fn beside(program: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let folder = here.parent().and_then(Path::parent).unwrap();
    let path = folder.join(program);
    assert!(
        path.exists(),
        "{} is missing: cargo build -p {program}",
        path.display()
    );
    path
}
