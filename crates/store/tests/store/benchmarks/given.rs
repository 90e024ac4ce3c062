//! The answers of an evaluation: read in pages, left as they were given, in one's own project.

use super::{PLAIN, answers, result};
use crate::house::House;
use vitrine_domain::{AnswerOutcome, BenchmarkAnswer, EvaluationState};

#[tokio::test]
async fn answers_are_read_in_pages_by_their_outcome() {
    let house = House::new().await;
    let (store, ada) = (house.store(), &house.ada);
    let kept = store
        .benchmark_evaluation_add(
            &house.rule,
            house.base.id,
            PLAIN,
            &result(1.0, Some("some")),
            &answers(8),
        )
        .await
        .unwrap();
    assert_eq!((kept.done, kept.total), (8, 8));
    let page = |outcome, after: Option<String>| async move {
        store
            .benchmark_answer_list(ada, kept.id, outcome, after.as_deref(), Some(2))
            .await
    };
    let first = page(Some(AnswerOutcome::Right), None).await.unwrap();
    let at = |rows: &[BenchmarkAnswer]| rows.iter().map(|a| a.position).collect::<Vec<_>>();
    assert_eq!(at(&first.rows), [0, 3]);
    let second = page(Some(AnswerOutcome::Right), first.next).await.unwrap();
    assert_eq!((at(&second.rows), second.next), (vec![6], None));
    assert!(page(None, Some("x".into())).await.is_err());
    let counts = store.benchmark_answer_counts(ada, kept.id).await.unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [
            (AnswerOutcome::Right, 3),
            (AnswerOutcome::Wrong, 3),
            (AnswerOutcome::Failed, 2)
        ]
    );
}

#[tokio::test]
async fn answers_stay_as_they_were_given() {
    let house = House::new().await;
    house
        .store()
        .benchmark_evaluation_add(
            &house.rule,
            house.base.id,
            PLAIN,
            &result(1.0, None),
            &answers(2),
        )
        .await
        .unwrap();
    for sql in [
        "update benchmark_answers set answer = 'B'",
        "delete from benchmark_answers",
        "delete from benchmark_evaluations",
    ] {
        let done = sqlx::query(sql).execute(house.db.app()).await;
        assert!(done.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn nothing_points_into_another_project() {
    let house = House::new().await;
    let store = house.store();
    let kept = store
        .benchmark_evaluation_add(
            &house.rule,
            house.base.id,
            PLAIN,
            &result(1.0, None),
            &answers(1),
        )
        .await
        .unwrap();
    let other = crate::house::project(store, "other", Default::default()).await;
    let owner = house.db.owner().await;
    for (sql, constraint) in [
        (
            "insert into benchmark_evaluations (id, project_id, model_version_id, benchmark, requested_by, state)
             values (gen_random_uuid(), $1, $2, 'scienceqa', 'x', 'queued')",
            "benchmark_evaluations_project_id_model_version_id_fkey",
        ),
        (
            "insert into benchmark_answers select $1, evaluation_id, 7, 'q7', category, prompt, answer, cut, expected,
                outcome, reference_score, candidate_score, judgements from benchmark_answers where $2 <> $1",
            "benchmark_answers_project_id_evaluation_id_fkey",
        ),
    ] {
        let error = sqlx::query(sql)
            .bind(other.project_id.0)
            .bind(house.base.id.0)
            .execute(&owner)
            .await
            .expect_err(sql);
        let broken = error.as_database_error().and_then(|e| e.constraint());
        assert_eq!(broken, Some(constraint), "{error}");
    }
    assert_eq!(kept.state, EvaluationState::Done);
}
