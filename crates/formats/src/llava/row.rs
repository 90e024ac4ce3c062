//! One triplet as LLaVA reads it, with what leads back to where it came from.

use serde::Serialize;
use vitrine_domain::{
    ItemId, ModelVersionId, PolicyId, ProposalId, Region, ReviewId, SamplingRuleId, Split, Taught,
    Triplet, TripletId,
};

/// What an export takes of the curated set.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub triplet: Triplet,
    /// A pseudonym, or the name where the export is to carry names; of a rule its name.
    pub reviewer: String,
}

#[derive(Serialize)]
pub(super) struct Conversation<'a> {
    id: TripletId,
    image: OneOrMore,
    conversations: Vec<Turn>,
    vitrine: Origin<'a>,
}

/// A name, or a list of them where the question is about several images.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// Where an image lies in the export.
pub(super) fn path(sha256: &str) -> String {
    format!("images/{sha256}.jpg")
}

#[derive(Serialize)]
struct Turn {
    from: &'static str,
    value: String,
}

fn exchange(asked: String, said: &str) -> [Turn; 2] {
    let (human, gpt) = ("human", "gpt");
    [(human, asked), (gpt, without_tag(said))].map(|(from, value)| Turn { from, value })
}

/// Training tools pass over keys they do not know.
#[derive(Serialize)]
struct Origin<'a> {
    item_id: ItemId,
    review_id: ReviewId,
    reviewer: &'a str,
    /// By a scripted demo reviewer, not by a person.
    scripted: bool,
    /// Accepted by this sampling rule; no person looked at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sampling_rule_id: Option<SamplingRuleId>,
    /// None: answered blind.
    proposal_id: Option<ProposalId>,
    model_version_id: Option<ModelVersionId>,
    /// The teacher's sample that was reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    taught: Option<&'a Taught>,
    policy_id: PolicyId,
    split: Split,
    /// Shares of the (first) image, upper left corner first.
    regions: &'a [Region],
    width: i32,
    height: i32,
    /// Width and height of the images after the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    further_sizes: Vec<[i32; 2]>,
}

impl<'a> Conversation<'a> {
    pub(super) fn of(row: &'a Row) -> Self {
        let t = &row.triplet;
        Self {
            id: t.id,
            image: match t.further_images.is_empty() {
                true => OneOrMore::One(path(&t.image.sha256)),
                false => OneOrMore::More(t.images().map(|m| path(&m.sha256)).collect()),
            },
            conversations: conversations(t),
            vitrine: Origin {
                item_id: t.item_id,
                review_id: t.review_id,
                reviewer: &row.reviewer,
                scripted: t.scripted,
                sampling_rule_id: t.sampling_rule_id,
                proposal_id: t.proposal_id,
                model_version_id: t.model_version_id,
                taught: t.taught.as_ref(),
                policy_id: t.policy_id,
                split: t.split,
                regions: &t.regions,
                width: t.image.width,
                height: t.image.height,
                further_sizes: (t.further_images.iter())
                    .map(|m| [m.width, m.height])
                    .collect(),
            },
        }
    }
}

/// The images come with the first question.
fn conversations(t: &Triplet) -> Vec<Turn> {
    let tags = "<image>\n".repeat(t.images().count());
    let first = exchange(tags + &without_tag(&t.instruction), &t.response);
    let further = t.turns.iter();
    let further = further.flat_map(|f| exchange(without_tag(&f.instruction), &f.response));
    first.into_iter().chain(further).collect()
}

/// A trainer puts an image wherever the tag stands: text that holds it would ask for one more.
fn without_tag(text: &str) -> String {
    text.replace("<image>", "< image >")
}

/// A row whose image had to go.
#[derive(Serialize)]
pub(super) struct Tombstone {
    id: TripletId,
    item_id: ItemId,
    review_id: ReviewId,
    split: Split,
    reason: &'static str,
}

impl Tombstone {
    pub(super) fn of(row: &Row) -> Self {
        Self {
            id: row.triplet.id,
            item_id: row.triplet.item_id,
            review_id: row.triplet.review_id,
            split: row.triplet.split,
            reason: "the image was purged",
        }
    }
}
