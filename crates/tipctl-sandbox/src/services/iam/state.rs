//! What IAM holds: users, roles, managed policies, OpenID Connect providers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::IamError;
use super::openid::OpenIdProvider;
use super::policy::{ManagedPolicy, Version};
use super::role::{DEFAULT_SESSION, Role};
use super::tags::Tags;
use super::trust::{Names, Principals, Trust};

const ROLES: usize = 1000;
const POLICIES: usize = 1500;
const OPENID_PROVIDERS: usize = 100;
const DIRECTORY_POLICY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sso:*","identitystore:*"],"Resource":"*"}}"#;

/// Users and roles by name, managed policies and OpenID Connect providers by ARN.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    users: BTreeMap<String, User>,
    roles: BTreeMap<String, Role>,
    policies: BTreeMap<String, ManagedPolicy>,
    openid_providers: BTreeMap<String, OpenIdProvider>,
    /// The role that administers Identity Center, if that is in another account.
    directory_role: Option<Role>,
}

/// An IAM user.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) arn: String,
    pub(crate) unique_id: String,
}

impl State {
    /// Whether an ARN is that of a role or a user of the account.
    pub(crate) fn has_principal(&self, arn: &str) -> bool {
        self.principal_ids().any(|(known, _)| known == arn)
    }

    /// Whether a text is the unique id of one.
    pub(crate) fn has_principal_id(&self, text: &str) -> bool {
        self.principal_ids().any(|(_, id)| id == text)
    }

    /// The role with this ARN.
    pub(crate) fn role_by_arn(&self, arn: &str) -> Option<&Role> {
        self.roles.values().chain(&self.directory_role).find(|role| role.arn == arn)
    }

    /// Whether there is a managed policy with this ARN, of the account's or of AWS's.
    pub(crate) fn has_policy(&self, arn: &str) -> bool {
        self.policies.contains_key(arn)
    }

    /// The role with this name or ARN.
    pub(crate) fn role_known_as(&self, name_or_arn: &str) -> Option<&Role> {
        self.roles.get(name_or_arn).or_else(|| self.role_by_arn(name_or_arn))
    }

    /// The document of a managed policy that holds: that of its default version.
    pub(crate) fn document_of(&self, policy_arn: &str) -> Option<&str> {
        let policy = self.policies.get(policy_arn)?;
        policy.versions.get(&policy.default_version).map(|version| version.document.as_str())
    }

    /// ARNs and unique ids of all users and roles.
    fn principal_ids(&self) -> impl Iterator<Item = (&str, &str)> {
        let users = self.users.values().map(|user| (user.arn.as_str(), user.unique_id.as_str()));
        users.chain(self.roles.values().map(|role| (role.arn.as_str(), role.unique_id.as_str())))
    }

    /// The principals that a trust policy may name.
    pub(super) fn principals<'a>(&'a self, account_id: &'a str) -> Principals<'a> {
        Principals { account_id, id_by_arn: self.principal_ids().collect() }
    }

    /// What a trust policy's principals are called.
    pub(super) fn names(&self) -> Names<'_> {
        self.principal_ids().map(|(arn, id)| (id, arn)).collect()
    }

    /// Adds the role of `owner` that may do everything in Identity Center, and that users of `member` may take.
    pub(crate) fn add_directory_role(&mut self, owner: &str, member: &str) {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{member}:root"}},"Action":"sts:AssumeRole"}}}}"#
        );
        let principals = Principals { account_id: owner, ..Principals::default() };
        self.directory_role = Trust::parse(&trust, &principals).ok().map(|trust| Role {
            name: "tipctl-directory".to_owned(),
            path: "/".to_owned(),
            arn: format!("arn:aws:iam::{owner}:role/tipctl-directory"),
            unique_id: "AROASANDBOXDIRECTORY2".to_owned(),
            made_at_ms: 0,
            trust,
            description: None,
            max_session: DEFAULT_SESSION,
            boundary: None,
            tags: Tags::default(),
            inline: [("directory".to_owned(), DIRECTORY_POLICY.to_owned())].into(),
            attached: [].into(),
        });
    }

    pub(crate) fn directory_role_arn(&self) -> Option<&str> {
        self.directory_role.as_ref().map(|role| role.arn.as_str())
    }

    pub(crate) fn add_user(&mut self, name: &str, arn: &str, unique_id: &str) {
        let user = User { arn: arn.to_owned(), unique_id: unique_id.to_owned() };
        self.users.insert(name.to_owned(), user);
    }

    pub(super) fn users(&self) -> impl Iterator<Item = (&String, &User)> {
        self.users.iter()
    }

    pub(super) fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values()
    }

    pub(super) fn role(&self, name: &str) -> Result<&Role, IamError> {
        self.roles.get(name).ok_or_else(|| IamError::NoSuchRole(name.to_owned()))
    }

    pub(super) fn role_mut(&mut self, name: &str) -> Result<&mut Role, IamError> {
        self.roles.get_mut(name).ok_or_else(|| IamError::NoSuchRole(name.to_owned()))
    }

    pub(super) fn add_role(&mut self, role: Role) -> Result<(), IamError> {
        // AWS: names are unique whatever their case; the wording of the rule is unverified (facts/aws-data.md §11.2).
        if self.roles.keys().any(|name| name.eq_ignore_ascii_case(&role.name)) {
            return Err(IamError::RoleExists(role.name));
        }
        if self.roles.len() >= ROLES {
            return Err(IamError::Quota { quota: "RolesPerAccount", limit: ROLES });
        }
        self.roles.insert(role.name.clone(), role);
        Ok(())
    }

    pub(super) fn delete_role(&mut self, name: &str) -> Result<(), IamError> {
        self.role(name)?.check_bare()?;
        self.roles.remove(name);
        Ok(())
    }

    pub(super) fn policies(&self) -> impl Iterator<Item = &ManagedPolicy> {
        self.policies.values()
    }

    pub(super) fn policy(&self, arn: &str) -> Result<&ManagedPolicy, IamError> {
        self.policies.get(arn).ok_or_else(|| IamError::NoSuchPolicy(arn.to_owned()))
    }

    /// A policy that may be changed: one of the account's own.
    pub(super) fn policy_mut(&mut self, arn: &str) -> Result<&mut ManagedPolicy, IamError> {
        match self.policies.get_mut(arn) {
            None => Err(IamError::NoSuchPolicy(arn.to_owned())),
            Some(policy) if policy.is_aws_managed() => Err(IamError::AwsManaged(arn.to_owned())),
            Some(policy) => Ok(policy),
        }
    }

    /// Whether a policy can be attached.
    pub(super) fn check_attachable(&self, arn: &str) -> Result<(), IamError> {
        if self.policies.contains_key(arn) { Ok(()) } else { Err(IamError::NotAttachable(arn.to_owned())) }
    }

    pub(super) fn add_policy(&mut self, policy: ManagedPolicy) -> Result<(), IamError> {
        let mut own = self.policies.values().filter(|policy| !policy.is_aws_managed());
        if own.any(|other| other.name.eq_ignore_ascii_case(&policy.name)) {
            return Err(IamError::PolicyExists(policy.name));
        }
        if self.policies.values().filter(|policy| !policy.is_aws_managed()).count() >= POLICIES {
            return Err(IamError::Quota { quota: "PoliciesPerAccount", limit: POLICIES });
        }
        self.policies.insert(policy.arn.clone(), policy);
        Ok(())
    }

    pub(super) fn delete_policy(&mut self, arn: &str) -> Result<(), IamError> {
        if self.attachments(arn) + self.boundaries(arn) > 0 {
            return Err(IamError::PolicyInUse);
        }
        if self.policy_mut(arn)?.versions.len() > 1 {
            return Err(IamError::PolicyHasVersions);
        }
        self.policies.remove(arn);
        Ok(())
    }

    /// How many roles a policy is attached to.
    pub(super) fn attachments(&self, arn: &str) -> usize {
        self.roles.values().filter(|role| role.attached.contains(arn)).count()
    }

    /// How many roles a policy bounds.
    pub(super) fn boundaries(&self, arn: &str) -> usize {
        self.roles.values().filter(|role| role.boundary.as_deref() == Some(arn)).count()
    }

    /// The ARNs of the OpenID Connect providers.
    pub(super) fn openid_providers(&self) -> impl Iterator<Item = &String> {
        self.openid_providers.keys()
    }

    /// The ARN of the OpenID Connect provider with this URL, and the audiences whose tokens are taken.
    pub(crate) fn openid_audiences(&self, url: &str) -> Option<(&str, &[String])> {
        let provider = self.openid_providers.values().find(|provider| provider.url == url)?;
        Some((&provider.arn, &provider.clients))
    }

    pub(super) fn openid_provider(&self, arn: &str) -> Result<&OpenIdProvider, IamError> {
        self.openid_providers.get(arn).ok_or_else(|| IamError::NoSuchProvider(arn.to_owned()))
    }

    pub(super) fn openid_provider_mut(&mut self, arn: &str) -> Result<&mut OpenIdProvider, IamError> {
        self.openid_providers.get_mut(arn).ok_or_else(|| IamError::NoSuchProvider(arn.to_owned()))
    }

    pub(super) fn add_openid_provider(&mut self, provider: OpenIdProvider) -> Result<(), IamError> {
        if self.openid_providers.contains_key(&provider.arn) {
            return Err(IamError::ProviderExists(provider.url));
        }
        if self.openid_providers.len() >= OPENID_PROVIDERS {
            let quota = "OpenIdConnectProvidersPerAccount";
            return Err(IamError::Quota { quota, limit: OPENID_PROVIDERS });
        }
        self.openid_providers.insert(provider.arn.clone(), provider);
        Ok(())
    }

    pub(super) fn delete_openid_provider(&mut self, arn: &str) -> Result<(), IamError> {
        let removed = self.openid_providers.remove(arn).map(drop);
        removed.ok_or_else(|| IamError::NoSuchProvider(arn.to_owned()))
    }

    /// Two users, no role, and the AWS managed policies that roles of this work attach.
    pub(crate) fn fresh() -> Self {
        let user = |name: &str, unique_id: &str| {
            let arn = format!("arn:aws:iam::111122223333:user/{name}");
            (name.to_owned(), User { arn, unique_id: unique_id.to_owned() })
        };
        let policies = AWS_MANAGED.map(|(name, unique_id, document)| {
            let arn = format!("arn:aws:iam::aws:policy/{name}");
            let policy = ManagedPolicy {
                name: name.to_owned(),
                path: "/".to_owned(),
                arn: arn.clone(),
                unique_id: unique_id.to_owned(),
                made_at_ms: 0,
                updated_at_ms: 0,
                description: None,
                tags: Tags::default(),
                default_version: 1,
                last_version: 1,
                versions: [(1, Version { document: document.to_owned(), made_at_ms: 0 })].into(),
            };
            (arn, policy)
        });
        Self {
            users: [user("operator", "AIDASANDBOXOPERATOR22"), user("auditor", "AIDASANDBOXAUDITOR222")]
                .into(),
            roles: BTreeMap::new(),
            policies: policies.into(),
            openid_providers: BTreeMap::new(),
            directory_role: None,
        }
    }
}

/// Names, unique ids and documents. The documents of the last four say in short what the policies allow.
const AWS_MANAGED: [(&str, &str, &str); 5] = [
    (
        "AWSIAMIdentityCenterAllowListForIdentityContext",
        "ANPASANDBOXALLOWLIST2",
        // AWS: what version 12 exempts (facts/tip-chain.md L4); that the lists of Athena and Glue are whole is unverified.
        include_str!("allow_list.json").trim_ascii_end(),
    ),
    (
        "AdministratorAccess",
        "ANPASANDBOXADMIN22222",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    ),
    (
        "AmazonAthenaFullAccess",
        "ANPASANDBOXATHENA2222",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["athena:*","glue:*","s3:*"],"Resource":"*"}]}"#,
    ),
    (
        "AmazonS3ReadOnlyAccess",
        "ANPASANDBOXS3READ2222",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}]}"#,
    ),
    (
        "ReadOnlyAccess",
        "ANPASANDBOXREADONLY22",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Get*","iam:List*"],"Resource":"*"}]}"#,
    ),
];
