//! What became of an uploaded picture: its item, if that came into the split that was planned. Pure.

use anyhow::{Result, bail};
use std::collections::BTreeMap;
use vitrine_domain::api::UploadOutcome;
use vitrine_domain::{ItemId, Split};

/// The item of the picture `name`; `before`: the splits of items that an earlier start uploaded.
///
/// # Errors
/// When it was refused, or came into another split: one that was planned held out would not be blind.
pub fn item_of(
    name: &str,
    planned: Split,
    outcome: UploadOutcome,
    before: &BTreeMap<ItemId, Option<Split>>,
) -> Result<ItemId> {
    let (item_id, split) = match outcome {
        UploadOutcome::Added { item_id, split, .. } => (item_id, split),
        UploadOutcome::AlreadyThere { item_id } => {
            (item_id, before.get(&item_id).copied().flatten())
        }
        UploadOutcome::Refused { message } => bail!("the picture {name} was refused: {message}"),
    };
    if split != Some(planned) {
        bail!(
            "the picture {name} was planned for the split {} and came into {}, as it looks like another one; start anew with \
             another SEED",
            planned.as_str(),
            split.map_or("none", Split::as_str)
        );
    }
    Ok(item_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(split: Option<Split>) -> UploadOutcome {
        UploadOutcome::Added {
            item_id: ItemId::fresh(),
            split,
            set_aside: split.is_none(),
        }
    }

    #[test]
    fn what_came_where_it_should_is_taken() {
        let (here, none) = (ItemId::fresh(), BTreeMap::new());
        for planned in Split::ALL {
            item_of("1.png", planned, added(Some(planned)), &none).unwrap();
            let before = BTreeMap::from([(here, Some(planned))]);
            let there = UploadOutcome::AlreadyThere { item_id: here };
            assert_eq!(item_of("1.png", planned, there, &before).unwrap(), here);
        }
    }

    #[test]
    fn what_came_elsewhere_is_named() {
        let here = ItemId::fresh();
        let there = || UploadOutcome::AlreadyThere { item_id: here };
        let in_train = BTreeMap::from([(here, Some(Split::Train))]);
        let aside = BTreeMap::from([(here, None)]);
        let refused = UploadOutcome::Refused {
            message: "it is too large".into(),
        };
        for (outcome, before, why) in [
            (added(Some(Split::Train)), &in_train, "came into train"),
            (added(None), &in_train, "came into none"),
            (there(), &in_train, "came into train"),
            (there(), &aside, "came into none"),
            (refused, &aside, "it is too large"),
        ] {
            let error = item_of("5.png", Split::HeldOut, outcome, before).unwrap_err();
            let told = error.to_string();
            assert!(told.contains("5.png") && told.contains(why), "{told}");
        }
    }
}
