//! TIP229: a reader to whom Lake Formation shows only a part.

use tipctl_model::Inventory;

use crate::{
    caller,
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity},
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
    if let Some(name) = caller::shown_less(inventory) {
        let cause =
            "it is no administrator of Lake Formation, so grants may be there that were not shown to it";
        found.broken(Subject { from: None, kind: "caller", name }, "", cause);
    }
}
