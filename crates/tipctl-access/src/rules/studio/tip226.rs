//! TIP226: a user role that can become any other.

use tipctl_model::Inventory;

use crate::{
    findings::Found,
    links::role::Played,
    policy::Context,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(226),
    title: "the user role may take any role",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "Whether the studio's user role allows `sts:AssumeRole` on `*`.",
    symptom: "\
        Nothing fails. A session of the studio without a user's identity can become every role of the \
        account that trusts the account.",
    symptom_is_verified: true,
    cause: "\
        AWS's own sample policy for the user role has the statement. Queries do not need it, and a session \
        with a user's identity may not do it anyway (TIP204).",
    fix: "Take the statement out.",
    spec: r#"
[role.studio-user]
use = "studio-user"
"#,
    by_hand: "",
    sources: &[
        "facts/tip-chain.md TIP226",
        "AWS: IAM Identity Center user guide, trusted identity propagation with EMR Studio",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (_, studio) in ours::propagating(inventory) {
        let Ok(played) = Played::see(inventory, studio.user_role.as_deref(), "the user role") else {
            continue;
        };
        // AWS: no role is called so: what may take this one may take any.
        let any = inventory.place.global_arn("iam", "role/-/");
        if roles::is_given(inventory, played.role, "sts:AssumeRole", &any, &Context::default()) {
            found.broken(roles::subject(&played), "inline", "it allows `sts:AssumeRole` on every role");
        }
    }
}
