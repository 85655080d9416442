//! What an audit reads beside the directory: CloudTrail's history, its trails, and their log files.

use tipctl_model::{Attrs, Need, Place};

use super::surroundings;
use crate::kinds::identity_center::store::{object, stores};

/// For everything that CloudTrail recorded of the account in the region, and for the names of those whom it recorded.
pub(super) fn needs(place: &Place) -> Vec<Need> {
    let unknown = Attrs::new();
    let users = stores(&[&unknown], place).into_iter().chain([object("user", "*", place)]);
    let mut needs = vec![
        // AWS: neither knows resources.
        Need::anywhere(&["cloudtrail:ListEventDataStores", "cloudtrail:LookupEvents"])
            .when("aws:RequestedRegion", &place.region),
        Need::on(&["identitystore:DescribeUser"], users).for_identity_center(),
    ];
    needs.extend(surroundings::trails(place));
    needs.extend(log_files(place));
    needs
}

/// For the log files of this account in this region, in whatever bucket and below whatever prefix a trail puts them.
///
/// AWS: they lie in `AWSLogs/ACCOUNT/CloudTrail/REGION/`, those of an organization's trail in
/// `AWSLogs/ORGANIZATION/ACCOUNT/CloudTrail/REGION/`.
fn log_files(place: &Place) -> [Need; 2] {
    let (account, region) = (&place.account, &place.region);
    let folders = ["", "o-*/"].map(|within| format!("AWSLogs/{within}{account}/CloudTrail/{region}/*"));
    let buckets = format!("arn:{}:s3:::*", place.partition);
    let files = folders.each_ref().map(|folder| format!("{buckets}/{folder}"));
    let listed = folders.iter().map(String::as_str).chain(["AWSLogs/"]);
    let listed: Vec<String> = listed.flat_map(|folder| [folder.to_owned(), format!("*/{folder}")]).collect();
    [
        Need::on(&["s3:ListBucket"], [buckets]).when_like("s3:prefix", listed),
        Need::on(&["s3:GetObject"], files),
    ]
}
