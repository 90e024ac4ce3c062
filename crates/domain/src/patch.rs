//! Some fields of a record put in their place, and what that changed.

use crate::Invalid;
use crate::plain::plain;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The record with these of its fields, each whole; all others stay as they are. Errors: for a name that no field has, and
/// for a value that the field cannot hold.
pub fn patched<T: Serialize + DeserializeOwned>(
    record: &T,
    patch: &Map<String, Value>,
) -> Result<T, Invalid> {
    let before = serde_json::to_value(record).unwrap_or_default();
    let mut all = before.clone();
    for (name, value) in patch {
        match all.get_mut(name) {
            Some(field) => *field = value.clone(),
            None => return Err(none_such(name)),
        }
    }
    let now = serde_json::from_value::<T>(all).map_err(|error| {
        // The reader names no field: which of them is it that cannot hold what it is given?
        let named = patch.iter().find_map(|(name, value)| {
            let mut one = before.clone();
            one[name.as_str()] = value.clone();
            let error = serde_json::from_value::<T>(one).err()?;
            Some(format!("{name}: {error}"))
        });
        Invalid::new(plain(&named.unwrap_or_else(|| error.to_string())))
    })?;
    let kept = serde_json::to_value(&now).unwrap_or_default();
    match listed(&Value::Object(patch.clone()), &kept) {
        Some(place) => Err(a_list(&place)),
        None => Ok(now),
    }
}

/// The same, but of a field that holds others those that the patch names; one that it gives in `whole` is set whole. Errors:
/// also for a name that there is not further within.
pub fn merged<T: Serialize + DeserializeOwned>(
    record: &T,
    patch: &Map<String, Value>,
    whole: &[&str],
) -> Result<T, Invalid> {
    let now = patched(record, &within(record, patch, whole))?;
    let kept = serde_json::to_value(&now).unwrap_or_default();
    match stray(&Value::Object(patch.clone()), &kept) {
        Some(name) => Err(none_such(&name)),
        None => Ok(now),
    }
}

/// The patch with what it leaves out of a field that holds others, as the record has it.
fn within<T: Serialize>(
    record: &T,
    patch: &Map<String, Value>,
    whole: &[&str],
) -> Map<String, Value> {
    let before = serde_json::to_value(record).unwrap_or_default();
    let field = |(name, value): (&String, &Value)| {
        let joined = match (before.get(name), value) {
            (Some(Value::Object(was)), Value::Object(is)) if !whole.contains(&name.as_str()) => {
                let mut all = was.clone();
                all.extend(is.clone());
                Value::Object(all)
            }
            _ => value.clone(),
        };
        (name.clone(), joined)
    };
    patch.iter().map(field).collect()
}

/// A name (`gold.percent`) that was given and is not kept: what the record is read with passes over it.
pub fn stray(given: &Value, kept: &Value) -> Option<String> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => given.iter().find_map(|(name, value)| {
            let Some(inner) = kept.get(name) else {
                return Some(name.clone());
            };
            Some(format!("{name}.{}", stray(value, inner)?))
        }),
        (Value::Array(given), Value::Array(kept)) => {
            given.iter().zip(kept).find_map(|(g, k)| stray(g, k))
        }
        _ => None,
    }
}

/// The refusal of what [`stray`] finds.
pub fn none_such(name: &str) -> Invalid {
    Invalid::new(format!("there is no “{name}” to set here; leave it out"))
}

/// Where (`gold`; empty for the whole) a list was given and named fields are kept: what the record is read with takes a list for
/// the fields in their order, and an empty one for what is usual.
pub fn listed(given: &Value, kept: &Value) -> Option<String> {
    match (given, kept) {
        (Value::Array(_), Value::Object(_)) => Some(String::new()),
        (Value::Object(given), Value::Object(kept)) => given.iter().find_map(|(name, value)| {
            let inner = listed(value, kept.get(name)?)?;
            Some(match inner.is_empty() {
                true => name.clone(),
                false => format!("{name}.{inner}"),
            })
        }),
        (Value::Array(given), Value::Array(kept)) => {
            given.iter().zip(kept).find_map(|(g, k)| listed(g, k))
        }
        _ => None,
    }
}

/// The refusal of what [`listed`] finds.
pub fn a_list(place: &str) -> Invalid {
    let about = match place {
        "" => "this cannot be read".to_owned(),
        place => format!("{place} is wrong"),
    };
    Invalid::new(format!("{about}: it holds a list instead of named fields"))
}

/// What differs, by its name (`care.veil`): `{"from": true, "to": false}`, null where there is nothing.
pub fn changes(before: &Value, after: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    compare("", before, after, &mut found);
    found
}

fn compare(name: &str, before: &Value, after: &Value, found: &mut Map<String, Value>) {
    if before == after {
        return;
    }
    let (Value::Object(was), Value::Object(is)) = (before, after) else {
        found.insert(name.to_owned(), json!({"from": before, "to": after}));
        return;
    };
    let new = is.keys().filter(|key| !was.contains_key(*key));
    for key in was.keys().chain(new) {
        let inner = match name {
            "" => key.clone(),
            of => format!("{of}.{key}"),
        };
        let of = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or_default();
        compare(&inner, &of(was), &of(is), found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProjectSettings;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn what_a_patch_names_is_set_whole_and_all_else_stays() {
        let mut settings = ProjectSettings {
            retrain_after: Some(40),
            ..ProjectSettings::default()
        };
        settings.care.veil = true;
        settings.care.daily_limit = Some(20.0);
        let patch = map(json!({"care": {"veil": true}, "retrain_cron": "0 3 * * *"}));
        let now = patched(&settings, &patch).unwrap();
        assert_eq!(now.retrain_after, Some(40));
        assert_eq!(now.retrain_cron.as_deref(), Some("0 3 * * *"));
        assert_eq!((now.care.veil, now.care.daily_limit), (true, None));
        let none = patched(&now, &map(json!({"retrain_after": null}))).unwrap();
        assert_eq!(none.retrain_after, None);
        assert_eq!(patched(&now, &Map::new()).unwrap(), now);
        for (wrong, why) in [
            (
                json!({"cares": {}}),
                "there is no “cares” to set here; leave it out",
            ),
            (
                json!({"mode": "finding", "care": {"veil": 3}}),
                "care is wrong: it holds the number 3 instead of true or false",
            ),
            (
                json!({"care": {"day_begins": 300}}),
                "care is wrong: 300 is out of range",
            ),
            (
                json!({"care": []}),
                "care is wrong: it holds a list instead of named fields",
            ),
        ] {
            let refused = patched(&settings, &map(wrong)).unwrap_err();
            assert_eq!(refused.0, why);
        }
    }

    #[test]
    fn what_a_patch_names_within_a_setting_leaves_its_neighbours_alone() {
        let mut settings = ProjectSettings::default();
        settings.gold.percent = 5.0;
        settings.gold.feedback = true;
        settings.queue.age = 0.5;
        settings.queue.severities = [("Nike".to_owned(), 1.0)].into();
        settings.training = json!({"train": {"epochs": 3}});
        let set = |patch: Value| merged(&settings, &map(patch), &["training"]);
        let now = set(json!({
            "gold": {"percent": 7.0},
            "queue": {"severities": {}},
            "training": {"replay": 1},
        }))
        .unwrap();
        assert_eq!((now.gold.percent, now.gold.feedback), (7.0, true));
        assert_eq!(now.queue.age, 0.5);
        assert!(now.queue.severities.is_empty(), "a map is set whole");
        assert_eq!(now.training, json!({"replay": 1}));
        assert_eq!(set(json!({})).unwrap(), settings);
        for (wrong, name) in [
            (json!({"gold": {"percnt": 7}}), "gold.percnt"),
            (json!({"golds": {}}), "golds"),
            (json!({"gold": {"percent": 7.0, "x": {"y": 1}}}), "gold.x"),
        ] {
            let refused = set(wrong).unwrap_err();
            assert!(refused.0.contains(&format!("“{name}”")), "{refused}");
        }
        let refused = set(json!({"gold": {"percent": "x"}})).unwrap_err();
        assert!(refused.0.starts_with("gold is wrong"), "{refused}");
    }

    #[test]
    fn a_name_that_is_not_kept_is_found_at_any_depth() {
        let kept = json!({"filter": {"label": null}, "rows": [{"a": 1}], "free": {"x": 1}});
        assert_eq!(stray(&kept, &kept), None);
        for (given, name) in [
            (json!({"filter": {"bogus": 1}}), "filter.bogus"),
            (json!({"rows": [{"b": 1}]}), "rows.b"),
            (json!({"y": 1}), "y"),
        ] {
            assert_eq!(stray(&given, &kept).as_deref(), Some(name));
        }
    }

    #[test]
    fn a_list_in_the_place_of_named_fields_is_found_at_any_depth() {
        let kept = json!({"filter": {"by": {"label": null}}, "rows": [{"a": 1}], "names": ["x"]});
        assert_eq!(listed(&kept, &kept), None);
        for (given, place) in [
            (json!([]), ""),
            (json!({"filter": []}), "filter"),
            (json!({"filter": {"by": ["Nike"]}}), "filter.by"),
            (json!({"rows": [[1]]}), "rows"),
        ] {
            assert_eq!(listed(&given, &kept).as_deref(), Some(place));
        }
    }

    #[test]
    fn changes_are_told_by_name_from_and_to() {
        let before =
            json!({"care": {"veil": true, "limit": 3}, "mode": "finding", "labels": ["a"]});
        let after =
            json!({"care": {"veil": false, "limit": 3}, "mode": "finding", "labels": [], "new": 1});
        let told = json!({
            "care.veil": {"from": true, "to": false},
            "labels": {"from": ["a"], "to": []},
            "new": {"from": null, "to": 1},
        });
        assert_eq!(Value::Object(changes(&before, &after)), told);
        assert!(changes(&before, &before).is_empty());
    }
}
