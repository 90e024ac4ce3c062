//! Wrong states are refused by the database itself, to the owner of its tables too: a split that is not the image's
//! cluster's, a row that points into another project or at another item.

use crate::house::{House, project};
use sqlx::PgPool;
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{ProjectId, Split, Verdict};
use vitrine_store::NewEvaluation;

/// In our project: a decided item of each split, a rejected and an undecided one, a snapshot with an empty evaluation;
/// in the other: a snapshot and a run.
async fn furnished() -> (House, ProjectId) {
    let house = House::new().await;
    for split in [Split::Train, Split::Validation, Split::HeldOut] {
        house.decided(split).await;
    }
    let rejected = house.queued().await;
    let desk = house.claim(&house.rob, rejected.id).await;
    let request = crate::house::review(desk.claim.fence, Verdict::Reject, "");
    let store = house.store();
    store
        .review_submit(&house.rob, rejected.id, &request)
        .await
        .unwrap();
    house.item(Split::HeldOut).await;
    let snapshot = store.snapshot_make(&house.ada).await.unwrap();
    let new = NewEvaluation {
        model_version_id: house.base.id,
        snapshot_id: snapshot.id,
        scores: Scores::default(),
        items: vec![],
    };
    store.evaluation_add(&house.rule, &new).await.unwrap();
    let other = project(store, "other", Default::default()).await.project_id;
    sqlx::query(
        "with s as (insert into snapshots (id, project_id, hash)
            values (gen_random_uuid(), $1, repeat('0', 64)) returning id)
         insert into training_runs (id, project_id, snapshot_id, trigger, requested_by, config, seed, state)
         select gen_random_uuid(), $1, id, 'button', 'x', '{}', 1, 'queued' from s",
    )
    .bind(other.0)
    .execute(&house.db.owner().await)
    .await
    .unwrap();
    (house, other)
}

/// Each statement, run alone, is refused by that constraint.
async fn refused(pool: &PgPool, cases: &[(&'static str, &str)]) {
    for (sql, constraint) in cases {
        let error = sqlx::query(*sql).execute(pool).await.expect_err(sql);
        let broken = error.as_database_error().and_then(|e| e.constraint());
        assert_eq!(broken, Some(*constraint), "{sql}: {error}");
    }
}

#[tokio::test]
async fn a_split_is_the_clusters_all_the_way_down() {
    let (house, _) = furnished().await;
    let cases = [
        (
            "update clusters set split = 'train' where split = 'held_out'",
            "images_split_of_cluster",
        ),
        (
            "update images set cluster_id = null where split = 'held_out'",
            "images_split_with_cluster",
        ),
        (
            "update items set split = 'train', blind = false where split = 'held_out' and state = 'queued'",
            "items_split_of_image",
        ),
        (
            "update items set split = null, blind = false where state = 'queued'",
            "items_split_or_aside",
        ),
        (
            "insert into items (id, project_id, image_id, instruction, state, blind)
             select gen_random_uuid(), project_id, id, 'another', 'waiting', false from images where split = 'held_out'",
            "items_blind_if_held_out",
        ),
        (
            "update snapshot_triplets set split = 'train' where split = 'held_out'",
            "snapshot_triplets_split_of_triplet",
        ),
        (
            "with s as (insert into snapshots (id, project_id, hash)
                select gen_random_uuid(), project_id, repeat('1', 64) from triplets where split = 'held_out'
                returning id, project_id)
             insert into snapshot_triplets (project_id, snapshot_id, triplet_id, split)
             select s.project_id, s.id, t.id, 'train' from s, triplets t where t.split = 'held_out'",
            "snapshot_triplets_split_of_triplet",
        ),
    ];
    let owner = house.db.owner().await;
    refused(&owner, &cases).await;
    // A snapshot's rows hold their triplets fast by themselves.
    house.sql("delete from snapshot_triplets").await;
    let cases = [
        (
            "update triplets set split = 'validation' where split = 'train'",
            "triplets_of_items_image_and_split",
        ),
        (
            "update triplets set split = 'train' where split = 'held_out'",
            "triplets_blind_if_held_out",
        ),
        (
            "update triplets t set split = 'train', blind = false, proposal_id = p.id, model_version_id = p.model_version_id
             from (select * from proposals limit 1) p where t.split = 'held_out'",
            "triplets_of_items_image_and_split",
        ),
    ];
    refused(&owner, &cases).await;
}

#[tokio::test]
async fn a_held_out_items_triplet_cannot_be_written_into_training() {
    let (house, _) = furnished().await;
    // As a server gone wrong would write it: whole, with a review of its own.
    let sql = "with r as (insert into reviews (id, project_id, item_id, reviewer_id, verdict, answer, correction, instruction, policy_id, fence)
            select gen_random_uuid(), i.project_id, i.id, o.reviewer_id, 'label', 'x', false, 'x', o.policy_id, 1
            from items i, (select * from reviews limit 1) o where i.split = 'held_out' and i.state = 'queued' returning *)
         insert into triplets (id, project_id, item_id, image_id, review_id, proposal_id, model_version_id, blind,
            instruction, policy_id, response, split)
         select gen_random_uuid(), r.project_id, r.item_id, i.image_id, r.id, p.id, p.model_version_id, false,
            'x', r.policy_id, 'x', 'train'
         from r join items i on i.id = r.item_id, (select * from proposals limit 1) p";
    let cases = [(sql, "triplets_of_items_image_and_split")];
    refused(&house.db.owner().await, &cases).await;
}

#[tokio::test]
async fn nothing_points_at_another_item() {
    let (house, _) = furnished().await;
    let cases = [
        (
            "update triplets t set image_id = (select m.id from images m where m.id <> t.image_id limit 1)",
            "triplets_of_items_image_and_split",
        ),
        (
            "update triplets set review_id = (select id from reviews where verdict = 'reject') where split = 'train'",
            "triplets_of_items_review",
        ),
        (
            "update triplets t set superseded_at = now(),
                superseded_by = (select o.id from triplets o where o.item_id <> t.item_id limit 1)",
            "triplets_superseded_same_item",
        ),
        (
            "insert into reviews (id, project_id, item_id, reviewer_id, verdict, answer, correction, instruction,
                policy_id, fence, supersedes)
             select gen_random_uuid(), r.project_id, r.item_id, r.reviewer_id, 'reject', '', false, 'x', r.policy_id,
                r.fence + 1, (select o.id from reviews o where o.item_id <> r.item_id limit 1)
             from reviews r where r.verdict = 'reject'",
            "reviews_supersede_same_item",
        ),
        (
            "insert into evaluation_items (evaluation_id, triplet_id, item_id, answer, regions, decision_correct,
                head_decision_correct, malformed, answer_chrf, loss_sum, loss_tokens)
             select e.id, t.id, (select i.id from items i where i.id <> t.item_id limit 1), '', '[]', true, true, false, 0, 0, 0
             from evaluations e, triplets t where t.split = 'held_out'",
            "evaluation_items_of_item",
        ),
    ];
    refused(&house.db.owner().await, &cases).await;
}

#[tokio::test]
async fn nothing_points_into_another_project() {
    let (house, _) = furnished().await;
    let cases = [
        (
            "insert into gate_decisions (training_run_id, project_id, candidate_id, champion_id, outcome)
             select r.id, v.project_id, v.id, v.id, '{}' from training_runs r, model_versions v",
            "gate_decisions_of_run",
        ),
        // The project is the snapshot's, named or not; then the triplet is another's.
        (
            "insert into snapshot_triplets (snapshot_id, triplet_id, split)
             select s.id, t.id, t.split from snapshots s, triplets t where s.project_id <> t.project_id",
            "snapshot_triplets_split_of_triplet",
        ),
        (
            "insert into snapshot_triplets (project_id, snapshot_id, triplet_id, split)
             select t.project_id, s.id, t.id, t.split from snapshots s, triplets t where s.project_id <> t.project_id",
            "snapshot_triplets_of_snapshot",
        ),
        (
            "with v as (insert into model_versions (id, project_id, name, base_hash)
                select gen_random_uuid(), project_id, 'theirs', 'x' from training_runs returning id, project_id),
             e as (insert into evaluations (id, project_id, model_version_id, snapshot_id, scores)
                select gen_random_uuid(), v.project_id, v.id, s.id, '{}' from v
                join snapshots s on s.project_id = v.project_id returning id)
             insert into evaluation_items (evaluation_id, triplet_id, item_id, answer, regions, decision_correct,
                head_decision_correct, malformed, answer_chrf, loss_sum, loss_tokens)
             select e.id, t.id, t.item_id, '', '[]', true, true, false, 0, 0, 0 from e, triplets t",
            "evaluation_items_of_item",
        ),
    ];
    refused(&house.db.owner().await, &cases).await;
}

/// Whoever writes without the new columns, as a server from before does, is not refused.
#[tokio::test]
async fn a_split_that_is_not_named_is_looked_up() {
    let (house, _) = furnished().await;
    house
        .sql(
            "with m as (insert into images (id, project_id, sha256, width, height, bytes, phash, cluster_id)
                select gen_random_uuid(), project_id, repeat('f', 64), 1, 1, 1, 0::bigint::bit(64), id
                from clusters where split = 'validation' returning id, project_id)
             insert into items (id, project_id, image_id, instruction, state, blind)
             select gen_random_uuid(), project_id, id, 'x', 'waiting', false from m",
        )
        .await;
    let named = "select count(*) from items i join images m on m.id = i.image_id
        where i.instruction = 'x' and i.split = 'validation' and m.split = 'validation'";
    assert_eq!(house.count(named).await, 1);
}
