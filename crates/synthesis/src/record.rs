//! A run as it was recorded: what it was asked for, each sample with its reply, and what is made of them. Making it
//! again from the same record gives the same bytes.

use crate::cost;
use crate::flags::{betrays_context, near_duplicates};
use crate::request::Request;
use crate::words::{Which, instruction};
use crate::{Pair, Replied, reply};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use vitrine_domain::{Flag, InstructionKind, Invalid, SynthesisRunId, Teacher};

/// The first file of a record: all that the requests depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedRun {
    pub run_id: SynthesisRunId,
    pub teacher: Teacher,
    pub counts: BTreeMap<String, i64>,
    pub seed: i64,
    /// With their texts, as they were.
    pub kinds: Vec<InstructionKind>,
}

/// One sample with a stored reply, in the order of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedSample {
    pub n: i32,
    pub image_sha256: String,
    /// Of the images after the first, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_image_sha256: Vec<String>,
    pub kind: String,
    pub template_version: i32,
    pub nth: i32,
    /// As it was sent.
    pub context: String,
    pub request_hash: String,
    pub reply: String,
    pub ended: Option<String>,
    /// The model that the endpoint says answered.
    pub reply_model: String,
    pub prompt_tokens: i64,
    pub reply_tokens: i64,
}

/// What was made of one sample, pair by pair, or why nothing was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Made {
    Pair {
        n: i32,
        /// Its place in the reply, from 0.
        pair: i32,
        image_sha256: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        further_image_sha256: Vec<String>,
        kind: String,
        template_version: i32,
        request_hash: String,
        instruction: String,
        response: String,
        flags: Vec<Flag>,
    },
    Unparsed {
        n: i32,
        image_sha256: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        further_image_sha256: Vec<String>,
        kind: String,
        template_version: i32,
        request_hash: String,
        reason: String,
    },
}

/// Makes everything anew from a record, sample by sample in the order of the plan.
pub struct Replay {
    run: RecordedRun,
    /// By first image: what came of it so far.
    seen: HashMap<String, Vec<Pair>>,
}

impl Replay {
    pub fn new(run: RecordedRun) -> Self {
        Self {
            run,
            seen: HashMap::new(),
        }
    }

    /// What is made of a sample. Errors: the record does not hold together: the request that the sample comes to is
    /// not the one whose reply it holds.
    pub fn sample(&mut self, s: &RecordedSample) -> Result<Vec<Made>, Invalid> {
        let kind = self
            .run
            .kinds
            .iter()
            .find(|k| k.name == s.kind && k.version == s.template_version);
        let kind = kind.ok_or_else(|| {
            Invalid::new(format!(
                "sample {}: the record has no kind {} in version {}",
                s.n, s.kind, s.template_version
            ))
        })?;
        let which = Which {
            seed: self.run.seed,
            image_sha256: &s.image_sha256,
            further: &s.further_image_sha256,
            nth: s.nth,
        };
        let request = Request::of(&self.run.teacher, kind, &s.context, which);
        if request.as_ref().map(Request::hash).as_ref() != Some(&s.request_hash) {
            return Err(Invalid::new(format!(
                "sample {}: its request comes to another hash than the recorded one; templates, context or seed were changed",
                s.n
            )));
        }
        let replied = Replied {
            text: &s.reply,
            ended: s.ended.as_deref(),
        };
        let pairs = match reply::read(kind, instruction(kind, which), replied) {
            Ok(pairs) => pairs,
            Err(why) => {
                return Ok(vec![Made::Unparsed {
                    n: s.n,
                    image_sha256: s.image_sha256.clone(),
                    further_image_sha256: s.further_image_sha256.clone(),
                    kind: s.kind.clone(),
                    template_version: s.template_version,
                    request_hash: s.request_hash.clone(),
                    reason: why.0,
                }]);
            }
        };
        let before = self.seen.entry(s.image_sha256.clone()).or_default();
        let mut made = Vec::with_capacity(pairs.len());
        for (pair, i) in pairs.into_iter().zip(0..) {
            made.push(Made::Pair {
                n: s.n,
                pair: i,
                image_sha256: s.image_sha256.clone(),
                further_image_sha256: s.further_image_sha256.clone(),
                kind: s.kind.clone(),
                template_version: s.template_version,
                request_hash: s.request_hash.clone(),
                instruction: pair.question.clone(),
                response: pair.answer.clone(),
                flags: flags(&pair, before),
            });
            before.push(pair);
        }
        Ok(made)
    }
}

/// A pair's flags, by itself and by those before it on the same first image in the same run.
pub fn flags(pair: &Pair, before: &[Pair]) -> Vec<Flag> {
    let mut flags = Vec::new();
    if before.iter().any(|b| near_duplicates(pair, b)) {
        flags.push(Flag::NearDuplicate);
    }
    if betrays_context(pair) {
        flags.push(Flag::BetraysContext);
    }
    flags
}

/// What a reply's tokens come to where the endpoint does not say.
pub fn used(request: &Request, text: &str, prompt_tokens: u64, reply_tokens: u64) -> (i64, i64) {
    match (prompt_tokens, reply_tokens) {
        (0, 0) => cost::unsaid(request, text),
        (p, r) => (
            i64::try_from(p).unwrap_or(i64::MAX),
            i64::try_from(r).unwrap_or(i64::MAX),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use crate::request::tests::teacher;

    fn run() -> RecordedRun {
        RecordedRun {
            run_id: SynthesisRunId::fresh(),
            teacher: teacher(),
            counts: BTreeMap::from([("conversation".to_owned(), 2)]),
            seed: 3,
            kinds: builtin(),
        }
    }

    fn sample(n: i32, reply: &str) -> RecordedSample {
        let run = run();
        let which = Which {
            seed: run.seed,
            image_sha256: "ab",
            further: &[],
            nth: n,
        };
        let request = Request::of(&run.teacher, &run.kinds[0], "A dog.", which).unwrap();
        RecordedSample {
            n,
            image_sha256: "ab".into(),
            further_image_sha256: vec![],
            kind: "conversation".into(),
            template_version: 1,
            nth: n,
            context: "A dog.".into(),
            request_hash: request.hash(),
            reply: reply.into(),
            ended: Some("stop".into()),
            reply_model: "m".into(),
            prompt_tokens: 1,
            reply_tokens: 1,
        }
    }

    #[test]
    fn a_record_gives_the_same_each_time_with_the_flags_in_the_plans_order() {
        let samples = [
            sample(
                0,
                "Question:\nWhat is it?\n===\nAnswer:\nA brown dog on grass.\n===\n",
            ),
            sample(
                1,
                "Question:\nWhat is it?\n===\nAnswer:\nA brown dog on grass.\n===\nQuestion:\nWhy?\n===\nAnswer:\nThe caption says so.\n",
            ),
            sample(2, "I cannot help with that."),
        ];
        let once = || -> Vec<Made> {
            let mut replay = Replay::new(run());
            samples
                .iter()
                .flat_map(|s| replay.sample(s).unwrap())
                .collect()
        };
        let made = once();
        assert_eq!(made, once());
        let flags: Vec<Vec<Flag>> = made
            .iter()
            .map(|m| match m {
                Made::Pair { flags, .. } => flags.clone(),
                Made::Unparsed { .. } => vec![],
            })
            .collect();
        assert_eq!(
            flags,
            [
                vec![],
                vec![Flag::NearDuplicate],
                vec![Flag::BetraysContext],
                vec![]
            ]
        );
        assert!(matches!(&made[3], Made::Unparsed { reason, .. } if reason.contains("Question:")));
    }

    #[test]
    fn a_record_that_was_changed_is_refused() {
        let with = |change: fn(&mut RecordedSample)| {
            let mut changed = sample(0, "x");
            change(&mut changed);
            changed
        };
        for changed in [
            with(|s| s.context = "A cat.".into()),
            with(|s| s.further_image_sha256.push("cd".into())),
        ] {
            let why = Replay::new(run()).sample(&changed).unwrap_err();
            assert!(why.to_string().contains("another hash"), "{why}");
        }
    }

    #[test]
    fn what_is_recorded_of_one_image_is_written_as_ever() {
        let line = serde_json::to_string(&sample(0, "x")).unwrap();
        assert!(!line.contains("further"), "{line}");
        let kinds = serde_json::to_string(&run().kinds).unwrap();
        assert!(!kinds.contains("\"images\""), "{kinds}");
    }

    #[test]
    fn tokens_that_are_not_told_are_counted_for_what_they_may_be() {
        let which = Which {
            seed: 1,
            image_sha256: "ab",
            further: &[],
            nth: 0,
        };
        let request = Request::of(&teacher(), &builtin()[0], "A dog.", which).unwrap();
        assert_eq!(used(&request, "abc", 11, 3), (11, 3));
        let (prompt, reply) = used(&request, "abc", 0, 0);
        assert!(prompt > 1_000 && reply == 3);
    }
}
