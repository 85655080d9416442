//! TIP224: an Identity Center that only answers within a network.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(224),
    title: "Identity Center refuses applications from outside of a VPC endpoint",
    severity: Severity::Warning,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        `NetworkConfigurationDetails` of the instance: whether `VpceAccessRequired` is on, and whether the \
        applications of the workgroups, of Lake Formation and of S3 Access Grants are among \
        `ExcludeApplicationArns`. A studio's application is not looked at: EMR does not tell which it is. \
        AWS's SDK for Rust does not show the setting yet: until it does, the doctor is silent about it, and \
        the command below is the way to look.",
    symptom: "Sign-in or queries fail for everybody although no policy and no role has changed.",
    symptom_is_verified: false,
    cause: "\
        With this setting, an application has to reach Identity Center through a VPC endpoint. AWS's own \
        services along the chain do not come from your VPC.",
    fix: "Exclude the applications of the chain from the requirement, or switch it off.",
    spec: "",
    by_hand: r#"
aws sso-admin describe-instance --instance-arn ARN --query NetworkConfigurationDetails
"#,
    sources: &["facts/tip-chain.md TIP224", "facts/tip-chain.md L1"],
    unverified: &["what the user sees", "that services of AWS are subject to the requirement"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let Some(own) = ours::identity_center(inventory) else { return };
    let Some((true, excluded)) = &own.vpce_required else { return };
    let mut used: Vec<(String, &str)> = ours::workgroups(inventory)
        .filter_map(|(name, workgroup)| {
            Some((format!("workgroup `{name}`"), workgroup.application.as_deref()?))
        })
        .collect();
    used.extend(ours::lake_application(inventory).map(|(arn, _)| ("Lake Formation".to_owned(), arn)));
    let grants = inventory.access_grants.instance.as_ref().there();
    let grants = grants.and_then(|instance| instance.application.as_deref());
    used.extend(grants.map(|arn| ("S3 Access Grants".to_owned(), arn)));
    let refused: Vec<String> =
        used.into_iter().filter(|(_, arn)| !excluded.contains(*arn)).map(|(who, _)| who).collect();
    if !refused.is_empty() {
        let subject = Subject { from: own.from.as_ref(), kind: "identity-center", name: &own.arn };
        let cause =
            format!("access is only through a VPC endpoint, and not excluded are: {}", refused.join(", "));
        found.broken(subject, "", cause);
    }
}
