//! TIP103: a grant for one object where a folder is meant.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::{Identity, results_grant},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(103),
    title: "an access grant is for one object and not for the folder",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        Access grants whose scope is the folder of a workgroup's results, or one above it: whether the \
        scope ends with `*`, and whether it was created for an object.",
    symptom: "\
        The same as with no grant at all: right after Run, the query fails as if the bucket for results did \
        not exist.",
    symptom_is_verified: true,
    cause: "\
        S3 compares the scope with the requested key as a text. Without a `*` at the end, `results/` is an \
        object of that name; the flag `S3PrefixType=Object` says the same of any scope.",
    fix: "Grant `*` below the location. A grant cannot be changed: it is granted anew and then revoked.",
    spec: r#"
[access_grant.results]
location   = "access_grants_location.results"
sub_prefix = "*"
grantee    = "group.analysts"
permission = "readwrite"
"#,
    by_hand: r#"
aws s3control delete-access-grant --account-id 111122223333 --access-grant-id ID
aws s3control create-access-grant --account-id 111122223333 \
    --access-grants-location-id ID \
    --access-grants-location-configuration 'S3SubPrefix=*' \
    --grantee GranteeType=DIRECTORY_GROUP,GranteeIdentifier=GUID --permission READWRITE
"#,
    sources: &[
        "facts/tip-chain.md TIP103",
        "facts/tip-chain.md L12",
        "AWS: S3 user guide, creating grants in S3 Access Grants",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (name, workgroup) in ours::results(inventory) {
        for (who, grant) in ours::access_grants(inventory) {
            let identity = Identity::of(inventory, who);
            let Some(target) = results_grant::target(workgroup, &identity) else { continue };
            if results_grant::given(inventory, &identity, (name, workgroup), &target).breach().is_none() {
                continue;
            }
            if let Some(miss) = results_grant::miss(grant, (name, workgroup), &target) {
                let subject = Subject { from: grant.from.as_ref(), kind: "access-grant", name: &grant.id };
                found.judge(subject, if grant.is_object { "object" } else { "sub_prefix" }, &miss);
            }
        }
    }
}
