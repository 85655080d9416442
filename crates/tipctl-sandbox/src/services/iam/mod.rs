//! AWS IAM: roles with their trust, inline and attached policies; managed policies with their versions; OpenID
//! Connect providers.

mod check;
mod document;
pub(crate) mod evaluation;
mod fault;
mod openid;
mod operations;
mod policy;
pub(crate) mod resource_policy;
pub(crate) mod role;
mod tags;
pub(crate) mod trust;
mod view;
mod wire;

pub(crate) mod state;

pub(crate) use document::STATEMENT_MEMBERS;

use crate::service::Service;
use crate::wire::Protocol;
use operations::{account, attachment, inline, openid as providers, policy as managed, role as roles};

/// The policy that AWS attaches to every session with an identity context.
pub(crate) const CONTEXT_ALLOW_LIST: &str =
    "arn:aws:iam::aws:policy/AWSIAMIdentityCenterAllowListForIdentityContext";

/// Whether a text is a document of permissions, or what is wrong with it.
pub(crate) fn check_permissions(text: &str) -> Result<(), String> {
    document::parse(text, document::Purpose::Permissions).map(drop).map_err(|error| error.to_string())
}

pub(crate) fn service() -> Service {
    let protocol =
        Protocol::Query { version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" };
    Service::new("iam", "iam", protocol)
        .throttling("Throttling")
        .write("CreateRole", roles::create)
        .read("GetRole", roles::get)
        .read("ListRoles", roles::list)
        .write("UpdateRole", roles::update)
        .write("UpdateAssumeRolePolicy", roles::update_trust)
        .write("DeleteRole", roles::delete)
        .write("TagRole", roles::tag)
        .write("UntagRole", roles::untag)
        .read("ListRoleTags", roles::list_tags)
        .read("ListInstanceProfilesForRole", roles::list_instance_profiles)
        .write("PutRolePolicy", inline::put)
        .read("GetRolePolicy", inline::get)
        .read("ListRolePolicies", inline::list)
        .write("DeleteRolePolicy", inline::delete)
        .write("AttachRolePolicy", attachment::attach)
        .write("DetachRolePolicy", attachment::detach)
        .read("ListAttachedRolePolicies", attachment::list)
        .write("PutRolePermissionsBoundary", attachment::put_boundary)
        .write("DeleteRolePermissionsBoundary", attachment::delete_boundary)
        .read("GetAccountAuthorizationDetails", account::get_authorization_details)
        .write("CreatePolicy", managed::create)
        .read("GetPolicy", managed::get)
        .read("ListPolicies", managed::list)
        .write("DeletePolicy", managed::delete)
        .write("CreatePolicyVersion", managed::create_version)
        .read("GetPolicyVersion", managed::get_version)
        .read("ListPolicyVersions", managed::list_versions)
        .write("SetDefaultPolicyVersion", managed::set_default_version)
        .write("DeletePolicyVersion", managed::delete_version)
        .write("TagPolicy", managed::tag)
        .write("UntagPolicy", managed::untag)
        .read("ListPolicyTags", managed::list_tags)
        .write("CreateOpenIDConnectProvider", providers::create)
        .read("GetOpenIDConnectProvider", providers::get)
        .read("ListOpenIDConnectProviders", providers::list)
        .write("DeleteOpenIDConnectProvider", providers::delete)
        .write("AddClientIDToOpenIDConnectProvider", providers::add_client)
        .write("RemoveClientIDFromOpenIDConnectProvider", providers::remove_client)
        .write("UpdateOpenIDConnectProviderThumbprint", providers::update_thumbprint)
        .write("TagOpenIDConnectProvider", providers::tag)
        .write("UntagOpenIDConnectProvider", providers::untag)
        .read("ListOpenIDConnectProviderTags", providers::list_tags)
}
