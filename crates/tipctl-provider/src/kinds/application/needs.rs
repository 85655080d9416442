//! What has to be allowed for applications, and for what belongs to them.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{attrs::Read, kinds::identity_center::needs as identity_center};

pub(super) fn needs(work: Work, applications: &[&Attrs], place: &Place) -> Vec<Need> {
    let instances = identity_center::instances(applications.iter().copied(), "instance", place);
    // Which ids AWS has given them is known only where they are read.
    let objects = identity_center::applications(&instances, place);
    let tagged: BTreeSet<String> = instances.union(&objects).cloned().collect();
    match work {
        Work::Sweep => {
            vec![Need::anywhere(&["sso:ListApplications"]), Need::on(&["sso:ListTagsForResource"], tagged)]
        }
        Work::Create => {
            let provider = format!("arn:{}:sso::aws:applicationProvider/custom", place.partition);
            let made = instances.union(&objects).cloned().chain([provider]);
            vec![Need::on(&["sso:CreateApplication"], made), Need::on(&["sso:TagResource"], tagged)]
        }
        Work::Update => vec![
            Need::on(&["sso:UpdateApplication"], objects),
            Need::on(&["sso:TagResource", "sso:UntagResource"], tagged),
        ],
        Work::Delete => vec![Need::on(&["sso:DeleteApplication"], objects)],
    }
}

/// The ARNs of the applications that `things` belong to; of every application where one does not say which.
pub(in crate::kinds) fn applications(things: &[&Attrs], place: &Place) -> BTreeSet<String> {
    let any = || {
        let instances = identity_center::instances(things.first().copied(), "instance", place);
        identity_center::applications(&instances, place)
    };
    let named = things.iter().map(|thing| thing.text("application").map(str::to_owned));
    named.collect::<Option<_>>().unwrap_or_else(any)
}
