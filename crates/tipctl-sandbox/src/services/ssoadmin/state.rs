//! What Identity Center holds besides its directory: the instance, the applications with those who may use them, and the
//! trusted token issuers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::application::Application;
use super::fault::SsoError;
use super::issuer::TokenIssuer;

/// 2025-06-01T00:00:00Z, when the fresh account's instance came about.
const MADE_AT_MS: u64 = 1_748_736_000_000;

/// The instance, its applications and its trusted token issuers, by ARN.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    instance: Instance,
    instance_tags: BTreeMap<String, String>,
    applications: BTreeMap<String, Application>,
    issuers: BTreeMap<String, TokenIssuer>,
}

/// An organization instance of Identity Center.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Instance {
    pub(crate) arn: String,
    pub(crate) identity_store_id: String,
    pub(crate) owner_account_id: String,
    /// Its home region.
    pub(crate) region: String,
    /// The other regions where it is found.
    pub(crate) replicas: BTreeSet<String>,
    pub(crate) made_at_ms: u64,
}

/// An application that a service of AWS makes for itself.
#[derive(Debug)]
pub(crate) struct ManagedApplication<'a> {
    /// `apl-` and 16 characters: `call.ids().hex("apl-", 16)`.
    pub(crate) id: String,
    /// The service, as the ARN of its application provider names it: `athena`.
    pub(crate) provider: &'a str,
    pub(crate) name: String,
    /// Whose service makes it.
    pub(crate) account_id: String,
    /// Where it is made.
    pub(crate) region: String,
    pub(crate) now_ms: u64,
    /// Whether only those who are assigned to it may use it.
    pub(crate) assignment_required: bool,
}

impl Instance {
    /// The last part of its ARN: `ssoins-` and 16 characters.
    pub(crate) fn id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }
}

impl State {
    /// The instance, wherever it is.
    pub(crate) fn owned(&self) -> &Instance {
        &self.instance
    }

    /// Puts the instance into another account and another region.
    pub(crate) fn move_to(&mut self, account: &str, region: &str) {
        account.clone_into(&mut self.instance.owner_account_id);
        region.clone_into(&mut self.instance.region);
    }

    /// The instance of a region, if it is found there.
    pub(crate) fn instance(&self, region: &str) -> Option<&Instance> {
        Some(&self.instance)
            .filter(|instance| instance.region == region || instance.replicas.contains(region))
    }

    /// Whether `arn` is that of the instance of a region.
    pub(crate) fn has_instance(&self, region: &str, arn: &str) -> bool {
        self.instance(region).is_some_and(|instance| instance.arn == arn)
    }

    /// Makes the application of another service, and answers its ARN.
    pub(crate) fn create_managed_application(&mut self, new: ManagedApplication<'_>) -> String {
        let Instance { owner_account_id: owner, .. } = &self.instance;
        let arn = format!("arn:aws:sso::{owner}:application/{}/{}", self.instance.id(), new.id);
        // AWS: what the providers of AWS's services are called is unverified.
        let provider_arn = format!("arn:aws:sso::aws:applicationProvider/{}", new.provider);
        let application = Application {
            account_id: new.account_id,
            made_in: new.region,
            made_at_ms: new.now_ms,
            assignment_required: new.assignment_required,
            ..Application::of_service(provider_arn, new.name)
        };
        self.applications.insert(arn.clone(), application);
        arn
    }

    pub(super) fn add_application(&mut self, arn: String, application: Application) {
        self.applications.insert(arn, application);
    }

    /// Deletes an application, and with it all that hangs on it. One that is gone is no error.
    // AWS: assignments and configuration do not stand in the way (facts/aws-identity.md §5.1).
    pub(crate) fn delete_application(&mut self, arn: &str) {
        self.applications.remove(arn);
    }

    /// The applications, in the order of their ARNs.
    pub(crate) fn applications(&self) -> impl Iterator<Item = (&String, &Application)> {
        self.applications.iter()
    }

    pub(crate) fn application(&self, arn: &str) -> Result<&Application, SsoError> {
        self.applications.get(arn).ok_or_else(|| SsoError::NoSuchApplication(arn.to_owned()))
    }

    pub(crate) fn application_mut(&mut self, arn: &str) -> Result<&mut Application, SsoError> {
        self.applications.get_mut(arn).ok_or_else(|| SsoError::NoSuchApplication(arn.to_owned()))
    }

    /// The trusted token issuers, in the order of their ARNs.
    pub(super) fn issuers(&self) -> impl Iterator<Item = (&String, &TokenIssuer)> {
        self.issuers.iter()
    }

    pub(crate) fn issuer(&self, arn: &str) -> Option<&TokenIssuer> {
        self.issuers.get(arn)
    }

    pub(super) fn put_issuer(&mut self, arn: String, issuer: TokenIssuer) {
        self.issuers.insert(arn, issuer);
    }

    pub(super) fn remove_issuer(&mut self, arn: &str) {
        self.issuers.remove(arn);
    }

    /// The tags of the instance, if the ARN is its.
    pub(super) fn tags_of_instance(&self, arn: &str) -> Option<&BTreeMap<String, String>> {
        Some(&self.instance_tags).filter(|_| self.instance.arn == arn)
    }

    /// The tags of the instance, of an application or of an issuer.
    pub(super) fn tags_mut(&mut self, arn: &str) -> Option<&mut BTreeMap<String, String>> {
        if self.instance.arn == arn {
            return Some(&mut self.instance_tags);
        }
        let issuer = self.issuers.get_mut(arn).map(|issuer| &mut issuer.tags);
        issuer.or_else(|| self.applications.get_mut(arn).map(|application| &mut application.tags))
    }

    /// The instance, and no application.
    pub(crate) fn fresh() -> Self {
        let instance = Instance {
            arn: "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6".to_owned(),
            identity_store_id: "d-9567a1b2c3".to_owned(),
            owner_account_id: "111122223333".to_owned(),
            region: "ap-northeast-1".to_owned(),
            replicas: BTreeSet::new(),
            made_at_ms: MADE_AT_MS,
        };
        let instance_tags = BTreeMap::new();
        Self { instance, instance_tags, applications: BTreeMap::new(), issuers: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::application::{Assignee, PrincipalType};
    use super::*;

    fn made(state: &mut State) -> String {
        state.create_managed_application(ManagedApplication {
            id: "apl-0123456789abcdef".to_owned(),
            provider: "athena",
            name: "analytics".to_owned(),
            account_id: "111122223333".to_owned(),
            region: "ap-northeast-1".to_owned(),
            now_ms: 7,
            assignment_required: true,
        })
    }

    #[test]
    fn an_instance_is_found_at_home_only() {
        let state = State::fresh();
        let arn = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
        assert!(state.has_instance("ap-northeast-1", arn));
        assert!(!state.has_instance("us-east-1", arn));
        assert!(!state.has_instance("ap-northeast-1", "arn:aws:sso:::instance/ssoins-0000000000000000"));
    }

    #[test]
    fn a_managed_application_bears_the_instance_in_its_arn_and_goes_with_its_assignments() {
        let mut state = State::fresh();
        let arn = made(&mut state);
        assert_eq!(arn, "arn:aws:sso::111122223333:application/ssoins-7223a1b2c3d4e5f6/apl-0123456789abcdef");
        let assignee = Assignee { principal_type: PrincipalType::Group, principal_id: "g".to_owned() };
        state.application_mut(&arn).unwrap().assign(assignee).unwrap();
        state.delete_application(&arn);
        assert_eq!(state.application(&arn).unwrap_err(), SsoError::NoSuchApplication(arn.clone()));
        state.delete_application(&arn);
        assert!(made(&mut state) == arn && state.application(&arn).unwrap().assignments.is_empty());
    }
}
