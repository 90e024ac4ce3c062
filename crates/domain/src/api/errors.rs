//! One envelope for every refusal.

use serde::{Deserialize, Serialize};

/// A request's header: whom its page speaks for, by their id. Answered for nobody else ([`ErrorCode::SomebodyElse`]); without
/// it, for whoever is signed in.
pub const FOR: &str = "vitrine-for";

/// `{"error": {"code": "...", "message": "..."}}`; the message is a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorEnvelope {
    pub error: ErrorBody,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    pub code: ErrorCode,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 400: the request cannot be read or says something impossible.
    Invalid,
    /// 401: nobody is signed in.
    SignInNeeded,
    /// 401: somebody else is signed in than the request says that it speaks for ([`FOR`]); nothing was done.
    SomebodyElse,
    /// 403: a member, but not with a role that may; or, at sign-in, a deactivated user.
    Forbidden,
    /// 404: not there, or not for you.
    NotFound,
    /// 409: the claim expired or somebody else holds the item; the draft stays with the sender.
    ClaimLost,
    /// 409: it contradicts what stands.
    Conflict,
    /// 409: another place has saved this draft since; whoever wrote it says which of the two holds.
    SavedElsewhere,
    /// 409: one holds as many items as one may, in all projects together; once one of them is decided or given back, the
    /// same may be asked for again.
    TooManyHeld,
    /// 409: it takes more along than its sender may know of; the message is a question, and the same with `sure=true` in
    /// its address is done.
    AskFirst,
    /// 403: as much exposure as the day allows; the message says when the next begins.
    EnoughToday,
    /// 413: over a limit that the message names.
    TooLarge,
    /// 429: slow down.
    TooMany,
    /// 503: the database is away; try again.
    Unavailable,
    /// 500: our fault.
    Internal,
}
