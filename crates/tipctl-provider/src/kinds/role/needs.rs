//! What has to be allowed for roles, and for handing them to services.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Need, Place, Value, Work};

use super::MANY;
use crate::attrs::Read;

/// For reading one role after the other.
const READ: &[&str] =
    &["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"];

pub(super) fn needs(work: Work, roles: &[&Attrs], place: &Place) -> Vec<Need> {
    match work {
        Work::Sweep => sweep(roles, place),
        Work::Create => create(roles, place),
        Work::Update => update(roles, place),
        Work::Delete => delete(roles, place),
    }
}

fn sweep(roles: &[&Attrs], place: &Place) -> Vec<Need> {
    let whole = Need::anywhere(&["iam:GetAccountAuthorizationDetails", "iam:ListRoles"]);
    let single = Need::on(READ, reachable(roles, place));
    // Where nothing is known of a role, there may be few or many.
    let are_counted = roles.iter().all(|role| role.contains_key("name"));
    match (are_counted, roles.len() < MANY) {
        (true, true) => vec![single],
        (true, false) => vec![whole],
        (false, _) => vec![single, whole],
    }
}

fn create(roles: &[&Attrs], place: &Place) -> Vec<Need> {
    let with = |attr| having(roles, place, |role| !is_empty(role.get(attr)));
    vec![
        Need::on(&["iam:CreateRole", "iam:TagRole"], arns(roles, place)),
        Need::on(&["iam:PutRolePolicy"], with("inline")),
        Need::on(&["iam:AttachRolePolicy"], with("attached")),
        // A role whose making was broken off is looked at before it is gone on with.
        Need::on(READ, reachable(roles, place)),
    ]
}

fn update(roles: &[&Attrs], place: &Place) -> Vec<Need> {
    let with = |attr: &'static str| having(roles, place, move |role| role.contains_key(attr));
    let described = |role: &Attrs| role.contains_key("description") || role.contains_key("max_session");
    let bound = |role: &Attrs| role.get("boundary").is_some_and(|boundary| boundary.as_text() != Some(""));
    vec![
        Need::on(&["iam:UpdateAssumeRolePolicy"], with("trust")),
        Need::on(&["iam:UpdateRole"], having(roles, place, described)),
        Need::on(&["iam:DeleteRolePolicy", "iam:PutRolePolicy"], with("inline")),
        Need::on(&["iam:AttachRolePolicy", "iam:DetachRolePolicy"], with("attached")),
        Need::on(&["iam:PutRolePermissionsBoundary"], having(roles, place, bound)),
        Need::on(
            &["iam:DeleteRolePermissionsBoundary"],
            having(roles, place, |role| role.text("boundary") == Some("")),
        ),
        Need::on(&["iam:TagRole", "iam:UntagRole"], with("tags")),
    ]
}

fn delete(roles: &[&Attrs], place: &Place) -> Vec<Need> {
    vec![
        Need::on(
            &[
                "iam:DeleteRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListInstanceProfilesForRole",
                "iam:ListRolePolicies",
            ],
            arns(roles, place),
        ),
        // A role is taken out of whatever instance profiles it is in.
        Need::on(&["iam:RemoveRoleFromInstanceProfile"], [place.global_arn("iam", "instance-profile/*")]),
    ]
}

/// For handing the roles that `things` name under `attrs` to `service`, `athena.amazonaws.com`.
pub(in crate::kinds) fn passes(things: &[&Attrs], attrs: &[&str], service: &str, place: &Place) -> Need {
    let named = things.iter().flat_map(|thing| attrs.iter().filter_map(|attr| thing.text(attr)));
    let arn = |role: &str| {
        if role.starts_with("arn:") {
            role.to_owned()
        } else {
            place.global_arn("iam", &format!("role/{role}"))
        }
    };
    Need::on(&["iam:PassRole"], named.map(arn)).when("iam:PassedToService", service)
}

/// The ARNs of `objects`, which IAM knows as `noun` with a name and a path. Of a path that is not known, every one.
pub(in crate::kinds) fn arns_of(noun: &str, objects: &[&Attrs], place: &Place) -> BTreeSet<String> {
    let arns = |object: &&Attrs| match (object.text("arn"), object.text("name")) {
        (Some(arn), _) => vec![arn.to_owned()],
        (None, Some(name)) => {
            ["", "*/"].map(|path| place.global_arn("iam", &format!("{noun}/{path}{name}"))).to_vec()
        }
        (None, None) => vec![place.global_arn("iam", &format!("{noun}/*"))],
    };
    objects.iter().flat_map(arns).collect()
}

fn arns(roles: &[&Attrs], place: &Place) -> BTreeSet<String> {
    arns_of("role", roles, place)
}

/// The ARNs under which the roles may be asked for.
///
/// AWS: a role is asked for by its name. What is checked for one that is not there, whose path AWS cannot know, is
/// unverified; it is taken to be the name without a path.
fn reachable(roles: &[&Attrs], place: &Place) -> BTreeSet<String> {
    let bare = roles.iter().filter_map(|role| role.text("name"));
    let bare = bare.map(|name| place.global_arn("iam", &format!("role/{name}")));
    arns(roles, place).into_iter().chain(bare).collect()
}

fn having(roles: &[&Attrs], place: &Place, which: impl Fn(&Attrs) -> bool) -> BTreeSet<String> {
    arns(&roles.iter().copied().filter(|role| which(role)).collect::<Vec<_>>(), place)
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Map(entries)) => entries.is_empty(),
        Some(value) => value.elements().is_empty(),
        None => true,
    }
}
