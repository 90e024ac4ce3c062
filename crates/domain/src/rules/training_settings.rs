//! Which settings a training has, and between what they lie: checked where a person gives them, so that nobody waits for
//! a run that cannot be. The engine reads them (`worker/src/learn/config.rs`, whose test holds its fields against these).

use crate::Invalid;
use serde_json::{Map, Value};

const STEPS: i64 = 1_000_000;
const EPOCHS: i64 = 1_000;
const BATCH: i64 = 1_024;
/// Whole numbers that every reader of JSON takes as they are.
const SEED: i64 = (1 << 53) - 1;

const STAGES: &[&str] = &["align", "instruct", "full"];
const LINEARS: &[&str] = &[
    "q_proj",
    "k_proj",
    "v_proj",
    "o_proj",
    "gate_proj",
    "up_proj",
    "down_proj",
];

const ALL: &[Setting] = &[
    group("train", TRAIN),
    group("head", HEAD),
    number("replay", 0.0, 1.0),
    setting("findings", Kind::YesNo),
    whole("first", 1, STEPS).or_null(),
    whole("seed", -SEED, SEED).or_null(),
];

const TRAIN: &[Setting] = &[
    whole("seed", 0, SEED),
    setting("stage", Kind::OneOf(STAGES)),
    whole("lora_r", 1, 1_024),
    number("lora_alpha", 0.0, 10_000.0),
    setting("lora_targets", Kind::Several(LINEARS)),
    number("lora_dropout", 0.0, 0.99),
    number("lr_adapter", 0.0, 1.0),
    number("lr_projector", 0.0, 1.0),
    number("lr_language", 0.0, 1.0),
    whole("batch", 1, BATCH),
    whole("micro_batch", 1, BATCH).or_null(),
    whole("epochs", 1, EPOCHS),
    whole("min_steps", 0, STEPS),
    whole("max_steps", 1, STEPS).or_null(),
    number("warmup_ratio", 0.0, 1.0),
    number("clip", 0.0, 1_000_000.0),
    number("weight_decay", 0.0, 1.0),
    whole("checkpoint_every", 1, STEPS),
    whole("early_stop", 1, EPOCHS).or_null(),
    whole("max_skipped", 0, STEPS),
    group("preference", PREFERENCE).or_null(),
    setting("recompute", Kind::YesNo),
];

const PREFERENCE: &[Setting] = &[number("beta", 0.001, 100.0), number("weight", 0.0, 100.0)];

const HEAD: &[Setting] = &[
    whole("seed", 0, SEED),
    whole("epochs", 1, EPOCHS),
    whole("min_steps", 0, STEPS),
    whole("batch", 1, BATCH),
    number("lr", 0.0, 1.0),
    number("weight_decay", 0.0, 1.0),
    number("dropout", 0.0, 0.99),
    whole("negatives", 0, STEPS),
    whole("positives", 1, STEPS),
    whole("folds", 1, 16),
];

struct Setting {
    name: &'static str,
    kind: Kind,
    null: bool,
}

enum Kind {
    Whole(i64, i64),
    Number(f64, f64),
    YesNo,
    OneOf(&'static [&'static str]),
    /// A list of at least one of them.
    Several(&'static [&'static str]),
    Group(&'static [Setting]),
}

const fn setting(name: &'static str, kind: Kind) -> Setting {
    Setting {
        name,
        kind,
        null: false,
    }
}

const fn whole(name: &'static str, from: i64, to: i64) -> Setting {
    setting(name, Kind::Whole(from, to))
}

const fn number(name: &'static str, from: f64, to: f64) -> Setting {
    setting(name, Kind::Number(from, to))
}

const fn group(name: &'static str, of: &'static [Setting]) -> Setting {
    setting(name, Kind::Group(of))
}

impl Setting {
    /// Null stands for none of it.
    const fn or_null(self) -> Setting {
        Setting {
            name: self.name,
            kind: self.kind,
            null: true,
        }
    }
}

/// What a project or a run asks for; what is left out has its default.
///
/// # Errors
/// Names the first setting that there is not, or that does not lie where it may, and what it may be.
pub fn check(settings: &Value) -> Result<(), Invalid> {
    let Value::Object(given) = settings else {
        return Err(Invalid::new(
            r#"the training settings must be a JSON object, such as {"train": {"epochs": 4}}"#,
        ));
    };
    all(ALL, given, "")?;
    let single = settings.pointer("/head/folds").and_then(Value::as_i64) == Some(1);
    // On by default.
    if single && given.get("findings") != Some(&Value::Bool(false)) {
        return Err(Invalid::new(
            "findings come from members that did not learn from an image: set head.folds to 2 or more, or findings to \
             false",
        ));
    }
    Ok(())
}

fn all(known: &[Setting], given: &Map<String, Value>, at: &str) -> Result<(), Invalid> {
    for (name, value) in given {
        match known.iter().find(|s| s.name == name) {
            Some(setting) => one(setting, value, at)?,
            None => return Err(unknown(known, name, at)),
        }
    }
    Ok(())
}

fn one(setting: &Setting, value: &Value, at: &str) -> Result<(), Invalid> {
    if setting.null && value.is_null() {
        return Ok(());
    }
    let path = format!("{at}{}", setting.name);
    let right = match (&setting.kind, value) {
        (Kind::Whole(from, to), value) => {
            value.as_i64().is_some_and(|n| (*from..=*to).contains(&n))
        }
        (Kind::Number(from, to), value) => {
            value.as_f64().is_some_and(|n| (*from..=*to).contains(&n))
        }
        (Kind::YesNo, value) => value.is_boolean(),
        (Kind::OneOf(words), value) => value.as_str().is_some_and(|w| words.contains(&w)),
        (Kind::Several(words), Value::Array(all)) => {
            let known = |v: &Value| v.as_str().is_some_and(|w| words.contains(&w));
            !all.is_empty() && all.iter().all(known)
        }
        (Kind::Several(_), _) => false,
        (Kind::Group(known), Value::Object(given)) => {
            return all(known, given, &format!("{path}."));
        }
        (Kind::Group(_), _) => false,
    };
    if right {
        return Ok(());
    }
    let null = if setting.null { ", or null" } else { "" };
    let given: String = value.to_string().chars().take(40).collect();
    Err(Invalid::new(format!(
        "the training setting {path} must be {}{null}; it is {given}",
        setting.kind.words()
    )))
}

/// With the place where there is one of that name.
fn unknown(known: &[Setting], name: &str, at: &str) -> Invalid {
    let inside = known.iter().filter_map(|s| match &s.kind {
        Kind::Group(of) if of.iter().any(|s| s.name == name) => Some(format!("{}.{name}", s.name)),
        _ => None,
    });
    let inside: Vec<String> = inside.collect();
    let hint = match inside.first() {
        Some(_) => format!("it is {} here", inside.join(" or ")),
        None => {
            let names: Vec<&str> = known.iter().map(|s| s.name).collect();
            format!("there are {}", names.join(", "))
        }
    };
    let name: String = name.chars().take(40).collect();
    Invalid::new(format!("there is no training setting {at}{name}; {hint}"))
}

impl Kind {
    fn words(&self) -> String {
        match self {
            Kind::Whole(from, to) => format!("a whole number from {from} to {to}"),
            Kind::Number(from, to) => format!("a number from {from} to {to}"),
            Kind::YesNo => "true or false".into(),
            Kind::OneOf(words) => format!("one of {}", words.join(", ")),
            Kind::Several(words) => format!("a list of one or more of {}", words.join(", ")),
            Kind::Group(_) => "a JSON object".into(),
        }
    }
}

#[cfg(test)]
mod tests;
