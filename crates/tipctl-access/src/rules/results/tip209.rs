//! TIP209: permissions that are tied to an instance that does not exist.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    policy::values_under,
    rules::{
        Fixable, Rule, RuleId, SeenIn, Severity, ours,
        roles::{Used, access_grants_arn},
    },
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(209),
    title: "the location's role asks for an instance that is not there",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The values of the condition key `s3:AccessGrantsInstanceArn` in the permissions of the role behind \
        the location, against the ARN of the account's instance.",
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

/// The condition key that ties a permission to an instance of S3 Access Grants.
const KEY: &str = "s3:AccessGrantsInstanceArn";

fn find(inventory: &Inventory, found: &mut Found) {
    let instance = access_grants_arn(inventory);
    for (_, location) in ours::results_locations(inventory) {
        let Some(used) = location.role.as_deref().map(|arn| Used::new(inventory, arn)) else { continue };
        let Some(role) = used.role.there() else { continue };
        let documents = role.permissions.values().filter_map(|document| document.as_ref().there());
        let wrong = documents
            .flat_map(|document| values_under(document, KEY))
            .find(|(_, value)| !means(value, &instance));
        if let Some((statement, value)) = wrong {
            let subject = Subject { from: role.from.as_ref(), kind: "role", name: ours::last_of(used.arn) };
            let cause =
                format!("the statement `{statement}` asks for `{value}`, and the instance is `{instance}`");
            found.broken(subject, "inline", cause);
        }
    }
}

/// Whether `value`, in which `*` may stand for a part, means `instance`.
fn means(value: &str, instance: &str) -> bool {
    let parts = |arn: &str| arn.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
    let (wanted, is) = (parts(value), parts(instance));
    value == "*"
        || (wanted.len() == is.len() && wanted.iter().zip(&is).all(|(wanted, is)| part_means(wanted, is)))
}

fn part_means(wanted: &str, is: &str) -> bool {
    match wanted.split_once('*') {
        Some((start, end)) => is.starts_with(start) && is.ends_with(end.trim_start_matches('*')),
        None => wanted == is,
    }
}
