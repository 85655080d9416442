//! Keys, and who may use them.

use serde::{Deserialize, Serialize};

use crate::services::iam::evaluation::{Question, Refusal, Rights, Verdict};
use crate::services::iam::resource_policy::ResourcePolicy;

/// A symmetric key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    pub(super) id: String,
    pub(super) region: String,
    pub(crate) manager: Manager,
    pub(crate) is_enabled: bool,
    pub(super) description: String,
    pub(super) is_multi_region: bool,
    pub(super) policy: ResourcePolicy,
    pub(super) made_at_ms: u64,
}

/// Whose key it is. Also the member `KeyManager` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Manager {
    /// A service of AWS's, for the account.
    Aws,
    Customer,
}

impl Key {
    /// Whether the session of a role of the key's account may do something with the key, given what the role's own policies
    /// say.
    // AWS: the key policy decides. What it allows a principal by name needs no policy of the principal's own; what it leaves
    // to the account does (KMS developer guide, "Troubleshooting key access").
    pub(crate) fn lets(
        &self,
        (role_arn, session_arn): (&str, &str),
        rights: &Rights,
        question: Question<'_>,
    ) -> bool {
        if !self.is_enabled {
            return false;
        }
        let own = rights.decide(question);
        match own {
            Err(Refusal::Denied(_)) => false,
            _ => {
                let verdict =
                    self.policy.verdict_for_session((role_arn, session_arn), own.is_ok(), question);
                verdict == Verdict::Allowed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::services::iam::evaluation::{Context, Policy};

    const ROLE: &str = "arn:aws:iam::111122223333:role/results";
    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/results/s";

    fn rights(effect: &str) -> Rights {
        let statement = json!({ "Effect": effect, "Action": "kms:Decrypt", "Resource": "*" });
        let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
        Rights::of_policies([Policy::read(&document.to_string())])
    }

    fn key(principal: &str) -> Key {
        let statement = json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "kms:*", "Resource": "*" });
        let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
        Key {
            id: "k".to_owned(),
            region: "ap-northeast-1".to_owned(),
            manager: Manager::Customer,
            is_enabled: true,
            description: String::new(),
            is_multi_region: false,
            policy: ResourcePolicy::parse(&document.to_string()).unwrap(),
            made_at_ms: 0,
        }
    }

    #[test]
    fn the_key_policy_decides_alone_or_leaves_it_to_the_account() {
        let context = Context::default();
        let question = Question::new("kms:Decrypt", "*", &context);
        let (allows, denies, silent) = (rights("Allow"), rights("Deny"), Rights::of_policies([]));
        let (by_name, by_account) = (key(ROLE), key("arn:aws:iam::111122223333:root"));
        for (key, rights, lets) in [
            (&by_name, &silent, true),
            (&by_name, &denies, false),
            (&by_account, &allows, true),
            (&by_account, &silent, false),
            (&by_account, &denies, false),
            (&key("arn:aws:iam::111122223333:role/other"), &allows, false),
        ] {
            assert_eq!(key.lets((ROLE, SESSION), rights, question), lets);
        }
        let disabled = Key { is_enabled: false, ..by_name };
        assert!(!disabled.lets((ROLE, SESSION), &allows, question));
    }
}
