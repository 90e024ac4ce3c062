//! The next two items, so that none is waited for. They are claimed, since an item that is shown must be the
//! reviewer's to decide; but on short leases, renewed only while the page is open, so that what nobody looks at is soon
//! another's. Shown, an item is leased like any other.

use super::{Bench, Phase, Returned, picture};
use crate::client::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::ItemId;
use vitrine_domain::api::{DeskItem, ErrorCode};

const AHEAD: usize = 2;

impl Bench {
    /// Claims what is missing of the items to come, one after another, and loads their pictures.
    pub(super) fn prefetch(self) {
        // An item that is taken back needs room.
        let busy = self.fetching.get_value() || self.taking.get_value();
        if busy || self.ahead.with_untracked(Vec::len) >= AHEAD {
            return;
        }
        self.fetching.set_value(true);
        spawn_local(async move {
            let claimed = self.claim(None, true).await;
            self.fetching.set_value(false);
            if let Ok(Some(item)) = claimed
                && self.put_by(item)
            {
                self.prefetch();
            }
        });
    }

    /// A claimed item goes where there is room for it. Says whether another may be asked for.
    pub(super) fn put_by(self, item: DeskItem) -> bool {
        let id = item.item.id;
        if self.phase.get_untracked().is_closed() {
            self.release(&item);
            return false;
        }
        if self.current() == Some(id) {
            // Nothing else to be had: the same item again, under a new fence.
            if self.overtaken(&item) {
                return false;
            }
            if self.proposed_anew(&item) {
                self.keep();
                self.show(item);
            } else {
                self.claimed_anew(item);
            }
            return false;
        }
        let waits = |r: &Returned| r.item.item.id == id;
        if self.returned.with_untracked(|r| r.iter().any(waits)) {
            // It was given back over a break, and is claimed again.
            self.returned.update(|r| {
                for back in r.iter_mut().filter(|r| waits(r)) {
                    back.item = item.clone();
                    back.notice.offer = back.notice.offer.had_again();
                }
            });
            return true;
        }
        if self
            .ahead
            .with_untracked(|a| a.iter().any(|i| i.item.id == id))
        {
            self.ahead.update(|a| {
                for old in a.iter_mut().filter(|i| i.item.id == id) {
                    *old = item.clone();
                }
            });
            return false;
        }
        if self.current().is_none() && self.phase.get_untracked() != Phase::Working {
            self.renew(&item);
            self.show(item);
            return true;
        }
        if self.ahead.with_untracked(Vec::len) >= AHEAD {
            self.release(&item);
            return false;
        }
        load(&item);
        self.ahead.update(|a| a.push(item));
        true
    }

    /// What lies here steps back before what comes, and its draft goes up; the last of the queue gives way.
    pub(super) fn make_way(self) {
        self.keep();
        self.save();
        // Where an earlier save is on its way.
        self.last_save();
        let Some(current) = self.item.get_untracked() else {
            return;
        };
        let over = self
            .ahead
            .try_update(|a| {
                a.insert(0, current);
                (a.len() > AHEAD).then(|| a.pop()).flatten()
            })
            .flatten();
        if let Some(over) = over {
            self.release(&over);
        }
    }

    /// An item by name. Where one holds as many as one may, all of them opened before, the last that lies ahead gives way.
    pub(super) async fn claim_this(self, id: ItemId) -> Result<Option<DeskItem>, Problem> {
        let claimed = self.claim(Some(id), false).await;
        let full = |p: &Problem| p.code() == Some(ErrorCode::TooManyHeld);
        let last = match claimed.as_ref().is_err_and(full) {
            true => self.ahead.try_update(Vec::pop).flatten(),
            false => None,
        };
        let claimed = match last {
            Some(last) => {
                self.release_now(&last).await;
                self.claim(Some(id), false).await
            }
            None => claimed,
        };
        // The server may have let one of them go: it is not shown.
        for item in self.ahead.get_untracked() {
            self.beat(item, true);
        }
        claimed
    }

    /// One claim less, so that another item can be had.
    pub(super) async fn make_room(self) {
        let last = if self.ahead.with_untracked(Vec::len) >= AHEAD {
            self.ahead.try_update(Vec::pop).flatten()
        } else {
            None
        };
        if let Some(last) = last {
            self.release_now(&last).await;
        }
    }

    /// The next item onto the desk, or a wait for it. What was refused comes first.
    pub(super) fn advance(self) {
        if let Some(back) = self.next_returned() {
            return self.lay_returned(back);
        }
        let next = self
            .ahead
            .try_update(|a| (!a.is_empty()).then(|| a.remove(0)))
            .flatten();
        match next {
            Some(item) => {
                self.renew(&item);
                self.show(item);
            }
            None => {
                self.cover();
                self.item.set(None);
                self.notice.set(None);
                self.phase.set(Phase::Loading);
            }
        }
    }

    /// After what was sent has been answered: more, or the first again.
    pub(super) fn refill(self) {
        if self.phase.get_untracked().is_closed() {
            // Whoever rests is brought nothing.
        } else if self.current().is_none() {
            self.begin(None);
        } else {
            self.prefetch();
        }
    }
}

/// The browser keeps the picture for as long as the page stands, and shows it without asking again.
fn load(item: &DeskItem) {
    if let Ok(image) = web_sys::HtmlImageElement::new() {
        image.set_src(&picture(item));
    }
}
