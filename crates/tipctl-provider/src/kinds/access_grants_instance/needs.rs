//! What has to be allowed for the S3 Access Grants instance, and for the tags of what is in it.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::{attrs::Read, kinds::identity_center::needs as identity_center, policy::uses::instance as arn};

/// How S3 sets up its application in Identity Center. AWS: facts/tip-chain.md §6b.
const SET_UP: &[&str] = &["sso:PutApplicationAuthenticationMethod", "sso:PutApplicationGrant"];

pub(super) fn needs(work: Work, instances: &[&Attrs], place: &Place) -> Vec<Need> {
    let here = |actions| Need::on(actions, [arn(place)]);
    // The spec's associations; of an instance that it no longer has, what it is associated with is not known.
    let known = instances.iter().copied().filter(|instance| instance.text("identity_center") != Some(""));
    let centers = identity_center::instances(known, "identity_center", place);
    let applications = identity_center::applications(&centers, place);
    let associates = || {
        let made = identity_center::makes_application(&centers, SET_UP, place);
        [Need::on(&["sso:DescribeInstance"], centers.iter().cloned())].into_iter().chain(made)
    };
    let mut needs = match work {
        Work::Sweep => vec![here(&["s3:GetAccessGrantsInstance", "s3:ListTagsForResource"])],
        Work::Create => vec![here(&["s3:CreateAccessGrantsInstance", "s3:TagResource"])],
        Work::Update => retags(instances, arn(place)).into_iter().collect(),
        Work::Delete => {
            vec![here(&["s3:DeleteAccessGrantsInstance", "s3:DissociateAccessGrantsIdentityCenter"])]
        }
    };
    match work {
        Work::Sweep => {}
        Work::Create => needs.extend(associates()),
        Work::Update if instances.iter().any(|instance| instance.contains_key("identity_center")) => {
            needs.push(here(&["s3:DissociateAccessGrantsIdentityCenter"]));
            needs.push(Need::on(&["sso:DeleteApplication"], any_application(place)));
            if !centers.is_empty() {
                needs.push(here(&["s3:AssociateAccessGrantsIdentityCenter"]));
                needs.extend(associates());
            }
        }
        Work::Update => {}
        Work::Delete => needs.push(Need::on(&["sso:DeleteApplication"], applications)),
    }
    needs
}

/// For changing the tags of `things`, where the spec says anything of them.
pub(in crate::kinds) fn retags(things: &[&Attrs], arn: String) -> Option<Need> {
    let tagged = things.iter().any(|thing| thing.contains_key("tags"));
    tagged.then(|| Need::on(&["s3:TagResource", "s3:UntagResource"], [arn]))
}

/// What an association ends with may be the application of an instance that the spec does not name.
fn any_application(place: &Place) -> impl IntoIterator<Item = String> {
    identity_center::applications(&identity_center::instances([&Attrs::new()], "arn", place), place)
}
