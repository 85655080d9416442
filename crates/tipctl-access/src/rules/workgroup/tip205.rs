//! TIP205: a workgroup that does not know who its users are.

use tipctl_model::{
    Inventory,
    inventory::{Extent, Workgroup},
};

use crate::{
    findings::{Found, Subject},
    links::workgroup,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(205),
    title: "the workgroup is not set up for identities",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        Three settings of the workgroup: Identity Center enabled, an execution role, and results written \
        through S3 Access Grants. A workgroup that the spec asks for with `identity_center = false` is left \
        alone.",
    symptom: "\
        The workgroup is missing from the list in the studio, or queries in it run as the studio's role and \
        are refused by Lake Formation.",
    symptom_is_verified: false,
    cause: "\
        Without `EnableIdentityCenter` Athena does not ask who the user is. With it, Athena runs the query \
        with the workgroup's execution role and fetches credentials for the results from S3 Access Grants, \
        so it needs both.",
    fix: "\
        Set `identity_center`, `role` and `results_role`. AWS cannot change `identity_center` of a \
        workgroup: it is replaced, and its saved queries and history are gone. The other two change in \
        place.",
    spec: r#"
[workgroup.analytics]
identity_center = true
access_grants   = true
role            = "role.athena"
results         = "s3://acme-athena-results/analytics/"
results_role    = "role.results"
"#,
    by_hand: "",
    sources: &[
        "facts/tip-chain.md TIP205",
        "facts/tip-chain.md L8",
        "AWS: Athena user guide, workgroups with Identity Center",
    ],
    unverified: &["what the user sees"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (name, workgroup) in inventory.workgroups.iter().filter(|(_, workgroup)| workgroup.from.is_some()) {
        if !workgroup.identity_center_enabled && is_wanted_plain(inventory, name) {
            continue;
        }
        let attr = match workgroup {
            Workgroup { identity_center_enabled: false, .. } => "identity_center",
            Workgroup { execution_role: None, .. } => "role",
            _ => "access_grants",
        };
        let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
        found.judge(subject, attr, &workgroup::settings(inventory, name, workgroup));
    }
}

/// Whether the spec itself asks for the workgroup without Identity Center. What a spec or a plan has of it is what the spec
/// asks for.
fn is_wanted_plain(inventory: &Inventory, name: &str) -> bool {
    inventory.extent != Extent::Live || inventory.plain_workgroups.contains(name)
}
