//! Roles that AWS's services assume on behalf of a user, and what they may then do.

use super::journey::Journey;
use crate::services::iam::evaluation::{Context, Rights};
use crate::services::iam::role::Role;
use crate::services::sts::context::PROVIDER;

/// How a service assumes a role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assumption<'a> {
    /// The service: `athena.amazonaws.com`.
    pub(crate) service: &'a str,
    /// On whose behalf within the account: the condition key `aws:SourceArn`, for services that send it.
    pub(crate) source_arn: Option<&'a str>,
    /// Whether the role is told who the user is.
    pub(crate) passes_context: bool,
    pub(crate) passes_source_identity: bool,
}

/// What a role does not allow a service to do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Untrusted {
    AssumeRole,
    SetContext,
    SetSourceIdentity,
}

/// A role that a service has assumed for a user.
#[derive(Debug)]
pub(crate) struct Assumed {
    /// The ARN of the session.
    pub(crate) arn: String,
    pub(super) role_arn: String,
    rights: Rights,
    context: Context,
}

impl Untrusted {
    pub(crate) fn action(self) -> &'static str {
        match self {
            Self::AssumeRole => "sts:AssumeRole",
            Self::SetContext => "sts:SetContext",
            Self::SetSourceIdentity => "sts:SetSourceIdentity",
        }
    }
}

impl Assumption<'_> {
    /// Whether the role's trust policy lets the service do all that it wants. A role that is gone lets nobody do anything.
    pub(crate) fn check(self, account_id: &str, role: Option<&Role>) -> Result<(), Untrusted> {
        let mut context = Context::default()
            .with("aws:SourceAccount", account_id)
            .with("aws:PrincipalIsAWSService", "true")
            .with("aws:PrincipalServiceName", self.service);
        if let Some(arn) = self.source_arn {
            context = context.with("aws:SourceArn", arn);
        }
        if self.passes_context {
            context = context.with_all("sts:RequestContextProviders", [PROVIDER]);
        }
        for (wanted, untrusted) in [
            (true, Untrusted::AssumeRole),
            (self.passes_context, Untrusted::SetContext),
            (self.passes_source_identity, Untrusted::SetSourceIdentity),
        ] {
            let trusts = |role: &Role| role.trust.trusts_service(self.service, untrusted.action(), &context);
            if wanted && !role.is_some_and(trusts) {
                return Err(untrusted);
            }
        }
        Ok(())
    }
}

impl Assumed {
    /// Assumes a role for the user of a journey.
    // AWS: the allow-list is for sessions that a caller begins. That it leaves alone those that services begin is inferred:
    // it would keep every location role from reading objects (facts/tip-chain.md L4, L11).
    pub(crate) fn new(
        journey: &Journey<'_>,
        role_arn: &str,
        session: &str,
        assumption: Assumption<'_>,
    ) -> Result<Self, Untrusted> {
        let account_id = &journey.account.id;
        let role = journey.services().iam.role_by_arn(role_arn);
        assumption.check(account_id, role)?;
        let role = role.ok_or(Untrusted::AssumeRole)?;
        // AWS: a role is no service, and what is done in one that a service assumed is not done through that service (IAM user
        // guide, global condition keys); that this goes for credentials lent to Athena is inferred.
        let context = journey
            .resource_context()
            .with("aws:PrincipalArn", &role.arn)
            .with("aws:PrincipalIsAWSService", "false")
            .with("aws:ViaAWSService", "false");
        let context = if assumption.passes_context {
            context.with("identitystore:UserId", &journey.user.id)
        } else {
            context
        };
        Ok(Self {
            role_arn: role.arn.clone(),
            arn: format!("arn:aws:sts::{account_id}:assumed-role/{}/{session}", role.name),
            rights: Rights::of_role(&journey.services().iam, role),
            context,
        })
    }

    /// What the role may do.
    pub(super) fn rights(&self) -> &Rights {
        &self.rights
    }

    /// The condition keys of its requests.
    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// The same with one more condition key in every request.
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.context = self.context.with(key, value);
        self
    }

    /// Whether the role may do `action` on `resource`, or the sentence that says why not.
    pub(crate) fn may(&self, action: &str, resource: &str) -> Result<(), String> {
        self.may_with(action, resource, &[])
    }

    /// As [`Self::may`], with condition keys of this request.
    pub(crate) fn may_with(&self, action: &str, resource: &str, keys: &[(&str, &str)]) -> Result<(), String> {
        let context =
            keys.iter().fold(self.context.clone(), |context, (key, value)| context.with(key, *value));
        self.rights.allow(&self.arn, (action, resource), &context).map_err(|(_, text)| text)
    }
}
