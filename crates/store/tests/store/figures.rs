//! Figures against small cases counted by hand.

use crate::house::{House, PROPOSED, always, region, review};
use vitrine_domain::limits::LOSS_STEPS;
use vitrine_domain::{ItemState, Region, Shape, Split, Verdict, last_loss};
use vitrine_store::StoreError;

async fn decided(house: &House, verdict: Verdict, answer: &str, regions: Vec<Region>) {
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let mut request = review(desk.claim.fence, verdict, answer);
    request.regions = regions;
    house
        .store()
        .review_submit(&house.rob, item.id, &request)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_queue_is_counted_by_age() {
    let house = House::new().await;
    for hours in ["0.5", "2", "2", "30", "200"] {
        let item = house.queued().await;
        let sql = format!(
            "update items set created_at = now() - interval '{hours} hours' where id = '{}'",
            item.id
        );
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&house.db.owner().await)
            .await
            .unwrap();
    }
    // Neither what is decided nor what still waits for a proposal is in the queue.
    house.decided(Split::Train).await;
    house.item(Split::Train).await;
    let queue = house
        .store()
        .figures_get(&house.sue, 7)
        .await
        .unwrap()
        .queue;
    let ages: Vec<_> = (queue.ages.iter())
        .map(|a| (a.hours_from, a.hours_to, a.items))
        .collect();
    assert_eq!(
        ages,
        [
            (0, Some(1), 1),
            (1, Some(6), 2),
            (6, Some(24), 0),
            (24, Some(72), 1),
            (72, Some(168), 0),
            (168, None, 1)
        ]
    );
    assert_eq!((queue.queued, queue.more), (5, false));
    let age = chrono::Utc::now() - queue.oldest.unwrap();
    assert_eq!(age.num_hours(), 200);
}

#[tokio::test]
async fn what_waits_beside_the_queue_is_counted_by_state_with_its_oldest() {
    let house = House::with(always()).await;
    let (escalated, later) = (house.queued().await, house.queued().await);
    house
        .sql("update items set state = 'escalated' where state = 'queued'")
        .await;
    assert!(later.created_at > escalated.created_at);
    let settled = house.queued().await;
    house
        .decide(&house.rob, settled.id, "Violations: Puma.")
        .await;
    house.decide(&house.sue, settled.id, "No violations.").await;
    let once = house.queued().await;
    house.decide(&house.rob, once.id, "Violations: Puma.").await;
    let queue = house
        .store()
        .figures_get(&house.sue, 7)
        .await
        .unwrap()
        .queue;
    let beside: Vec<_> = (queue.beside.iter())
        .map(|d| (d.state, d.items, d.more, d.oldest))
        .collect();
    assert_eq!(
        beside,
        [
            (ItemState::Escalated, 2, false, Some(escalated.created_at)),
            (ItemState::SecondReview, 1, false, Some(once.created_at)),
            (ItemState::Adjudication, 1, false, Some(settled.created_at)),
        ]
    );
    assert_eq!(queue.queued, 0);
}

#[tokio::test]
async fn decisions_are_counted_by_day_and_version_and_what_was_taken_back_is_not() {
    let house = House::new().await;
    let store = house.store();
    let same = vec![region("Nike")];
    decided(&house, Verdict::Accept, PROPOSED, same.clone()).await;
    decided(&house, Verdict::Accept, PROPOSED, same.clone()).await;
    decided(&house, Verdict::Correct, "No violations.", vec![]).await;
    decided(&house, Verdict::Reject, "", vec![]).await;
    decided(&house, Verdict::Escalate, PROPOSED, same).await;
    house.decided(Split::HeldOut).await;
    let undone = house.queued().await;
    let receipt = house.decide(&house.rob, undone.id, "No violations.").await;
    house.undo(&house.rob, &receipt.review).await;
    let figures = store.figures_get(&house.rob, 7).await.unwrap();
    assert_eq!((figures.days, figures.reviews.by_day.len()), (7, 7));
    let (today, before) = figures.reviews.by_day.split_last().unwrap();
    assert!(before.iter().all(|d| d.all() == 0));
    assert_eq!(
        (
            today.accept,
            today.correct,
            today.reject,
            today.escalate,
            today.label
        ),
        (2, 1, 1, 1, 1)
    );
    let [version] = &figures.reviews.by_version[..] else {
        panic!("{:?}", figures.reviews.by_version);
    };
    assert_eq!(version.model_version_id, house.base.id);
    assert_eq!((version.accepted, version.of), (2, 3));
    // Other spans are none that figures are made of.
    for days in [0, 5, 8, -7, 99_999] {
        let refused = store.figures_get(&house.rob, days).await;
        let Err(StoreError::Invalid(why)) = refused else {
            panic!("{days}");
        };
        assert!(why.0.contains("7, 28 or 90"), "{why}");
    }
}

#[tokio::test]
async fn a_correction_is_measured_in_words_and_in_regions() {
    let house = House::new().await;
    // Proposed: “Violations: Nike.” and one box. Regions alone: no word, the box moved to a quarter of itself.
    let quarter = Region {
        shape: Shape::Box {
            xyxy: [0.1, 0.2, 0.2, 0.3],
        },
        ..region("Nike")
    };
    decided(&house, Verdict::Correct, PROPOSED, vec![quarter]).await;
    // One of two words is another; the box stays.
    decided(
        &house,
        Verdict::Correct,
        "Violations: Puma.",
        vec![region("Nike")],
    )
    .await;
    // Both words; the box gone.
    decided(&house, Verdict::Correct, "No violations.", vec![]).await;
    decided(&house, Verdict::Accept, PROPOSED, vec![region("Nike")]).await;
    let undone = house.queued().await;
    let receipt = house.decide(&house.rob, undone.id, "No violations.").await;
    let store = house.store();
    house.undo(&house.rob, &receipt.review).await;
    let c = store.figures_get(&house.rob, 7).await.unwrap().corrections;
    assert_eq!((c.n, c.edits), (3, [1, 0, 0, 1, 1]));
    assert_eq!(c.edit_median, Some(0.5));
    // 0.25 to float's roundings, 1 and 0.
    assert_eq!(c.with_regions, 3);
    assert_eq!((c.overlaps[0] + c.overlaps[1], c.overlaps[4]), (2, 1));
    assert!((c.overlap_median.unwrap() - 0.25).abs() < 1e-3);
}

#[tokio::test]
async fn labels_are_those_of_triplets_that_stand() {
    let house = House::new().await;
    decided(&house, Verdict::Accept, PROPOSED, vec![region("Nike")]).await;
    decided(&house, Verdict::Correct, "Violations: Nike, Puma.", vec![]).await;
    decided(&house, Verdict::Correct, "No violations.", vec![]).await;
    decided(&house, Verdict::Correct, "Something else.", vec![]).await;
    decided(&house, Verdict::Reject, "", vec![]).await;
    let labels = house
        .store()
        .figures_get(&house.sue, 7)
        .await
        .unwrap()
        .labels;
    assert_eq!((labels.n, labels.none, labels.other), (4, 1, 1));
    assert_eq!(
        labels.labels,
        [("Nike".to_owned(), 2), ("Puma".to_owned(), 1)]
    );
}

#[tokio::test]
async fn a_long_curve_is_thinned_and_keeps_its_ends() {
    let house = House::new().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let run = store
        .run_request(
            &house.ada,
            &Default::default(),
            vitrine_domain::Trigger::Button,
        )
        .await
        .unwrap();
    assert_eq!(store.run_curves(&house.ada, 5).await.unwrap(), []);
    let sql = format!(
        "insert into training_points (training_run_id, step, loss, validation_loss, learning_rate, grad_norm, tokens_per_second)
         select '{}', s, case s when 990 then 'NaN' when 999 then 'infinity' else 4::real / s end, case when s = 777 then 0.5 end, 0, 0, 0 from generate_series(1, 1000) s",
        run.id
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&house.db.owner().await)
        .await
        .unwrap();
    let curves = store.run_curves(&house.ada, 5).await.unwrap();
    let [curve] = &curves[..] else {
        panic!("{curves:?}");
    };
    let points = &curve.points;
    assert!((100..=160).contains(&points.len()), "{}", points.len());
    assert_eq!((points[0].step, points[points.len() - 1].step), (1, 1000));
    let validated: Vec<_> = points
        .iter()
        .filter(|p| p.validation_loss.is_some())
        .collect();
    assert_eq!(validated.len(), 1);
    assert_eq!(validated[0].step, 777);
    assert!(points.windows(2).all(|w| w[0].step < w[1].step));
    // Of all steps at the end, not of those that are drawn.
    let steps = (979..=1000).filter(|s| ![990, 999].contains(s));
    let last = steps.map(|s| 4.0 / s as f32).sum::<f32>() / 20.0;
    assert!((curve.last_loss.unwrap() - last).abs() < 1e-6);
    // As the run's own page works it out.
    let points = store.run_detail(&house.ada, run.id).await.unwrap().points;
    let (told, of) = last_loss(&points).unwrap();
    assert_eq!(of, LOSS_STEPS);
    assert!((curve.last_loss.unwrap() - told).abs() < 1e-6);
}
