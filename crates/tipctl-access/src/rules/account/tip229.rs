//! TIP229: a reader to whom Lake Formation shows only a part.

use std::collections::BTreeSet;

use tipctl_model::{Inventory, inventory::Principal};

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(229),
    title: "tipctl may not see every grant",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        Whoever runs tipctl, against the administrators and read-only administrators of Lake Formation.",
    symptom: "\
        tipctl plans grants that are there, misses some that should go, and calls access broken that works.",
    symptom_is_verified: true,
    cause: "\
        `ListPermissions` answers only with what the caller has a right to see, and says nothing of the \
        rest.",
    fix: "\
        Make the role that runs tipctl a read-only administrator, which is enough for plan, check and \
        doctor; an apply with grants needs an administrator.",
    spec: r#"
[lake]
admins           = ["arn:aws:iam::111122223333:role/tipctl-apply"]
read_only_admins = ["arn:aws:iam::111122223333:role/tipctl-plan"]
"#,
    by_hand: r#"
aws lakeformation get-data-lake-settings > settings.json
# Add the role to ReadOnlyAdmins, and put the whole document back: it replaces what was there. Take SET_CONTEXT out of
# its Parameters where it is TRUE, as it is anyway: that AWS takes it back is not verified.
aws lakeformation put-data-lake-settings --cli-input-json file://settings.json
"#,
    sources: &[
        "facts/tip-chain.md TIP229",
        "facts/tip-chain.md L16",
        "AWS: Lake Formation developer guide, ListPermissions",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let (Some(caller), Some(settings)) = (&inventory.caller, inventory.lake.settings.as_ref().there()) else {
        return;
    };
    let is_admin = |admins: &BTreeSet<Principal>| {
        admins.iter().any(|admin| matches!(admin, Principal::Iam(arn) if is_same(arn, &caller.arn)))
    };
    if settings.is_whole && !is_admin(&settings.admins) && !is_admin(&settings.read_only_admins) {
        let cause =
            "it is no administrator of Lake Formation, so grants may be there that were not shown to it";
        found.broken(Subject { from: None, kind: "caller", name: &caller.arn }, "", cause);
    }
}

/// Whether two ARNs name the same user or role. A session's ARN has its role's name and not the role's path.
fn is_same(one: &str, other: &str) -> bool {
    let kind = |arn: &str| arn.split_once(":role/").is_some();
    one == other || (kind(one) && kind(other) && ours::last_of(one) == ours::last_of(other))
}
