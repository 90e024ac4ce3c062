//! `tokenizer.json` out of a GGUF's byte-level BPE. It knows the vocabulary
//! and nothing of weights.

use super::gguf::Llama;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// GGUF's type of a control token.
const CONTROL: i32 = 3;
/// GGUF's type of a token a user added.
const USER: i32 = 4;

/// The tokenizer of `llama`, with `image` as one more special token after the
/// vocabulary: its row is never looked up, visual tokens take its place.
///
/// # Errors
/// Another kind of tokenizer than byte-level BPE with digits apart.
pub fn tokenizer(llama: &Llama, image: &str) -> Result<Value> {
    let (model, pre) = (
        llama.text("tokenizer.ggml.model")?,
        llama.text("tokenizer.ggml.pre")?,
    );
    ensure!(
        model == "gpt2" && pre == "smollm",
        "a {model}/{pre} tokenizer, expected gpt2/smollm"
    );
    let tokens = llama.texts("tokenizer.ggml.tokens")?;
    let types = llama.ints("tokenizer.ggml.token_type")?;
    let merges = llama.texts("tokenizer.ggml.merges")?;
    ensure!(
        tokens.len() == types.len(),
        "{} tokens but {} types",
        tokens.len(),
        types.len()
    );
    Ok(byte_level(&tokens, &types, &merges, image))
}

/// Digits one by one, then byte level (as `HuggingFaceTB/SmolLM2` has it).
fn byte_level(tokens: &[&str], types: &[i32], merges: &[&str], image: &str) -> Value {
    let vocab: serde_json::Map<String, Value> = tokens
        .iter()
        .enumerate()
        .map(|(i, t)| ((*t).to_owned(), json!(i)))
        .collect();
    let special = |id: usize, content: &str, special: bool| {
        json!({"id": id, "content": content, "single_word": false, "lstrip": false,
               "rstrip": false, "normalized": false, "special": special})
    };
    let mut added: Vec<Value> = tokens
        .iter()
        .zip(types)
        .enumerate()
        .filter(|(_, (_, t))| matches!(**t, CONTROL | USER))
        .map(|(i, (token, t))| special(i, token, *t == CONTROL))
        .collect();
    added.push(special(tokens.len(), image, true));
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": added,
        "normalizer": null,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Digits", "individual_digits": true},
            {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}
        ]},
        "post_processor": null,
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
                  "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
                  "vocab": vocab, "merges": merges}
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokenizers::Tokenizer;

    #[test]
    fn merges_digits_and_specials_work_as_written() {
        let tokens = [
            "<|end|>", "a", "b", "ab", "Ġ", "Ġab", "1", "2", "12", "Ã", "©",
        ];
        let types = [3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        let json = byte_level(&tokens, &types, &["a b", "Ġ ab", "1 2"], "<image>");
        let t: Tokenizer = json.to_string().parse().unwrap();
        let ids = |s: &str| t.encode(s, false).unwrap().get_ids().to_vec();
        assert_eq!(ids("ab ab"), [3, 5]);
        // Digits stay apart although a merge for them exists.
        assert_eq!(ids("12"), [6, 7]);
        assert_eq!(ids("a<image>b<|end|>"), [1, 11, 2, 0]);
        assert_eq!(ids("é"), [9, 10]);
        assert_eq!(t.decode(&[3, 5, 9, 10, 0], true).unwrap(), "ab abé");
    }
}
