//! The encryption of the Glue data catalog (facts/tip-chain.md L17).

use tipctl_model::inventory::{CatalogEncryption, Inventory, Sight};

use super::unsaid;
use crate::Verdict;

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
    match encryption.mode.as_str() {
        "" | "DISABLED" => Verdict::Holds,
        "SSE-KMS-WITH-SERVICE-ROLE" if encryption.role.is_some() => {
            let key = encryption.key.as_deref().unwrap_or_default();
            let known = inventory.keys.get(key);
            if key.contains("alias/aws/") || known.is_some_and(|key| key.is_aws_managed) {
                let cause = "the data catalog is encrypted with a key that AWS manages, which does not work with identities";
                return Verdict::broken(219, cause);
            }
            Verdict::Holds
        }
        _ => Verdict::broken(
            219,
            "the data catalog is encrypted, and Glue has no role to encrypt and decrypt it with",
        ),
    }
}
