use super::grown_tests::grown;
use super::{Unread, read};
use crate::desk::Start;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;
use vitrine_domain::api::{
    BatchResult, DeskItem, ErrorEnvelope, ItemPage, QueueCount, ReviewReceipt, UploadReport,
};
use vitrine_domain::keymap::Keymap;
use vitrine_domain::rules::calibration::Calibration;
use vitrine_domain::{
    BenchmarkEvaluation, Comment, Draft, DraftBody, Member, ModelVersion, Project, ProjectSummary,
    Reveal, SamplingRule, SynthesisRun, TrainingRun, TrainingRunDetail,
};

/// Both readers make the same of it, or neither makes anything. Was it read?
fn both<T: Serialize + DeserializeOwned>(text: &str) -> bool {
    let ours = read::<T>(text)
        .ok()
        .map(|t| serde_json::to_value(t).unwrap());
    let theirs = (serde_json::from_str::<T>(text).ok()).map(|t| serde_json::to_value(t).unwrap());
    assert_eq!(ours, theirs, "{text}");
    ours.is_some()
}

/// What may stand where something else should.
fn others() -> [Value; 12] {
    let (list, object) = (json!([]), json!({}));
    let texts = ["", "b", "2026-01-02T03:04:05.678+02:00"].map(Value::from);
    let numbers = [json!(1), json!(-1), json!(1.5), json!(u64::MAX)];
    let [a, b, c] = texts;
    let [d, e, f, g] = numbers;
    [
        Value::Null,
        Value::Bool(true),
        list,
        object,
        json!({ "b": null }),
        a,
        b,
        c,
        d,
        e,
        f,
        g,
    ]
}

/// The whole with one thing in it changed, by turns all of them.
fn each_change(whole: &Value, part: &str, tell: &mut dyn FnMut(&Value)) {
    let mut changed = whole.clone();
    let mut with = |now: Value, tell: &mut dyn FnMut(&Value)| {
        *changed.pointer_mut(part).unwrap() = now;
        tell(&changed);
    };
    let was = whole.pointer(part).unwrap();
    for other in others() {
        with(other, tell);
    }
    match was {
        Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert("of another day".into(), json!({ "a": [1, null] }));
            with(Value::Object(more), tell);
            for name in fields.keys() {
                let mut less = fields.clone();
                less.remove(name);
                with(Value::Object(less), tell);
                each_change(whole, &format!("{part}/{name}"), tell);
            }
        }
        Value::Array(items) => {
            let more = items.iter().chain(items.last()).cloned();
            with(more.collect(), tell);
            with(items.iter().skip(1).cloned().collect(), tell);
            for n in 0..items.len() {
                each_change(whole, &format!("{part}/{n}"), tell);
            }
        }
        _ => {}
    }
}

fn agree_on<T: Serialize + DeserializeOwned>(whole: &Value) {
    assert!(both::<T>(&whole.to_string()), "{whole}");
    let (mut read, mut refused) = (0, 0);
    each_change(
        whole,
        "",
        &mut |changed| match both::<T>(&changed.to_string()) {
            true => read += 1,
            false => refused += 1,
        },
    );
    assert!(read > 0 && refused > 0);
}

/// With each variant of its enums, by turns.
fn agree<T: Serialize + DeserializeOwned>() {
    for turn in 0..8 {
        agree_on::<T>(&serde_json::to_value(grown::<T>(turn)).unwrap());
    }
}

#[test]
fn it_reads_what_the_desk_is_sent_as_serde_json_does() {
    agree::<Option<DeskItem>>();
    agree::<Draft>();
    agree::<ReviewReceipt>();
    agree::<ErrorEnvelope>();
    agree::<QueueCount>();
    agree::<Vec<Comment>>();
    agree::<Reveal>();
    agree::<Calibration>();
    agree::<Vec<Member>>();
    agree::<Vec<ProjectSummary>>();
    agree::<ItemPage>();
    agree::<Start>();
}

#[test]
fn it_reads_what_other_pages_are_sent_as_serde_json_does() {
    agree::<Project>();
    agree::<ModelVersion>();
    agree::<Vec<TrainingRun>>();
    agree::<TrainingRunDetail>();
    agree::<BenchmarkEvaluation>();
    agree::<Option<SamplingRule>>();
    agree::<SynthesisRun>();
}

/// Fields that lie beside those of another record, and kinds that a field tells: what of it is left to serde.
#[test]
fn it_reads_records_within_records_and_keys() {
    let review = serde_json::to_value(grown::<ReviewReceipt>(0)).unwrap()["review"].clone();
    let id = review["item_id"].clone();
    agree_on::<Vec<BatchResult>>(&json!([
        { "item_id": id, "outcome": "accepted", "review": review },
        { "item_id": id, "outcome": "refused", "code": "claim_lost", "message": "a" },
    ]));
    agree_on::<UploadReport>(&json!({ "files": [
        { "name": "a", "outcome": "added", "item_id": id, "set_aside": true },
        { "name": "b", "outcome": "already_there", "item_id": id },
        { "name": "c", "outcome": "refused", "message": "a" },
    ] }));
    agree_on::<Keymap>(&json!({ "undo": "j", "skip": "ö", "reject": null }));
}

#[test]
fn numbers_are_what_they_are_to_the_last_bit() {
    fn all<T: Serialize + DeserializeOwned + Debug + PartialEq>() {
        for text in [
            "0",
            "-0",
            "1",
            "-1",
            "1.0",
            "1e0",
            "-1.5",
            "0.1",
            "1e-400",
            "1e400",
            "16777217",
            "255",
            "256",
            "65536",
            "2147483648",
            "-2147483649",
            "4294967296",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "null",
            "\"1\"",
            "01",
            "",
        ] {
            let theirs = serde_json::from_str::<T>(text).ok();
            assert_eq!(read::<T>(text).ok(), theirs, "{text}");
        }
    }
    all::<u8>();
    all::<u16>();
    all::<u32>();
    all::<u64>();
    all::<usize>();
    all::<i16>();
    all::<i32>();
    all::<i64>();
    all::<f32>();
    all::<f64>();
    all::<Option<i64>>();
    assert_eq!(read("9007199254740993"), Ok(9_007_199_254_740_993_i64));
}

#[test]
fn texts_come_whole() {
    let text = "“ö”\n\\ \u{1f600}\0";
    assert_eq!(
        read::<String>(&json!(text).to_string()).as_deref(),
        Ok(text)
    );
    assert_eq!(read(r#""😀""#), Ok('\u{1f600}'));
    assert!(read::<char>(r#""ab""#).is_err());
    assert_eq!(read("null"), Ok(()));
    assert_eq!(read::<()>(""), Err(Unread::Text(1, 0)));
    assert!(read::<String>(r#""a" "b""#).is_err());
}

#[test]
fn an_error_says_where() {
    let at = |place: &str| Unread::At(place.into());
    let envelope = |text: &str| read::<ErrorEnvelope>(text).unwrap_err();
    assert_eq!(envelope("{}"), at("error"));
    assert_eq!(
        envelope(r#"{"error":{"code":"invalid"}}"#),
        at("error.message")
    );
    assert_eq!(
        envelope(r#"{"error":{"code":"b","message":"a"}}"#),
        at("error.code")
    );
    assert_eq!(envelope("[]"), at("error"));
    assert_eq!(envelope("1"), at(""));
    assert_eq!(envelope("{\n<html>"), Unread::Text(2, 1));
    let point = json!({ "label": "a", "kind": "point", "xy": [0.5, 0.5], "source": "person" });
    let mut short = point.clone();
    short["xy"] = json!([0.5]);
    let draft = json!({ "proposal_id": null, "answer": "", "regions": [point, short] });
    let e = read::<DraftBody>(&draft.to_string()).unwrap_err();
    assert_eq!(e, at("regions.1.xy"));
    assert_eq!(e.to_string(), "“regions.1.xy” is missing or something else");
}

/// A browser that has the script of the day before must not stop for what is new; nor where something comes twice.
#[test]
fn what_comes_twice_counts_once() {
    let text = r#"{"error":{"code":"invalid","message":"a","message":"b","more":{}}}"#;
    assert_eq!(read::<ErrorEnvelope>(text).unwrap().error.message, "a");
}
