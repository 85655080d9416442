//! TIP221: a grant for somebody whom the directory does not know.

use std::collections::BTreeMap;

use tipctl_model::{Inventory, inventory::Workforce};

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(221),
    title: "something is granted to a user or group that does not exist",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        Every user and group id in grants of Lake Formation, access grants, assignments and session \
        mappings, against the directory. What the spec does not mean itself is only a warning: it opens \
        nothing, and is in nobody's way.",
    symptom: "\
        The user is in the group, the group has the grant by its name, and access is denied all the same: \
        `You do not have READWRITE permissions to the requested S3 Prefix`, or no tables.",
    symptom_is_verified: false,
    cause: "\
        Grants hold ids and not names. A group that was deleted and pushed again by the identity provider \
        has the old name and another id; what was granted to the old id stays behind.",
    fix: "\
        Grant it to the group of today: `tipctl apply` does that when the spec names the group by its name. \
        What is left of the old id can be revoked.",
    spec: r#"
[group.analysts]
name = "data-analysts"
"#,
    by_hand: r#"
aws identitystore list-groups --identity-store-id d-1234567890 \
    --query "Groups[?DisplayName=='data-analysts'].GroupId"
"#,
    sources: &["facts/tip-chain.md TIP221", "facts/tip-chain.md §4"],
    unverified: &["what the user sees"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let mut gone: BTreeMap<&Workforce, Named> = BTreeMap::new();
    let mut name = |who, what: &'static str, is_ours: bool| {
        if people::is_gone(inventory, who) {
            let named = gone.entry(who).or_default();
            named.is_ours |= is_ours;
            *named.by.entry(what).or_default() += 1;
        }
    };
    for (who, grant) in ours::workforce_grants(inventory) {
        name(who, "grant", grant.from.is_some());
    }
    for (who, grant) in ours::access_grants(inventory) {
        name(who, "access grant", grant.from.is_some());
    }
    for (id, _) in ours::studios(inventory) {
        ours::mappings(inventory, id)
            .for_each(|mapping| name(&mapping.identity, "session mapping", mapping.from.is_some()));
    }
    for (_, workgroup) in ours::workgroups(inventory) {
        ours::assigned(inventory, workgroup)
            .into_iter()
            .flatten()
            .for_each(|who| name(who, "assignment", false));
    }
    for (who, named) in gone {
        let kind = if matches!(who, Workforce::User(_)) { "user" } else { "group" };
        let severity = if named.is_ours { Severity::Error } else { Severity::Warning };
        let by = named.by.iter().map(|(what, count)| match count {
            1 => format!("one {what}"),
            _ => format!("{count} {what}s"),
        });
        let cause =
            format!("the directory has no such {kind}; named by {}", by.collect::<Vec<_>>().join(", "));
        found.broken_as(severity, Subject { from: None, kind, name: who.id() }, "", cause);
    }
}

/// By what somebody is named who is gone.
#[derive(Default)]
struct Named {
    /// Whether the spec means one of them.
    is_ours: bool,
    /// How many of each.
    by: BTreeMap<&'static str, usize>,
}
