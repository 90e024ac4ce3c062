//! A database with rows in it is brought up to date: what stands gets what new columns ask for, and a row that was
//! never right stops the migration by name.

use sqlx::PgPool;
use sqlx::migrate::Migrator;
use vitrine_domain::rules::disagreement::disagree;
use vitrine_store::Store;
use vitrine_store::testing::TestDb;

/// One held-out image decided, one that bridges clusters set aside, one purged; a snapshot of the first.
const BEFORE: [&str; 9] = [
    "insert into users (id, name, display_name, password_hash) values (gen_random_uuid(), 'rob', 'Rob', 'x')",
    "insert into projects (id, slug, name, instruction) values (gen_random_uuid(), 'p', 'P', 'Flag.')",
    "insert into policies (id, project_id, version, text) select gen_random_uuid(), id, 1, 'x' from projects",
    "insert into clusters (id, project_id, split) select gen_random_uuid(), id, s from projects,
        unnest(array['held_out', 'train']) s",
    "insert into images (id, project_id, sha256, width, height, bytes, phash, cluster_id, purged_at)
     select gen_random_uuid(), project_id, repeat('a', 64), 1, 1, 1, 0::bigint::bit(64), id, null::timestamptz
        from clusters where split = 'held_out'
     union all select gen_random_uuid(), project_id, repeat('b', 64), 1, 1, 1, 0::bigint::bit(64), id, now()
        from clusters where split = 'train'
     union all select gen_random_uuid(), id, repeat('c', 64), 1, 1, 1, 0::bigint::bit(64), null, null from projects",
    "insert into items (id, project_id, image_id, instruction, state, blind)
     select gen_random_uuid(), m.project_id, m.id, 'Flag.',
        case left(sha256, 1) when 'a' then 'decided' when 'b' then 'purged' else 'set_aside' end, left(sha256, 1) = 'a'
     from images m",
    "insert into reviews (id, project_id, item_id, reviewer_id, verdict, answer, correction, instruction, policy_id, fence)
     select gen_random_uuid(), i.project_id, i.id, u.id, 'label', 'x', false, 'x', o.id, 1
     from items i, users u, policies o where i.blind",
    "insert into triplets (id, project_id, item_id, image_id, review_id, blind, instruction, policy_id, response, split)
     select gen_random_uuid(), i.project_id, i.id, i.image_id, r.id, true, 'x', r.policy_id, 'x', 'held_out'
     from items i join reviews r on r.item_id = i.id",
    "with s as (insert into snapshots (id, project_id, hash)
        select gen_random_uuid(), id, repeat('0', 64) from projects returning id)
     insert into snapshot_triplets (snapshot_id, triplet_id, split) select s.id, t.id, t.split from s, triplets t",
];

/// As it was after migration 0009, with rows.
async fn before() -> (TestDb, PgPool) {
    let db = TestDb::empty().await;
    let owner = db.owner().await;
    let all = sqlx::migrate!("../../../migrations");
    let old = all.iter().filter(|m| m.version <= 9).cloned().collect();
    Migrator::with_migrations(old).run(&owner).await.unwrap();
    for sql in BEFORE {
        sqlx::query(sql).execute(&owner).await.expect(sql);
    }
    (db, owner)
}

#[tokio::test]
async fn rows_from_before_get_their_split_and_project() {
    let (db, owner) = before().await;
    Store::migrate(&db.owner_url).await.unwrap();
    let splits: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "select i.state, i.split, m.split from items i join images m on m.id = i.image_id order by m.sha256",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    let row = |state: &str, split: Option<&str>| {
        let split = split.map(str::to_owned);
        (state.to_owned(), split.clone(), split)
    };
    assert_eq!(
        splits,
        [
            row("decided", Some("held_out")),
            row("purged", Some("train")),
            row("set_aside", None),
        ]
    );
    let own: i64 = sqlx::query_scalar(
        "select count(*) from snapshot_triplets e join snapshots s on s.id = e.snapshot_id and s.project_id = e.project_id",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(own, 1);
    let open: i64 = sqlx::query_scalar("select count(*) from pg_constraint where not convalidated")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(open, 0);
}

/// What two versions said of an item, and whether that counts as disagreement: no other than the rule that judges what
/// they say from now on.
const SAID: [(&str, &str, bool); 16] = [
    ("Violations: Nike.", "No violations.", true),
    ("Violations: Nike, Puma.", " Violations: puma, Nike.", false),
    ("A red shoe.", "A blue shoe.", true),
    ("A red shoe.", "a red\nshoe", false),
    ("Violations: Nike.", "There is a Nike mark.", false),
    // With a label that the project does not have, or one twice, it is no decision.
    ("Violations: Reebok.", "No violations.", false),
    ("Violations: Reebok.", "There is a Reebok mark.", true),
    ("Violations: Reebok.", "Violations: Nike, Reebok.", true),
    ("Violations: Nike, Nike.", "Violations: Nike.", false),
    ("Violations: .", "Violations", false),
    // Letters of any script are words, signs are none.
    ("赤い靴", "青い靴", true),
    ("Лампа", "Диод", true),
    ("Chaussure d’été", "chaussure d'été …", false),
    ("A shoe – “new”", "a shoe, new", false),
    ("", "A shoe.", false),
    ("…", "A shoe.", false),
];

async fn disputed(owner: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select instruction from items where disagreement order by instruction")
        .fetch_all(owner)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_versions_have_said_before_is_looked_through() {
    let (db, owner) = before().await;
    let labels = ["Nike", "Puma"].map(str::to_owned);
    // More than are looked through at once: every second one is disputed.
    let many = (0..2_100).map(|n| ("A shoe.", ["A hat.", "a shoe"][n % 2], n % 2 == 0));
    let all: Vec<_> = SAID.into_iter().chain(many).collect();
    for (a, b, differ) in &all {
        assert_eq!(disagree(a, b, &labels), *differ, "{a} {b}");
    }
    for sql in [
        "insert into labels (project_id, name, position)
         select id, n, o from projects, unnest(array['Nike', 'Puma']) with ordinality as u (n, o)",
        "insert into model_versions (id, project_id, name, base_hash) select gen_random_uuid(), id, v, 'x'
         from projects, unnest(array['base', 'v1']) v",
    ] {
        sqlx::query(sql).execute(&owner).await.expect(sql);
    }
    let names: Vec<String> = (0..all.len()).map(|n| format!("{n:04}")).collect();
    let (base, newer): (Vec<String>, Vec<String>) = all
        .iter()
        .map(|(a, b, _)| ((*a).to_owned(), (*b).to_owned()))
        .unzip();
    sqlx::query(
        "with made as (
            insert into items (id, project_id, image_id, instruction, state, blind)
            select gen_random_uuid(), m.project_id, m.id, n, 'set_aside', false
            from images m, unnest($1::text[]) n where m.cluster_id is null
            returning id, project_id, instruction)
         insert into proposals (id, project_id, item_id, model_version_id, answer, well_formed, confidence, prompt_tokens,
            answer_tokens, seconds)
         select gen_random_uuid(), i.project_id, i.id, v.id, case v.name when 'base' then s.a else s.b end, true, 0.5, 1, 1, 1
         from unnest($1::text[], $2::text[], $3::text[]) as s (n, a, b) join made i on i.instruction = s.n, model_versions v",
    )
    .bind(&names)
    .bind(base)
    .bind(newer)
    .execute(&owner)
    .await
    .unwrap();
    Store::migrate(&db.owner_url).await.unwrap();
    let differ = all.iter().zip(&names).filter(|((_, _, differ), _)| *differ);
    let expected: Vec<&str> = differ.map(|(_, n)| n.as_str()).collect();
    assert_eq!(disputed(&owner).await, expected);

    // Cut off half-way, it is done again.
    for sql in [
        "delete from _sqlx_migrations where version = 48",
        "update items set disagreement = false where instruction > '0900'",
    ] {
        sqlx::query(sql).execute(&owner).await.expect(sql);
    }
    Store::migrate(&db.owner_url).await.unwrap();
    assert_eq!(disputed(&owner).await, expected);
}

#[tokio::test]
async fn a_held_out_triplet_marked_train_stops_the_migration() {
    let (db, owner) = before().await;
    for sql in [
        "update snapshot_triplets set split = 'train'",
        "update triplets set split = 'train'",
    ] {
        sqlx::query(sql).execute(&owner).await.unwrap();
    }
    let error = Store::migrate(&db.owner_url).await.unwrap_err();
    let said = format!("{error:?}");
    assert!(said.contains("triplets_of_items_image_and_split"), "{said}");
    // Put right, it goes on from there.
    for sql in [
        "alter table triplets disable trigger all",
        "update triplets set split = 'held_out'",
        "update snapshot_triplets set split = 'held_out'",
        "alter table triplets enable trigger all",
    ] {
        sqlx::query(sql).execute(&owner).await.expect(sql);
    }
    Store::migrate(&db.owner_url).await.unwrap();
}
