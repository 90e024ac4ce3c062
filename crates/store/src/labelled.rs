//! What a text says of labels, in SQL: whether it names one, and whether it is a decision over them.

/// Beside these signs a word ends, whatever the database's locale: space and punctuation, and the letters of scripts that
/// do not part their words (`rules/mention/letters.rs`), the rarest of Han aside.
macro_rules! apart {
    () => {
        concat!(
            r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7",
            r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1680\u1780-\u17ff\u2000-\u200b\u200e-\u206f\u20a0-\u20ff",
            r"\u2190-\u245f\u2500-\u2775\u2794-\u2bff\u3000-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af",
            r"\uf900-\ufaff\ufe00-\ufe6f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff9f\uffe0-\uffff",
            r"\U0001f300-\U0001faff]"
        )
    };
}

/// The name as a pattern that says it, any space for its own.
macro_rules! said {
    ($name:expr) => {
        concat!(
            "regexp_replace(regexp_replace(",
            $name,
            r", '([^[:alnum:][:space:]])', '\\\1', 'g'), '[[:space:]]', '[[:space:]]', 'g')"
        )
    };
}

/// Does the text, in project `$1`, name the label? A decision by its grammar; prose where the label stands as a word, in
/// the plural too, as `rules::mention` has it. A superset of that: “Acme” is found in “Acme Pro” where both are labels.
macro_rules! names {
    ($text:literal, $label:literal) => {
        concat!(
            "case when ",
            crate::labelled::prose!($text),
            " then ",
            $text,
            " ~* (case when left(",
            $label,
            ", 1) !~ '",
            crate::labelled::apart!(),
            "' then '(^|",
            crate::labelled::apart!(),
            ")' else '' end || case when right(",
            $label,
            ", 1) !~ '",
            crate::labelled::apart!(),
            "' then '(' || ",
            crate::labelled::said!($label),
            " || '(e?s)?' || case when ",
            $label,
            " ~* '.y$' then '|' || ",
            crate::labelled::said!(concat!("left(", $label, ", -1)")),
            " || 'ies' else '' end || ')($|",
            crate::labelled::apart!(),
            ")' else ",
            crate::labelled::said!($label),
            " end) else btrim(",
            $text,
            ", E' \\t\\n\\r') <> 'No violations.' and lower(",
            $label,
            ") = any (string_to_array(lower(substr(left(btrim(",
            $text,
            ", E' \\t\\n\\r'), -1), 13)), ', ')) end"
        )
    };
}

/// Is the text, in project `$1`, prose: nothing that `rules::decision::parse` reads?
macro_rules! prose {
    ($text:literal) => {
        concat!(
            "btrim(",
            $text,
            ", E' \\t\\n\\r') <> 'No violations.' and not (btrim(",
            $text,
            ", E' \\t\\n\\r') like 'Violations: %.' and coalesce((
                select bool_and(n.name = any (array(select lower(l.name) from labels l where l.project_id = $1)))
                   and count(*) = count(distinct n.name)
                from unnest(string_to_array(lower(substr(left(btrim(",
            $text,
            ", E' \\t\\n\\r'), -1), 13)), ', ')) as n (name)), false))"
        )
    };
}
pub(crate) use {apart, names, prose, said};
