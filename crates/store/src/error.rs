//! What a store method refuses with. One type, so that the edge has one place to turn it into a reply.

use vitrine_domain::Invalid;

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not there, or not for this actor: the two are told apart by nobody.
    #[error("not found")]
    NotFound,
    /// A member, but not with a role that may; the sentence says which may.
    #[error("{0}")]
    Forbidden(String),
    /// The claim expired, was released, or somebody else holds the item; the sentence says what happened.
    #[error("{0}")]
    ClaimLost(String),
    /// It contradicts what stands.
    #[error("{0}")]
    Conflict(String),
    /// A draft that does not go on from its newest version.
    #[error("this draft was saved in another place since; both are kept: say which of them holds")]
    SavedElsewhere,
    /// As many items are held as one reviewer may hold; the sentence says how many.
    #[error("{0}")]
    TooManyHeld(String),
    /// As much exposure as the day allows; the sentence says when the next begins.
    #[error("{0}")]
    EnoughToday(String),
    /// Postgres was stopped before it had the answer; the sentence says how to ask for less.
    #[error("{0}")]
    TooLong(String),
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The database is away, or gave way to another transaction: try again.
    #[error("the database cannot be reached just now; try again in a moment")]
    Unavailable,
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match error {
            E::RowNotFound => Self::NotFound,
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
                tracing::warn!(%error, "database away");
                Self::Unavailable
            }
            E::Database(ref inner) if unstorable(inner.code().as_deref()) => {
                Self::Invalid(Invalid::new(
                    "the text holds a character that cannot be stored (NUL, U+0000); remove it",
                ))
            }
            E::Database(ref inner) if gave_way(inner.code().as_deref()) => {
                tracing::warn!(%error, "database gave way");
                Self::Unavailable
            }
            other => Self::Database(other),
        }
    }
}

impl From<apalis_postgres::Error> for StoreError {
    fn from(error: apalis_postgres::Error) -> Self {
        match error {
            apalis_postgres::Error::Database(error) => error.into(),
            other => Self::Database(sqlx::Error::Protocol(other.to_string())),
        }
    }
}

/// A NUL in text (22021) or in JSON (22P05).
fn unstorable(code: Option<&str>) -> bool {
    matches!(code, Some("22021" | "22P05"))
}

/// Connection exceptions (08), operator intervention (57P), too many connections (53300), serialisation and deadlock (40).
fn gave_way(code: Option<&str>) -> bool {
    code.is_some_and(|c| {
        c.starts_with("08") || c.starts_with("57P") || c.starts_with("40") || c == "53300"
    })
}

/// A statement that outlasted its timeout (57014): `words` tell what to do.
pub(crate) fn too_long(error: StoreError, words: &str) -> StoreError {
    match error {
        StoreError::Database(sqlx::Error::Database(ref inner))
            if inner.code().as_deref() == Some("57014") =>
        {
            StoreError::TooLong(words.into())
        }
        other => other,
    }
}

/// Did a statement break this constraint or unique index?
pub(crate) fn breaks(error: &sqlx::Error, constraint: &str) -> bool {
    matches!(error, sqlx::Error::Database(e) if e.constraint() == Some(constraint))
}
