//! Roles and managed policies that are only referred to, and the list of what a session with a user's identity is let.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};
use tipctl_model::{AttrType, FaultClass, Inventory, KindName, Live, Told, Value};

use super::{
    AT_ONCE,
    unread::{Unread, note},
};
use crate::{
    aws::Aws,
    inventory::{Survey, of_live},
    kinds::{KINDS, policy, role},
};

const ROLE: KindName = KindName("role");
const POLICY: KindName = KindName("policy");

/// Reads the roles of the account that the chain names and no section of the spec writes out, and every managed policy
/// that counts for a role or a session.
pub(super) async fn read(aws: &Aws, survey: &mut Survey) {
    let view = of_live(survey, None);
    let head = aws.place.global_arn("iam", "role/");
    let unknown =
        named(&view).into_iter().filter(|arn| arn.starts_with(&head) && view.roles.get(arn).is_none());
    let arns: BTreeSet<String> = unknown.collect();
    let names = arns.iter().filter_map(|arn| arn.rsplit('/').next().map(str::to_owned)).collect();
    let roles = match role::roles(aws, &names).await {
        Ok(roles) => {
            let found: BTreeSet<&str> = roles.iter().map(|role| role.text("arn")).collect();
            let gone = arns.iter().filter(|arn| !found.contains(arn.as_str()));
            gone.for_each(|arn| survey.surroundings.roles.rule_out(arn.as_str()));
            roles
        }
        Err(fault) => {
            let action =
                "iam:GetRole, iam:ListRolePolicies, iam:GetRolePolicy and iam:ListAttachedRolePolicies";
            survey.notes.push(note("roles that the chain runs through", action, &fault));
            Vec::new()
        }
    };
    // A role tells the documents of its managed policies, so they come first.
    let referring = survey.observation.lives.iter().flat_map(|(kind, lives)| policies(*kind, lives));
    let policies: BTreeSet<String> = referring.chain(policies(ROLE, &roles)).collect();
    let unknown = policies.into_iter().filter(|arn| view.policies.get(arn).is_none());
    let reads = unknown.map(|arn| async move { (policy::read(aws, &arn).await, arn) });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    for (found, arn) in found {
        match found {
            Ok(Some(live)) => tell(POLICY, &live, &mut survey.surroundings),
            Ok(None) => survey.surroundings.policies.rule_out(arn),
            Err(fault) => {
                let action = "iam:GetPolicy and iam:GetPolicyVersion";
                survey.notes.push(note(&format!("the policy `{arn}`"), action, &fault));
            }
        }
    }
    roles.iter().for_each(|role| tell(ROLE, role, &mut survey.surroundings));
}

/// What the identity-context allow list of AWS exempts from its denial, as actions.
///
/// AWS: it is attached to every session that carries a user's identity, and denies what is not among its `NotAction`
/// (facts/tip-chain.md L4).
pub(super) async fn allow_list(aws: &Aws) -> Unread<Option<BTreeSet<String>>> {
    let name = "policy/AWSIAMIdentityCenterAllowListForIdentityContext";
    let arn = format!("arn:{}:iam::aws:{name}", aws.place.partition);
    match policy::read(aws, &arn).await {
        Ok(live) => {
            Unread { thing: live.and_then(|live| exempted(live.attrs.get("document")?)), notes: Vec::new() }
        }
        Err(fault) if fault.class == FaultClass::Absent => Unread { thing: None, notes: Vec::new() },
        Err(fault) => {
            let what = "what AWS lets sessions with a user's identity do, as of today,";
            let notes = vec![note(what, "iam:GetPolicy and iam:GetPolicyVersion", &fault)];
            Unread { thing: None, notes }
        }
    }
}

/// The actions that every denial of the document leaves out.
fn exempted(document: &Value) -> Option<BTreeSet<String>> {
    let statements = document.entry("Statement")?;
    let one = std::slice::from_ref(statements);
    let statements = if statements.elements().is_empty() { one } else { statements.elements() };
    let denials = statements
        .iter()
        .filter(|statement| statement.entry("Effect").and_then(Value::as_text) == Some("Deny"));
    let exempted = denials.filter_map(|denial| {
        let actions = denial.entry("NotAction")?;
        let actions =
            actions.as_text().into_iter().chain(actions.elements().iter().filter_map(Value::as_text));
        Some(actions.map(str::to_owned).collect::<BTreeSet<String>>())
    });
    exempted.reduce(|all, more| &all & &more)
}

/// The roles that the chain runs through.
fn named(view: &Inventory) -> BTreeSet<String> {
    let studios = view.studios.iter().flat_map(|(_, studio)| [&studio.user_role, &studio.service_role]);
    let workgroups = view.workgroups.iter().map(|(_, workgroup)| &workgroup.execution_role);
    let locations = view.lake.locations.iter().filter(|(_, location)| !location.is_service_linked);
    let locations = locations.map(|(_, location)| &location.role);
    let results = view.access_grants.locations.iter().map(|(_, location)| &location.role);
    let clients = view.clients.values().flat_map(|client| [&client.application_role, &client.access_role]);
    let catalog = view.catalog.encryption.as_ref().there().map(|encryption| &encryption.role);
    let all = studios.chain(workgroups).chain(locations).chain(results).chain(clients).chain(catalog);
    all.flatten().cloned().collect()
}

/// The managed policies that `lives` refer to, in attributes that can refer to nothing else.
fn policies(kind: KindName, lives: &[Live]) -> BTreeSet<String> {
    fn is_of_policies(ty: &AttrType) -> bool {
        match ty {
            AttrType::Ref { kinds, attr: _ } => *kinds == [POLICY.0],
            AttrType::List(inner) | AttrType::Set(inner) => is_of_policies(inner),
            _ => false,
        }
    }
    let schema = KINDS.iter().map(|known| known.schema()).find(|schema| schema.name == kind);
    let attrs = schema.into_iter().flat_map(|schema| schema.attrs).filter(|attr| is_of_policies(&attr.ty));
    let values = attrs.flat_map(|attr| lives.iter().filter_map(|live| live.attrs.get(attr.name)));
    let texts = values.flat_map(|value| {
        value.as_text().into_iter().chain(value.elements().iter().filter_map(Value::as_text))
    });
    texts.filter(|arn| arn.starts_with("arn:")).map(str::to_owned).collect()
}

fn tell(kind: KindName, live: &Live, inventory: &mut Inventory) {
    if let Some(kind) = KINDS.iter().find(|known| known.schema().name == kind) {
        kind.tell(Told { from: None, attrs: &live.attrs }, inventory);
    }
}
