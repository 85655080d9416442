//! TIP207: somebody who enters the studio and finds no workgroup there, or the reverse.

use std::collections::BTreeSet;

use tipctl_model::{
    Inventory,
    inventory::{Extent, Workforce},
};

use crate::{
    Truth,
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(207),
    title: "studio and workgroup are not for the same people",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        Who is mapped to the studios, against who is assigned to the applications that Identity Center \
        keeps for the workgroups. A user counts as each group that they are in.",
    symptom: "\
        The user enters the studio and does not find the workgroup in the list. The other way round: the \
        user has no tile for the studio in the portal.",
    symptom_is_verified: false,
    cause: "\
        Being let into the studio and being let into the workgroup are two assignments to two applications. \
        Neither follows from the other.",
    fix: "\
        Put the same groups into both lists, and apply. Where they are there already, put the user into one \
        of the groups: in the identity provider, or in `members` of the group in Identity Center's own \
        directory.",
    spec: r#"
[studio.analytics]
users = [{ to = "group.analysts", session_policy = "policy.studio-basic" }]

[workgroup.analytics]
users = ["group.analysts"]
"#,
    by_hand: r#"
aws sso-admin create-application-assignment --application-arn ARN \
    --principal-type GROUP --principal-id GUID
# ARN: aws athena get-work-group --work-group analytics \
#          --query WorkGroup.IdentityCenterApplicationArn
"#,
    sources: &[
        "facts/tip-chain.md TIP207",
        "facts/tip-chain.md L6",
        "facts/tip-chain.md L9",
        "AWS: Athena user guide, workgroups with Identity Center",
    ],
    unverified: &["what the user sees when an assignment is missing"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let studios: Vec<_> = ours::propagating(inventory).collect();
    let workgroups: Vec<_> = ours::workgroups(inventory).collect();
    let mapped: BTreeSet<Workforce> = studios
        .iter()
        .flat_map(|(id, _)| ours::mappings(inventory, id))
        .map(|mapping| mapping.identity.clone())
        .collect();
    let lists: Vec<_> =
        workgroups.iter().filter_map(|(_, workgroup)| ours::assigned(inventory, workgroup)).collect();
    let assigned: BTreeSet<Workforce> = lists.iter().copied().flatten().cloned().collect();
    // A spec may leave either side to somebody else; one that writes both is held to both.
    let writes_both = !mapped.is_empty() && !assigned.is_empty();
    if inventory.extent == Extent::Spec && !writes_both {
        return;
    }
    let all_lists_are_known = !workgroups.is_empty() && lists.len() == workgroups.len();
    if all_lists_are_known {
        for (id, studio) in &studios {
            let stranded = ours::mappings(inventory, id)
                .map(|mapping| &mapping.identity)
                .filter(|who| is_missing(inventory, who, &assigned))
                .collect::<Vec<_>>();
            if !stranded.is_empty() {
                let subject = Subject { from: studio.from.as_ref(), kind: "studio", name: &studio.name };
                let who = people::names(inventory, stranded);
                found.broken(subject, "users", format!("{who} may enter it and is assigned to no workgroup"));
            }
        }
    }
    let mappings_are_known = inventory.mappings_are_whole || inventory.extent == Extent::Spec;
    let by_studio = mappings_are_known
        && !studios.is_empty()
        && studios.iter().all(|(_, studio)| studio.mapping_required);
    for (name, workgroup) in workgroups.iter().filter(|(name, _)| by_studio && !has_client(inventory, name)) {
        let list = ours::assigned(inventory, workgroup).into_iter().flatten();
        let shut_out = list.filter(|who| is_missing(inventory, who, &mapped)).collect::<Vec<_>>();
        if !shut_out.is_empty() {
            let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
            let who = people::names(inventory, shut_out);
            found.broken(subject, "users", format!("{who} may query through it and enter no studio"));
        }
    }
}

/// Whether `who` is known not to be among `others`. One that is gone from the directory is a matter of TIP221.
fn is_missing(inventory: &Inventory, who: &Workforce, others: &BTreeSet<Workforce>) -> bool {
    !people::is_gone(inventory, who) && people::is_among(inventory, who, others) == Truth::No
}

/// Whether a client other than the studio queries through the workgroup.
fn has_client(inventory: &Inventory, workgroup: &str) -> bool {
    inventory.clients.values().any(|client| client.workgroup.as_deref().is_none_or(|name| name == workgroup))
}
