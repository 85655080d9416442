//! Locations through Lake Formation.

use aws_sdk_lakeformation::types::ResourceInfo;
use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, Live, NonEmpty, Observation};

use super::{Location, arn, is_service_linked, written};
use crate::{
    attrs::{Read, Shown, changed},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    pages::pages,
    s3::Path,
};

impl Calls for Location {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        _: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let list = |token| async move {
                let call = aws.lakeformation.list_resources().max_results(1000).set_next_token(token);
                call.send().await.map_err(|error| fault("lakeformation", "ListResources", error))
            };
            let found = pages("lakeformation", "ListResources", list, |page| page.next_token.clone()).await?;
            let lives =
                found.iter().flat_map(|page| page.resource_info_list()).filter_map(|info| listed(aws, info));
            Ok(lives.collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let arn = arn(want.text("path").unwrap_or_default(), &aws.place.partition);
            let call = aws.lakeformation.register_resource().resource_arn(&arn);
            let call = call.use_service_linked_role(false).set_role_arn(want.text("role").map(str::to_owned));
            let call = call.set_hybrid_access_enabled(want.truth("hybrid"));
            let call = call.set_with_federation(want.truth("federation"));
            let call = call.set_with_privileged_access(want.truth("privileged_access"));
            let call =
                call.set_expected_resource_owner_account(want.text("expected_owner").map(str::to_owned));
            call.send().await.map_err(|error| fault("lakeformation", "RegisterResource", error))?;
            let mut attrs = want.clone();
            attrs.insert("arn", arn.into());
            Ok(Live::new(attrs))
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
            // AWS: the role must be named in every update, and what an update does with members that it leaves out is
            // unverified (facts/aws-data.md §3), so everything that is known is sent.
            let after = changed(live, want, diff);
            let call = aws.lakeformation.update_resource().resource_arn(registered_as(live));
            let call = call.set_role_arn(after.attrs.text("role").map(str::to_owned));
            let call = call.set_hybrid_access_enabled(after.attrs.truth("hybrid"));
            let call = call.set_with_federation(after.attrs.truth("federation"));
            let owner = after.attrs.text("expected_owner").map(str::to_owned);
            let call = call.set_expected_resource_owner_account(owner);
            call.send().await.map_err(|error| fault("lakeformation", "UpdateResource", error))?;
            Ok(after)
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let sent = aws.lakeformation.deregister_resource().resource_arn(registered_as(live)).send().await;
            deleted(sent.map_err(|error| fault("lakeformation", "DeregisterResource", error)))
        })
    }
}

/// The ARN that Lake Formation knows `live` by.
fn registered_as(live: &Live) -> &str {
    live.attrs.text("registered_as").unwrap_or_else(|| live.text("arn"))
}

/// A location as the list shows it. AWS: a truth value that is not shown is false (facts/aws-data.md §3).
fn listed(aws: &Aws, info: &ResourceInfo) -> Option<Live> {
    let listed = info.resource_arn()?;
    let role = info.role_arn();
    let shown = Shown::new()
        .with("path", written(&Path::folder(listed)?))
        .with("arn", arn(listed, &aws.place.partition))
        .maybe("registered_as", Some(listed).filter(|arn| arn.ends_with('/')))
        .maybe("role", role)
        .with("service_linked_role", role.is_some_and(is_service_linked))
        .with("hybrid", info.hybrid_access_enabled().unwrap_or_default())
        .with("federation", info.with_federation().unwrap_or_default())
        .with("privileged_access", info.with_privileged_access().unwrap_or_default())
        .maybe("expected_owner", info.expected_resource_owner_account())
        .maybe("verification", info.verification_status().map(|status| status.as_str()));
    Some(Live::new(shown.attrs()))
}
