//! Reading roles: one by one where there are few, from two lists over the whole account where there are many.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::types::{AttachedPolicy, EntityType, Role, RoleDetail, Tag};
use futures::{StreamExt, TryStreamExt, future::try_join, stream};
use tipctl_model::{Attrs, Fault, FaultClass, Live, Value};

use super::MANY;
use crate::{
    attrs::{STACK_TAG, Shown, visible_tags},
    aws::Aws,
    fault::fault,
    pages::pages,
    policy,
};

/// How many roles are read at once.
const AT_ONCE: usize = 8;

/// The roles with these names that there are.
pub(crate) async fn roles(aws: &Aws, names: &BTreeSet<String>) -> Result<Vec<Live>, Fault> {
    if names.len() < MANY {
        let reads = names.iter().cloned().map(|name| async move { role(aws, &name).await });
        let found: Vec<Option<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
        return Ok(found.into_iter().flatten().collect());
    }
    let (details, rest) = try_join(details(aws), listed(aws)).await?;
    let wanted = details.iter().filter_map(|detail| Some((detail, detail.role_name()?)));
    let wanted = wanted.filter(|(_, name)| names.contains(*name));
    Ok(wanted.map(|(detail, name)| of_detail(&aws.place.partition, detail, rest.get(name))).collect())
}

/// The role `name`, when there is one.
pub(super) async fn role(aws: &Aws, name: &str) -> Result<Option<Live>, Fault> {
    let found = aws.iam.get_role().role_name(name).send().await;
    let found = match found.map_err(|error| fault("iam", "GetRole", error)) {
        Ok(found) => found,
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let Some(role) = found.role() else { return Ok(None) };
    let (attached, inline) = try_join(attached(aws, name), inline(aws, name)).await?;
    Ok(Some(of_role(&aws.place.partition, role, &attached, inline)))
}

/// The managed policies that are attached to the role `name`.
pub(super) async fn attached(aws: &Aws, name: &str) -> Result<Vec<AttachedPolicy>, Fault> {
    let list = |marker| async move {
        let sent = aws.iam.list_attached_role_policies().role_name(name).set_marker(marker).send().await;
        sent.map_err(|error| fault("iam", "ListAttachedRolePolicies", error))
    };
    let pages = pages("iam", "ListAttachedRolePolicies", list, |page| page.marker.clone()).await?;
    Ok(pages.iter().flat_map(|page| page.attached_policies()).cloned().collect())
}

/// The names of the inline policies of the role `name`.
pub(super) async fn inline_names(aws: &Aws, name: &str) -> Result<Vec<String>, Fault> {
    let list = |marker| async move {
        let sent = aws.iam.list_role_policies().role_name(name).set_marker(marker).send().await;
        sent.map_err(|error| fault("iam", "ListRolePolicies", error))
    };
    let pages = pages("iam", "ListRolePolicies", list, |page| page.marker.clone()).await?;
    Ok(pages.iter().flat_map(|page| page.policy_names()).cloned().collect())
}

async fn inline(aws: &Aws, name: &str) -> Result<Vec<(String, String)>, Fault> {
    let mut documents = Vec::new();
    for policy in inline_names(aws, name).await? {
        let call = aws.iam.get_role_policy().role_name(name).policy_name(&policy);
        let found = call.send().await.map_err(|error| fault("iam", "GetRolePolicy", error))?;
        documents.push((policy, found.policy_document().to_owned()));
    }
    Ok(documents)
}

/// Every role of the account with its policies; descriptions and session lengths are not among what AWS shows here.
async fn details(aws: &Aws) -> Result<Vec<RoleDetail>, Fault> {
    let list = |marker| async move {
        let call = aws.iam.get_account_authorization_details().filter(EntityType::Role).max_items(1000);
        let sent = call.set_marker(marker).send().await;
        sent.map_err(|error| fault("iam", "GetAccountAuthorizationDetails", error))
    };
    let pages = pages("iam", "GetAccountAuthorizationDetails", list, |page| page.marker.clone()).await?;
    Ok(pages.iter().flat_map(|page| page.role_detail_list()).cloned().collect())
}

/// Every role of the account by name, for what the details lack.
async fn listed(aws: &Aws) -> Result<BTreeMap<String, Role>, Fault> {
    let list = |marker| async move {
        let sent = aws.iam.list_roles().max_items(1000).set_marker(marker).send().await;
        sent.map_err(|error| fault("iam", "ListRoles", error))
    };
    let pages = pages("iam", "ListRoles", list, |page| page.marker.clone()).await?;
    let roles = pages.iter().flat_map(|page| page.roles());
    Ok(roles.map(|role| (role.role_name().to_owned(), role.clone())).collect())
}

fn of_role(partition: &str, role: &Role, attached: &[AttachedPolicy], inline: Vec<(String, String)>) -> Live {
    Shape {
        name: role.role_name(),
        path: role.path(),
        arn: role.arn(),
        trust: role.assume_role_policy_document(),
        description: role.description(),
        max_session: role.max_session_duration(),
        boundary: role.permissions_boundary().and_then(|boundary| boundary.permissions_boundary_arn()),
        inline,
        attached,
        tags: role.tags(),
    }
    .live(partition)
}

fn of_detail(partition: &str, detail: &RoleDetail, rest: Option<&Role>) -> Live {
    let inline = detail.role_policy_list().iter().map(|policy| {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        (text(policy.policy_name()), text(policy.policy_document()))
    });
    Shape {
        name: detail.role_name().unwrap_or_default(),
        path: detail.path().unwrap_or("/"),
        arn: detail.arn().unwrap_or_default(),
        trust: detail.assume_role_policy_document(),
        description: rest.and_then(Role::description),
        max_session: rest.and_then(Role::max_session_duration),
        boundary: detail.permissions_boundary().and_then(|boundary| boundary.permissions_boundary_arn()),
        inline: inline.collect(),
        attached: detail.attached_managed_policies(),
        tags: detail.tags(),
    }
    .live(partition)
}

/// What both ways of reading show of a role.
struct Shape<'a> {
    name: &'a str,
    path: &'a str,
    arn: &'a str,
    trust: Option<&'a str>,
    description: Option<&'a str>,
    max_session: Option<i32>,
    boundary: Option<&'a str>,
    inline: Vec<(String, String)>,
    attached: &'a [AttachedPolicy],
    tags: &'a [Tag],
}

impl Shape<'_> {
    fn live(self, partition: &str) -> Live {
        let mut attached: Vec<&str> = self.attached.iter().filter_map(AttachedPolicy::policy_arn).collect();
        attached.sort_unstable();
        let inline = self.inline.into_iter().map(|(name, text)| (name, policy::read(&text, partition)));
        let tags: BTreeMap<String, String> =
            self.tags.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect();
        let attrs: Attrs = Shown::new()
            .with("name", self.name)
            .with("path", self.path)
            .with("arn", self.arn)
            .maybe("trust", self.trust.map(|text| policy::read(text, partition)))
            // AWS: no description is the same as an empty one, and no session length is an hour
            // (facts/aws-data.md §11.2, §11.3).
            .with("description", self.description.unwrap_or_default())
            .with("max_session", i64::from(self.max_session.unwrap_or(3600)))
            .with("boundary", self.boundary.unwrap_or_default())
            .with("inline", Value::map(inline))
            .with("attached", Value::texts(attached))
            .with("tags", visible_tags(tags.clone()))
            .attrs();
        Live { attrs, stack: tags.get(STACK_TAG).cloned() }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_iam::types::{AttachedPermissionsBoundary, PolicyDetail};
    use aws_smithy_types::DateTime;

    use super::*;

    #[test]
    fn both_ways_of_reading_show_the_same() {
        const ARN: &str = "arn:aws:iam::111122223333:role/tip/athena";
        const TRUST: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D";
        const INLINE: &str =
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:*"],"Resource":"*"}}"#;
        let policy = |arn: &str| AttachedPolicy::builder().policy_arn(arn).build();
        let attached = [policy("arn:aws:iam::aws:policy/b"), policy("arn:aws:iam::aws:policy/a")];
        let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().unwrap();
        let tags = vec![tag("team", "data"), tag(STACK_TAG, "analytics")];
        let boundary = AttachedPermissionsBoundary::builder()
            .permissions_boundary_arn("arn:aws:iam::aws:policy/bounds")
            .build();
        let role = Role::builder().role_name("athena").path("/tip/").arn(ARN).role_id("AROAX");
        let role = role.create_date(DateTime::from_secs(0)).assume_role_policy_document(TRUST);
        let listed = role.description("runs queries").max_session_duration(7200).build().unwrap();
        let mut whole = listed.clone();
        whole.tags = Some(tags.clone());
        whole.permissions_boundary = Some(boundary.clone());
        let detail = RoleDetail::builder()
            .role_name("athena")
            .path("/tip/")
            .arn(ARN)
            .assume_role_policy_document(TRUST)
            .role_policy_list(PolicyDetail::builder().policy_name("own").policy_document(INLINE).build())
            .set_attached_managed_policies(Some(attached.iter().rev().cloned().collect()))
            .permissions_boundary(boundary)
            .set_tags(Some(tags))
            .build();
        let one = of_role("aws", &whole, &attached, vec![("own".to_owned(), INLINE.to_owned())]);
        assert_eq!(of_detail("aws", &detail, Some(&listed)), one);
        assert_eq!(one.stack.as_deref(), Some("analytics"));
        assert_eq!(one.attrs["tags"], Value::map([("team", Value::text("data"))]));
        let sorted = ["arn:aws:iam::aws:policy/a", "arn:aws:iam::aws:policy/b"];
        assert_eq!(one.attrs["attached"], Value::texts(sorted));
    }
}
