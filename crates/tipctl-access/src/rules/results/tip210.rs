//! TIP210: a condition of the trust that nothing can meet.

use tipctl_model::{Inventory, inventory::Role};

use crate::{
    findings::{Found, Subject},
    policy::{Misspelling, is_provider, misspellings, values_under},
    rules::{
        Fixable, Rule, RuleId, SeenIn, Severity, ours,
        roles::{Used, for_access_grants},
    },
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
        let Some(used) = location.role.as_deref().map(|arn| Used::new(inventory, arn)) else { continue };
        let Some((role, cause)) = used.role.there().and_then(|role| Some((role, mistake(inventory, role)?)))
        else {
            continue;
        };
        let is_allowed = |action| {
            used.trusts(role, "access-grants.s3.amazonaws.com", action, &for_access_grants(inventory))
                .is_allowed()
        };
        // AWS: `ForAllValues` holds when the key is not there at all: then the condition forbids nothing and protects
        // nothing.
        let is_in_vain = is_allowed("sts:AssumeRole") && is_allowed("sts:SetContext");
        let severity = if is_in_vain { Severity::Warning } else { Severity::Error };
        let subject = Subject { from: role.from.as_ref(), kind: "role", name: ours::last_of(used.arn) };
        found.lesser(severity, subject, "trust", cause);
    }
}

/// Whether a condition of the role's trust is misspelt.
pub(in crate::rules) fn is_misspelt(inventory: &Inventory, role: &Role) -> bool {
    mistake(inventory, role).is_some()
}

/// The first condition of the role's trust that is misspelt.
fn mistake(inventory: &Inventory, role: &Role) -> Option<String> {
    let trust = role.trust.as_ref().there()?;
    if let Some(Misspelling { written, meant, .. }) = misspellings(trust).into_iter().next() {
        return Some(format!("its trust asks for `{written}`, which is never there; `{meant}` is meant"));
    }
    let values = values_under(trust, "sts:RequestContextProviders");
    let (_, wrong) = values.into_iter().find(|(_, value)| !is_provider(value, &inventory.place.partition))?;
    Some(format!("its trust asks for the context provider `{wrong}`, which does not exist"))
}
