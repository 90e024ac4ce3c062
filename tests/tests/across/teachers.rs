//! Teachers of every sort, across processes: one that sees is sent the image's bytes, a project's own kind goes from its
//! settings to proposals, and a half answer makes nothing.

use crate::judge::Does;
use crate::taught::{CAPTION, REPLY_TOKENS, Taught};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;
use std::path::Path;
use vitrine_domain::api::{ItemFilter, NewInstructionKind, SampleFilter, SynthesisRequest};
use vitrine_domain::*;
use vitrine_media::{Pictures, Size};
use vitrine_synthesis::builtin;

const DESCRIBED: &str = "A red square lies on a blue ground, a little left of the middle.";

fn of_kind(taught: &Taught, kind: &str, samples: i64) -> SynthesisRequest {
    SynthesisRequest {
        counts: [(kind.to_owned(), samples)].into(),
        ..taught.request(samples, 10_000_000, 2)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_that_sees_is_sent_the_image_itself_and_no_captions() {
    let mut taught = Taught::new(3, &[]).await;
    taught.judge.always(Does::Scores(DESCRIBED));
    let store = taught.house.db.store.clone();
    let items = store
        .item_list(&taught.member, &ItemFilter::default())
        .await;
    let hashes: BTreeSet<String> = items
        .unwrap()
        .rows
        .into_iter()
        .map(|r| r.item.image.sha256)
        .collect();
    let mut request = of_kind(&taught, "detail", 3);
    request.teacher.sees = TeacherSees::Image;
    let run = taught.ask(&request).await;
    taught.worker("worker");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);
    assert_eq!((run.totals.made, run.totals.items), (3, 3));

    let kind = builtin().into_iter().find(|k| k.name == "detail").unwrap();
    let data = taught.house.data();
    let pictures = Pictures::open(Path::new(&data).to_str().unwrap()).unwrap();
    let mut kept = BTreeSet::new();
    for sha256 in &hashes {
        let bytes = pictures.get_sized(sha256, Size::Screen).await.unwrap();
        kept.insert(bytes.unwrap().to_vec());
    }
    let mut sent = BTreeSet::new();
    for (_, body) in taught.judge.heard() {
        let text = body.to_string();
        assert!(
            !text.contains(CAPTION) && !text.contains("sha256:"),
            "{text}"
        );
        let messages = body["messages"].as_array().unwrap();
        assert_eq!(messages.len(), 2, "no examples: they are of captions");
        assert_eq!(
            messages[0]["content"].as_str(),
            kind.system_seeing.as_deref()
        );
        let parts = messages[1]["content"].as_array().unwrap();
        assert_eq!(parts[0]["type"], "text");
        assert_eq!(parts[1]["type"], "image_url");
        let asked = parts[0]["text"].as_str().unwrap();
        assert!(kind.instructions.iter().any(|i| i == asked), "{asked}");
        let url = parts[1]["image_url"]["url"].as_str().unwrap();
        let bytes = STANDARD
            .decode(url.strip_prefix("data:image/jpeg;base64,").unwrap())
            .unwrap();
        let picture = image::load_from_memory(&bytes).unwrap();
        assert!(picture.width() > 1 && picture.width().max(picture.height()) <= 1600);
        sent.insert(bytes);
    }
    assert_eq!(sent, kept, "each image once, to the byte");
    // The question that was asked is the item's, and the reply its proposal.
    let said = ItemFilter {
        q: Some("a little left of the middle".into()),
        ..Default::default()
    };
    let made = store.item_list(&taught.member, &said).await.unwrap().rows;
    assert_eq!(made.len(), 3);
    for row in made {
        assert!(kind.instructions.contains(&row.item.instruction));
        assert_eq!(row.proposed.as_deref(), Some(DESCRIBED));
    }
    // What is kept of it names the image by its hash: the record holds no picture.
    let samples = store
        .sample_list(&taught.member, run.id, &SampleFilter::default())
        .await
        .unwrap();
    let hashes: BTreeSet<_> = samples
        .rows
        .iter()
        .map(|s| s.request_hash.clone())
        .collect();
    assert_eq!(hashes.len(), 3);
    assert_eq!(
        taught
            .judge
            .named()
            .into_iter()
            .map(Some)
            .collect::<BTreeSet<_>>(),
        hashes
    );
}

const INSTRUCTIONS: [&str; 2] = ["What does the chart show?", "Read the chart."];

#[tokio::test(flavor = "multi_thread")]
async fn a_projects_own_kind_goes_from_its_settings_to_proposals_in_the_version_that_was_asked_for()
{
    let mut taught = Taught::new(4, &[]).await;
    taught.judge.always(Does::Scores("It rises from 2 to 9."));
    let store = taught.house.db.store.clone();
    let kind = |system: &str| -> NewInstructionKind {
        serde_json::from_value(serde_json::json!({
            "name": "read_a_chart", "title": "Reads a chart", "form": "answer", "context": "captions",
            "system": system, "instructions": INSTRUCTIONS,
            "examples": [{"captions": ["A chart of rain."], "reply": "It falls from 9 to 2."}],
            "reply_tokens": 30
        }))
        .unwrap()
    };
    let first = store
        .instruction_kind_add(&taught.member, &kind("Read it."))
        .await;
    assert_eq!(first.unwrap().version, 1);
    let run = taught.ask(&of_kind(&taught, "read_a_chart", 6)).await;
    // Changed before a worker comes: the run goes by what it was asked for with.
    let second = store
        .instruction_kind_add(&taught.member, &kind("Guess it."))
        .await;
    assert_eq!(second.unwrap().version, 2);
    taught.worker("worker");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);
    assert_eq!((run.totals.made, run.totals.pairs), (6, 6));
    for (_, body) in taught.judge.heard() {
        let said: Vec<(&str, &str)> = body["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| (m["role"].as_str().unwrap(), m["content"].as_str().unwrap()))
            .collect();
        let before = [
            ("system", "Read it."),
            ("user", "A chart of rain."),
            ("assistant", "It falls from 9 to 2."),
        ];
        assert_eq!(said[..3], before);
        // The kind's instructions differ: the teacher is told which of them the answer is filed under.
        let asked = said[3].1.strip_prefix(CAPTION).unwrap().trim_start();
        assert!(INSTRUCTIONS.contains(&asked), "{asked}");
    }
    let filter = ItemFilter {
        q: Some("rises from 2 to 9".into()),
        ..Default::default()
    };
    let rows = store.item_list(&taught.member, &filter).await.unwrap().rows;
    assert_eq!(rows.len() as i64, run.totals.items);
    // A second sample of an image answers the other instruction, so that none is asked already.
    assert_eq!(run.totals.items, 6);
    for row in rows {
        assert!(INSTRUCTIONS.contains(&row.item.instruction.as_str()));
        let history = store
            .item_history(&taught.member, row.item.id)
            .await
            .unwrap();
        let taught = history.proposals[0].taught.clone().unwrap();
        assert_eq!(
            (taught.kind.as_str(), taught.template_version),
            ("read_a_chart", 1)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_answer_is_asked_for_again_and_one_cut_at_its_limit_is_kept_and_makes_nothing() {
    const CUT: &str = "Question:\nWhat lies there?\n===\nAnswer:\nA red squ";
    const HALF_A_PAIR: &str =
        "Question:\nWhat lies there?\n===\nAnswer:\nA red square.\n===\nQuestion:\nWhere";
    let plan = [
        Does::HalfAnAnswer,
        Does::HalfAnAnswer,
        Does::CutShort(CUT),
        Does::Scores(HALF_A_PAIR),
    ];
    let mut taught = Taught::new(2, &plan).await;
    let request = of_kind(&taught, "conversation", 2);
    let run = taught
        .ask(&SynthesisRequest {
            teacher: Teacher {
                concurrency: 1,
                ..request.teacher.clone()
            },
            ..request
        })
        .await;
    taught.worker("worker");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);
    let t = &run.totals;
    assert_eq!((t.made, t.unparsed, t.pairs, t.items), (0, 2, 0, 0));
    // Two broken-off replies and the one that came; what could not be read was paid for, and is not asked for again.
    assert_eq!(taught.judge.heard().len(), 4);
    let store = taught.house.db.store.clone();
    let samples = store
        .sample_list(&taught.member, run.id, &SampleFilter::default())
        .await
        .unwrap()
        .rows;
    let tries: Vec<i32> = samples.iter().map(|s| s.tries).collect();
    assert_eq!(tries, [3, 1]);
    assert_eq!(samples[0].reply.as_deref(), Some(CUT));
    assert!(
        samples[0].reason.as_ref().unwrap().contains("limit"),
        "{:?}",
        samples[0].reason
    );
    assert_eq!(samples[1].reply.as_deref(), Some(HALF_A_PAIR));
    assert!(samples[1].reason.is_some());
    for s in &samples {
        assert_eq!(s.prompt_tokens + s.reply_tokens, REPLY_TOKENS);
    }
    assert!(
        t.spent_tokens > 2 * REPLY_TOKENS,
        "the broken-off ones may have been charged for"
    );
}
