//! TIP106: a role that reads too much of S3, or too little.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::{location_role, role::Played},
    policy::Context,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(106),
    title: "the location's role may read too much, or too little",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The permissions of the role behind each registered location: `s3:GetObject` and `s3:ListBucket` for \
        the location, nothing for other buckets; and `VerificationStatus`, Lake Formation's own trial.",
    symptom: "\
        Too little: the query is denied by S3. Too much: nothing fails, and whoever gets hold of the role \
        reads all of S3.",
    symptom_is_verified: false,
    cause: "\
        The role is what stands between Lake Formation and S3. `AdministratorAccess` or `s3:*` is a \
        shortcut for trying things out that tends to stay.",
    fix: "\
        Let the permissions follow from the role's use: they name the locations that use the role, and no \
        others.",
    spec: r#"
[role.lake]
use = "lake-location"
"#,
    by_hand: r#"
aws iam detach-role-policy --role-name lake --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
aws iam put-role-policy --role-name lake --policy-name lake --policy-document '{
  "Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
     "Resource": "arn:aws:s3:::acme-lake/sales/*"},
    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme-lake"}]}'
"#,
    sources: &[
        "facts/tip-chain.md TIP106",
        "facts/tip-chain.md L15",
        "AWS: Lake Formation developer guide, requirements for roles used to register locations",
    ],
    unverified: &["what the user sees when the role may read too little"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (path, location) in ours::lake_locations(inventory) {
        let subject = Subject { from: location.from.as_ref(), kind: "location", name: path };
        let played =
            location_role::played(inventory, path, location).ok().filter(|_| !location.is_service_linked);
        let Some(played) = played else { continue };
        if let Some((attr, cause)) = excess(inventory, &played) {
            let (subject, attr) = roles::to_blame(Some(&played), attr, subject);
            found.broken(subject, attr, cause);
            continue;
        }
        let permissions = location_role::permissions(inventory, (path, location), path, None);
        if permissions.breach().is_some() {
            let (subject, attr) = roles::to_blame(Some(&played), "inline", subject);
            found.judge(subject, attr, &permissions);
        } else if location.verification.as_deref() == Some("VERIFICATION_FAILED") {
            found.broken(subject, "role", "Lake Formation tried to use its role there and could not");
        }
    }
}

/// What the role may do beyond its location, and the attribute of the role that says so.
fn excess(inventory: &Inventory, played: &Played<'_>) -> Option<(&'static str, String)> {
    let name = played.name();
    if played.role.permissions.keys().any(|policy| policy.ends_with(":policy/AdministratorAccess")) {
        return Some(("attached", format!("`{name}` has `AdministratorAccess`")));
    }
    let context = Context::default().with("aws:ResourceAccount", &inventory.place.account);
    let may = |action| roles::is_given_every_bucket(inventory, played.role, action, &context);
    (may("s3:GetObject") || may("s3:PutObject"))
        .then(|| ("inline", format!("`{name}` may reach objects in every bucket")))
}
