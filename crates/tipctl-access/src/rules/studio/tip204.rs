//! TIP204: permissions that a user's session does not have.

use std::collections::BTreeSet;

use tipctl_model::{Inventory, Value};

use crate::{
    findings::{Found, Subject},
    policy::{AllowList, each, matches_action},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(204),
    title: "a role allows what a user's session may not do",
    severity: Severity::Info,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The user roles of studios and the access roles of clients, against the list of actions that AWS \
        leaves to a session with a user's identity, in the version that the account has.",
    symptom: "An explicit deny, although the role allows the action and no policy of yours denies it.",
    symptom_is_verified: false,
    cause: "\
        STS attaches the managed policy `AWSIAMIdentityCenterAllowListForIdentityContext` to every session \
        with a user's identity. It denies all but a list of actions; `s3:GetObject`, `kms:Decrypt` and \
        `sts:AssumeRole` are not on it.",
    fix: "\
        Take it out of the role, so that nobody relies on it. Tables are read through Lake Formation and \
        results through S3 Access Grants, each with a role of its own.",
    spec: r#"
[role.studio-user]
use = "studio-user"
"#,
    by_hand: r#"
aws iam get-policy --query Policy.DefaultVersionId \
    --policy-arn arn:aws:iam::aws:policy/AWSIAMIdentityCenterAllowListForIdentityContext
"#,
    sources: &[
        "facts/tip-chain.md TIP204",
        "facts/tip-chain.md L4",
        "AWS: managed policy reference, AWSIAMIdentityCenterAllowListForIdentityContext",
    ],
    unverified: &["that granting such an action to the role never helps, which is inferred from the policy"],
    find,
};

/// What queries would rely on, if a user's session could do it.
const RELIED_ON: &[&str] =
    &["s3:GetObject", "s3:PutObject", "kms:Decrypt", "kms:GenerateDataKey", "lambda:InvokeFunction"];

fn find(inventory: &Inventory, found: &mut Found) {
    let users = ours::propagating(inventory).filter_map(|(_, studio)| studio.user_role.as_deref());
    let clients = inventory.clients.values().filter_map(|client| client.access_role.as_deref());
    let list = AllowList::of(inventory);
    for arn in users.chain(clients).collect::<BTreeSet<_>>() {
        let Some(role) = inventory.roles.get(arn) else { continue };
        let documents = role.permissions.values().filter_map(|document| document.as_ref().there());
        let allowed: BTreeSet<&str> = documents.flat_map(allowed_actions).collect();
        let in_vain: Vec<String> = RELIED_ON
            .iter()
            .filter(|action| {
                !list.exempts(action) && allowed.iter().any(|pattern| matches_action(pattern, action))
            })
            .map(|action| format!("`{action}`"))
            .collect();
        if !in_vain.is_empty() {
            let subject = Subject { from: role.from.as_ref(), kind: "role", name: ours::last_of(arn) };
            let cause = format!(
                "it allows {}, which AWS denies to every session with a user's identity",
                in_vain.join(", ")
            );
            found.broken(subject, "inline", cause);
        }
    }
}

/// The actions that the statements of `document` allow, as they are written.
fn allowed_actions(document: &Value) -> Vec<&str> {
    let statements = document.entry("Statement").map(each).unwrap_or_default();
    let allows = |statement: &&Value| {
        statement
            .entry("Effect")
            .and_then(Value::as_text)
            .is_some_and(|effect| effect.eq_ignore_ascii_case("allow"))
    };
    statements
        .iter()
        .filter(allows)
        .filter_map(|statement| statement.entry("Action"))
        .flat_map(each)
        .filter_map(Value::as_text)
        .collect()
}
