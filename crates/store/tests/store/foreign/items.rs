//! Items, and all that is done with one.

use super::Ours;
use crate::house::{gone, review, this};
use vitrine_domain::api::{BatchItem, DraftRequest, FlagRequest, SendRequest};
use vitrine_domain::{DraftBody, Verdict};

pub(super) async fn not_found(ours: &Ours) {
    let Ours {
        house,
        receipt,
        item,
        desk,
        them,
        ..
    } = ours;
    let store = house.store();
    let fence = desk.claim.fence;
    gone("member", store.member(&them.actor, "brands").await);
    gone("image_get", store.image_get(them, item.image.id).await);
    gone("image_look", store.image_look(them, item.image.id).await);
    gone("reveal_add", store.reveal_add(them, item.id).await);
    gone("reveal_end", store.reveal_end(them, item.id).await);
    gone("item_get", store.item_get(them, item.id).await);
    gone("item_history", store.item_history(them, item.id).await);
    gone("item_purge", store.item_purge(them, item.id, "x").await);
    gone(
        "item_image_purge",
        store
            .item_image_purge(them, item.id, item.image.id, "x")
            .await,
    );
    gone("item_claim", store.item_claim(them, &this(item.id)).await);
    gone(
        "claim_renew",
        store.claim_renew(them, item.id, fence, false).await,
    );
    gone(
        "claim_release",
        store.claim_release(them, item.id, fence).await,
    );
    gone(
        "item_skip",
        store.item_skip(them, item.id, fence, "x").await,
    );
    gone("skip_list", store.skip_list(them, item.id).await);
    gone("skip_remove", store.skip_remove(them, item.id).await);
    let reason = "x";
    gone(
        "item_hold",
        store.item_hold(them, item.id, fence, reason).await,
    );
    gone("item_resume", store.item_resume(them, item.id).await);
    let send = SendRequest {
        to: String::new(),
        reason: reason.into(),
        fence: None,
    };
    gone("item_send", store.item_send(them, item.id, &send).await);
    let flag = FlagRequest {
        id: None,
        flagged: true,
        text: reason.into(),
    };
    gone("item_flag", store.item_flag(them, item.id, &flag).await);
    gone("comment_list", store.comment_list(them, item.id).await);
    gone(
        "comment_add",
        store.comment_add(them, item.id, None, reason).await,
    );
    let draft = DraftRequest {
        version: 0,
        fence: None,
        unheard: None,
        body: DraftBody::default(),
    };
    gone("draft_save", store.draft_save(them, item.id, &draft).await);
    gone("draft_get", store.draft_get(them, item.id).await);
    gone("draft_remove", store.draft_remove(them, item.id).await);
    let batch = BatchItem {
        item_id: item.id,
        proposal_id: desk.proposal.as_ref().unwrap().id,
        seconds: None,
    };
    gone(
        "proposal_accept",
        store.proposal_accept(them, &batch, 1).await,
    );
    let request = review(fence, Verdict::Reject, "");
    gone(
        "review_submit",
        store.review_submit(them, item.id, &request).await,
    );
    let decided = receipt.review.item_id;
    gone(
        "review_undo",
        store.review_undo(them, decided, receipt.review.id).await,
    );
}
