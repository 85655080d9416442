//! TIP102: a role that S3 Access Grants cannot lend out.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::results_location_role,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(102),
    title: "S3 Access Grants may not lend out the location's role",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The trust policy of the role behind the location of S3 Access Grants that the results are in: \
        whether it lets `access-grants.s3.amazonaws.com` do `sts:AssumeRole` and `sts:SetContext` when it \
        asks for the account's own instance. The policy is evaluated, not compared: allowances add up, a \
        denial wins, wildcards count.",
    symptom: "\
        Right after Run, the query fails as if the bucket for results did not exist. S3 itself says \
        `StsNotAuthorizedError`: `access-grants.s3.amazonaws.com is not authorized to perform: \
        sts:AssumeRole`.",
    symptom_is_verified: true,
    cause: "\
        For each query S3 Access Grants takes this role on the user's behalf and puts the user's identity \
        into the session. The role that the console offered to create lacked the second half, and \
        `aws:SourceArn` must be the ARN of the instance and not of the location.",
    fix: "Let the trust policy follow from the role's use.",
    spec: r#"
[role.results]
use = "access-grants-location"
"#,
    by_hand: r#"
aws iam update-assume-role-policy --role-name results --policy-document '{
  "Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "access-grants.s3.amazonaws.com"},
     "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
     "Condition": {"StringEquals": {
       "aws:SourceAccount": "111122223333",
       "aws:SourceArn": "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default"}}},
    {"Effect": "Allow", "Principal": {"Service": "access-grants.s3.amazonaws.com"},
     "Action": "sts:SetContext",
     "Condition": {"StringEquals": {
       "aws:SourceAccount": "111122223333",
       "aws:SourceArn": "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default"},
      "ForAllValues:ArnEquals": {
       "sts:RequestContextProviders": "arn:aws:iam::aws:contextProvider/IdentityCenter"}}}]}'
"#,
    sources: &[
        "facts/tip-chain.md TIP102",
        "facts/tip-chain.md L11",
        "AWS: S3 user guide, register a location",
    ],
    unverified: &["what S3 says when `sts:SetContext` alone is missing"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (_, location) in ours::results_locations(inventory) {
        let subject =
            Subject { from: location.from.as_ref(), kind: "access-grants-location", name: &location.scope };
        let played = results_location_role::played(inventory, location).ok();
        let (subject, attr) = roles::to_blame(played.as_ref(), "trust", subject);
        found.judge_all(subject, attr, &results_location_role::trust(inventory, location));
    }
}
