//! What a look at the whole chain reads beside the objects of the kinds.

use tipctl_model::{Attrs, Need, Place};

use crate::kinds::identity_center::{
    needs::{applications, instances},
    store::{object, stores},
};

/// For everything that surrounds a chain of which the spec may know nothing: any role, key, bucket, table or trail can be
/// a part of it.
pub(super) fn needs(place: &Place) -> Vec<Need> {
    let partition = &place.partition;
    let glue = |resource| place.regional_arn("glue", resource);
    let bucket = format!("arn:{partition}:s3:::*");
    // AWS: a key may be of another account.
    let key = format!("arn:{partition}:kms:{}:*:key/*", place.region);
    let unknown = Attrs::new();
    let instances = instances([&unknown], "arn", place);
    let groups = stores(&[&unknown], place).into_iter().chain([object("group", "*", place)]);
    let mut needs = vec![
        Need::on(&["glue:GetDatabases"], ["catalog", "database/*"].map(glue)),
        Need::on(&["glue:GetTables"], ["catalog", "database/*", "table/*/*"].map(glue)),
        Need::on(&["glue:GetDataCatalogEncryptionSettings"], [glue("catalog")]),
        // AWS's own policies, the allow list for sessions with a user's identity among them.
        Need::on(&["iam:GetPolicy", "iam:GetPolicyVersion"], [format!("arn:{partition}:iam::aws:policy/*")]),
        Need::on(&["kms:DescribeKey", "kms:GetKeyPolicy"], [key]),
        Need::on(&["s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:GetEncryptionConfiguration"], [bucket]),
        Need::anywhere(&["s3:ListAllMyBuckets"]),
    ];
    let of_center = [
        // Whether a group that is listed is found by its name too.
        Need::on(&["identitystore:GetGroupId"], groups),
        Need::anywhere(&["sso:ListApplications"]),
        Need::on(&["sso:GetApplicationAssignmentConfiguration"], applications(&instances, place)),
        Need::on(&["sso:DescribeInstance"], instances),
    ];
    needs.extend(of_center.map(Need::for_identity_center));
    needs.extend(trails(place));
    needs
}

/// For what the trails record.
///
/// AWS: a trail may be of another region or of the organization.
pub(super) fn trails(place: &Place) -> [Need; 2] {
    let any = format!("arn:{}:cloudtrail:*:*:trail/*", place.partition);
    [
        Need::anywhere(&["cloudtrail:DescribeTrails"]).when("aws:RequestedRegion", &place.region),
        Need::on(&["cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus"], [any]),
    ]
}
