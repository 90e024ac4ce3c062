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
            None => {
                return Err(Invalid::new(format!(
                    "there is no “{name}” to set here; leave it out"
                )));
            }
        }
    }
    serde_json::from_value(all).map_err(|error| {
        // The reader names no field: which of them is it that cannot hold what it is given?
        let named = patch.iter().find_map(|(name, value)| {
            let mut one = before.clone();
            one[name.as_str()] = value.clone();
            let error = serde_json::from_value::<T>(one).err()?;
            Some(format!("{name}: {error}"))
        });
        Invalid::new(plain(&named.unwrap_or_else(|| error.to_string())))
    })
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
        ] {
            let refused = patched(&settings, &map(wrong)).unwrap_err();
            assert_eq!(refused.0, why);
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
