//! The instance through S3 Control.

use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation};

use super::{AccessGrantsInstance, retag, sdk_tags, tags_of};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    policy::uses,
    tags,
};

impl Calls for AccessGrantsInstance {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        _: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move { Ok(read(aws).await?.into_iter().collect::<Vec<_>>().into()) })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let tags = tags::marked(want, &aws.place);
            let call = aws.s3control.create_access_grants_instance().account_id(&aws.place.account);
            let call = call.set_identity_center_arn(named(want));
            let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
            let made = match sent.map_err(|error| fault("s3control", "CreateAccessGrantsInstance", error)) {
                Err(taken) if taken.class == FaultClass::Taken => {
                    return tags::just_made(read(aws).await?, want, &aws.place).ok_or(taken);
                }
                sent => sent?,
            };
            let (instance, application) =
                (named(want).unwrap_or_default(), made.identity_center_application_arn());
            let attrs = shown(aws, &instance, application).with("tags", visible_tags(tags)).attrs();
            Ok(aws.made(attrs))
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
            let mut after = changed(live, want, diff);
            for change in diff {
                match change.attr {
                    "identity_center" => {
                        if !live.text("identity_center").is_empty() {
                            dissociate(aws).await?;
                        }
                        after.attrs.remove("application_arn");
                        if let Some(instance) = named(want) {
                            associate(aws, &instance).await?;
                            // The answer does not say which application AWS made.
                            after = read(aws).await?.unwrap_or(after);
                        }
                    }
                    "tags" => retag(aws, live.text("arn"), change).await?,
                    _ => {}
                }
            }
            after.attrs.extend(want.get("tags").map(|tags| ("tags", tags.clone())));
            Ok(after)
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, _: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            // AWS: an instance cannot go while Identity Center is associated (facts/aws-data.md §9.1). Whether it still
            // is can have changed in an earlier try.
            let Some(there) = read(aws).await? else { return Ok(()) };
            if !there.text("identity_center").is_empty() {
                dissociate(aws).await?;
            }
            let sent =
                aws.s3control.delete_access_grants_instance().account_id(&aws.place.account).send().await;
            deleted(sent.map_err(|error| fault("s3control", "DeleteAccessGrantsInstance", error)))
        })
    }
}

/// The instance, when there is one.
async fn read(aws: &Aws) -> Result<Option<Live>, Fault> {
    let found = aws.s3control.get_access_grants_instance().account_id(&aws.place.account).send().await;
    let found = match found.map_err(|error| fault("s3control", "GetAccessGrantsInstance", error)) {
        Ok(found) => found,
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let tags = tags_of(aws, &uses::instance(&aws.place)).await?;
    let stack = tags.get(STACK_TAG).cloned();
    // AWS: `IdentityCenterArn` of the answer is the application, not the instance (facts/aws-data.md §9.1).
    let instance = found.identity_center_instance_arn().unwrap_or_default();
    let shown = shown(aws, instance, found.identity_center_application_arn());
    Ok(Some(Live { attrs: shown.with("tags", visible_tags(tags)).attrs(), stack }))
}

fn shown(aws: &Aws, instance: &str, application: Option<&str>) -> Shown {
    Shown::new()
        .with("arn", uses::instance(&aws.place))
        .with("identity_center", instance)
        .maybe("application_arn", application)
}

fn named(want: &Attrs) -> Option<String> {
    want.text("identity_center").filter(|arn| !arn.is_empty()).map(str::to_owned)
}

/// Associates `instance`. Where it already is, that is a success: the SDK repeats a call whose answer was lost.
async fn associate(aws: &Aws, instance: &str) -> Result<(), Fault> {
    let call = aws.s3control.associate_access_grants_identity_center().account_id(&aws.place.account);
    let sent = call.identity_center_arn(instance).send().await;
    match sent.map_err(|error| fault("s3control", "AssociateAccessGrantsIdentityCenter", error)) {
        Err(fault) if fault.class == FaultClass::Invalid => {
            if associated(aws).await? == instance {
                Ok(())
            } else {
                Err(fault)
            }
        }
        sent => sent.map(drop),
    }
}

/// Takes the association away. Where there is none, that is a success, as above.
async fn dissociate(aws: &Aws) -> Result<(), Fault> {
    let call = aws.s3control.dissociate_access_grants_identity_center().account_id(&aws.place.account);
    let sent = call.send().await;
    match sent.map_err(|error| fault("s3control", "DissociateAccessGrantsIdentityCenter", error)) {
        Err(fault) if fault.class == FaultClass::Invalid => {
            if associated(aws).await?.is_empty() {
                Ok(())
            } else {
                Err(fault)
            }
        }
        sent => sent.map(drop),
    }
}

/// The Identity Center instance that is associated; empty where none is.
async fn associated(aws: &Aws) -> Result<String, Fault> {
    Ok(read(aws).await?.map(|live| live.text("identity_center").to_owned()).unwrap_or_default())
}
