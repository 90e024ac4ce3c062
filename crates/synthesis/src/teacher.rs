//! A teacher's address and settings, checked before anybody is asked.

use url::Url;
use vitrine_domain::{Invalid, Teacher, TeacherRule};

/// Requests in flight that one run may have.
const MOST_AT_ONCE: u16 = 64;
const MOST_TOKENS: u32 = 16_384;

/// Host and port of a teacher's address, read as the one who connects reads it.
pub fn host_and_port(url: &str) -> Result<(String, u16), Invalid> {
    let wrong = || Invalid::new("the teacher's address should be like https://api.example.com/v1");
    let parsed = Url::parse(url.trim()).map_err(|_| wrong())?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(wrong());
    }
    if !parsed.username().is_empty()
        || parsed.password().is_some()
        || parsed.query().is_some()
        || parsed.fragment().is_some()
    {
        return Err(Invalid::new(
            "the teacher's address must hold no password, key or query; the key is read from the worker's environment",
        ));
    }
    let host = parsed.host_str().ok_or_else(wrong)?;
    let port = parsed.port_or_known_default().ok_or_else(wrong)?;
    Ok((host.to_owned(), port))
}

/// Whether a project may ask this teacher, and in this way.
pub fn check(teacher: &Teacher, rule: &TeacherRule) -> Result<(), Invalid> {
    let (host, port) = host_and_port(&teacher.url)?;
    if !rule.allows(&host, port) {
        return Err(Invalid::new(format!(
            "{host} is not among the hosts that this project's teachers may have; a lead adds it under the rules of learning"
        )));
    }
    if teacher.model.trim().is_empty() || teacher.model.len() > 200 {
        return Err(Invalid::new(
            "name the teacher's model, in 200 characters at most",
        ));
    }
    if !(0.0..=2.0).contains(&teacher.temperature) {
        return Err(Invalid::new("a temperature lies between 0 and 2"));
    }
    if !(1..=MOST_TOKENS).contains(&teacher.max_tokens) {
        return Err(Invalid::new(format!(
            "a reply may have 1 to {MOST_TOKENS} tokens"
        )));
    }
    if !(1..=MOST_AT_ONCE).contains(&teacher.concurrency) {
        return Err(Invalid::new(format!(
            "1 to {MOST_AT_ONCE} requests may be in flight at a time"
        )));
    }
    if !(1..=600).contains(&teacher.timeout_seconds) {
        return Err(Invalid::new("a request may take 1 to 600 seconds"));
    }
    let prices = [teacher.prompt_price, teacher.reply_price];
    if !prices.iter().all(|p| (0.0..=10_000.0).contains(p)) {
        return Err(Invalid::new(
            "a price lies between 0 and 10,000 dollars per million tokens",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::teacher;

    #[test]
    fn an_address_is_a_host_and_nothing_secret() {
        let of = |url: &str| host_and_port(url).ok();
        assert_eq!(
            of("https://API.example.com/v1"),
            Some(("api.example.com".into(), 443))
        );
        assert_eq!(
            of("http://127.0.0.1:8000/v1"),
            Some(("127.0.0.1".into(), 8000))
        );
        // The numbers are one address, however they are written.
        assert_eq!(of("http://0x7f.1/v1"), Some(("127.0.0.1".into(), 80)));
        for bad in [
            "judge",
            "ftp://x/v1",
            "http://me:secret@x/v1",
            "http://x/v1?key=secret",
            "file:///etc/passwd",
        ] {
            let why = host_and_port(bad).unwrap_err().to_string();
            assert!(!why.contains("secret"), "{why}");
        }
    }

    #[test]
    fn a_teacher_is_asked_only_where_the_project_says_so() {
        let rule = TeacherRule {
            hosts: vec!["api.example.com".into()],
        };
        let teacher = Teacher {
            url: "https://api.example.com/v1".into(),
            ..teacher()
        };
        check(&teacher, &rule).unwrap();
        let why = check(&teacher, &TeacherRule::default()).unwrap_err();
        assert!(why.to_string().contains("api.example.com"), "{why}");
        for wrong in [
            Teacher {
                temperature: f64::NAN,
                ..teacher.clone()
            },
            Teacher {
                concurrency: 0,
                ..teacher.clone()
            },
            Teacher {
                max_tokens: 0,
                ..teacher.clone()
            },
            Teacher {
                prompt_price: -1.0,
                ..teacher.clone()
            },
            Teacher {
                model: " ".into(),
                ..teacher.clone()
            },
        ] {
            assert!(check(&wrong, &rule).is_err(), "{wrong:?}");
        }
    }
}
