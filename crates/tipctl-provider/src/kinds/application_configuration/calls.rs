//! How applications exchange tokens, through Identity Center. Every write is an upsert, so that one that is half-way
//! done can be done again.

use aws_sdk_ssoadmin::types::{
    AuthenticationMethod, AuthenticationMethodType, GrantType, IamAuthenticationMethod,
};
use futures::{StreamExt, TryStreamExt, future::try_join3, stream};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{ApplicationConfiguration, document, grants, schema::NAME};
use crate::{
    attrs::{Read, Shown, changed},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault, impossible, unheard},
    kinds::application_assignment::applications,
    pages::pages,
    policy,
};

/// How many applications are read at once, with three calls each: Identity Center allows twenty calls a second over all
/// its operations (facts/aws-identity.md §0.3).
const AT_ONCE: usize = 4;

impl Calls for ApplicationConfiguration {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let applications = applications(asked, seen, NAME);
            let reads =
                applications.into_iter().map(|application| async move { read(aws, &application).await });
            let found: Vec<Option<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            // AWS: an application has a configuration as long as it is there; one that nobody has written is none.
            let is_owned = |live: &Live| asked.owned(NAME).any(|key| key.names(&live.attrs));
            let written = found.into_iter().flatten().filter(|live| is_owned(live) || !set(live).is_empty());
            Ok(written.collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let application = want.text("application").unwrap_or_default();
            for attr in want.keys().filter(|attr| **attr != "application") {
                put(aws, application, want, attr).await?;
            }
            Ok(Live::new(want.clone()))
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
            for change in diff {
                put(aws, live.text("application"), want, change.attr).await?;
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            // This is how a new application's is.
            let fresh = Shown::new().with("assignment_required", true).attrs();
            let application = live.text("application");
            for attr in set(live) {
                match put(aws, application, &fresh, attr).await {
                    // What is put to an application that is gone is not put where it has not been heard of.
                    Err(fault) if fault.class == FaultClass::Absent || fault.class == FaultClass::Lagging => {
                        return Ok(());
                    }
                    sent => sent?,
                }
            }
            Ok(())
        })
    }
}

/// The attributes of `live` that are not as a new application has them.
fn set(live: &Live) -> Vec<&'static str> {
    let is_set = |attr: &str, value: &Value| match value {
        Value::Bool(truth) => *truth == (attr != "assignment_required"),
        Value::List(elements) => !elements.is_empty(),
        Value::Map(members) => !members.is_empty(),
        _ => false,
    };
    live.attrs.iter().filter(|(attr, value)| is_set(attr, value)).map(|(attr, _)| *attr).collect()
}

/// Makes what the attribute `attr` stands for so, as `want` says; without it there, takes it away.
async fn put(aws: &Aws, application: &str, want: &Attrs, attr: &str) -> Result<(), Fault> {
    if let Some((_, grant_type)) = grants::ATTRS.into_iter().find(|(name, _)| *name == attr) {
        return put_grant(aws, application, want, (attr, grant_type)).await;
    }
    match attr {
        "actor_policy" => put_actors(aws, application, want).await,
        "assignment_required" => {
            let call = aws.ssoadmin.put_application_assignment_configuration().application_arn(application);
            let sent = call.set_assignment_required(want.truth(attr)).send().await;
            let sent =
                sent.map_err(|error| fault("sso-admin", "PutApplicationAssignmentConfiguration", error));
            sent.map(drop).map_err(unheard)
        }
        _ => Ok(()),
    }
}

async fn put_grant(
    aws: &Aws,
    application: &str,
    want: &Attrs,
    (attr, grant_type): (&str, GrantType),
) -> Result<(), Fault> {
    if let Some(grant) = grants::grant(want, attr) {
        let call = aws.ssoadmin.put_application_grant().application_arn(application);
        let sent = call.grant_type(grant_type).grant(grant).send().await;
        return sent.map(drop).map_err(|error| unheard(fault("sso-admin", "PutApplicationGrant", error)));
    }
    let call = aws.ssoadmin.delete_application_grant().application_arn(application);
    let sent = call.grant_type(grant_type).send().await;
    absent_is_done(sent.map(drop).map_err(|error| fault("sso-admin", "DeleteApplicationGrant", error)))
}

async fn put_actors(aws: &Aws, application: &str, want: &Attrs) -> Result<(), Fault> {
    let policy = want.get("actor_policy").filter(|policy| policy.as_map().is_some_and(|all| !all.is_empty()));
    let Some(policy) = policy else {
        let call = aws.ssoadmin.delete_application_authentication_method().application_arn(application);
        let sent = call.authentication_method_type(AuthenticationMethodType::Iam).send().await;
        let sent = sent.map_err(|error| fault("sso-admin", "DeleteApplicationAuthenticationMethod", error));
        return absent_is_done(sent.map(drop));
    };
    let method = IamAuthenticationMethod::builder().actor_policy(document::document(policy)).build();
    let method = method.map_err(|_| impossible("sso-admin", "an authentication method without a policy"))?;
    let call = aws.ssoadmin.put_application_authentication_method().application_arn(application);
    let call = call.authentication_method_type(AuthenticationMethodType::Iam);
    let sent = call.authentication_method(AuthenticationMethod::Iam(method)).send().await;
    let sent = sent.map_err(|error| fault("sso-admin", "PutApplicationAuthenticationMethod", error));
    sent.map(drop).map_err(unheard)
}

fn absent_is_done(sent: Result<(), Fault>) -> Result<(), Fault> {
    deleted(sent)
}

/// The configuration of `application`; none when that is gone.
async fn read(aws: &Aws, application: &str) -> Result<Option<Live>, Fault> {
    let all = try_join3(
        grants_of(aws, application),
        actors_of(aws, application),
        requires_assignment(aws, application),
    );
    match all.await {
        Ok((shown, actors, assignment_required)) => {
            let shown = shown.with("application", application).with("actor_policy", actors);
            Ok(Some(Live::new(shown.with("assignment_required", assignment_required).attrs())))
        }
        Err(fault) if fault.class == FaultClass::Absent => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn grants_of(aws: &Aws, application: &str) -> Result<Shown, Fault> {
    let list = |token| async move {
        let call = aws.ssoadmin.list_application_grants().application_arn(application);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("sso-admin", "ListApplicationGrants", error))
    };
    let pages = pages("sso-admin", "ListApplicationGrants", list, |page| page.next_token.clone()).await?;
    Ok(grants::shown(pages.iter().flat_map(|page| page.grants())))
}

/// The policy of the only authentication method that there is; an empty table where there is none.
async fn actors_of(aws: &Aws, application: &str) -> Result<Value, Fault> {
    let list = |token| async move {
        let call = aws.ssoadmin.list_application_authentication_methods().application_arn(application);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("sso-admin", "ListApplicationAuthenticationMethods", error))
    };
    let pages =
        pages("sso-admin", "ListApplicationAuthenticationMethods", list, |page| page.next_token.clone())
            .await?;
    let methods = pages.iter().flat_map(|page| page.authentication_methods());
    let policies = methods.filter_map(|item| item.authentication_method()?.as_iam().ok());
    let policy = policies.map(|method| document::value(method.actor_policy())).next();
    let policy = policy.map(|policy| policy::canonical(&policy, &aws.place.partition));
    Ok(policy.unwrap_or_else(|| Value::Map(Default::default())))
}

async fn requires_assignment(aws: &Aws, application: &str) -> Result<bool, Fault> {
    let call = aws.ssoadmin.get_application_assignment_configuration().application_arn(application);
    let found = call.send().await;
    let found = found.map_err(|error| fault("sso-admin", "GetApplicationAssignmentConfiguration", error))?;
    Ok(found.assignment_required())
}
