//! TIP225: an execution role that trusts Athena too little, or everybody's.

use tipctl_model::{Inventory, Place};

use crate::{
    findings::{Found, Subject},
    links::{
        execution_role,
        role::{Played, taking},
    },
    policy::{Caller, Context, Decision, Request, trust},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(225),
    title: "the execution role's trust lacks the user's context, or a source",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The trust policy of the workgroup's execution role: whether Athena may do `sts:SetContext`, and \
        whether a condition ties it to this account or this workgroup. Where Athena may not take the role \
        at all, it is an error.",
    symptom: "\
        Without `sts:SetContext`, fetching credentials for results may fail. Without a condition nothing \
        fails.",
    symptom_is_verified: false,
    cause: "\
        A role that the console made allows `sts:AssumeRole` alone, and some have found that credential \
        vending fails with it. A trust without `aws:SourceAccount` or `aws:SourceArn` lets Athena use the \
        role for somebody else's workgroup.",
    fix: "Let the trust policy follow from the role's use.",
    spec: r#"
[role.athena]
use = "workgroup"
"#,
    by_hand: r#"
aws iam update-assume-role-policy --role-name athena --policy-document '{
  "Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "athena.amazonaws.com"},
     "Action": ["sts:AssumeRole", "sts:SetContext"],
     "Condition": {
       "StringEquals": {"aws:SourceAccount": "111122223333"},
       "ArnLike": {"aws:SourceArn": "arn:aws:athena:ap-northeast-1:111122223333:workgroup/analytics"}}}]}'
"#,
    sources: &["facts/tip-chain.md TIP225", "facts/tip-chain.md L7"],
    unverified: &["whether the execution role needs `sts:SetContext` at all"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (name, workgroup) in ours::workgroups(inventory) {
        let verdict = execution_role::trust(inventory, name, workgroup);
        if let Some(breach) = verdict.breach() {
            let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
            found.broken_as(Severity::Error, subject, "role", breach.cause.as_str());
        } else if let Ok(played) = execution_role::played(inventory, name, workgroup) {
            let workgroup = format!("workgroup/{name}");
            let own = taking(&inventory.place, Some(&inventory.place.regional_arn("athena", &workgroup)));
            let causes = [
                matches!(athena(&played, "sts:SetContext", &own), Decision::Denied(_))
                    .then_some("does not allow `sts:SetContext` to Athena"),
                athena(&played, "sts:AssumeRole", &elsewhere(inventory))
                    .is_allowed()
                    .then_some("lets Athena take it for a workgroup of any account"),
            ];
            let causes: Vec<&str> = causes.into_iter().flatten().collect();
            if !causes.is_empty() {
                found.broken(
                    roles::subject(&played),
                    "trust",
                    format!("its trust {}", causes.join(", and ")),
                );
            }
        }
    }
}

/// What the role's trust says to Athena.
fn athena(played: &Played<'_>, action: &str, context: &Context) -> Decision {
    let request = Request { action, resource: played.arn, context };
    trust(played.role, Caller::Service("athena.amazonaws.com"), &request)
}

/// The context in which Athena would take it for somebody else.
fn elsewhere(inventory: &Inventory) -> Context {
    let other = Place::new("", "000000000000", &inventory.place.region);
    taking(&other, Some(&other.regional_arn("athena", "workgroup/other")))
}
