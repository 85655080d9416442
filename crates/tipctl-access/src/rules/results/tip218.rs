//! TIP218: results that are encrypted with a key that not both roles can use.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::results_encryption,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(218),
    title: "a role cannot use the key that results are encrypted with",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        The KMS key of the workgroup's results, or of their bucket where the workgroup names none: whether \
        it is enabled, and whether its policy and the roles' permissions let the workgroup's execution role \
        and the role behind the location of S3 Access Grants do `kms:GenerateDataKey` and `kms:Decrypt`.",
    symptom: "The query fails while it writes its results, with an access denied by KMS.",
    symptom_is_verified: false,
    cause: "\
        Two roles touch the results: Athena's execution role, and the one that S3 Access Grants lends out \
        for the user. The key's policy must let both, either by name or by leaving it to the account and \
        its IAM policies.",
    fix: "\
        Give both roles the key: tipctl does so in the permissions that follow from a role's use. What the \
        key's own policy says is beyond tipctl.",
    spec: r#"
[workgroup.analytics]
encryption = { mode = "sse-kms", kms_key = "arn:aws:kms:ap-northeast-1:111122223333:key/1111aaaa-22bb-33cc-44dd-5555eeee6666" }

[role.athena]
use = "workgroup"

[role.results]
use = "access-grants-location"
"#,
    by_hand: r#"
aws kms get-key-policy --key-id KEY --policy-name default --output text
# In it, for both roles:
# {"Effect": "Allow", "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*",
#  "Principal": {"AWS": ["arn:aws:iam::111122223333:role/athena", "arn:aws:iam::111122223333:role/results"]}}
aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json
"#,
    sources: &[
        "facts/tip-chain.md TIP218",
        "facts/tip-chain.md L18",
        "AWS: Quick user guide, trusted identity propagation with Athena",
    ],
    unverified: &["the text of the error"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (name, workgroup) in ours::results(inventory) {
        let results = workgroup.results.as_deref().unwrap_or_default();
        let locations = inventory.access_grants.locations.iter();
        let location = locations
            .map(|(_, location)| location)
            .filter(|location| results.starts_with(&location.scope))
            .max_by_key(|location| location.scope.len());
        let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
        let verdict = results_encryption::usable_by_both(inventory, (name, workgroup), location);
        found.judge(subject, "encryption", &verdict);
    }
}
