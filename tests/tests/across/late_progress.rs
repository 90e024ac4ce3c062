//! Progress that cannot be stored while training goes on is stored when the database takes it again.

use crate::house::{House, assert_decided};
use crate::items::ready_to_train;
use vitrine_domain::Trigger;

const STEPS: usize = 40;
/// What the worker says of each try in vain.
const IN_VAIN: &str = "progress was not stored yet";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_in_vain_before_the_end_of_training_is_stored_after_it() {
    let mut house = House::new().await;
    let (_, member) = ready_to_train(&mut house, STEPS).await;
    let store = house.db.store.clone();
    let owner = house.db.owner().await;
    // Whoever brings a point of the curve is told that the database is going down.
    for sql in [
        "create function away() returns trigger language plpgsql as
         $$ begin raise exception 'away' using errcode = 'admin_shutdown'; end $$",
        "create trigger away before insert on training_points for each row execute function away()",
    ] {
        sqlx::query(sql).execute(&owner).await.unwrap();
    }
    let run_id = store
        .run_request(&member, &Default::default(), Trigger::Button)
        .await
        .unwrap()
        .id;
    let models = house.data().join("models");
    house
        .wait("the model, which is kept last of all", || async {
            std::fs::read_dir(&models).ok()?.next()
        })
        .await
        .unwrap();
    let tries = || house.log("first").matches(IN_VAIN).count();
    let before = tries();
    house
        .wait("more tries", || async {
            let run = store.run_get(&member, run_id).await.unwrap();
            assert!(!run.state.is_over(), "over before its progress was stored");
            (tries() > before + 1).then_some(())
        })
        .await;
    sqlx::query("drop trigger away on training_points")
        .execute(&owner)
        .await
        .unwrap();
    let run = house.run_over(&member, run_id).await;
    assert_decided(&run);
    assert_eq!(run.step, STEPS as i32);
    let detail = store.run_detail(&member, run_id).await.unwrap();
    let steps = detail.points.iter().map(|p| p.step);
    assert!(steps.eq(1..=STEPS as i32), "{:?}", detail.points);
    owner.close().await;
}
