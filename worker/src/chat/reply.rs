//! What an endpoint's reply says.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// What came back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    pub text: String,
    /// Cut at the limit of tokens, or left empty by a filter: what the endpoint calls it.
    pub ended: Option<String>,
    /// The model that the endpoint says answered.
    pub model: String,
    pub prompt_tokens: u64,
    pub reply_tokens: u64,
}

impl Reply {
    /// What a filter leaves of a question that it does not let through: no words, and no model that answered.
    pub(super) fn filtered() -> Self {
        Self {
            text: String::new(),
            ended: Some("content_filter".into()),
            model: String::new(),
            prompt_tokens: 0,
            reply_tokens: 0,
        }
    }
}

/// Some endpoints leave out what they do not tell, others say null.
#[derive(Deserialize)]
struct Completion {
    model: Option<String>,
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

#[derive(Default, Deserialize)]
struct Usage {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
}

/// Whether a refusal is a content filter's: `error.code`, or `error.innererror.code` as Azure has it.
pub(super) fn filtered(text: &str) -> bool {
    let Ok(body) = serde_json::from_str::<serde_json::Value>(text) else {
        return false;
    };
    let error = &body["error"];
    [&error["code"], &error["innererror"]["code"]]
        .into_iter()
        .filter_map(|code| code.as_str())
        .any(|code| {
            matches!(
                code,
                "content_filter" | "content_policy_violation" | "ResponsibleAIPolicyViolation"
            )
        })
}

pub(super) fn reply(text: &str) -> Result<Reply> {
    let completion: Completion =
        serde_json::from_str(text).context("the reply is no whole completion")?;
    let usage = completion.usage.unwrap_or_default();
    let first = completion
        .choices
        .into_iter()
        .next()
        .context("the reply holds no choice")?;
    Ok(Reply {
        text: first.message.content.unwrap_or_default(),
        ended: first.finish_reason,
        model: completion.model.unwrap_or_default(),
        prompt_tokens: usage.prompt_tokens.unwrap_or_default(),
        reply_tokens: usage.completion_tokens.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_completion_is_read_and_half_a_one_is_not() {
        let whole = r#"{"model": "m-1", "choices": [{"message": {"role": "assistant", "content": "7 9"},
            "finish_reason": "length"}], "usage": {"prompt_tokens": 11, "completion_tokens": 3}}"#;
        let got = reply(whole).unwrap();
        assert_eq!(
            (got.text.as_str(), got.ended.as_deref(), got.model.as_str()),
            ("7 9", Some("length"), "m-1")
        );
        assert_eq!((got.prompt_tokens, got.reply_tokens), (11, 3));
        for broken in [&whole[..60], r#"{"choices": []}"#] {
            assert!(reply(broken).is_err(), "{broken}");
        }
        // A refusal is a reply: asked again, it would be paid for again.
        let refusal =
            r#"{"choices": [{"message": {"content": null}, "finish_reason": "content_filter"}]}"#;
        assert_eq!(reply(refusal).unwrap().text, "");
        for untold in [
            r#"{"model": null, "choices": [{"message": {"content": "9"}}], "usage": null}"#,
            r#"{"choices": [{"message": {"content": "9"}}], "usage": {"prompt_tokens": null}}"#,
        ] {
            let got = reply(untold).unwrap();
            assert_eq!((got.text.as_str(), got.model.as_str()), ("9", ""));
            assert_eq!((got.prompt_tokens, got.reply_tokens), (0, 0));
        }
    }

    #[test]
    fn a_filter_s_refusal_is_told_from_others() {
        for by_filter in [
            r#"{"error": {"code": "content_filter", "message": "m"}}"#,
            r#"{"error": {"code": null, "innererror": {"code": "ResponsibleAIPolicyViolation"}}}"#,
        ] {
            assert!(filtered(by_filter), "{by_filter}");
        }
        for other in [
            "",
            "content_filter",
            r#"{"error": {"code": "context_length_exceeded"}}"#,
        ] {
            assert!(!filtered(other), "{other}");
        }
    }
}
