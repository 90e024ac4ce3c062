//! The fixed partition of photographs and cut-outs among the roles.

use sha2::{Digest, Sha256};

use crate::role::Role;

/// The part of the library a picture belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Share {
    /// For align, train and validation.
    Common,
    /// For held-out alone.
    HeldOut,
    /// For test alone.
    Test,
}

impl Share {
    pub const ALL: [Share; 3] = [Share::Common, Share::HeldOut, Share::Test];

    /// The share that a role draws from.
    pub fn for_role(role: Role) -> Share {
        match role {
            Role::Align | Role::Train | Role::Validation => Share::Common,
            Role::HeldOut => Share::HeldOut,
            Role::Test => Share::Test,
        }
    }

    /// The share of a picture: the first eight bytes of
    /// sha256(`kind`, 0, file name) as a little-endian number, modulo 20:
    /// 0 to 4 held-out (25 %), 5 and 6 test (10 %), the rest common. It hangs on
    /// the name alone, so adding pictures moves none.
    pub(crate) fn of(kind: &str, file: &str) -> Share {
        let hash = Sha256::new()
            .chain_update(kind.as_bytes())
            .chain_update([0])
            .chain_update(file.as_bytes())
            .finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        match u64::from_le_bytes(first) % 20 {
            0..5 => Share::HeldOut,
            5..7 => Share::Test,
            _ => Share::Common,
        }
    }
}
