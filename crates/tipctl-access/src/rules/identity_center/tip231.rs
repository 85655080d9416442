//! TIP231: a group that Identity Center shows and does not find.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(231),
    title: "Identity Center does not find a group by its name",
    severity: Severity::Warning,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        `GetGroupId` by display name, against the list of all groups, for each group of the spec. Everything \
        else goes by the list.",
    symptom: "\
        Tools that ask for the group by its name say `ResourceNotFoundException`, and the console shows the \
        group. tipctl itself reads the list and is not affected.",
    symptom_is_verified: true,
    cause: "The two calls are answered from different indexes, and the one by name can miss a group.",
    fix: "Name the group by its GUID wherever another tool looks it up. In a spec either works.",
    spec: r#"
[group.analysts]
id = "906af27b-cd01-48a4-9ca7-0d6b7bb5d1e2"
"#,
    by_hand: r#"
aws identitystore list-groups --identity-store-id d-1234567890 \
    --query "Groups[?DisplayName=='data-analysts']"
"#,
    sources: &["facts/tip-chain.md TIP231", "facts/tip-chain.md §4"],
    unverified: &["why the two calls differ"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (_, group) in inventory.groups.iter().filter(|(_, group)| group.is_found_by_list_only) {
        let subject = Subject { from: group.from.as_ref(), kind: "group", name: &group.name };
        found.broken(
            subject,
            "name",
            format!("`{}` is in the list of groups, and not found by its name", group.name),
        );
    }
}
