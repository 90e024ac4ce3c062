//! The budget holds, in tokens and in dollars, however many are sent at once.

use super::{HASH, begun, captioned, next, pairs, replied, request, send, settings};
use crate::house::House;
use vitrine_domain::Split;
use vitrine_store::{MaySend, Sending};
use vitrine_synthesis::cost::Cost;

#[tokio::test]
async fn the_budget_holds_however_many_are_in_flight() {
    let (house, run) = begun(5, &[("detail", 5)], 250).await;
    let work = next(&house, &run).await;
    // Each may take 100: two fit, the third waits for what is held back.
    assert_eq!(send(&house, &work[0], 100).await, MaySend::Yes);
    assert_eq!(send(&house, &work[1], 100).await, MaySend::Yes);
    assert_eq!(send(&house, &work[2], 100).await, MaySend::Wait);
    // One took 10 only: there is room again.
    replied(&house, &work[0], &pairs(&[("Q", "A")])).await;
    assert_eq!(send(&house, &work[2], 100).await, MaySend::Yes);
    // One came to nothing but may have been answered: its most is spent.
    let store = house.store();
    store
        .sample_put_back(&house.rule, work[1].id, true)
        .await
        .unwrap();
    // One was refused before it cost anything.
    store
        .sample_fail(&house.rule, work[2].id, "no", false)
        .await
        .unwrap();
    let run = store.synthesis_get(&house.ada, run.id).await.unwrap();
    assert_eq!(
        (run.totals.spent_tokens, run.totals.reserved_tokens),
        (110, 0)
    );
    assert_eq!(send(&house, &work[3], 140).await, MaySend::Yes);
    replied(&house, &work[3], &pairs(&[("Q", "A")])).await;
    // 120 are spent: 131 do not fit, and nothing is in flight that could make room.
    let MaySend::OutOfBudget(why) = send(&house, &work[4], 131).await else {
        panic!("there is no room");
    };
    assert!(why.contains("250") && why.contains("120"), "{why}");
}

#[tokio::test]
async fn sends_at_once_never_pass_the_budget() {
    let (house, run) = begun(12, &[("detail", 12)], 1_000).await;
    let work = next(&house, &run).await;
    let sent = futures::future::join_all(work.iter().map(|w| send(&house, w, 190))).await;
    let yes = sent.iter().filter(|s| **s == MaySend::Yes).count();
    assert_eq!(yes, 5, "{sent:?}");
    let run = house.store().synthesis_get(&house.ada, run.id).await;
    assert_eq!(run.unwrap().totals.reserved_tokens, 950);
}

#[tokio::test]
async fn money_is_a_budget_of_its_own() {
    let house = House::with(settings()).await;
    captioned(&house, Split::Train).await;
    let mut request = request(&[("detail", 2)], 1_000_000);
    request.budget.dollars = Some(0.001);
    let store = house.store();
    let run = store.synthesis_request(&house.ada, &request).await.unwrap();
    let run = store.synthesis_start(&house.rule, run.id).await.unwrap();
    let work = next(&house, &run).await;
    let mut sending = Sending {
        context: "",
        request_hash: HASH,
        most: Cost {
            tokens: 1,
            micros: 1_001,
        },
    };
    let send = store.sample_send(&house.rule, work[0].id, &sending).await;
    assert!(matches!(send.unwrap(), MaySend::OutOfBudget(why) if why.contains("dollars")));
    sending.most.micros = 1_000;
    let send = store.sample_send(&house.rule, work[0].id, &sending).await;
    assert_eq!(send.unwrap(), MaySend::Yes);
}
