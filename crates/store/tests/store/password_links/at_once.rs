//! Links made, used and ended at the same moment.

use super::*;

/// Made or used while its maker is being deactivated, a link comes before and ends, or after and is none.
#[tokio::test(flavor = "multi_thread")]
async fn a_deactivation_and_the_links_of_who_is_deactivated_wait_for_each_other() {
    let house = House::new().await;
    let store = house.store();
    let (otto, [adas, _]) = otto(&house).await;
    for _ in 0..8 {
        let made = async {
            let made = store.password_link_make(&otto, "sue").await;
            made.ok()
        };
        let rivals = async {
            let made = store.password_link_make(&house.ada.actor, "sue").await;
            made.unwrap()
        };
        let (made, rivals, ()) = tokio::join!(made, rivals, set_active(&house, "otto", false));
        if let Some(made) = made {
            dead(&house, &made, "its maker is deactivated").await;
        }
        let holder = store.password_link_get(&rivals.token).await.unwrap();
        // Otto's may have taken its place before it ended.
        assert!(holder.is_none_or(|u| u.name == "sue"));
        dead(&house, &adas, "its maker is deactivated").await;
        set_active(&house, "otto", true).await;
    }

    // The link's row is held by whoever ends it; the one who uses it finds it gone.
    let robs = store.password_link_make(&otto, "rob").await.unwrap();
    refused_after(&house, &robs, &["delete from password_links"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_a_link_at_once_one_sets_the_password() {
    let house = House::new().await;
    let store = house.store();
    for round in 0..4 {
        let made = link(&house, "rob").await;
        let words = [
            format!("the first of {round}"),
            format!("the second of {round}"),
        ];
        let (first, second) = tokio::join!(
            store.password_link_use(&made.token, &words[0], None),
            store.password_link_use(&made.token, &words[1], None)
        );
        let set = [first, second].map(|r| r.is_ok());
        assert!(set[0] != set[1], "{set:?}");
        for (word, set) in words.iter().zip(set) {
            let verified = store.user_verify("rob", word).await.unwrap();
            assert_eq!(verified.is_some(), set, "{word}");
        }
    }
}

/// What has waited for a deactivation or for another link finds its own over.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_used_while_it_ends_sets_nothing() {
    for ending in [
        "update users set disabled = true, auth_version = auth_version + 1 where name = 'rob'",
        "update password_links set token_hash = '\\x00'",
    ] {
        let house = House::new().await;
        let made = link(&house, "rob").await;
        let held = "select 1 from users where name = 'rob' for no key update";
        refused_after(&house, &made, &[held, ending]).await;
        house.sql("update users set disabled = false").await;
        let verified = house.store().user_verify("rob", NEW).await.unwrap();
        assert_eq!(verified, None, "{ending}");
    }
}

/// Whoever uses the link waits for the transaction that does this, and is refused once it is through.
async fn refused_after(house: &House, link: &PasswordLink, all: &[&'static str]) {
    let owner = house.db.owner().await;
    let mut tx = owner.begin().await.unwrap();
    for sql in all {
        sqlx::query(*sql).execute(&mut *tx).await.unwrap();
    }
    let using = tokio::spawn({
        let (store, token) = (house.store().clone(), link.token.clone());
        async move { store.password_link_use(&token, NEW, None).await }
    });
    house.waits(1, &using).await;
    tx.commit().await.unwrap();
    let refused = using.await.unwrap();
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{all:?}: {refused:?}"
    );
    owner.close().await;
}
