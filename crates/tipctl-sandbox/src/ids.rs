//! Ids in the shapes that AWS gives them, each a function of the account's seed and of how many were made before.
//! The counter is part of the account, so ids do not repeat after the state file is read again.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const HEX: &[u8] = b"0123456789abcdef";
const BASE32_UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE36_UPPER: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The account's source of ids.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ids {
    seed: u64,
    made: u64,
}

impl Ids {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { seed, made: 0 }
    }

    /// A GUID of version 4, as the Identity Store and S3 Access Grants use them.
    pub(crate) fn guid(&mut self) -> String {
        guid(&self.next_digest())
    }

    /// A prefix and `length` characters of lower-case hexadecimal: `apl-` + 16, `ssoins-` + 16.
    pub(crate) fn hex(&mut self, prefix: &str, length: usize) -> String {
        spell(prefix, &self.next_digest(), HEX, length)
    }

    /// An EMR Studio id: `es-` and 25 upper-case letters and digits.
    pub(crate) fn studio(&mut self) -> String {
        spell("es-", &self.next_digest(), BASE36_UPPER, 25)
    }

    /// An IAM unique id: `prefix` (`AROA` for a role, `ANPA` for a managed policy) and 17 characters.
    pub(crate) fn iam(&mut self, prefix: &str) -> String {
        spell(prefix, &self.next_digest(), BASE32_UPPER, 17)
    }

    /// The access key of a session: `prefix` and as many characters as make it twenty.
    pub(crate) fn access_key(&mut self, prefix: &str) -> String {
        spell(prefix, &self.next_digest(), BASE32_UPPER, 20_usize.saturating_sub(prefix.len()))
    }

    fn next_digest(&mut self) -> Vec<u8> {
        self.made += 1;
        digest("object", self.seed, self.made)
    }
}

/// The id of the `nth` request that a sandbox answers.
pub(crate) fn request_id(seed: u64, nth: u64) -> String {
    guid(&digest("request", seed, nth))
}

/// The id of what a user signed in with at a moment.
pub(crate) fn credential_id(account_id: &str, user_id: &str, at_ms: u64) -> String {
    guid(&Sha256::digest(format!("credential/{account_id}/{user_id}/{at_ms}")))
}

fn digest(purpose: &str, seed: u64, nth: u64) -> Vec<u8> {
    Sha256::digest(format!("{purpose}/{seed}/{nth}")).to_vec()
}

fn guid(digest: &[u8]) -> String {
    let hex = spell("", digest, HEX, 32);
    let mut groups = String::with_capacity(36);
    for (at, digit) in hex.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            groups.push('-');
        }
        groups.push(match at {
            12 => '4',
            16 => 'a',
            _ => digit,
        });
    }
    groups
}

fn spell(prefix: &str, digest: &[u8], alphabet: &[u8], length: usize) -> String {
    let letters = digest
        .iter()
        .cycle()
        .take(length)
        .filter_map(|byte| alphabet.get(usize::from(*byte) % alphabet.len()));
    prefix.chars().chain(letters.map(|letter| char::from(*letter))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_shapes_of_aws_and_follow_the_seed() {
        let mut ids = Ids::seeded(7);
        let guid = ids.guid();
        assert_eq!(guid.len(), 36);
        assert_eq!(guid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(ids.hex("apl-", 16).len(), 20);
        assert_eq!(ids.studio().len(), 28);
        assert_eq!(ids.iam("AROA").len(), 21);
        assert_eq!(ids.access_key("ASIA").len(), 20);

        let mut again = Ids::seeded(7);
        assert_eq!(again.guid(), guid);
        assert_ne!(again.guid(), guid);
        assert_ne!(Ids::seeded(8).guid(), guid);
        assert_ne!(request_id(7, 1), guid);
    }

    #[test]
    fn the_counter_survives_the_state_file() {
        let mut ids = Ids::seeded(7);
        ids.guid();
        let mut reread: Ids = serde_json::from_str(&serde_json::to_string(&ids).unwrap()).unwrap();
        assert_eq!(reread.guid(), ids.guid());
    }
}
