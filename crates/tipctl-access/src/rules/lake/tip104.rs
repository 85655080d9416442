//! TIP104: data that Lake Formation reads with its service-linked role.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::location_role,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(104),
    title: "a location is registered with the service-linked role",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        The role of each registered location of the spec, and of each that holds a table which users or \
        groups may read. A spec that asks for the service-linked role is refused before any rule is looked \
        at.",
    symptom: "The query fails with an error that service-linked roles do not support `SetContext` auditing.",
    symptom_is_verified: true,
    cause: "\
        Lake Formation assumes the location's role with the user's identity as context. The trust policy of \
        `AWSServiceRoleForLakeFormationDataAccess` does not allow `sts:SetContext`, and nobody can edit it. \
        The console preselects this role.",
    fix: "\
        Register the location with a role of your own. It is deregistered and registered again; nobody can \
        query below it in between, and the plan says so.",
    spec: r#"
[location.sales]
path = "s3://acme-lake/sales/"
role = "role.lake"

[role.lake]
use = "lake-location"
"#,
    by_hand: r#"
aws lakeformation deregister-resource --resource-arn arn:aws:s3:::acme-lake/sales
aws lakeformation register-resource --resource-arn arn:aws:s3:::acme-lake/sales \
    --role-arn arn:aws:iam::111122223333:role/lake
"#,
    sources: &[
        "facts/tip-chain.md TIP104",
        "facts/tip-chain.md L15",
        "AWS: IAM Identity Center user guide, Lake Formation tutorial for trusted identity propagation",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (path, location) in ours::lake_locations(inventory) {
        let subject = Subject { from: location.from.as_ref(), kind: "location", name: path };
        found.judge(subject, "service_linked_role", &location_role::trust(inventory, path, location));
    }
}
