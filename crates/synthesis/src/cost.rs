//! What requests cost: the most that one can, which is held back before it is sent, and what a plan is expected to.

use crate::request::Request;
use vitrine_domain::{SynthesisEstimate, Teacher};

/// Tokens and millionths of a dollar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    pub tokens: i64,
    pub micros: i64,
}

/// Tokens around a message that its text does not show.
const AROUND: i64 = 8;
/// Bytes of text a token has, in the mean, in English.
const BYTES_A_TOKEN: i64 = 4;
/// Tokens that endpoints commonly charge for an image of 1,600 pixels.
pub const IMAGE_TOKENS: i64 = 1_600;
/// The most that one does: small models of some endpoints are billed some thousands for each tile of 512 pixels, and an
/// image has eight at most.
const MOST_IMAGE_TOKENS: i64 = 50_000;

/// A dollar per million tokens is a millionth of one per token; a part of a millionth counts as one.
pub fn micros(teacher: &Teacher, prompt_tokens: i64, reply_tokens: i64) -> i64 {
    (prompt_tokens as f64 * teacher.prompt_price + reply_tokens as f64 * teacher.reply_price).ceil()
        as i64
}

/// The most that one request can cost: a token covers at least one byte, and a reply ends at its limit.
pub fn most(teacher: &Teacher, request: &Request) -> Cost {
    let prompt = prompt(request, |bytes| bytes, MOST_IMAGE_TOKENS);
    let reply = i64::from(teacher.max_tokens);
    Cost {
        tokens: prompt + reply,
        micros: micros(teacher, prompt, reply),
    }
}

/// What a request's prompt is expected to have in tokens.
pub fn expected_prompt(request: &Request) -> i64 {
    let tokens = |bytes| (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    prompt(request, tokens, IMAGE_TOKENS)
}

fn prompt(request: &Request, tokens: impl Fn(i64) -> i64, image_tokens: i64) -> i64 {
    let text: i64 = request
        .texts()
        .map(|text| tokens(text.len() as i64) + AROUND)
        .sum();
    text + image_tokens * request.images().count() as i64
}

/// What an endpoint that says nothing of its tokens is taken to have used.
pub fn unsaid(request: &Request, reply: &str) -> (i64, i64) {
    (
        prompt(request, |bytes| bytes, MOST_IMAGE_TOKENS),
        reply.len() as i64,
    )
}

/// Adds one expected sample to an estimate.
pub fn add(
    estimate: &mut SynthesisEstimate,
    teacher: &Teacher,
    prompt_tokens: i64,
    reply_tokens: i64,
) {
    let reply_tokens = reply_tokens.min(i64::from(teacher.max_tokens));
    estimate.samples += 1;
    estimate.prompt_tokens += prompt_tokens;
    estimate.reply_tokens += reply_tokens;
    estimate.dollars += (prompt_tokens as f64 * teacher.prompt_price
        + reply_tokens as f64 * teacher.reply_price)
        / 1e6;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::{request, teacher};

    #[test]
    fn prices_are_dollars_a_million_tokens() {
        let teacher = Teacher {
            prompt_price: 10.0,
            reply_price: 30.0,
            ..teacher()
        };
        assert_eq!(micros(&teacher, 1_000, 200), 10_000 + 6_000);
        let cheap = Teacher {
            prompt_price: 0.05,
            reply_price: 0.0,
            ..teacher
        };
        assert_eq!(micros(&cheap, 1, 0), 1);
        assert_eq!(micros(&cheap, 1_000_000, 0), 50_000);
    }

    #[test]
    fn every_image_that_goes_along_costs() {
        let seeing = Teacher {
            sees: vitrine_domain::TeacherSees::Image,
            ..teacher()
        };
        let kind = &crate::builtin()[1];
        let further = ["cd".to_owned(), "ef".to_owned()];
        let prompt = |further| {
            let which = crate::words::Which {
                further,
                ..crate::request::tests::which(0)
            };
            expected_prompt(&Request::of(&seeing, kind, "", which).unwrap())
        };
        let (one, three) = (prompt(&[]), prompt(&further));
        assert!(three > one + 2 * IMAGE_TOKENS && three < one + 2 * IMAGE_TOKENS + 100);
    }

    #[test]
    fn what_is_held_back_is_never_less_than_what_can_come() {
        let (teacher, request) = (teacher(), request());
        let most = most(&teacher, &request);
        let bytes: usize = request.texts().map(str::len).sum();
        assert!(most.tokens >= bytes as i64 + i64::from(teacher.max_tokens));
        assert!(expected_prompt(&request) < most.tokens);
    }
}
