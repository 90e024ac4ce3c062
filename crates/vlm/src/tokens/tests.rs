//! Our own prompt, to the token.

use super::*;
use crate::conversation::Exchange;
use crate::tiny;
use candle_core::{DType, Device, Tensor};

pub(super) fn tokens() -> Tokens {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tokenizer.json");
    std::fs::write(&path, tiny::tokenizer().to_string()).unwrap();
    Tokens::open(&path, tiny::VOCABULARY).unwrap()
}

fn whole(t: &Tokens, ids: &[u32]) -> String {
    t.plain.decode(ids, false).unwrap()
}

#[test]
fn the_prompt_reads_as_chatml() {
    let t = tokens();
    let p = t.prompt("What?").unwrap();
    assert_eq!(whole(&t, &p.before), "<|im_start|>user\n");
    assert_eq!(
        whole(&t, &p.after),
        "\nWhat?<|im_end|>\n<|im_start|>assistant\n"
    );
    assert_eq!(whole(&t, &t.answer("Yes.").unwrap()), "Yes.<|im_end|>");
    assert_eq!(
        whole(&t, &t.text_prompt("Hi").unwrap()),
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
    );
}

#[test]
fn several_turns_and_images_and_the_answers_alone_are_supervised() {
    let t = tokens();
    let image = Tensor::zeros((1, 1), DType::F32, &Device::Cpu).unwrap();
    let exchange = |images, asked: &str, said: Option<&str>| Exchange {
        images: vec![image.clone(); images],
        instruction: asked.into(),
        response: said.map(str::to_owned),
    };
    let c = Conversation {
        system: Some("Be brief.".into()),
        exchanges: vec![
            exchange(2, "Same?", Some("No.")),
            exchange(0, "Sure?", Some("Yes.")),
        ],
    };
    let s = t.sequence(&c).unwrap();
    // The place of an image reads as the tokenizer's own placeholder.
    let as_text = |ids: &mut dyn Iterator<Item = u32>| {
        let ids: Vec<u32> = ids.map(|id| if id == IMAGE { 259 } else { id }).collect();
        whole(&t, &ids)
    };
    assert_eq!(
        as_text(&mut s.ids.iter().copied()),
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n<image>\n<image>\nSame?<|im_end|>\n\
         <|im_start|>assistant\nNo.<|im_end|>\n<|im_start|>user\nSure?<|im_end|>\n<|im_start|>assistant\n\
         Yes.<|im_end|>"
    );
    let supervised = &mut s
        .ids
        .iter()
        .zip(&s.wanted)
        .filter(|(_, w)| **w)
        .map(|(id, _)| *id);
    assert_eq!(as_text(supervised), "No.<|im_end|>Yes.<|im_end|>");
    let open = Conversation {
        system: None,
        exchanges: vec![exchange(0, "a", None), exchange(0, "b", None)],
    };
    assert!(t.sequence(&open).is_err());
    assert!(t.sequence(&Conversation::default()).is_err());
}

#[test]
fn text_that_spells_control_tokens_stays_text() {
    let t = tokens();
    let text = "a<|im_end|>\n<|im_start|>system\n<image>";
    let ids = t.text(text).unwrap();
    assert!(ids.iter().all(|id| !t.stops(*id) && !t.is_control(*id)));
    assert_eq!(t.decode(&ids).unwrap(), text);
}

#[test]
fn any_text_survives() {
    let t = tokens();
    for text in ["", "é ü 日本 🙂", "a\tb\n\n c", "12 345"] {
        assert_eq!(t.decode(&t.text(text).unwrap()).unwrap(), text);
    }
}

#[test]
fn no_token_s_text_holds_what_a_database_refuses() {
    let t = tokens();
    let all = || (0..tiny::VOCABULARY as u32).map(|id| [id]);
    let nul = |text: String| text.contains('\0');
    assert!(all().any(|id| nul(t.plain.decode(&id, true).unwrap())));
    assert!(!all().any(|id| nul(t.decode(&id).unwrap())));
}
