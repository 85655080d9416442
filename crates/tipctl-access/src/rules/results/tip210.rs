//! TIP210: a condition of the trust that nothing can meet.

use tipctl_model::Inventory;

use crate::{
    findings::Found,
    links::results_location_role,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(210),
    title: "a condition in the location role's trust is misspelt",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The condition keys in the trust policy of the role behind the location, against those that AWS \
        fills; and the values of `sts:RequestContextProviders`, of which one exists: \
        `arn:aws:iam::aws:contextProvider/IdentityCenter`. Where the misspelt condition happens to forbid \
        nothing, it is a warning.",
    symptom: "\
        The same as with no trust at all: right after Run, the query fails as if the bucket for results did \
        not exist.",
    symptom_is_verified: false,
    cause: "\
        A key that AWS does not know is never there, so a condition on it never holds. An example on the \
        web has `aws:RequestContextProvider` and `arn:aws:iam:::contextProvider/…`, both wrong. Under \
        `ForAllValues` an absent key passes instead, and the trust is wider than it looks.",
    fix: "Let the trust policy follow from the role's use, or spell the condition as AWS does.",
    spec: r#"
[role.results]
use = "access-grants-location"
"#,
    by_hand: r#"
aws iam get-role --role-name results --query Role.AssumeRolePolicyDocument
# "ForAllValues:ArnEquals": {
#   "sts:RequestContextProviders": "arn:aws:iam::aws:contextProvider/IdentityCenter"}
aws iam update-assume-role-policy --role-name results --policy-document file://trust.json
"#,
    sources: &[
        "facts/tip-chain.md TIP210",
        "facts/tip-chain.md L11",
        "AWS: IAM user guide, multivalued context keys",
    ],
    unverified: &["the effect, which is inferred from how conditions work"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (_, location) in ours::results_locations(inventory) {
        let Ok(played) = results_location_role::played(inventory, location) else { continue };
        let subject = roles::subject(&played);
        let verdict = results_location_role::trust(inventory, location);
        match played.near_miss(&inventory.place) {
            // AWS: `ForAllValues` holds when the key is not there at all: then the condition forbids nothing, and
            // protects nothing.
            Some(cause) if verdict.holds() => found.broken_as(Severity::Warning, subject, "trust", cause),
            _ => found.judge(subject, "trust", &verdict),
        }
    }
}
