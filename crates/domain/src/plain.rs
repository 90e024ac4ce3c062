//! What was wrong with a record, in words for whoever filled in the form: the reader's own words name types, lines and
//! columns.

/// Of what serde says of a record that it could not read.
pub fn plain(said: &str) -> String {
    let why = unplaced(said);
    // `settings.queue: invalid type: …`: the place comes first, where the reader knows it.
    let (place, what) = match why.split_once(": ") {
        Some((place, what)) if is_place(place) => (Some(place), what),
        _ => (None, why),
    };
    if let Some(name) = what.strip_prefix("missing field ").and_then(quoted) {
        let name = place.map_or_else(|| name.to_owned(), |place| format!("{place}.{name}"));
        return format!("this is incomplete: {name} is missing");
    }
    if let Some((name, _)) = (what.strip_prefix("unknown field ")).and_then(|w| w.split_once(", "))
    {
        let name = name.replace('`', "");
        return format!("there is no “{name}” to set here; leave it out");
    }
    let about = place.map_or_else(
        || "this cannot be read".to_owned(),
        |p| format!("{p} is wrong"),
    );
    if let Some((number, wanted)) =
        (what.strip_prefix("invalid value: integer ")).and_then(|w| w.split_once(", expected "))
        && is_whole(wanted)
    {
        return format!("{about}: {} is out of range", number.replace('`', ""));
    }
    // A list is taken for a record's fields in their order, and is too short for them.
    if let Some((_, wanted)) =
        (what.strip_prefix("invalid length ")).and_then(|w| w.split_once(", expected "))
        && wanted.starts_with("struct ")
    {
        return format!("{about}: it holds a list instead of named fields");
    }
    for kind in ["invalid type: ", "invalid value: "] {
        if let Some((found, wanted)) =
            (what.strip_prefix(kind)).and_then(|w| w.split_once(", expected "))
        {
            return format!(
                "{about}: it holds {} instead of {}",
                told(found),
                told(wanted)
            );
        }
    }
    if let Some((found, known)) =
        (what.strip_prefix("unknown variant ")).and_then(|w| w.split_once(", expected "))
    {
        let known = known.trim_start_matches("one of ").replace('`', "");
        return format!("{about}: “{}” is none of {known}", found.replace('`', ""));
    }
    match place {
        Some(_) => format!("{about}: {what}"),
        None => what.to_owned(),
    }
}

/// Without ` at line 1 column 2`.
fn unplaced(text: &str) -> &str {
    match text.rsplit_once(" at line ") {
        Some((before, rest)) if rest.contains(" column ") => before,
        _ => text,
    }
}

/// `queue.severities.Nike`, `items[0].id`.
fn is_place(text: &str) -> bool {
    !text.is_empty() && !text.contains(' ')
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('`')?.strip_suffix('`')
}

/// The reader's names of types, as people call them.
fn told(kind: &str) -> String {
    match kind {
        "a sequence" | "sequence" => "a list".into(),
        "a map" | "map" => "named fields".into(),
        "null" | "unit" | "unit value" => "nothing".into(),
        "a string" => "text".into(),
        "a boolean" => "true or false".into(),
        _ if kind.starts_with("struct ") => "named fields".into(),
        _ if is_whole(kind) => "a whole number".into(),
        "f32" | "f64" => "a number".into(),
        _ => kind
            .replace("string ", "the text ")
            .replace("integer ", "the number ")
            .replace("floating point ", "the number ")
            .replace('`', ""),
    }
}

fn is_whole(kind: &str) -> bool {
    let bits = kind.strip_prefix(['u', 'i']).unwrap_or_default();
    !bits.is_empty() && bits.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_a_reader_says_becomes_a_sentence() {
        for (why, told) in [
            (
                "missing field `modality` at line 1 column 2",
                "this is incomplete: modality is missing",
            ),
            (
                "invalid length 0, expected struct PolicyRequest with 1 element at line 1 column 2",
                "this cannot be read: it holds a list instead of named fields",
            ),
            (
                "rows[0]: invalid length 1, expected struct Region with 3 elements at line 1 column 9",
                "rows[0] is wrong: it holds a list instead of named fields",
            ),
            (
                "settings: missing field `mode` at line 1 column 2",
                "this is incomplete: settings.mode is missing",
            ),
            (
                "labels: invalid type: string \"Nike\", expected a sequence at line 1 column 9",
                "labels is wrong: it holds the text \"Nike\" instead of a list",
            ),
            (
                "rows: invalid value: integer `-1`, expected u32 at line 3 column 9",
                "rows is wrong: -1 is out of range",
            ),
            (
                "rows: invalid type: floating point `1.5`, expected u32 at line 3 column 9",
                "rows is wrong: it holds the number 1.5 instead of a whole number",
            ),
            (
                "slug: unknown field `slug`, expected `name` or `instruction` at line 1 column 7",
                "there is no “slug” to set here; leave it out",
            ),
            (
                "role: unknown variant `chief`, expected one of `admin`, `lead` at line 1 column 15",
                "role is wrong: “chief” is none of admin, lead",
            ),
            (
                "invalid type: sequence, expected a map at line 1 column 0",
                "this cannot be read: it holds a list instead of named fields",
            ),
            (
                "“x” is no region; mend it at line 2 column 3",
                "“x” is no region; mend it",
            ),
        ] {
            assert_eq!(plain(why), told);
        }
        assert_eq!(
            plain("limit: invalid digit found in string"),
            "limit is wrong: invalid digit found in string"
        );
    }
}
