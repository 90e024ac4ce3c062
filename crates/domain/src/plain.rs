//! What was wrong with a body or a query, in words for whoever filled in the form: the reader's own words name types, lines
//! and columns.

/// Of what axum says of a body or a query that it could not read.
pub fn plain(said: &str) -> String {
    if said.starts_with("Expected request with") {
        return "send JSON, with `content-type: application/json`".into();
    }
    if let Some(why) = said.strip_prefix("Failed to parse the request body as JSON: ") {
        return format!("this is not JSON that can be read: {why}");
    }
    let why = BEFORE
        .iter()
        .find_map(|before| said.strip_prefix(before))
        .unwrap_or(said);
    let why = unplaced(why);
    // `settings.queue: invalid type: …`: the place comes first, where the reader knows it.
    let (place, what) = match why.split_once(": ") {
        Some((place, what)) if is_place(place) => (Some(place), what),
        _ => (None, why),
    };
    if let Some(name) = what.strip_prefix("missing field ").and_then(quoted) {
        let name = place.map_or_else(|| name.to_owned(), |place| format!("{place}.{name}"));
        return format!("this is incomplete: {name} is missing");
    }
    let about = place.map_or_else(
        || "this cannot be read".to_owned(),
        |p| format!("{p} is wrong"),
    );
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

const BEFORE: [&str; 3] = [
    "Failed to deserialize the JSON body into the target type: ",
    "Failed to deserialize query string: ",
    "Failed to deserialize form body: ",
];

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
        let body = |why: &str| {
            plain(&format!(
                "Failed to deserialize the JSON body into the target type: {why}"
            ))
        };
        for (why, told) in [
            (
                "missing field `modality` at line 1 column 2",
                "this is incomplete: modality is missing",
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
                "rows is wrong: it holds the number -1 instead of a whole number",
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
            assert_eq!(body(why), told);
        }
        assert_eq!(
            plain("Failed to deserialize query string: limit: invalid digit found in string"),
            "limit is wrong: invalid digit found in string"
        );
        assert_eq!(
            plain("Expected request with `Content-Type: application/json`"),
            "send JSON, with `content-type: application/json`"
        );
        let syntax = "Failed to parse the request body as JSON: x: EOF while parsing a value at line 1 column 5";
        assert_eq!(
            plain(syntax),
            "this is not JSON that can be read: x: EOF while parsing a value at line 1 column 5"
        );
    }
}
