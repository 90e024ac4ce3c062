//! The id that a file gives to one of its rows.

use serde_json::Value;

/// As text, whether it stands as a number or as a string.
pub fn file_id(value: &Value) -> String {
    match value {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_text_are_one_id() {
        assert_eq!(file_id(&Value::from(7)), file_id(&Value::from("7")));
    }
}
