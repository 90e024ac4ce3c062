//! Which program this is.

use vitrine_domain::CodeVersion;

/// The release and, where the build knew git, the commit.
pub fn version() -> CodeVersion {
    CodeVersion {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: Some(env!("VITRINE_COMMIT"))
            .filter(|commit| !commit.is_empty())
            .map(str::to_owned),
    }
}
