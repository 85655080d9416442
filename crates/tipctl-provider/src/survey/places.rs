//! The buckets that data and results are in.

use std::collections::BTreeSet;

use aws_sdk_s3::{
    config::{Builder, Region},
    operation::list_buckets::ListBucketsOutput,
};
use futures::{StreamExt, future::join, stream};
use tipctl_model::{
    Desired, Fault, FaultClass, Inventory, Note, Value,
    inventory::{Bucket, Encryption, Sight},
};

use super::{AT_ONCE, unread::note};
use crate::{
    aws::Aws,
    fault::fault,
    inventory::{Survey, of_live, of_spec},
    pages::pages,
    policy,
    s3::Path,
};

/// Reads the region, the encryption and the policy of each bucket that the chain speaks of, in the account or in `desired`,
/// and whose it is.
pub(super) async fn read(aws: &Aws, desired: &Desired, survey: &mut Survey) {
    let names = &named(&of_live(survey, None)) | &named(&of_spec(desired));
    if names.is_empty() {
        return;
    }
    let reads = names.into_iter().map(|name| async move { (bucket(aws, &name).await, name) });
    let reads = stream::iter(reads).buffered(AT_ONCE).collect::<Vec<_>>();
    let (found, own) = join(reads, own(aws)).await;
    let own = own.map_err(|fault| {
        survey.notes.push(note("which buckets are the account's own", "s3:ListAllMyBuckets", &fault));
    });
    for (found, name) in found {
        let Some((mut bucket, notes)) = found else {
            survey.surroundings.buckets.rule_out(name);
            continue;
        };
        bucket.is_own = own.as_ref().ok().map(|own| own.contains(&name));
        match bucket.is_own {
            // AWS: of a bucket of another account, what may not be read is not to be had by any policy of one's own.
            Some(false) => survey.notes.push(Note {
                code: "survey::unread",
                message: format!(
                    "the bucket `{name}` belongs to another account, which alone can read its policy"
                ),
                help: None,
            }),
            Some(true) | None => survey.notes.extend(notes),
        }
        survey.surroundings.buckets.insert(name, bucket);
    }
}

/// What can be read of a bucket, and notes on what cannot; none where there is no such bucket.
async fn bucket(aws: &Aws, name: &str) -> Option<(Bucket, Vec<Note>)> {
    let region = region(aws, name).await;
    if region.as_ref().err().and_then(|fault| fault.code.as_deref()) == Some("NoSuchBucket") {
        return None;
    }
    // AWS: but for where it is, a bucket is asked in its own region.
    let at = region.as_ref().unwrap_or(&aws.place.region);
    let (encryption, policy) = join(encryption(aws, at, name), policy_of(aws, at, name)).await;
    let mut notes = Vec::new();
    let mut unread = |what: &str, action: &str, fault: Fault| {
        notes.push(note(&format!("the {what} of the bucket `{name}`"), action, &fault));
    };
    let region = region.map_err(|fault| unread("region", "s3:GetBucketLocation", fault)).ok();
    let encryption =
        encryption.map_err(|fault| unread("encryption", "s3:GetEncryptionConfiguration", fault)).ok();
    let policy = policy.map_err(|fault| unread("policy", "s3:GetBucketPolicy", fault)).unwrap_or_default();
    Some((Bucket { is_own: None, region, encryption, policy }, notes))
}

/// The names of the account's own buckets.
///
/// AWS: it is only by this list that a bucket of another account is told from one that may not be read.
async fn own(aws: &Aws) -> Result<BTreeSet<String>, Fault> {
    let fetch = |token| async {
        // AWS: without a size, an account that may have more than 10,000 buckets is refused.
        let call = aws.s3.list_buckets().max_buckets(1000).set_continuation_token(token);
        call.send().await.map_err(|error| fault("s3", "ListBuckets", error))
    };
    let token = |page: &ListBucketsOutput| page.continuation_token().map(str::to_owned);
    let pages = pages("s3", "ListBuckets", fetch, token).await?;
    let buckets = pages.iter().flat_map(|page| page.buckets());
    Ok(buckets.filter_map(|bucket| bucket.name()).map(str::to_owned).collect())
}

fn of(region: &str) -> Builder {
    Builder::new().region(Region::new(region.to_owned()))
}

fn named(view: &Inventory) -> BTreeSet<String> {
    let results = view.workgroups.iter().filter_map(|(_, workgroup)| workgroup.results.as_deref());
    let data = view.lake.locations.iter().map(|(path, _)| path);
    let granted = view.access_grants.locations.iter().map(|(_, location)| location.scope.as_str());
    let tables = view.catalog.tables.iter().filter_map(|(_, table)| table.data.as_deref());
    let all = results.chain(data).chain(granted).chain(tables);
    all.filter_map(Path::folder).map(|folder| folder.bucket).filter(|bucket| !bucket.is_empty()).collect()
}

async fn region(aws: &Aws, bucket: &str) -> Result<String, Fault> {
    let found = aws.s3.get_bucket_location().bucket(bucket).send().await;
    let found = found.map_err(|error| fault("s3", "GetBucketLocation", error))?;
    // AWS: no constraint is the first region, and one has a name of old.
    Ok(match found.location_constraint().map(|region| region.as_str()) {
        None | Some("") => "us-east-1".to_owned(),
        Some("EU") => "eu-west-1".to_owned(),
        Some(region) => region.to_owned(),
    })
}

/// The policy, where there is one.
async fn policy_of(aws: &Aws, region: &str, bucket: &str) -> Result<Sight<Value>, Fault> {
    let call = aws.s3.get_bucket_policy().bucket(bucket).customize().config_override(of(region));
    let found = call.send().await;
    let found = match found.map_err(|error| fault("s3", "GetBucketPolicy", error)) {
        Err(fault) if fault.class == FaultClass::Absent && fault.code.as_deref() != Some("NoSuchBucket") => {
            return Ok(Sight::Absent);
        }
        found => found?,
    };
    let document = found.policy().map(|text| policy::read(text, &aws.place.partition));
    Ok(document.map_or(Sight::Absent, Sight::There))
}

/// How what is put there is encrypted. AWS: with S3's own key, where nobody has said.
async fn encryption(aws: &Aws, region: &str, bucket: &str) -> Result<Encryption, Fault> {
    let own = Encryption { mode: "sse-s3".to_owned(), key: None };
    let call = aws.s3.get_bucket_encryption().bucket(bucket).customize().config_override(of(region));
    let found = call.send().await;
    let found = match found.map_err(|error| fault("s3", "GetBucketEncryption", error)) {
        Err(fault) if fault.class == FaultClass::Absent && fault.code.as_deref() != Some("NoSuchBucket") => {
            return Ok(own);
        }
        found => found?,
    };
    let rules = found.server_side_encryption_configuration().map(|set| set.rules()).unwrap_or_default();
    let default = rules.iter().find_map(|rule| rule.apply_server_side_encryption_by_default());
    Ok(match default {
        Some(default) if default.sse_algorithm().as_str() != "AES256" => {
            Encryption { mode: "sse-kms".to_owned(), key: default.kms_master_key_id().map(str::to_owned) }
        }
        _ => own,
    })
}
