//! Customer-managed applications through Identity Center.

use aws_sdk_ssoadmin::types::{
    Application as Listed, ApplicationStatus, ApplicationVisibility, ListApplicationsFilter, PortalOptions,
    SignInOptions, SignInOrigin, UpdateApplicationPortalOptions,
};
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{Application, NAME, retag, sdk_tags, tags_of};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    kinds::identity_center::instance_of,
    pages::pages,
    tags,
};

/// How many applications' tags are read at once.
const AT_ONCE: usize = 8;

impl Calls for Application {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let Some(instance) = instance_of(asked, seen) else { return Ok(Swept::default()) };
            let concerned = |listed: &Listed| {
                asked.wanted(NAME).any(|want| want.text("name") == listed.name())
                    || asked.owned(NAME).any(|key| key.part("application_arn") == listed.application_arn())
            };
            let (near, far): (Vec<_>, Vec<_>) = list(aws, instance).await?.into_iter().partition(concerned);
            // AWS: the list shows everything but tags (facts/aws-identity.md §0.4).
            let reads = near.into_iter().map(|listed| async move { read(aws, instance, &listed).await });
            let found: Vec<Option<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            let far = far.iter().map(|listed| Live::new(shown(instance, listed).attrs()));
            Ok(found.into_iter().flatten().chain(far).collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let text = |attr| want.text(attr).map(str::to_owned);
            let tags = tags::marked(want, &aws.place);
            // AWS: the SDK gives the call a token, so that one that it repeats makes no second application.
            let call = aws.ssoadmin.create_application().application_provider_arn(provider(aws));
            let call = call.set_instance_arn(text("instance")).set_name(text("name"));
            let call = call.set_description(text("description")).set_portal_options(portal(want));
            let call = call.set_status(want.text("status").map(sdk_status));
            let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
            let made = sent.map_err(|error| fault("sso-admin", "CreateApplication", error))?;
            let mut attrs = want.clone();
            attrs.extend(made.application_arn().map(|arn| ("application_arn", arn.into())));
            attrs.insert("tags", visible_tags(tags));
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
            let differs = |attr: &str| diff.iter().any(|change| change.attr == attr);
            let text = |attr| want.text(attr).filter(|_| differs(attr)).map(str::to_owned);
            let arn = live.text("application_arn");
            if ["name", "description", "status", "sign_in"].into_iter().any(differs) {
                let sign_in = sign_in(want).filter(|_| differs("sign_in"));
                let portal = sign_in.map(|options| {
                    UpdateApplicationPortalOptions::builder().sign_in_options(options).build()
                });
                let call = aws.ssoadmin.update_application().application_arn(arn);
                let call = call.set_name(text("name")).set_description(text("description"));
                let call = call.set_status(text("status").as_deref().map(sdk_status));
                let sent = call.set_portal_options(portal).send().await;
                sent.map_err(|error| fault("sso-admin", "UpdateApplication", error))?;
            }
            for change in diff.iter().filter(|change| change.attr == "tags") {
                retag(aws, live.text("instance"), arn, change).await?;
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.ssoadmin.delete_application().application_arn(live.text("application_arn"));
            deleted(call.send().await.map_err(|error| fault("sso-admin", "DeleteApplication", error)))
        })
    }
}

/// Every customer-managed application of `instance`.
async fn list(aws: &Aws, instance: &str) -> Result<Vec<Listed>, Fault> {
    let provider = &provider(aws);
    let list = |token| async move {
        // AWS: the list holds the applications of AWS's own services too; they are those services' to make and to
        // delete (facts/aws-identity.md §5.1).
        let filter = ListApplicationsFilter::builder().application_provider(provider).build();
        let call = aws.ssoadmin.list_applications().instance_arn(instance).filter(filter);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("sso-admin", "ListApplications", error))
    };
    let pages = pages("sso-admin", "ListApplications", list, |page| page.next_token.clone()).await?;
    Ok(pages.into_iter().flat_map(|page| page.applications.unwrap_or_default()).collect())
}

/// The application with its tags, when it is still there.
async fn read(aws: &Aws, instance: &str, listed: &Listed) -> Result<Option<Live>, Fault> {
    match tags_of(aws, instance, listed.application_arn().unwrap_or_default()).await {
        Ok(tags) => {
            let stack = tags.get(STACK_TAG).cloned();
            let attrs = shown(instance, listed).with("tags", visible_tags(tags)).attrs();
            Ok(Some(Live { attrs, stack }))
        }
        Err(fault) if fault.class == FaultClass::Absent => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// An application as the list shows it. AWS: the visibility is shown where nothing was said of the portal
/// (facts/aws-identity.md §5.1).
fn shown(instance: &str, listed: &Listed) -> Shown {
    let word = |text: &str| text.to_lowercase().replace('_', "-");
    let portal = listed.portal_options();
    let sign_in = portal.and_then(PortalOptions::sign_in_options).map(|options| {
        let origin = Some(("origin", Value::Text(word(options.origin().as_str()))));
        let url = options.application_url().map(|url| ("url", Value::text(url)));
        Value::map(origin.into_iter().chain(url))
    });
    Shown::new()
        .with("instance", instance)
        .maybe("application_arn", listed.application_arn())
        .maybe("name", listed.name())
        .maybe("description", listed.description())
        .maybe("status", listed.status().map(|status| word(status.as_str())))
        .maybe("visibility", portal.map(|portal| word(portal.visibility().as_str())))
        .maybe("sign_in", sign_in)
}

/// The provider of applications that are no AWS service's.
fn provider(aws: &Aws) -> String {
    format!("arn:{}:sso::aws:applicationProvider/custom", aws.place.partition)
}

fn portal(want: &Attrs) -> Option<PortalOptions> {
    let visibility = want.text("visibility").map(|word| ApplicationVisibility::from(upper(word).as_str()));
    let sign_in = sign_in(want);
    (visibility.is_some() || sign_in.is_some())
        .then(|| PortalOptions::builder().set_visibility(visibility).set_sign_in_options(sign_in).build())
}

fn sign_in(want: &Attrs) -> Option<SignInOptions> {
    let member = |name| want.get("sign_in")?.entry(name)?.as_text();
    let origin = SignInOrigin::from(upper(member("origin")?).as_str());
    let url = member("url").map(str::to_owned);
    SignInOptions::builder().origin(origin).set_application_url(url).build().ok()
}

fn sdk_status(word: &str) -> ApplicationStatus {
    ApplicationStatus::from(upper(word).as_str())
}

fn upper(word: &str) -> String {
    word.to_uppercase().replace('-', "_")
}
