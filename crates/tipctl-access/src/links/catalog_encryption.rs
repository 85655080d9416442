//! The encryption of the Glue data catalog (facts/tip-chain.md L17).

use tipctl_model::inventory::{CatalogEncryption, Inventory, Sight};

use super::{
    key::{Through, Use, usable},
    role::{Played, taking},
    unsaid,
};
use crate::{Verdict, policy::Caller};

const GLUE: &str = "glue.amazonaws.com";

/// Whether the catalog can be read with a user's identity: TIP219.
pub fn readable(inventory: &Inventory) -> Verdict {
    match inventory.catalog.encryption.as_ref() {
        Sight::There(encryption) => allows(inventory, encryption),
        Sight::Absent => Verdict::Holds,
        Sight::Unseen => unsaid(inventory, "how the data catalog is encrypted"),
    }
}

/// AWS: an encrypted catalog works only where Glue uses a role of its own for the key, and the key is the customer's.
fn allows(inventory: &Inventory, encryption: &CatalogEncryption) -> Verdict {
    let role = match encryption.mode.as_str() {
        "" | "DISABLED" => return Verdict::Holds,
        "SSE-KMS-WITH-SERVICE-ROLE" => encryption.role.as_deref(),
        _ => None,
    };
    let Some(role) = role else {
        return Verdict::broken(
            219,
            "the data catalog is encrypted, and Glue has no role to encrypt and decrypt it with",
        );
    };
    // AWS: without a name it is the key that Glue keeps for the account.
    let key = encryption.key.as_deref().unwrap_or("alias/aws/glue");
    let known = inventory.keys.get(key);
    if key.contains("alias/aws/") || known.is_some_and(|key| key.is_aws_managed) {
        let cause =
            "the data catalog is encrypted with a key that AWS manages, which does not work with identities";
        return Verdict::broken(219, cause);
    }
    decrypts(inventory, role, key)
}

/// AWS: what the role must be for Glue to decrypt with it is [unverified]; that Glue can take it, and that it can use the key,
/// follows from what it is for.
fn decrypts(inventory: &Inventory, role: &str, key: &str) -> Verdict {
    let whose = "the role that Glue encrypts and decrypts the data catalog with";
    let played = match Played::see(inventory, Some(role), whose) {
        Ok(played) => played,
        Err(Verdict::Broken(breach)) => return Verdict::broken(219, breach.cause),
        Err(verdict) => return verdict,
    };
    let context = taking(&inventory.place, None);
    played.trusts(Caller::Service(GLUE), &["sts:AssumeRole"], &context, Some(219)).and(|| {
        usable(inventory, &played, Use { key, actions: &["kms:Decrypt"], through: Through::Glue, rule: 219 })
    })
}
