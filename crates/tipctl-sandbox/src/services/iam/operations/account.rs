//! `GetAccountAuthorizationDetails`: all of IAM in one paginated sweep.

use serde::Serialize;

use super::page;
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::check;
use crate::services::iam::state::{State, User};
use crate::services::iam::view::{PolicyView, RoleDetail};
use crate::services::iam::wire::{Entity, GetAccountAuthorizationDetails, List};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct AccountDetails {
    user_detail_list: List<UserDetail>,
    group_detail_list: List<()>,
    role_detail_list: List<RoleDetail>,
    policies: List<PolicyView>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct UserDetail {
    path: &'static str,
    user_name: String,
    user_id: String,
    arn: String,
}

/// One entry of the sweep, of whichever kind.
enum Detail {
    User(UserDetail),
    Role(Box<RoleDetail>),
    Policy(Box<PolicyView>),
}

pub(in crate::services::iam) fn get_authorization_details(
    call: &mut Call<'_>,
    input: GetAccountAuthorizationDetails,
) -> Result<AccountDetails, Fault> {
    let details = details(&call.seen().iam, &input.filter);
    let page = page(call, details, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let mut answer = AccountDetails {
        user_detail_list: List { member: Vec::new() },
        group_detail_list: List { member: Vec::new() },
        role_detail_list: List { member: Vec::new() },
        policies: List { member: Vec::new() },
        is_truncated: page.next.is_some(),
        marker: page.next,
    };
    for detail in page.items {
        match detail {
            Detail::User(user) => answer.user_detail_list.member.push(user),
            Detail::Role(role) => answer.role_detail_list.member.push(*role),
            Detail::Policy(policy) => answer.policies.member.push(*policy),
        }
    }
    Ok(answer)
}

/// What the filter lets through, with keys in order over all kinds. No filter lets everything through.
fn details(iam: &State, filter: &[Entity]) -> Vec<(String, Detail)> {
    let wanted = |entity: &Entity| filter.is_empty() || filter.contains(entity);
    let mut details = Vec::new();
    if wanted(&Entity::User) {
        details.extend(iam.users().map(|(name, user)| (format!("1/{name}"), Detail::User(user_detail(name, user)))));
    }
    if wanted(&Entity::Role) {
        let names = iam.names();
        let detail = |role| Detail::Role(Box::new(RoleDetail::of(&names, role)));
        details.extend(iam.roles().map(|role| (format!("2/{}", role.name), detail(role))));
    }
    let policies = iam.policies().filter(|policy| match policy.is_aws_managed() {
        // Of AWS's own policies only those in use are reported.
        true => wanted(&Entity::AwsManagedPolicy) && iam.attachments(&policy.arn) > 0,
        false => wanted(&Entity::LocalManagedPolicy),
    });
    details.extend(policies.map(|policy| {
        (format!("3/{}", policy.arn), Detail::Policy(Box::new(PolicyView::detail(iam, policy))))
    }));
    details
}

fn user_detail(name: &str, user: &User) -> UserDetail {
    UserDetail {
        path: "/",
        user_name: name.to_owned(),
        user_id: user.unique_id.clone(),
        arn: user.arn.clone(),
    }
}
