//! The buckets that data and results are in.

use std::collections::BTreeSet;

use futures::{StreamExt, future::join, stream};
use tipctl_model::{
    Fault, FaultClass, Inventory,
    inventory::{Bucket, Encryption},
};

use super::{AT_ONCE, unread::note};
use crate::{
    aws::Aws,
    fault::fault,
    inventory::{Survey, of_live},
    s3::Path,
};

/// Reads the region and the encryption of each bucket that the chain speaks of.
pub(super) async fn read(aws: &Aws, survey: &mut Survey) {
    let names = named(&of_live(survey, None));
    let reads = names.into_iter().map(|name| async move {
        let (region, encryption) = join(region(aws, &name), encryption(aws, &name)).await;
        (name, region, encryption)
    });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    for (name, region, encryption) in found {
        let is_gone = |fault: &Fault| fault.code.as_deref() == Some("NoSuchBucket");
        if region.as_ref().err().is_some_and(is_gone) {
            survey.surroundings.buckets.rule_out(name);
            continue;
        }
        let mut bucket = Bucket::default();
        match region {
            Ok(region) => bucket.region = Some(region),
            Err(fault) => {
                let what = format!("the region of the bucket `{name}`");
                survey.notes.push(note(&what, "s3:GetBucketLocation", &fault));
            }
        }
        match encryption {
            Ok(encryption) => bucket.encryption = Some(encryption),
            Err(fault) => {
                let what = format!("the encryption of the bucket `{name}`");
                survey.notes.push(note(&what, "s3:GetEncryptionConfiguration", &fault));
            }
        }
        survey.surroundings.buckets.insert(name, bucket);
    }
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

/// How what is put there is encrypted. AWS: with S3's own key, where nobody has said.
async fn encryption(aws: &Aws, bucket: &str) -> Result<Encryption, Fault> {
    let own = Encryption { mode: "sse-s3".to_owned(), key: None };
    let found = aws.s3.get_bucket_encryption().bucket(bucket).send().await;
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
