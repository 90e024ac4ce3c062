//! Names for reviewers that tell them apart and say nothing else.

use sha2::{Digest, Sha256};
use vitrine_domain::{ProjectId, UserId};

/// The same reviewer has the same pseudonym in all exports of one project, and another in every other project.
/// A keyed hash with the project's id as its key: it hides names from readers of the file, not from
/// those who know the ids of users and project.
pub fn pseudonym(project: ProjectId, reviewer: UserId) -> String {
    let mut hash = Sha256::new();
    hash.update(b"vitrine reviewer\0");
    hash.update(project.0.as_bytes());
    hash.update(reviewer.0.as_bytes());
    format!("reviewer-{}", &hex::encode(hash.finalize())[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_a_reviewer_and_project() {
        let (p, q) = (ProjectId::fresh(), ProjectId::fresh());
        let (a, b) = (UserId::fresh(), UserId::fresh());
        assert_eq!(pseudonym(p, a), pseudonym(p, a));
        assert_ne!(pseudonym(p, a), pseudonym(p, b));
        assert_ne!(pseudonym(p, a), pseudonym(q, a));
        assert!(!pseudonym(p, a).contains(&a.to_string()));
    }
}
