//! TIP209: permissions that are tied to an instance that does not exist.

use tipctl_model::Inventory;

use crate::{
    Verdict,
    findings::Found,
    links::results_location_role::{self, WRITE_AND_READ},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(209),
    title: "the location's role asks for an instance that is not there",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The values of the condition key `s3:AccessGrantsInstanceArn` in the permissions of the role behind \
        the location, against the ARN of the account's instance. Where another policy allows what this one \
        does not, it is a warning.",
    symptom: "\
        The role is lent out and every object is refused: 403, `because no identity-based policy allows`.",
    symptom_is_verified: false,
    cause: "\
        The tutorial prints the ARN without region and account, `arn:aws:s3:::access-grants/…`. Copied as \
        it is, the condition never holds, and nothing else allows anything.",
    fix: "Let the permissions follow from the role's use, or write the whole ARN.",
    spec: r#"
[role.results]
use = "access-grants-location"
"#,
    by_hand: r#"
aws iam get-role-policy --role-name results --policy-name POLICY
# "s3:AccessGrantsInstanceArn": "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default"
aws iam put-role-policy --role-name results --policy-name POLICY --policy-document file://policy.json
"#,
    sources: &[
        "facts/tip-chain.md TIP209",
        "facts/tip-chain.md L11",
        "AWS: S3 user guide, register a location",
    ],
    unverified: &["the effect, which is inferred from how conditions work"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (_, location) in ours::results_locations(inventory) {
        let Ok(played) = results_location_role::played(inventory, location) else { continue };
        let malformed = results_location_role::malformed(inventory, &played);
        let Some(breach) = malformed.as_ref().and_then(Verdict::breach) else { continue };
        // The id of some user, for permissions that are for each user's own folder.
        let user = "user";
        let is_refused = ours::results(inventory).any(|(_, workgroup)| {
            let results = workgroup.results.as_deref().unwrap_or_default();
            let own =
                if workgroup.private_results { format!("{results}{user}/") } else { results.to_owned() };
            let judge = || {
                results_location_role::permissions(
                    inventory,
                    location,
                    (&own, user),
                    &WRITE_AND_READ,
                    Some(workgroup),
                )
            };
            results.starts_with(&location.scope) && judge().breach().is_some()
        });
        // Elsewhere another statement allows it, or another policy may.
        let severity = if is_refused { Severity::Error } else { Severity::Warning };
        found.broken_as(severity, roles::subject(&played), "inline", breach.cause.as_str());
    }
}
