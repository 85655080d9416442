//! The applications that customers make themselves, and what of the others can be changed: nothing but who is assigned.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::application::{Application, Portal, SignIn, Status};
use super::fault::SsoError;
use super::oauth::OAuth;
use super::tags::{Tag, checked};
use super::wire::{OneApplication, PortalOptions};
use super::{application as find, check, instance};
use crate::call::Call;
use crate::constraint::{Violation, length};
use crate::fault::Fault;

// AWS: the provider of every application that CreateApplication makes (facts/aws-identity.md §5.1).
pub(crate) const CUSTOM: &str = "arn:aws:sso::aws:applicationProvider/custom";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateApplication {
    instance_arn: String,
    application_provider_arn: String,
    name: String,
    description: Option<String>,
    portal_options: Option<PortalOptions>,
    tags: Option<Vec<Tag>>,
    status: Option<Status>,
    client_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateApplicationResult {
    application_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateApplication {
    application_arn: String,
    name: Option<String>,
    description: Option<String>,
    status: Option<Status>,
    portal_options: Option<PortalOptionsUpdate>,
}

// AWS: the visibility is not among the members (facts/aws-identity.md §5.1).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PortalOptionsUpdate {
    sign_in_options: Option<SignIn>,
}

pub(super) fn create(call: &mut Call<'_>, input: CreateApplication) -> Result<CreateApplicationResult, Fault> {
    let owned = instance(call, "CreateApplication", &input.instance_arn)?;
    let (owner, instance_id) = (owned.owner_account_id.clone(), owned.id().to_owned());
    if input.application_provider_arn != CUSTOM {
        // AWS: only custom applications are made so; the code is unverified.
        return Err(SsoError::NotCustom(input.application_provider_arn).into());
    }
    let portal = input.portal_options.unwrap_or_default();
    let application = Application {
        provider_arn: CUSTOM.to_owned(),
        name: input.name,
        description: input.description,
        account_id: call.account.id.clone(),
        made_in: call.region.to_owned(),
        made_at_ms: call.now_ms,
        status: input.status.unwrap_or(Status::Enabled),
        portal: Portal {
            visibility: portal.visibility.unwrap_or(Status::Enabled),
            sign_in: portal.sign_in_options,
        },
        // AWS: facts/aws-identity.md §5.3.
        assignment_required: true,
        assignments: [].into(),
        oauth: OAuth::default(),
        tags: checked(input.tags.unwrap_or_default())?,
        client_token: input.client_token,
    };
    check_texts(&application)?;
    if let Some((arn, made)) = made_with_token(call, &application) {
        let same = (&made.name, &made.description) == (&application.name, &application.description);
        return if same {
            Ok(CreateApplicationResult { application_arn: arn.clone() })
        } else {
            Err(SsoError::IdempotentParameterMismatch.into())
        };
    }
    let id = call.ids().hex("apl-", 16);
    let arn = format!("arn:{}:sso::{owner}:application/{instance_id}/{id}", call.account.partition);
    call.state_mut().ssoadmin.add_application(arn.clone(), application);
    Ok(CreateApplicationResult { application_arn: arn })
}

/// The application that an earlier request with the same token made.
fn made_with_token<'a>(call: &'a Call<'_>, new: &Application) -> Option<(&'a String, &'a Application)> {
    let token = new.client_token.as_ref()?;
    call.state().ssoadmin.applications().find(|(_, made)| made.client_token.as_ref() == Some(token))
}

// AWS: what is left out stays, so that a description cannot be taken away (facts/aws-identity.md §5.1).
pub(super) fn update(call: &mut Call<'_>, input: UpdateApplication) -> Result<(), Fault> {
    let application = own(call, "UpdateApplication", &input.application_arn)?;
    if let Some(name) = input.name {
        application.name = name;
    }
    if input.description.is_some() {
        application.description = input.description;
    }
    if let Some(status) = input.status {
        application.status = status;
    }
    if let Some(PortalOptionsUpdate { sign_in_options: Some(sign_in) }) = input.portal_options {
        application.portal.sign_in = Some(sign_in);
    }
    Ok(check_texts(application)?)
}

// AWS: what hangs on an application does not hold it (facts/aws-identity.md §5.1).
pub(super) fn delete(call: &mut Call<'_>, input: OneApplication) -> Result<(), Fault> {
    own(call, "DeleteApplication", &input.application_arn)?;
    call.state_mut().ssoadmin.delete_application(&input.application_arn);
    Ok(())
}

/// An application that a customer made, to be changed.
// AWS: those of services are changed by the services (facts/tip-chain.md §0); with what a direct change is refused is
// unverified.
pub(super) fn own<'a>(
    call: &'a mut Call<'_>,
    action: &'static str,
    arn: &str,
) -> Result<&'a mut Application, Fault> {
    let (_, application) = find(call, arn)?;
    if application.provider_arn != CUSTOM {
        let (caller, arn) = (call.caller.arn.clone(), arn.to_owned());
        return Err(SsoError::Managed { caller, action, arn }.into());
    }
    Ok(call.state_mut().ssoadmin.application_mut(arn)?)
}

fn check_texts(application: &Application) -> Result<(), Violation> {
    length("name", &application.name, 1..=100)?;
    if let Some(description) = &application.description {
        length("description", description, 1..=128)?;
    }
    application.portal.sign_in.as_ref().map_or(Ok(()), check::sign_in)
}

impl Application {
    /// An application that a service makes: nobody asks for tokens in its name but the service.
    pub(super) fn of_service(provider_arn: String, name: String) -> Self {
        Self {
            provider_arn,
            name,
            description: None,
            account_id: String::new(),
            made_in: String::new(),
            made_at_ms: 0,
            status: Status::Enabled,
            portal: Portal { visibility: Status::Enabled, sign_in: None },
            assignment_required: true,
            assignments: [].into(),
            oauth: OAuth::default(),
            tags: BTreeMap::new(),
            client_token: None,
        }
    }
}
