//! Studios through EMR.

use aws_sdk_emr::{
    config::Config,
    types::{AuthMode, IdcUserAssignment, Studio as Stored, StudioSummary, Tag},
};
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{Studio, schema};
use crate::{
    attrs::{Read, STACK_TAG, Shown, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::fault,
    pages::pages,
    tags,
    unique::SendOnce,
};

impl Calls for Studio {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let found = list(aws).await?;
            // AWS: a list entry lacks roles, subnets, security groups, tags and everything of Identity Center
            // (facts/aws-identity.md §0.4), so each studio that is concerned is described.
            let names: Vec<&str> = asked.wanted(schema::NAME).filter_map(|want| want.text("name")).collect();
            let ids: Vec<&str> = asked.owned(schema::NAME).filter_map(|key| key.part("id")).collect();
            let mut concerned = Vec::new();
            for studio in &found {
                let is_named = studio.name().is_some_and(|name| names.contains(&name));
                let id = studio.studio_id().unwrap_or_default();
                if asked.is_whole() || is_named || ids.contains(&id) {
                    concerned.push(id.to_owned());
                }
            }
            let reads = concerned.into_iter().map(|id| async move { describe(aws, &id).await });
            let lives: Vec<Option<Live>> = stream::iter(reads).buffered(4).try_collect().await?;
            Ok(lives.into_iter().flatten().collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            match create(aws, want).await {
                // AWS: names are not unique and there is no token, so a studio may have been made although its answer
                // was lost (facts/aws-identity.md §0.2). Another is made only after a look.
                Err(fault) if matches!(fault.class, FaultClass::Unknown | FaultClass::Unreachable) => {
                    match named(aws, want).await? {
                        None => create(aws, want).await,
                        found => tags::just_made(found, want, &aws.place).ok_or(fault),
                    }
                }
                made => made,
            }
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let id = live.text("id");
            if let Some(change) = diff.iter().find(|change| change.attr == "tags") {
                retag(aws, id, change).await?;
            }
            let changed = |attr: &str| diff.iter().any(|change| change.attr == attr);
            let given = |attr: &str| want.text(attr).filter(|_| changed(attr)).map(str::to_owned);
            if ["name", "description", "subnets", "storage", "encryption_key"].into_iter().any(changed) {
                let subnets = Some(want.texts("subnets")).filter(|_| changed("subnets"));
                let call = aws
                    .emr
                    .update_studio()
                    .studio_id(id)
                    .set_name(given("name"))
                    .set_description(given("description"))
                    .set_subnet_ids(subnets)
                    .set_default_s3_location(given("storage"))
                    .set_encryption_key_arn(given("encryption_key"));
                call.send().await.map_err(|error| fault("emr", "UpdateStudio", error))?;
            }
            let mut attrs = live.attrs.clone();
            attrs.extend(want.clone());
            Ok(Live { attrs, stack: live.stack.clone() })
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let id = live.text("id");
            let sent = aws.emr.delete_studio().studio_id(id).send().await;
            match sent.map_err(|error| fault("emr", "DeleteStudio", error)) {
                Ok(_) => Ok(()),
                Err(fault) if fault.class == FaultClass::Absent => Ok(()),
                // AWS: deleting a studio that is gone already answers an internal error; only a description tells
                // (facts/aws-identity.md §7).
                Err(fault) if fault.class == FaultClass::Unknown => match describe(aws, id).await? {
                    None => Ok(()),
                    Some(_) => Err(fault),
                },
                Err(fault) => Err(fault),
            }
        })
    }
}

/// Makes a studio, or not: after a failure of AWS it may be there.
async fn create(aws: &Aws, want: &Attrs) -> Result<Live, Fault> {
    let given = |attr: &str| want.text(attr).map(str::to_owned);
    let filled = |attr: &str| given(attr).filter(|text| !text.is_empty());
    let assignment = want.text("assignment").map(str::to_uppercase);
    let call = aws
        .emr
        .create_studio()
        .set_name(given("name"))
        .set_description(filled("description"))
        .set_auth_mode(want.text("auth_mode").map(AuthMode::from))
        .set_vpc_id(given("vpc"))
        .set_subnet_ids(Some(want.texts("subnets")))
        .set_service_role(given("service_role"))
        .set_user_role(given("user_role"))
        .set_workspace_security_group_id(given("workspace_security_group"))
        .set_engine_security_group_id(given("engine_security_group"))
        .set_default_s3_location(given("storage"))
        .set_idp_auth_url(filled("idp_auth_url"))
        .set_idp_relay_state_parameter_name(filled("idp_relay_state"))
        .set_trusted_identity_propagation_enabled(want.truth("trusted_identity_propagation"))
        .set_idc_user_assignment(assignment.as_deref().map(IdcUserAssignment::from))
        .set_idc_instance_arn(given("identity_center"))
        .set_encryption_key_arn(filled("encryption_key"))
        .set_tags(Some(tags::marked(want, &aws.place).into_iter().map(tag).collect()));
    let once = Config::builder().retry_classifier(SendOnce);
    let sent = call.customize().config_override(once).send().await;
    let made = sent.map_err(|error| fault("emr", "CreateStudio", error))?;
    let id = made.studio_id().unwrap_or_default();
    let mut attrs = want.clone();
    attrs.insert("id", id.into());
    attrs.insert("arn", arn(aws, id));
    attrs.insert("url", made.url().unwrap_or_default().into());
    Ok(aws.made(attrs))
}

/// A studio of the name and the VPC that are wanted.
async fn named(aws: &Aws, want: &Attrs) -> Result<Option<Live>, Fault> {
    for studio in list(aws).await? {
        let is_named = studio.name() == want.text("name") && studio.vpc_id() == want.text("vpc");
        if let Some(id) = studio.studio_id().filter(|_| is_named) {
            return describe(aws, id).await;
        }
    }
    Ok(None)
}

/// Every studio, as the list shows it.
async fn list(aws: &Aws) -> Result<Vec<StudioSummary>, Fault> {
    let list = |marker| async move {
        let sent = aws.emr.list_studios().set_marker(marker).send().await;
        sent.map_err(|error| fault("emr", "ListStudios", error))
    };
    let found = pages("emr", "ListStudios", list, |page| page.marker.clone()).await?;
    Ok(found.into_iter().flat_map(|page| page.studios.unwrap_or_default()).collect())
}

/// The studio `id`; none when it does not exist.
async fn describe(aws: &Aws, id: &str) -> Result<Option<Live>, Fault> {
    let sent = aws.emr.describe_studio().studio_id(id).send().await;
    match sent.map_err(|error| fault("emr", "DescribeStudio", error)) {
        Ok(answer) => Ok(answer.studio().map(|studio| shown(aws, studio))),
        Err(fault) if fault.class == FaultClass::Absent => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn retag(aws: &Aws, id: &str, change: &AttrChange) -> Result<(), Fault> {
    let (come, gone) = tags::changes(change);
    if !gone.is_empty() {
        let sent = aws.emr.remove_tags().resource_id(id).set_tag_keys(Some(gone)).send().await;
        sent.map_err(|error| fault("emr", "RemoveTags", error))?;
    }
    if !come.is_empty() {
        let come = come.into_iter().map(tag).collect();
        let sent = aws.emr.add_tags().resource_id(id).set_tags(Some(come)).send().await;
        sent.map_err(|error| fault("emr", "AddTags", error))?;
    }
    Ok(())
}

fn tag((key, value): (String, String)) -> Tag {
    Tag::builder().key(key).value(value).build()
}

fn arn(aws: &Aws, id: &str) -> Value {
    Value::Text(aws.place.regional_arn("elasticmapreduce", &format!("studio/{id}")))
}

/// AWS: the documents call the roles of an answer names, and what comes back was seen to be the ARN that was sent
/// (facts/aws-identity.md §7). Both read as ARNs.
fn role_arn(aws: &Aws, role: &str) -> String {
    if role.starts_with("arn:") {
        role.to_owned()
    } else {
        aws.place.global_arn("iam", &format!("role/{role}"))
    }
}

fn shown(aws: &Aws, studio: &Stored) -> Live {
    let tags = studio.tags().iter().filter_map(|tag| Some((tag.key()?.to_owned(), tag.value()?.to_owned())));
    let tags: Vec<(String, String)> = tags.collect();
    let stack = tags.iter().find(|(key, _)| key == STACK_TAG).map(|(_, stack)| stack.clone());
    let is_sso = studio.auth_mode() == Some(&AuthMode::Sso);
    let mut shown = Shown::new()
        .maybe("id", studio.studio_id())
        .maybe("arn", studio.studio_id().map(|id| arn(aws, id)))
        .maybe("url", studio.url())
        .maybe("name", studio.name())
        .with("description", studio.description().unwrap_or_default())
        .maybe("auth_mode", studio.auth_mode().map(AuthMode::as_str))
        .maybe("vpc", studio.vpc_id())
        .with("subnets", Value::texts(studio.subnet_ids()))
        .maybe("workspace_security_group", studio.workspace_security_group_id())
        .maybe("engine_security_group", studio.engine_security_group_id())
        .maybe("storage", studio.default_s3_location())
        .maybe("service_role", studio.service_role().map(|role| role_arn(aws, role)))
        .maybe("user_role", studio.user_role().map(|role| role_arn(aws, role)))
        .with("encryption_key", studio.encryption_key_arn().unwrap_or_default())
        .with("tags", visible_tags(tags));
    if is_sso {
        let assignment = studio.idc_user_assignment().map(|assignment| assignment.as_str().to_lowercase());
        shown = shown
            .with(
                "trusted_identity_propagation",
                studio.trusted_identity_propagation_enabled().unwrap_or(false),
            )
            .maybe("assignment", assignment)
            .maybe("identity_center", studio.idc_instance_arn());
    } else {
        shown = shown
            .with("idp_auth_url", studio.idp_auth_url().unwrap_or_default())
            .with("idp_relay_state", studio.idp_relay_state_parameter_name().unwrap_or_default());
    }
    Live { attrs: shown.attrs(), stack }
}
