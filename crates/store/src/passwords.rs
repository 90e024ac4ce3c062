//! Passwords: argon2id with the crate's defaults (OWASP's first choice), always off the async threads.

use crate::{Result, StoreError};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Argon2, password_hash::rand_core::OsRng};
use std::sync::OnceLock;
use tokio::sync::Semaphore;
use vitrine_domain::{Invalid, limits::PASSWORD_MIN_CHARS};

/// The hash to store, in PHC form. Refuses passwords that are too short or blank.
pub(crate) async fn hash(password: &str) -> Result<String> {
    if password.trim().is_empty() {
        return Err(Invalid::new(
            "the password is blank; choose one with letters, digits or signs",
        )
        .into());
    }
    if password.chars().count() < PASSWORD_MIN_CHARS {
        return Err(Invalid::new(format!(
            "the password is too short; it needs at least {PASSWORD_MIN_CHARS} characters"
        ))
        .into());
    }
    let password = password.to_owned();
    off_thread(move || hash_now(&password)).await
}

/// Is it the password? With no hash (an unknown name) the same work is done and the answer is no,
/// so that time does not tell which names exist.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let password = password.to_owned();
    off_thread(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.get_or_init(|| hash_now("nobody's")).clone());
        let right = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        known && right
    })
    .await
}

fn hash_now(password: &str) -> String {
    Argon2::default()
        .hash_password(password.as_bytes(), &SaltString::generate(&mut OsRng))
        .expect("argon2's defaults are valid parameters")
        .to_string()
}

/// Each takes 19 MiB for its time; the others wait.
static PERMITS: Semaphore = Semaphore::const_new(4);

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _permit = PERMITS.acquire().await;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| StoreError::Unavailable)
}
