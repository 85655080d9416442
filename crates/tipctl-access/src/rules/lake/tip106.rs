//! TIP106: a role that reads too much of S3, or too little.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    policy::{Context, Decision, Denial},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles::Used},
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
        let role = location.role.as_deref().filter(|_| !location.is_service_linked);
        let Some(role) = role.map(|arn| Used::new(inventory, arn)) else { continue };
        let subject = Subject { from: location.from.as_ref(), kind: "location", name: path };
        if let Some(cause) = excess(inventory, &role).or_else(|| lack(inventory, &role, path)) {
            found.broken(subject, "role", cause);
        } else if location.verification.as_deref() == Some("VERIFICATION_FAILED") {
            found.broken(subject, "role", "Lake Formation tried to use its role there and could not");
        }
    }
}

/// What the role may do beyond its location.
fn excess(inventory: &Inventory, used: &Used<'_>) -> Option<String> {
    let role = used.role.there()?;
    let name = used.name();
    if role.permissions.keys().any(|policy| policy.ends_with(":policy/AdministratorAccess")) {
        return Some(format!("`{name}` has `AdministratorAccess`"));
    }
    let context = Context::default().with("aws:ResourceAccount", &inventory.place.account);
    let may_all = |action| used.is_given_every_bucket(inventory, action, &context);
    (may_all("s3:GetObject") || may_all("s3:PutObject"))
        .then(|| format!("`{name}` may reach objects in every bucket"))
}

/// What the role may not do in its location.
fn lack(inventory: &Inventory, used: &Used<'_>, path: &str) -> Option<String> {
    let place = path.strip_prefix("s3://")?;
    let bucket = ours::bucket_of(path)?;
    let context = Context::default().with("aws:ResourceAccount", &inventory.place.account);
    let partition = &inventory.place.partition;
    let missing = [
        ("s3:GetObject", format!("arn:{partition}:s3:::{}object", ours::as_folder(place))),
        ("s3:ListBucket", format!("arn:{partition}:s3:::{bucket}")),
    ]
    .into_iter()
    .filter(|(action, resource)| {
        matches!(used.may(inventory, action, resource, &context), Decision::Denied(Denial::Implicit(_)))
    })
    .map(|(action, _)| format!("`{action}`"))
    .collect::<Vec<_>>();
    (!missing.is_empty()).then(|| format!("`{}` may not do {} there", used.name(), missing.join(" and ")))
}
