//! What has to be allowed for trusted token issuers.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::identity_center::needs as identity_center;

pub(super) fn needs(work: Work, issuers: &[&Attrs], place: &Place) -> Vec<Need> {
    let instances = identity_center::instances(issuers.iter().copied(), "instance", place);
    // Which ids AWS has given them is known only where they are read.
    let objects = identity_center::token_issuers(&instances, place);
    let tagged: BTreeSet<String> = instances.union(&objects).cloned().collect();
    match work {
        Work::Sweep => vec![
            Need::on(&["sso:ListTrustedTokenIssuers"], instances),
            Need::on(&["sso:DescribeTrustedTokenIssuer"], objects),
            Need::on(&["sso:ListTagsForResource"], tagged),
        ],
        Work::Create => {
            vec![
                Need::on(&["sso:CreateTrustedTokenIssuer"], instances.union(&objects).cloned()),
                Need::on(&["sso:TagResource"], tagged),
            ]
        }
        Work::Update => vec![
            Need::on(&["sso:UpdateTrustedTokenIssuer"], objects),
            Need::on(&["sso:TagResource", "sso:UntagResource"], tagged),
        ],
        Work::Delete => vec![Need::on(&["sso:DeleteTrustedTokenIssuer"], objects)],
    }
}
