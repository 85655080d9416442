//! TIP223: an Identity Center that cannot be used.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::identity_center,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(223),
    title: "Identity Center is not ready",
    severity: Severity::Error,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        Whether there is an instance, its `Status`, and `EncryptionStatus` where it is encrypted with a key \
        of your own.",
    symptom: "Nobody can sign in, or services along the chain say that they cannot reach Identity Center.",
    symptom_is_verified: false,
    cause: "\
        An instance takes a while to be created, and a change of its key takes effect only once the key can \
        be used. A key that is disabled or whose policy lost a statement shuts out the instance.",
    fix: "\
        Wait until the status is `ACTIVE`. If it is the key: enable it, and give its policy back what \
        Identity Center needs.",
    spec: "",
    by_hand: r#"
aws sso-admin describe-instance --instance-arn ARN \
    --query '{Status: Status, Encryption: EncryptionConfigurationDetails}'
"#,
    sources: &["facts/tip-chain.md TIP223", "facts/tip-chain.md L1"],
    unverified: &["what the user sees", "which permissions on the key the services need"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if ours::needs_lake(inventory) {
        let own = ours::identity_center(inventory);
        let name = own.map_or("none", |own| own.arn.as_str());
        let subject = Subject { from: own.and_then(|own| own.from.as_ref()), kind: "identity-center", name };
        found.judge(subject, "", &identity_center::usable(inventory));
    }
}
