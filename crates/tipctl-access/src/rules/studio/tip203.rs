//! TIP203: a session policy under which the editor cannot work.

use std::collections::BTreeSet;

use tipctl_model::{Inventory, inventory::Sight};

use crate::{
    findings::{Found, Subject},
    links::session::ACTIONS,
    policy::{Context, Decision, Document, Request, Rights},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(203),
    title: "the session policy leaves the query editor too little",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The session policy of each session mapping, together with the studio's user role, against what the \
        query editor asks for on a user's behalf.",
    symptom: "Parts of the editor stay empty, or Run is refused with `because no session policy allows`.",
    symptom_is_verified: false,
    cause: "\
        What a user may do in a studio is what the user role *and* their session policy allow. An action \
        that only one of them lists is not allowed; where a user comes in through several groups, the \
        session policies of all of them add up.",
    fix: "Let the session policy follow from its use, or add what is missing.",
    spec: r#"
[policy.studio-basic]
use = "studio-session"
"#,
    by_hand: r#"
aws iam create-policy-version --set-as-default --policy-arn ARN --policy-document file://policy.json
"#,
    sources: &[
        "facts/tip-chain.md TIP203",
        "facts/tip-chain.md L4",
        "AWS: EMR management guide, EMR Studio user permissions",
    ],
    unverified: &["what the editor shows for each missing action"],
    find,
};

/// What the query editor of a studio asks for, besides running a query.
///
/// AWS: facts/tip-chain.md L4.
const EDITOR: &[&str] = &[
    "athena:ListQueryExecutions",
    "athena:StopQueryExecution",
    "athena:GetWorkGroup",
    "athena:ListWorkGroups",
    "glue:GetDatabase",
    "glue:GetDatabases",
    "glue:GetTable",
    "glue:GetTables",
    "glue:GetPartitions",
    "lakeformation:GetDataAccess",
];

fn find(inventory: &Inventory, found: &mut Found) {
    for (id, studio) in ours::propagating(inventory) {
        let Some(role) = studio.user_role.as_deref().and_then(|arn| inventory.roles.get(arn)) else {
            continue;
        };
        let policies: BTreeSet<&str> =
            ours::mappings(inventory, id).map(|mapping| mapping.session_policy.as_str()).collect();
        for arn in policies {
            let policy = inventory.policies.see(arn);
            let from = policy.there().and_then(|policy| policy.from.as_ref());
            let subject = Subject { from, kind: "policy", name: ours::last_of(arn) };
            match policy {
                Sight::Unseen => {}
                Sight::Absent => found.broken(
                    subject,
                    "",
                    format!("`{}` has users under it and does not exist", studio.name),
                ),
                Sight::There(policy) => {
                    let rights =
                        Rights::of(role, inventory).within(vec![Document::read(arn, &policy.document)]);
                    let missing = missing(inventory, &rights);
                    if !missing.is_empty() {
                        let cause =
                            format!("together with the user role it does not allow {}", missing.join(", "));
                        found.broken(subject, "document", cause);
                    }
                }
            }
        }
    }
}

/// The actions that the editor needs and `rights` are known not to allow, in backticks.
fn missing(inventory: &Inventory, rights: &Rights<'_>) -> Vec<String> {
    let place = &inventory.place;
    let workgroup = ours::workgroups(inventory).next().map_or("primary", |(name, _)| name);
    let context = Context::default().with("aws:ResourceAccount", &place.account);
    let is_denied = |action: &&&str| {
        let resource = match action.split_once(':') {
            Some(("athena", _)) => place.regional_arn("athena", &format!("workgroup/{workgroup}")),
            Some(("glue", _)) => place.regional_arn("glue", "catalog"),
            _ => "*".to_owned(),
        };
        matches!(
            rights.decide(&Request { action, resource: &resource, context: &context }),
            Decision::Denied(_)
        )
    };
    ACTIONS.iter().chain(EDITOR).filter(is_denied).map(|action| format!("`{action}`")).collect()
}
