//! The KMS keys that data, results and the catalog are encrypted with.

use std::collections::BTreeSet;

use aws_sdk_kms::types::KeyManagerType;
use futures::{StreamExt, stream};
use tipctl_model::{
    Fault, FaultClass, Inventory, Note,
    inventory::{KmsKey, Sight},
};

use super::{AT_ONCE, unread::note};
use crate::{
    aws::Aws,
    fault::fault,
    inventory::{Survey, of_live},
    policy,
};

/// Reads each key that the chain names, and its policy.
pub(super) async fn read(aws: &Aws, survey: &mut Survey) {
    let named = named(&of_live(survey, None));
    let reads = named.into_iter().map(|name| async move { (key(aws, &name).await, name) });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    for (found, name) in found {
        match found {
            Ok((arn, key, notes)) => {
                survey.notes.extend(notes);
                // What names it may be an id or an alias.
                if name != arn {
                    survey.surroundings.keys.insert(name, key.clone());
                }
                survey.surroundings.keys.insert(arn, key);
            }
            Err(fault) if fault.class == FaultClass::Absent => survey.surroundings.keys.rule_out(name),
            Err(fault) => {
                survey.notes.push(note(&format!("the KMS key `{name}`"), "kms:DescribeKey", &fault))
            }
        }
    }
}

fn named(view: &Inventory) -> BTreeSet<String> {
    let results =
        view.workgroups.iter().filter_map(|(_, workgroup)| workgroup.encryption.as_ref()?.key.clone());
    let buckets = view.buckets.iter().filter_map(|(_, bucket)| bucket.encryption.as_ref()?.key.clone());
    let catalog = view.catalog.encryption.as_ref().there().and_then(|encryption| encryption.key.clone());
    results.chain(buckets).chain(catalog).collect()
}

/// The ARN of the key that `name` names, and what it is.
async fn key(aws: &Aws, name: &str) -> Result<(String, KmsKey, Option<Note>), Fault> {
    let found = aws.kms.describe_key().key_id(name).send().await;
    let found = found.map_err(|error| fault("kms", "DescribeKey", error))?;
    let described = found.key_metadata();
    let arn = described.and_then(|key| key.arn()).unwrap_or(name).to_owned();
    let (policy, note) = match policy_of(aws, &arn).await {
        Ok(policy) => (policy, None),
        Err(fault) => {
            let what = format!("the policy of the KMS key `{name}`");
            (Sight::Unseen, Some(note(&what, "kms:GetKeyPolicy", &fault)))
        }
    };
    let key = KmsKey {
        arn: arn.clone(),
        is_aws_managed: described.and_then(|key| key.key_manager()) == Some(&KeyManagerType::Aws),
        is_enabled: described.is_some_and(|key| key.enabled()),
        policy,
    };
    Ok((arn, key, note))
}

async fn policy_of(aws: &Aws, arn: &str) -> Result<Sight<tipctl_model::Value>, Fault> {
    let found = aws.kms.get_key_policy().key_id(arn).send().await;
    let found = found.map_err(|error| fault("kms", "GetKeyPolicy", error))?;
    let document = found.policy().map(|text| policy::read(text, &aws.place.partition));
    Ok(document.map_or(Sight::Unseen, Sight::There))
}
