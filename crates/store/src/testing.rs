//! A database for one test: fresh, migrated, gone at the end. For tests alone, ours and those across processes.

use crate::Store;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};
use vitrine_domain::ItemId;

const URL: &str = "VITRINE_TEST_DATABASE_URL";

/// One test's database. Dropping it drops the database, whoever is connected.
#[derive(Debug)]
pub struct TestDb {
    /// Connected as a role that owns nothing, as server and worker are.
    pub store: Store,
    /// For server and worker processes: `VITRINE_DATABASE_URL`.
    pub app_url: String,
    /// For `vitrine-server migrate`: `VITRINE_OWNER_DATABASE_URL`.
    pub owner_url: String,
    name: String,
    admin_url: String,
}

impl TestDb {
    /// Panics when `VITRINE_TEST_DATABASE_URL` is unset or of no use: there is no test without a database.
    pub async fn new() -> Self {
        let db = Self::empty().await;
        Store::migrate(&db.owner_url).await.expect("migrates");
        db
    }

    /// Without tables: `store` can do nothing before `owner_url` has been migrated.
    pub async fn empty() -> Self {
        let admin_url = std::env::var(URL).unwrap_or_else(|_| {
            panic!("{URL} is not set: give it the address of a Postgres role that may make databases and roles")
        });
        Self::empty_at(admin_url).await
    }

    /// In another cluster than the tests' common one, for a test that stops it.
    pub async fn new_at(admin_url: String) -> Self {
        let db = Self::empty_at(admin_url).await;
        Store::migrate(&db.owner_url).await.expect("migrates");
        db
    }

    async fn empty_at(admin_url: String) -> Self {
        let name = format!("vitrine_test_{}", uuid::Uuid::now_v7().simple());
        let password = uuid::Uuid::new_v4().simple().to_string();
        let admin = connect(&admin_url).await;
        for sql in [
            crate::migrate::ROLE.to_owned(),
            format!("create database {name}"),
            format!("create role {name} login password '{password}' in role vitrine_app"),
        ] {
            sqlx::query(AssertSqlSafe(sql))
                .execute(&admin)
                .await
                .unwrap_or_else(|error| {
                    panic!("{URL} must be a role that may make databases and roles: {error}")
                });
        }
        admin.close().await;
        let owner_url = with_database(&admin_url, &name, None);
        let app_url = with_database(&admin_url, &name, Some((&name, &password)));
        let options: PgConnectOptions = app_url.parse().expect("an address of ours");
        Self {
            store: Store::connect_with(options, 24).await.expect("connects"),
            app_url,
            owner_url,
            name,
            admin_url,
        }
    }

    /// Another store on the same database, as another process has it.
    pub async fn another(&self) -> Store {
        Store::connect(&self.app_url).await.expect("connects")
    }

    /// Past the store, as the owner: to break things, and to look at what no method shows.
    pub async fn owner(&self) -> PgPool {
        connect(&self.owner_url).await
    }

    /// Whoever writes to the item waits for as long as this lives.
    #[expect(clippy::disallowed_methods, reason = "tests are not given up half-way")]
    pub async fn held(&self, item: ItemId) -> sqlx::Transaction<'static, sqlx::Postgres> {
        let mut held = self.owner().await.begin().await.unwrap();
        sqlx::query("select 1 from items where id = $1 for update")
            .bind(item.0)
            .execute(&mut *held)
            .await
            .unwrap();
        held
    }

    /// As if the reviewer had been away for longer than a lease.
    pub async fn lease_runs_out(&self, item: ItemId) {
        let done = sqlx::query(
            "update claims set expires_at = now() - interval '1 second' where item_id = $1",
        )
        .bind(item.0)
        .execute(self.app())
        .await
        .expect("answers");
        assert_eq!(done.rows_affected(), 1, "the item is claimed");
    }

    /// So many more like this item in its queue, easier than it is, and nothing is proposed for them.
    pub async fn easier(&self, item: ItemId, so_many: i64) {
        sqlx::query(
            "insert into items (id, project_id, image_id, instruction, state, blind, split, priority)
             select gen_random_uuid(), i.project_id, i.image_id, i.instruction || n, 'queued', i.blind, i.split, i.priority - 1
             from items i cross join generate_series(1, $2::bigint) n where i.id = $1",
        )
        .bind(item.0)
        .bind(so_many)
        .execute(self.app())
        .await
        .expect("answers");
    }

    /// As if an hour had gone by since every reveal.
    pub async fn reveals_run_out(&self) {
        sqlx::query(
            "update reveals set revealed_at = revealed_at - interval '1 hour',
                expires_at = expires_at - interval '1 hour', veiled_at = veiled_at - interval '1 hour'",
        )
        .execute(&self.owner().await)
        .await
        .expect("answers");
    }

    /// A queued item about the images of these items of one split, in their order, as a teacher's question makes one.
    pub async fn item_about(&self, of: &[ItemId], instruction: &str) -> ItemId {
        let id = ItemId::fresh();
        let done = sqlx::query(
            "with f as (select array_agg(i.image_id order by w.n) as images
                from unnest($2::uuid[]) with ordinality as w (id, n) join items i on i.id = w.id)
             insert into items (id, project_id, image_id, further_images, instruction, state, blind, split)
             select $1, i.project_id, i.image_id, f.images[2:], $3, 'queued', false, i.split
             from items i, f where i.id = $4",
        )
        .bind(id.0)
        .bind(of.iter().map(|i| i.0).collect::<Vec<_>>())
        .bind(instruction)
        .bind(of[0].0)
        .execute(self.app())
        .await
        .expect("answers");
        assert_eq!(done.rows_affected(), 1, "the first item is there");
        id
    }

    /// Past the store, as the role that owns nothing.
    pub fn app(&self) -> &PgPool {
        &self.store.pool
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let (url, name) = (self.admin_url.clone(), self.name.clone());
        // A runtime of its own: the test's may be gone, and a drop cannot wait in it.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let admin = connect(&url).await;
                for sql in [
                    format!("drop database if exists {name} with (force)"),
                    format!("drop role if exists {name}"),
                ] {
                    if let Err(error) = sqlx::query(AssertSqlSafe(sql)).execute(&admin).await {
                        eprintln!("a test's database stays behind: {error}");
                    }
                }
                admin.close().await;
            });
        });
        let _ = dropped.join();
    }
}

async fn connect(url: &str) -> PgPool {
    PgPoolOptions::new()
        .max_connections(2)
        .connect(url)
        .await
        .unwrap_or_else(|error| panic!("nobody answers at {URL}: {error}"))
}

/// The address with another database, and another role where one is given.
fn with_database(url: &str, database: &str, role: Option<(&str, &str)>) -> String {
    let (scheme, rest) = url.split_once("://").expect("an address has a scheme");
    let (rest, query) = match rest.split_once('?') {
        Some((rest, query)) => (rest, format!("?{query}")),
        None => (rest, String::new()),
    };
    let authority = rest.split_once('/').map_or(rest, |(a, _)| a);
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let user = match role {
        Some((name, password)) => format!("{name}:{password}@"),
        None if user.is_empty() => String::new(),
        None => format!("{user}@"),
    };
    format!("{scheme}://{user}{host}/{database}{query}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_address_keeps_its_host_and_query() {
        let url = "postgres://root:a%40b@127.0.0.1:5433/postgres?sslmode=disable";
        assert_eq!(
            with_database(url, "t", None),
            "postgres://root:a%40b@127.0.0.1:5433/t?sslmode=disable"
        );
        assert_eq!(
            with_database(url, "t", Some(("u", "p"))),
            "postgres://u:p@127.0.0.1:5433/t?sslmode=disable"
        );
        assert_eq!(
            with_database("postgres:///postgres?host=/tmp&user=root", "t", None),
            "postgres:///t?host=/tmp&user=root"
        );
    }
}
