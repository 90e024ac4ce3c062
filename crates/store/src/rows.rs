//! What all aggregates share in reading rows: words from text, JSON columns, cursors of keyset pages.

use crate::Result;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;
use vitrine_domain::{
    Invalid, Region, RunState, SampleState, SynthesisState, Trigger, Turn, api::Page,
};

/// A word that Postgres holds as text.
pub(crate) trait Word: Sized {
    fn read(text: &str) -> Option<Self>;
}

macro_rules! words {
    ($($word:ty),*) => {$(
        impl Word for $word {
            fn read(text: &str) -> Option<Self> {
                <$word>::ALL.into_iter().find(|w| w.as_str() == text)
            }
        }
    )*};
}
words!(
    vitrine_domain::Role,
    vitrine_domain::Split,
    vitrine_domain::Verdict,
    vitrine_domain::ItemState,
    vitrine_domain::CommentAct,
    vitrine_domain::Round,
    vitrine_domain::Standing,
    vitrine_domain::Sampling,
    vitrine_domain::SamplingState,
    vitrine_domain::Benchmark,
    vitrine_domain::Ensemble,
    vitrine_domain::EvaluationState,
    vitrine_domain::AnswerOutcome,
    vitrine_domain::rules::gate::GateVerdict,
    RunState,
    SampleState,
    SynthesisState,
    Trigger
);

fn unreadable(column: &str, value: impl std::fmt::Debug) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("unexpected value {value:?}").into(),
    }
}

pub(crate) fn word<T: Word>(row: &PgRow, column: &str) -> sqlx::Result<T> {
    let text: String = row.try_get(column)?;
    T::read(&text).ok_or_else(|| unreadable(column, &text))
}

pub(crate) fn word_opt<T: Word>(row: &PgRow, column: &str) -> sqlx::Result<Option<T>> {
    match row.try_get::<Option<String>, _>(column)? {
        None => Ok(None),
        Some(text) => T::read(&text)
            .map(Some)
            .ok_or_else(|| unreadable(column, &text)),
    }
}

/// A jsonb column.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &PgRow, column: &str) -> sqlx::Result<T> {
    plain(row.try_get(column)?, column)
}

pub(crate) fn json_opt<T: serde::de::DeserializeOwned>(
    row: &PgRow,
    column: &str,
) -> sqlx::Result<Option<T>> {
    let value: Option<serde_json::Value> = row.try_get(column)?;
    value.map(|value| plain(value, column)).transpose()
}

fn plain<T: serde::de::DeserializeOwned>(
    value: serde_json::Value,
    column: &str,
) -> sqlx::Result<T> {
    serde_json::from_value(value).map_err(|error| sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: error.into(),
    })
}

/// Plain data of ours for a jsonb column.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).expect("plain data becomes JSON")
}

pub(crate) fn regions(row: &PgRow, column: &str) -> sqlx::Result<Vec<Region>> {
    json(row, column)
}

pub(crate) fn turns(row: &PgRow, column: &str) -> sqlx::Result<Vec<Turn>> {
    json(row, column)
}

/// The id after which a page begins.
pub(crate) fn cursor(cursor: Option<&str>) -> Result<Option<Uuid>> {
    cursor
        .map(|c| {
            c.parse()
                .map_err(|_| Invalid::new("the cursor is none of this list's; leave it out").into())
        })
        .transpose()
}

/// The same where the newest come first: on the first page an id above every row's. So every page is the same statement
/// and the index leads to its beginning; one that might be null is looked at row by row once Postgres plans for any value.
pub(crate) fn cursor_below(after: Option<&str>) -> Result<Uuid> {
    Ok(cursor(after)?.unwrap_or(Uuid::max()))
}

/// How many rows a page has: 50 unless told, 200 at most.
pub(crate) fn page_size(limit: Option<i64>) -> i64 {
    limit.unwrap_or(50).clamp(1, 200)
}

/// A statement in its order, for a page of `$n` rows, that Postgres plans once: the most that a page may ask for stands in it,
/// since a number of rows that is not known when it is planned counts for a tenth of all, and whole tables are read then.
macro_rules! paged {
    ($statement:expr, $order:literal, $n:literal) => {
        concat!(
            "select * from (",
            $statement,
            " limit 201) page order by ",
            $order,
            " limit ",
            $n
        )
    };
}
pub(crate) use paged;

/// Makes a page of `size` out of up to `size + 1` rows: the one too many says that there is a next.
pub(crate) fn page<T>(mut rows: Vec<T>, size: i64, id: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() as i64 > size;
    rows.truncate(size as usize);
    let next = more.then(|| rows.last().map(id)).flatten();
    Page { rows, next }
}

#[cfg(test)]
mod tests {
    use super::page_size;

    #[test]
    fn a_statement_has_as_many_rows_as_the_largest_page_and_one() {
        let most = page_size(Some(i64::MAX)) + 1;
        let sql = paged!("select", "id", "$1");
        assert!(sql.contains(&format!(" limit {most})")), "{sql}");
    }
}
