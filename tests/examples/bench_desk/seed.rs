//! Items by the hundred thousand and reviewers by the hundred, past the store: uploads would take hours.

use crate::house::House;
use sqlx::PgPool;
use std::time::Instant;
use vitrine_domain::ProjectId;
use vitrine_store::Member;

pub struct Seed {
    owner: PgPool,
    project: ProjectId,
    seed: i64,
    stand: usize,
}

impl Seed {
    pub async fn new(house: &House, admin: &Member, seed: i64) -> Self {
        house
            .db
            .store
            .version_base_ensure(&Member::rule("bench", admin.project_id), "bench")
            .await
            .unwrap();
        Self {
            owner: house.db.owner().await,
            project: admin.project_id,
            seed,
            stand: 0,
        }
    }

    /// So many in all; then Postgres looks at what it has, as it would by itself in a while.
    pub async fn up_to(&mut self, items: usize) {
        let began = Instant::now();
        let mut tx = self.owner.begin().await.unwrap();
        for (name, value) in [
            ("bench.project", self.project.to_string()),
            ("bench.seed", self.seed.to_string()),
            ("bench.from", self.stand.to_string()),
            ("bench.to", items.to_string()),
        ] {
            set(&mut tx, name, &value).await;
        }
        run(&mut tx, include_str!("seed.sql")).await;
        tx.commit().await.unwrap();
        for sql in ["vacuum (analyze)", "checkpoint"] {
            sqlx::query(sql).execute(&self.owner).await.unwrap();
        }
        self.stand = items;
        println!(
            "{items} items stand after {:.0} s",
            began.elapsed().as_secs_f64()
        );
    }
}

/// `reviewer-1` to `reviewer-N`.
pub async fn people(house: &House, project: ProjectId, n: usize) {
    let owner = house.db.owner().await;
    let mut tx = owner.begin().await.unwrap();
    set(&mut tx, "bench.project", &project.to_string()).await;
    set(&mut tx, "bench.people", &n.to_string()).await;
    run(&mut tx, include_str!("people.sql")).await;
    tx.commit().await.unwrap();
}

/// Its version and what was set.
pub async fn server(house: &House) -> String {
    let shown: Vec<(String, String)> = sqlx::query_as(
        "select name, current_setting(name) from pg_settings
         where name in ('server_version', 'shared_buffers', 'max_connections', 'fsync') order by name desc",
    )
    .fetch_all(&house.db.owner().await)
    .await
    .unwrap();
    let words: Vec<String> = shown.iter().map(|(n, v)| format!("{n} {v}")).collect();
    format!("Postgres {}", words.join(", "))
}

async fn set(tx: &mut sqlx::PgConnection, name: &str, value: &str) {
    sqlx::query("select set_config($1, $2, true)")
        .bind(name)
        .bind(value)
        .execute(tx)
        .await
        .unwrap();
}

pub async fn run(tx: &mut sqlx::PgConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(tx).await.unwrap();
}
