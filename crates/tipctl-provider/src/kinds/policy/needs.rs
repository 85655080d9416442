//! What has to be allowed for managed policies.

use tipctl_model::{Attrs, Need, Place, Work};

use crate::kinds::role::arns_of;

pub(super) fn needs(work: Work, policies: &[&Attrs], place: &Place) -> Vec<Need> {
    let arns = arns_of("policy", policies, place);
    let tagged: Vec<&Attrs> = policies.iter().copied().filter(|policy| policy.contains_key("tags")).collect();
    match work {
        Work::Sweep => vec![
            Need::anywhere(&["iam:ListPolicies"]),
            Need::on(&["iam:GetPolicy", "iam:GetPolicyVersion"], arns),
        ],
        Work::Create => vec![Need::on(&["iam:CreatePolicy", "iam:TagPolicy"], arns)],
        Work::Update => vec![
            Need::on(&["iam:CreatePolicyVersion", "iam:DeletePolicyVersion", "iam:ListPolicyVersions"], arns),
            Need::on(&["iam:TagPolicy", "iam:UntagPolicy"], arns_of("policy", &tagged, place)),
        ],
        Work::Delete => {
            vec![Need::on(&["iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:ListPolicyVersions"], arns)]
        }
    }
}
