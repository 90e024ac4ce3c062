//! What is refused: requests that cannot be carried, rows that cannot be, and whoever is of another project.

use super::{HASH, begun, captioned, next, pairs, replied, reply, request, send, settings};
use crate::house::{House, gone, kept, refused_by};
use futures::TryStreamExt;
use std::collections::BTreeMap;
use vitrine_domain::api::{SampleFilter, SynthesisRequest, SynthesisResume};
use vitrine_domain::*;
use vitrine_store::{Member, Result, Sending, StoreError};
use vitrine_synthesis::cost::Cost;

#[tokio::test]
async fn what_cannot_be_asked_is_refused_before_it_costs() {
    let house = House::with(settings()).await;
    let store = house.store();
    captioned(&house, Split::Train).await;
    let with = |change: fn(&mut SynthesisRequest)| {
        let mut r = request(&[("detail", 1)], 100);
        change(&mut r);
        r
    };
    for (wrong, why) in [
        (
            with(|r| r.teacher.url = "https://elsewhere.example/v1".into()),
            "elsewhere.example",
        ),
        (
            with(|r| r.counts = BTreeMap::from([("haiku".into(), 1)])),
            "haiku",
        ),
        (with(|r| r.counts.clear()), "how many"),
        (with(|r| r.budget.tokens = 0), "budget"),
        (with(|r| r.budget.dollars = Some(f64::NAN)), "dollars"),
    ] {
        let refused = store.synthesis_request(&house.ada, &wrong).await;
        let Err(StoreError::Invalid(said)) = refused else {
            panic!("{why}: {refused:?}");
        };
        assert!(said.to_string().contains(why), "{said}");
    }
    let refused = store
        .synthesis_request(&house.rob, &request(&[("detail", 1)], 100))
        .await;
    assert!(matches!(refused, Err(StoreError::Forbidden(_))));
    // Without captions there is nothing to plan.
    let bare = House::with(settings()).await;
    bare.item(Split::Train).await;
    let run = bare
        .store()
        .synthesis_request(&bare.ada, &request(&[("detail", 1)], 100))
        .await
        .unwrap();
    let started = bare.store().synthesis_start(&bare.rule, run.id).await;
    assert!(matches!(started, Err(StoreError::Conflict(why)) if why.contains("caption")));
}

#[tokio::test]
async fn the_database_refuses_to_teach_held_out_images_and_to_change_replies() {
    let (house, run) = begun(1, &[("detail", 1)], 1_000).await;
    captioned(&house, Split::HeldOut).await;
    let work = next(&house, &run).await;
    send(&house, &work[0], 100).await;
    replied(&house, &work[0], &pairs(&[("Q", "A")])).await;
    let owner = house.db.owner().await;
    let held_out = "select m.id from images m where m.split = 'held_out'";
    for (sql, constraint) in [
        (
            format!(
                "insert into synthesis_samples (id, project_id, run_id, n, image_id, split, kind, template_version, nth)
                 select gen_random_uuid(), project_id, id, 9, ({held_out}), 'held_out', 'detail', 1, 0 from synthesis_runs"
            ),
            "synthesis_samples_split_check",
        ),
        (
            format!(
                "insert into synthesis_samples (id, project_id, run_id, n, image_id, split, kind, template_version, nth)
                 select gen_random_uuid(), project_id, id, 9, ({held_out}), 'train', 'detail', 1, 0 from synthesis_runs"
            ),
            "synthesis_samples_project_id_image_id_split_fkey",
        ),
        // A pair of one image on another's item.
        (
            format!(
                "insert into synthesis_pairs (project_id, sample_id, n, image_id, split, question, answer, item_id)
                 select project_id, sample_id, 9, image_id, split, 'q', 'a', (select id from items where image_id = ({held_out}))
                 from synthesis_pairs"
            ),
            "synthesis_pairs_project_id_item_id_image_id_split_fkey",
        ),
        // A teacher's proposal for an item that no pair of its made.
        (
            format!(
                "insert into proposals (id, project_id, item_id, synthesis_sample_id, answer, well_formed, prompt_tokens, answer_tokens, seconds)
                 select gen_random_uuid(), i.project_id, i.id, s.id, 'x', true, 1, 1, 1
                 from items i, synthesis_samples s where i.image_id = ({held_out})"
            ),
            "proposals_of_a_pair",
        ),
        (
            "update proposals set model_version_id = (select id from model_versions limit 1) where synthesis_sample_id is not null".into(),
            "proposals_of_one_author",
        ),
        (
            "update proposals set confidence = 0.5 where synthesis_sample_id is not null".into(),
            "proposals_sure_if_a_models",
        ),
    ] {
        refused_by(&owner, sql, constraint).await;
    }
    for sql in [
        "update synthesis_samples set reply = 'x'",
        "update synthesis_samples set state = 'planned', reply = null",
        "delete from synthesis_samples",
    ] {
        kept(&owner, sql).await;
    }
    // Nor may who serves rewrite what was read.
    let rewritten = sqlx::query("update synthesis_pairs set answer = 'x'")
        .execute(house.db.app())
        .await
        .unwrap_err();
    assert!(rewritten.to_string().contains("permission"), "{rewritten}");
}

#[tokio::test]
async fn a_foreign_projects_teacher_data_is_not_found() {
    let (house, run) = begun(1, &[("detail", 1)], 1_000).await;
    let work = next(&house, &run).await;
    send(&house, &work[0], 10).await;
    let store = house.store();
    let them = crate::house::project(store, "other", settings()).await;
    let rule = Member::rule("synthesise", them.project_id);
    let (id, sample) = (run.id, work[0].id);
    gone("get", store.synthesis_get(&them, id).await);
    gone("kinds", store.synthesis_kinds(&them, id).await);
    gone("start", store.synthesis_start(&rule, id).await);
    gone("recover", store.synthesis_recover(&rule, &run).await);
    gone("next", store.synthesis_next(&rule, id, -1, 1).await);
    gone("cancel", store.synthesis_cancel(&them, id).await);
    gone(
        "cancel_requested",
        store.synthesis_cancel_requested(&rule, id).await,
    );
    let resume = SynthesisResume::default();
    gone("resume", store.synthesis_resume(&them, id, &resume).await);
    let ended = store.synthesis_end(&rule, id, SynthesisState::Failed, None);
    gone("end", ended.await);
    let filter = SampleFilter::default();
    gone("samples", store.sample_list(&them, id, &filter).await);
    let recorded: Result<Vec<_>> = store.samples_recorded(&them, id).try_collect().await;
    gone("recorded", recorded);
    let sending = Sending {
        context: "",
        request_hash: HASH,
        most: Cost::default(),
    };
    gone("send", store.sample_send(&rule, sample, &sending).await);
    gone(
        "put_back",
        store.sample_put_back(&rule, sample, false).await,
    );
    gone("fail", store.sample_fail(&rule, sample, "x", false).await);
    gone("skip", store.sample_skip(&rule, sample, "x").await);
    let (new, outcome) = (reply(10), pairs(&[("Q", "A")]));
    let stored = store.sample_reply(&rule, sample, &new, &outcome);
    gone("reply", stored.await);
    let image = house.item(Split::Train).await.image.id;
    gone("context_get", store.image_context_get(&them, image).await);
    let context = ImageContext::default();
    gone(
        "context_set",
        store.image_context_set(&them, image, &context).await,
    );
    assert_eq!(store.synthesis_list(&them, None).await.unwrap(), []);
    assert_eq!(store.synthesis_images(&them).await.unwrap().all(), 0);
    let places = [(Split::Train, 0)].into();
    let found = store.synthesis_places(&them, &places).await.unwrap();
    assert!(found.is_empty());
    assert_eq!(store.instruction_kind_list(&them).await.unwrap().len(), 3);
}
