//! What goes on around a decision: drafts, and what people say to each other about an item.

use crate::{CommentId, ItemId, ProposalId, Region, Turn, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a reviewer has written of an item and not yet decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftBody {
    /// The proposal it was begun from; with another it is no longer offered. None when blind.
    pub proposal_id: Option<ProposalId>,
    pub answer: String,
    pub regions: Vec<Region>,
    /// Further questions and answers, in order; half a one is kept too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
    #[serde(default)]
    pub note: String,
}

/// A draft as it was saved: each save is a version of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub item_id: ItemId,
    /// 1 for the first; the next save names the one that it goes on from.
    pub version: i32,
    pub body: DraftBody,
    pub saved_at: DateTime<Utc>,
}

/// What a comment was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentAct {
    /// Said, and nothing done.
    Say,
    /// Flagged for discussion.
    Flag,
    /// The discussion is over.
    Settle,
    Hold,
    Resume,
    /// Sent to a person.
    Send,
    Skip,
}

impl CommentAct {
    pub const ALL: [CommentAct; 7] = [
        CommentAct::Say,
        CommentAct::Flag,
        CommentAct::Settle,
        CommentAct::Hold,
        CommentAct::Resume,
        CommentAct::Send,
        CommentAct::Skip,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            CommentAct::Say => "say",
            CommentAct::Flag => "flag",
            CommentAct::Settle => "settle",
            CommentAct::Hold => "hold",
            CommentAct::Resume => "resume",
            CommentAct::Send => "send",
            CommentAct::Skip => "skip",
        }
    }
}

/// Something said about an item. Append-only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    pub id: CommentId,
    pub item_id: ItemId,
    pub author_id: UserId,
    pub author: String,
    /// By a demo's script.
    pub scripted: bool,
    pub act: CommentAct,
    pub text: String,
    pub created_at: DateTime<Utc>,
}

/// A reviewer has passed an item over and is not offered it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Skip {
    pub reviewer_id: UserId,
    pub reviewer: String,
    /// By a demo's script.
    pub scripted: bool,
    /// Empty where none was given.
    pub reason: String,
    pub created_at: DateTime<Utc>,
}
