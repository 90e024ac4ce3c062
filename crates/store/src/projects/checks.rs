//! What a project's words and settings must be before they are stored.

use chrono::Utc;
use vitrine_domain::limits::{PHRASE_CHARS, PHRASES};
use vitrine_domain::rules::training_settings;
use vitrine_domain::{Invalid, ProjectSettings};

/// As the tables hold them.
pub const NAME_CHARS: usize = 200;
pub const INSTRUCTION_CHARS: usize = 4000;

pub fn checked_slug(slug: &str) -> Result<&str, Invalid> {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let fits =
        slug.len() <= 63 && slug.starts_with(word) && slug.chars().all(|c| word(c) || c == '-');
    match fits {
        true => Ok(slug),
        false => Err(Invalid::new(
            "a project's slug has up to 63 lower-case letters, digits and hyphens and begins with a letter or digit",
        )),
    }
}

pub fn checked_text<'a>(what: &str, text: &'a str, chars: usize) -> Result<&'a str, Invalid> {
    match !text.trim().is_empty() && text.chars().count() <= chars {
        true => Ok(text),
        false => Err(Invalid::new(format!("{what} has 1 to {chars} characters"))),
    }
}

/// `before`: what stands. What is as it was then is not measured by rules that came later, so that it does not stand in
/// the way of other changes.
pub fn check_settings(
    settings: &ProjectSettings,
    before: Option<&ProjectSettings>,
) -> Result<(), Invalid> {
    if settings.retrain_after.is_some_and(|n| n < 1) {
        return Err(Invalid::new("retrain_after must be at least 1"));
    }
    if u32::from(settings.validation_percent) + u32::from(settings.held_out_percent) > 90 {
        return Err(Invalid::new(
            "validation and held-out together must leave at least 10 % to train on",
        ));
    }
    if let Some(cron) = &settings.retrain_cron
        && before.is_none_or(|b| b.retrain_cron != settings.retrain_cron)
    {
        check_cron(cron)?;
    }
    if before.is_none_or(|b| b.gate != settings.gate) {
        settings.gate.check()?;
    }
    let host = |h: &String| {
        !h.is_empty() && h.len() <= 253 && !h.contains(|c: char| c.is_whitespace() || c == '/')
    };
    if settings.teachers.hosts.len() > 20 || !settings.teachers.hosts.iter().all(host) {
        return Err(Invalid::new(
            "name at most 20 hosts of teachers, each like api.example.com or 127.0.0.1:8000",
        ));
    }
    settings.queue.check()?;
    settings.second.check()?;
    if !(0.0..=50.0).contains(&settings.gold.percent) {
        return Err(Invalid::new(
            "the share of gold items lies between 0 and 50 %",
        ));
    }
    settings.care.check()?;
    if settings.phrases.len() > PHRASES
        || (settings.phrases.iter())
            .any(|p| !(1..=PHRASE_CHARS).contains(&p.trim().chars().count()))
    {
        return Err(Invalid::new(format!(
            "a project has up to {PHRASES} phrases of 1 to {PHRASE_CHARS} characters"
        )));
    }
    if before.is_none_or(|b| b.training != settings.training) {
        training_settings::check(&settings.training)?;
    }
    Ok(())
}

/// The clock looks once a minute: seconds would name none of its times.
fn check_cron(expression: &str) -> Result<(), Invalid> {
    let invalid = |why: String| {
        Invalid::new(format!(
            "“{expression}” is no five-field cron expression such as 0 3 * * *: {why}"
        ))
    };
    let cron = expression
        .parse::<croner::Cron>()
        .map_err(|error| invalid(error.to_string()))?;
    let fields = expression.split_whitespace().count();
    if fields != 5 && !expression.trim().starts_with('@') {
        return Err(invalid(format!("it has {fields} fields")));
    }
    match cron.find_next_occurrence(&Utc::now(), false) {
        Ok(_) => Ok(()),
        Err(_) => Err(Invalid::new(format!(
            "the schedule “{expression}” names a time that never comes; training would never start by it"
        ))),
    }
}
