//! TIP225: an execution role that trusts Athena too little, or everybody's.

use tipctl_model::{Inventory, Place};

use crate::{
    findings::{Found, Subject},
    policy::{Context, Decision},
    rules::{
        Fixable, Rule, RuleId, SeenIn, Severity, ours,
        roles::{Used, from_here, with_identity},
    },
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(225),
    title: "the execution role's trust lacks the user's context, or a source",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The trust policy of the workgroup's execution role: whether Athena may do `sts:SetContext`, and \
        whether a condition ties it to this account or this workgroup.",
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
        let used = workgroup.execution_role.as_deref().map(|arn| Used::new(inventory, arn));
        let Some((used, role)) = used.and_then(|used| Some((used, used.role.there()?))) else { continue };
        let trusts = |action, context: &Context| used.trusts(role, SERVICE, action, context);
        let arn = inventory.place.regional_arn("athena", &format!("workgroup/{name}"));
        let own = with_identity(from_here(inventory, arn), inventory);
        if !trusts("sts:AssumeRole", &own).is_allowed() {
            continue;
        }
        let subject = Subject { from: role.from.as_ref(), kind: "role", name: ours::last_of(used.arn) };
        let is_anybodys = trusts("sts:AssumeRole", &elsewhere(inventory)).is_allowed();
        match (trusts("sts:SetContext", &own), is_anybodys) {
            (Decision::Denied(_), false) => {
                found.broken(subject, "trust", "its trust does not allow `sts:SetContext` to Athena");
            }
            (Decision::Denied(_), true) => {
                let cause = "its trust does not allow `sts:SetContext` to Athena, and trusts Athena on behalf of any account";
                found.broken(subject, "trust", cause);
            }
            (_, true) => found.broken(subject, "trust", "it trusts Athena on behalf of any account"),
            (_, false) => {}
        }
    }
}

/// The service that takes the role.
const SERVICE: &str = "athena.amazonaws.com";

/// The context of a workgroup of another account.
fn elsewhere(inventory: &Inventory) -> Context {
    let Place { partition, region, .. } = &inventory.place;
    Context::default()
        .with("aws:SourceAccount", "000000000000")
        .with("aws:SourceArn", format!("arn:{partition}:athena:{region}:000000000000:workgroup/other"))
}
