//! The keys and aliases of the account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::fault::KmsError;
use super::key::{Key, Manager};
use crate::services::iam::resource_policy::ResourcePolicy;

/// 2025-06-01T00:00:00Z, when the keys of the fresh account came about.
const MADE_AT_MS: u64 = 1_748_736_000_000;

/// Keys and aliases by ARN.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    keys: BTreeMap<String, Key>,
    aliases: BTreeMap<String, Alias>,
}

/// Another name of a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alias {
    /// With `alias/` before it.
    pub(super) name: String,
    /// The ARN of its key.
    pub(super) key_arn: String,
    pub(super) made_at_ms: u64,
}

/// Where names are looked up: the account and region of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) region: &'a str,
    pub(crate) account_id: &'a str,
}

impl Place<'_> {
    /// The ARN of a key or an alias of this place.
    pub(super) fn arn(&self, resource: &str) -> String {
        format!("arn:aws:kms:{}:{}:{resource}", self.region, self.account_id)
    }
}

impl State {
    /// A key by its id, its ARN, or the name or ARN of an alias, with its ARN.
    pub(crate) fn find(&self, place: Place<'_>, name: &str) -> Option<(&String, &Key)> {
        let arn = match name {
            arn if arn.starts_with("arn:") => arn.to_owned(),
            alias if alias.starts_with("alias/") => place.arn(alias),
            id => place.arn(&format!("key/{id}")),
        };
        let arn = self.aliases.get(&arn).map_or(arn, |alias| alias.key_arn.clone());
        self.keys.get_key_value(&arn)
    }

    /// The keys of a region, in the order of their ARNs.
    pub(super) fn keys<'a>(&'a self, region: &'a str) -> impl Iterator<Item = (&'a String, &'a Key)> {
        self.keys.iter().filter(move |(_, key)| key.region == region)
    }

    pub(super) fn key_mut(&mut self, arn: &str) -> Result<&mut Key, KmsError> {
        self.keys.get_mut(arn).ok_or_else(|| KmsError::NoSuchKey(arn.to_owned()))
    }

    pub(super) fn add_key(&mut self, arn: String, key: Key) {
        self.keys.insert(arn, key);
    }

    /// The aliases whose ARNs begin with this, in the order of their ARNs.
    pub(super) fn aliases<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a String, &'a Alias)> {
        self.aliases.range(prefix.to_owned()..).take_while(move |(arn, _)| arn.starts_with(prefix))
    }

    pub(super) fn add_alias(&mut self, arn: String, alias: Alias) -> Result<(), KmsError> {
        if self.aliases.contains_key(&arn) {
            return Err(KmsError::AliasExists(arn));
        }
        self.aliases.insert(arn, alias);
        Ok(())
    }

    pub(super) fn remove_alias(&mut self, arn: &str) -> Result<(), KmsError> {
        self.aliases.remove(arn).map(drop).ok_or_else(|| KmsError::NoSuchAlias(arn.to_owned()))
    }

    /// A key of the account's own, which its policy leaves to the account, and the keys that S3 and Glue keep for it.
    pub(crate) fn fresh() -> Self {
        let place = Place { region: "ap-northeast-1", account_id: "111122223333" };
        let mut state = Self { keys: BTreeMap::new(), aliases: BTreeMap::new() };
        for (id, alias, service) in [
            ("1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c01", "alias/acme-data", None),
            ("1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c02", "alias/aws/s3", Some("s3")),
            ("1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c03", "alias/aws/glue", Some("glue")),
        ] {
            let policy = service.map_or_else(|| own_policy(place), |service| managed_policy(place, service));
            let Ok(policy) = ResourcePolicy::parse(&policy) else { continue };
            let key_arn = place.arn(&format!("key/{id}"));
            let key = Key {
                id: id.to_owned(),
                region: place.region.to_owned(),
                manager: if service.is_some() { Manager::Aws } else { Manager::Customer },
                is_enabled: true,
                description: String::new(),
                is_multi_region: false,
                policy,
                made_at_ms: MADE_AT_MS,
            };
            let name = alias.to_owned();
            let alias = Alias { name, key_arn: key_arn.clone(), made_at_ms: MADE_AT_MS };
            state.aliases.insert(place.arn(&alias.name), alias);
            state.keys.insert(key_arn, key);
        }
        state
    }
}

/// The policy of a key that is made without one: everything is left to the account.
// AWS: KMS developer guide, "Default key policy".
pub(super) fn own_policy(place: Place<'_>) -> String {
    let account = format!("arn:aws:iam::{}:root", place.account_id);
    let statement = json!({ "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": { "AWS": account },
        "Action": "kms:*", "Resource": "*" });
    json!({ "Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement] }).to_string()
}

/// The policy of a key that a service keeps: everyone in the account, through the service.
// AWS: KMS developer guide, "View a key policy", of `alias/aws/s3`.
fn managed_policy(place: Place<'_>, service: &str) -> String {
    let through = format!("{service}.{}.amazonaws.com", place.region);
    let equal = json!({ "kms:CallerAccount": place.account_id, "kms:ViaService": through });
    let actions = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
    let statement = json!({ "Sid": "Allow access through the service", "Effect": "Allow", "Principal": { "AWS": "*" },
        "Action": actions, "Resource": "*", "Condition": { "StringEquals": equal } });
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_each_of_its_names() {
        let state = State::fresh();
        let place = Place { region: "ap-northeast-1", account_id: "111122223333" };
        let arn = "arn:aws:kms:ap-northeast-1:111122223333:key/1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c01";
        for name in [
            arn,
            "1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c01",
            "alias/acme-data",
            "arn:aws:kms:ap-northeast-1:111122223333:alias/acme-data",
        ] {
            assert_eq!(state.find(place, name).unwrap().0, arn, "{name}");
        }
        assert!(state.find(Place { region: "eu-west-1", ..place }, "alias/acme-data").is_none());
        assert!(state.find(place, "alias/acme").is_none());
        assert_eq!(state.keys("ap-northeast-1").count(), 3);
    }
}
