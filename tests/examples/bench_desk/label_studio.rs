//! Label Studio from PyPI, as `label-studio start` runs it, on a database of its own in the same Postgres. Each client is a
//! person of its own, who takes the next task and annotates it, so that the next one is another.

use crate::front_door::all;
use crate::house::House;
use crate::times::Times;
use reqwest::{Client, Method, RequestBuilder, Url};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Of each client.
const TASKS: usize = 20;
const PAGES: usize = 10;
/// Tasks of one import.
const CHUNK: usize = 10_000;
const PASSWORD: &str = "bench-password-1";
const CONFIG: &str = r#"<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image">
<Label value="Nike"/><Label value="Adidas"/></RectangleLabels></View>"#;

pub struct LabelStudio {
    pub version: String,
    server: Child,
    people: Vec<Arc<Person>>,
}

struct Person {
    http: Client,
    origin: String,
    token: String,
    project: i64,
}

impl LabelStudio {
    /// Rows of a page.
    pub const ROWS: usize = 50;

    /// None where it is left out. Panics where it does not do what it does elsewhere.
    pub async fn start(house: &House, tasks: usize) -> Option<Self> {
        let program = std::env::var_os("VITRINE_LABEL_STUDIO")?;
        let began = Instant::now();
        let url = Url::parse(&std::env::var("VITRINE_TEST_DATABASE_URL").unwrap()).unwrap();
        let database = format!("label_studio_{}", uuid::Uuid::now_v7().simple());
        let owner = house.db.owner().await;
        sqlx::query(AssertSqlSafe(format!("create database {database}")))
            .execute(&owner)
            .await
            .unwrap();
        let folder = house.folder.path().join("label-studio");
        let token = uuid::Uuid::new_v4().simple().to_string() + "00000000";
        let run = |words: &[&str]| {
            let mut command = Command::new(&program);
            command.args(words).stdin(Stdio::null());
            environment(&mut command, &url, &database, &folder);
            command
        };
        println!("Label Studio makes its tables (a minute)");
        let done = run(&[
            "init",
            "bench",
            "--username",
            "lead@example.com",
            "--password",
            PASSWORD,
            "--user-token",
            &token,
        ])
        .output()
        .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "label-studio init: {said}");
        let port = free_port();
        let log = std::fs::File::create(house.folder.path().join("label-studio.log")).unwrap();
        let mut server = run(&[
            "start",
            "bench",
            "--port",
            &port,
            "--internal-host",
            "127.0.0.1",
            "--no-browser",
        ])
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap();
        let mut lead = Person {
            http: Client::new(),
            origin: format!("http://127.0.0.1:{port}"),
            token,
            project: 0,
        };
        while lead
            .http
            .get(format!("{}/health", lead.origin))
            .send()
            .await
            .is_err()
        {
            assert!(
                began.elapsed() < Duration::from_secs(400),
                "Label Studio does not answer"
            );
            assert!(
                server.try_wait().unwrap().is_none(),
                "Label Studio has ended"
            );
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let version = lead.json(lead.ask(Method::GET, "version")).await["release"].to_string();
        let new = json!({"title": "bench", "label_config": CONFIG});
        let project = lead
            .json(lead.ask(Method::POST, "projects").json(&new))
            .await;
        lead.project = project["id"].as_i64().unwrap();
        lead.import(tasks).await;
        let theirs = PgPool::connect(url.join(&database).unwrap().as_str())
            .await
            .unwrap();
        let people = lead.with_people(crate::CLIENTS, &theirs).await;
        theirs.close().await;
        println!(
            "Label Studio has {tasks} tasks after {:.0} s",
            began.elapsed().as_secs_f64()
        );
        Some(Self {
            version: version.trim_matches('"').to_owned(),
            server,
            people,
        })
    }

    pub async fn next(&mut self, clients: usize) -> Times {
        let mut times = Times::new();
        all(&self.people[..clients], |p| next_and_annotate(p, 2)).await;
        for t in all(&self.people[..clients], |p| next_and_annotate(p, TASKS)).await {
            times.add(t);
        }
        times
    }

    pub async fn list(&mut self, clients: usize, page: usize) -> Times {
        let mut times = Times::new();
        for t in all(&self.people[..clients], |p| turn_pages(p, page)).await {
            times.add(t);
        }
        times
    }

    pub fn stop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Drop for LabelStudio {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Person {
    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/api/{path}", self.origin))
            .header("authorization", format!("Token {}", self.token))
    }

    async fn json(&self, request: RequestBuilder) -> Value {
        let reply = request.send().await.unwrap();
        let (status, url) = (reply.status(), reply.url().clone());
        let text = reply.text().await.unwrap();
        assert!(status.is_success(), "{url}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Without predictions, which our items have: it has less to carry.
    async fn import(&self, tasks: usize) {
        for from in (0..tasks).step_by(CHUNK) {
            let chunk: Vec<Value> = (from..tasks.min(from + CHUNK))
                .map(|n| json!({"data": {"image": format!("http://127.0.0.1/{n}.jpg")}}))
                .collect();
            let path = format!("projects/{}/import", self.project);
            self.json(self.ask(Method::POST, &path).json(&chunk)).await;
        }
    }

    /// People of the same organisation, made by its own API; their tokens are read where it keeps them.
    async fn with_people(&self, n: usize, theirs: &PgPool) -> Vec<Arc<Person>> {
        for i in 0..n {
            let name = format!("person{i}@example.com");
            let new = json!({"email": name, "username": name, "password": PASSWORD});
            self.json(self.ask(Method::POST, "users/").json(&new)).await;
        }
        let organisation =
            "update htx_user set active_organization_id = (select min(id) from organization)
             where active_organization_id is null";
        sqlx::query(organisation).execute(theirs).await.unwrap();
        let tokens: Vec<String> = sqlx::query_scalar(
            "select t.key from authtoken_token t join htx_user u on u.id = t.user_id where u.email like 'person%'",
        )
        .fetch_all(theirs)
        .await
        .unwrap();
        assert_eq!(tokens.len(), n);
        let person = |token| {
            Arc::new(Person {
                http: Client::new(),
                origin: self.origin.clone(),
                token,
                project: self.project,
            })
        };
        tokens.into_iter().map(person).collect()
    }
}

async fn next_and_annotate(person: Arc<Person>, tasks: usize) -> Times {
    let mut times = Times::new();
    for _ in 0..tasks {
        let path = format!("projects/{}/next", person.project);
        let began = Instant::now();
        let task = person.json(person.ask(Method::GET, &path)).await;
        times.since(began);
        let done = format!("tasks/{}/annotations", task["id"]);
        let answer = json!({"result": []});
        person
            .json(person.ask(Method::POST, &done).json(&answer))
            .await;
    }
    times
}

async fn turn_pages(person: Arc<Person>, page: usize) -> Times {
    let mut times = Times::new();
    let (project, rows) = (person.project, LabelStudio::ROWS);
    for _ in 0..PAGES {
        let path = format!("tasks?project={project}&page={page}&page_size={rows}");
        let began = Instant::now();
        let got = person.json(person.ask(Method::GET, &path)).await;
        times.since(began);
        assert_eq!(got["tasks"].as_array().map(Vec::len), Some(rows));
    }
    times
}

/// It asks nobody outside, and keeps its files in our folder.
fn environment(command: &mut Command, url: &Url, database: &str, folder: &Path) {
    command
        .env("LABEL_STUDIO_BASE_DATA_DIR", folder)
        .env("DJANGO_DB", "default")
        .env("POSTGRE_NAME", database)
        .env("POSTGRE_USER", url.username())
        .env("POSTGRE_PASSWORD", url.password().unwrap_or_default())
        .env("POSTGRE_HOST", url.host_str().unwrap())
        .env("POSTGRE_PORT", url.port().unwrap_or(5432).to_string())
        .env_remove("DATABASE_URL");
    for (name, value) in [
        ("LATEST_VERSION_CHECK", "false"),
        ("COLLECT_ANALYTICS", "False"),
        ("SENTRY_DSN", ""),
        ("FRONTEND_SENTRY_DSN", ""),
        ("FEATURE_FLAGS_OFFLINE", "true"),
        ("LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN", "true"),
    ] {
        command.env(name, value);
    }
}

fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}
