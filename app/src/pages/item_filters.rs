//! The list's filters as they stand in its address, and in that of an item it led to: read, and written back into links.

use super::access::{asked, encoded, only};
use leptos_router::params::ParamsMap;
use vitrine_domain::api::{ItemFilter, ItemMark};
use vitrine_store::StoreError;

/// Errors: `Invalid` for what no item can be narrowed by.
pub fn read(query: &ParamsMap) -> Result<ItemFilter, StoreError> {
    only(query, &["state", "split", "verdict", "mark", "q", "cursor"])?;
    let of = |name: &str| query.get(name).filter(|v| !v.is_empty());
    let mark = |v: &str| ItemMark::ALL.into_iter().find(|m| m.as_str() == v);
    Ok(ItemFilter {
        state: asked(query, "state", |v| v.parse().ok())?,
        split: asked(query, "split", |v| v.parse().ok())?,
        verdict: asked(query, "verdict", |v| v.parse().ok())?,
        mark: asked(query, "mark", mark)?,
        q: of("q"),
        cursor: of("cursor"),
        limit: Some(50),
    })
}

/// Does the address hold names without a value?
pub fn blanks(query: &ParamsMap) -> bool {
    query.into_iter().any(|(_, value)| value.is_empty())
}

/// The address without those names, all else as it was sent.
pub fn tidied(path: &str, query: &ParamsMap) -> String {
    let parts: Vec<String> = (query.into_iter())
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    match parts.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", parts.join("&")),
    }
}

/// The address of the list, or of an item's page, with this filter and cursor.
pub fn link(path: &str, filter: &ItemFilter, cursor: Option<&str>) -> String {
    let mut parts = Vec::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            parts.push(format!("{name}={}", encoded(value)));
        }
    };
    put("state", filter.state.map(|v| v.as_str()));
    put("split", filter.split.map(|v| v.as_str()));
    put("verdict", filter.verdict.map(|v| v.as_str()));
    put("mark", filter.mark.map(|m| m.as_str()));
    put("q", filter.q.as_deref());
    put("cursor", cursor);
    if parts.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", parts.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::{ItemState, Split};

    #[test]
    fn what_is_written_is_read_back() {
        let filter = ItemFilter {
            state: Some(ItemState::Queued),
            split: Some(Split::HeldOut),
            verdict: None,
            mark: Some(ItemMark::Held),
            q: Some("a & b".into()),
            cursor: Some("x/1=".into()),
            limit: Some(50),
        };
        let address = link("/p/x/items", &filter, filter.cursor.as_deref());
        assert_eq!(
            address,
            "/p/x/items?state=queued&split=held_out&mark=held&q=a%20%26%20b&cursor=x/1%3D"
        );
        let mut query = ParamsMap::new();
        for (k, v) in [
            ("state", "queued"),
            ("split", "held_out"),
            ("mark", "held"),
            ("q", "a & b"),
            ("cursor", "x/1="),
        ] {
            query.insert(k, v.to_owned());
        }
        assert_eq!(read(&query).unwrap(), filter);
        assert!(!blanks(&query));
        assert_eq!(tidied("/p/x/items", &query), address);
        query.insert("verdict", String::new());
        assert!(blanks(&query));
        assert_eq!(tidied("/p/x/items", &query), address);
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_narrows_nothing_silently() {
        for name in ["state", "split", "verdict", "mark"] {
            let mut query = ParamsMap::new();
            query.insert(name, "nonsense".to_owned());
            let Err(StoreError::Invalid(why)) = read(&query) else {
                panic!("{name}");
            };
            assert!(why.0.contains(&format!("{name}=nonsense")), "{why}");
        }
    }
}
