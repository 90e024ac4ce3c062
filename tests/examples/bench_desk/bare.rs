//! The bare claim of a queue, as many at once: under pgbench where there is one (npm's Postgres has none), else sent by the
//! driver that the store uses.

use crate::house::House;
use crate::seed::run;
use crate::{HELD_EACH, PEOPLE, times::Times};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::process::Command;
use tokio::task::JoinSet;
use vitrine_domain::ProjectId;

pub struct Bare {
    owner: PgPool,
    url: String,
    project: ProjectId,
    pgbench: Option<PathBuf>,
    folder: PathBuf,
}

impl Bare {
    pub async fn new(house: &House, project: ProjectId) -> Self {
        Self {
            owner: house.db.owner().await,
            url: house.db.owner_url.clone(),
            project,
            pgbench: std::env::var_os("VITRINE_PGBENCH").map(Into::into),
            folder: house.folder.path().to_owned(),
        }
    }

    pub fn name(&self) -> &'static str {
        match self.pgbench {
            Some(_) => "the bare statement under pgbench",
            None => "the bare statement (no pgbench here)",
        }
    }

    /// A queue of the items that stand now.
    pub async fn fill(&self) {
        let mut connection = self.owner.acquire().await.unwrap();
        run(&mut connection, include_str!("bare_table.sql")).await;
        sqlx::query("vacuum (analyze) bare_queue")
            .execute(&mut *connection)
            .await
            .unwrap();
    }

    pub async fn run(&self) -> Times {
        match &self.pgbench {
            Some(program) => self.under_pgbench(program).await,
            None => self.by_the_driver().await,
        }
    }

    async fn under_pgbench(&self, program: &Path) -> Times {
        let log = tempfile::tempdir_in(&self.folder).unwrap();
        let script = log.path().join("bare.sql");
        std::fs::write(&script, include_str!("bare.sql")).unwrap();
        let url = reqwest::Url::parse(&self.url).unwrap();
        let done = Command::new(program)
            .args(["--no-vacuum", "--log", "--jobs=2", "--protocol=prepared"])
            .arg(format!("--client={PEOPLE}"))
            .arg(format!("--transactions={HELD_EACH}"))
            .arg(format!("--define=project={}", self.project))
            .arg("--log-prefix=times")
            .arg(format!("--file={}", script.display()))
            .current_dir(log.path())
            .env("PGHOST", url.host_str().unwrap())
            .env("PGPORT", url.port().unwrap_or(5432).to_string())
            .env("PGUSER", url.username())
            .env("PGPASSWORD", url.password().unwrap_or_default())
            .env("PGDATABASE", url.path().trim_start_matches('/'))
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "pgbench: {said}");
        let mut times = Times::new();
        for entry in std::fs::read_dir(log.path()).unwrap() {
            let path = entry.unwrap().path();
            if !path
                .file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("times")
            {
                continue;
            }
            // client, transaction, microseconds, …
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                let spent: f64 = line.split(' ').nth(2).unwrap().parse().unwrap();
                times.push(spent / 1e3);
            }
        }
        assert_eq!(times.len(), PEOPLE * HELD_EACH, "pgbench: {said}");
        times
    }

    async fn by_the_driver(&self) -> Times {
        let pool = PgPoolOptions::new()
            .max_connections(PEOPLE as u32)
            .min_connections(PEOPLE as u32)
            .connect(&self.url)
            .await
            .unwrap();
        let sql = include_str!("bare.sql").replace(":project", "$1");
        let sql: &'static str = sql.leak();
        let mut tasks = JoinSet::new();
        for _ in 0..PEOPLE {
            let (pool, project) = (pool.clone(), self.project);
            tasks.spawn(async move {
                let mut connection = pool.acquire().await.unwrap();
                let mut times = Times::new();
                for _ in 0..HELD_EACH {
                    let began = Instant::now();
                    sqlx::query(sql)
                        .bind(project.0)
                        .fetch_one(&mut *connection)
                        .await
                        .unwrap();
                    times.since(began);
                }
                times
            });
        }
        let mut all = Times::new();
        tasks.join_all().await.into_iter().for_each(|t| all.add(t));
        pool.close().await;
        all
    }
}
