//! What a text says of labels, in SQL: whether it names one, and whether it is a decision over them.

/// Does the text name the label? A decision by its grammar, prose where the label stands as a word.
macro_rules! names {
    ($text:literal, $label:literal) => {
        concat!(
            "case when ",
            $text,
            " like 'Violations: %.' then lower(",
            $label,
            ") = any (string_to_array(lower(substr(rtrim(",
            $text,
            ", '. '), 13)), ', ')) else ",
            $text,
            " ~* concat('(^|[^a-z0-9])', regexp_replace(",
            $label,
            ", '([^[:alnum:][:space:]])', '\\\\\\1', 'g'), '(e?s)?($|[^a-z0-9])') end"
        )
    };
}

/// Is the text, of a triplet of project `$1`, prose: nothing that `rules::decision::parse` reads?
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
pub(crate) use {names, prose};
