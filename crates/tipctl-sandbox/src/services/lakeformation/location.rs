//! The S3 paths that are registered with Lake Formation, and the operations on them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::LakeError;
use super::location_filter::FilterCondition;
use super::principal;
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::services::iam;
use crate::wire::Epoch;

const SERVICE: &str = "lakeformation.amazonaws.com";
const LINKED_ROLE: &str =
    "role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess";

/// The registered paths, by ARN without a slash at the end.
// AWS: whether an ARN with and one without the slash are the same path is unverified (facts/aws-data.md §3).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Locations(BTreeMap<String, Location>);

/// A registered path.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Location {
    /// As it was registered.
    pub(crate) arn: String,
    pub(crate) role_arn: String,
    updated_at_ms: u64,
    with_federation: bool,
    pub(crate) hybrid_access_enabled: bool,
    with_privileged_access: bool,
    expected_owner: Option<String>,
}

impl Location {
    /// Whether Lake Formation's own service-linked role reads what is in the location.
    pub(crate) fn has_linked_role(&self) -> bool {
        self.role_arn.contains("/aws-service-role/lakeformation.amazonaws.com/")
    }
}

impl Locations {
    /// Whether a registered path is `arn` or contains it.
    pub(super) fn cover(&self, arn: &str) -> bool {
        let arn = trimmed(arn);
        self.0
            .keys()
            .any(|known| arn.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }

    /// The registered path that `arn` lies in: the longest, if several do.
    pub(super) fn over(&self, arn: &str) -> Option<&Location> {
        let arn = trimmed(arn);
        let covering = self.0.iter().filter(|(known, _)| {
            arn.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        covering.max_by_key(|(known, _)| known.len()).map(|(_, location)| location)
    }

    fn get(&self, arn: &str) -> Result<&Location, LakeError> {
        self.0.get(trimmed(arn)).ok_or_else(|| missing(arn))
    }
}

fn trimmed(arn: &str) -> &str {
    arn.strip_suffix('/').unwrap_or(arn)
}

fn missing(arn: &str) -> LakeError {
    LakeError::EntityNotFound(format!("Entity not found: {arn}"))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct RegisterResource {
    resource_arn: String,
    use_service_linked_role: Option<bool>,
    role_arn: Option<String>,
    with_federation: Option<bool>,
    hybrid_access_enabled: Option<bool>,
    with_privileged_access: Option<bool>,
    expected_resource_owner_account: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateResource {
    role_arn: String,
    resource_arn: String,
    with_federation: Option<bool>,
    hybrid_access_enabled: Option<bool>,
    expected_resource_owner_account: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct NameResource {
    resource_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListResources {
    filter_condition_list: Option<Vec<FilterCondition>>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DescribeResourceResult {
    resource_info: ResourceInfo,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListResourcesResult {
    resource_info_list: Vec<ResourceInfo>,
    next_token: Option<String>,
}

/// A registered path as it is read. What is not so is not written.
// AWS: booleans may be absent from the answer, which means false (facts/aws-data.md §3).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResourceInfo {
    pub(super) resource_arn: String,
    pub(super) role_arn: String,
    last_modified: Epoch,
    with_federation: Option<bool>,
    hybrid_access_enabled: Option<bool>,
    with_privileged_access: Option<bool>,
    verification_status: &'static str,
    expected_resource_owner_account: Option<String>,
}

impl ResourceInfo {
    #[cfg(test)]
    pub(super) fn named(arn: &str) -> Self {
        Self {
            resource_arn: arn.to_owned(),
            role_arn: String::new(),
            last_modified: Epoch(0),
            with_federation: None,
            hybrid_access_enabled: None,
            with_privileged_access: None,
            verification_status: "VERIFIED",
            expected_resource_owner_account: None,
        }
    }

    fn new(location: &Location, iam: &iam::state::State, linked_role: &str) -> Self {
        Self {
            resource_arn: location.arn.clone(),
            role_arn: location.role_arn.clone(),
            last_modified: Epoch(location.updated_at_ms),
            with_federation: location.with_federation.then_some(true),
            hybrid_access_enabled: location.hybrid_access_enabled.then_some(true),
            with_privileged_access: location.with_privileged_access.then_some(true),
            verification_status: verification(location, iam, linked_role),
            expected_resource_owner_account: location.expected_owner.clone(),
        }
    }
}

// AWS: VERIFIED means that the role's permissions reach the path (facts/aws-data.md §3). How AWS finds out is unverified;
// here a role with any policy reaches it, and one that is gone or does not trust Lake Formation cannot be tried.
fn verification(location: &Location, iam: &iam::state::State, linked_role: &str) -> &'static str {
    if location.role_arn == linked_role {
        return "VERIFIED";
    }
    match iam.role_by_arn(&location.role_arn) {
        Some(role) if !role.trust.allows_service(SERVICE, "sts:AssumeRole") => "VERIFICATION_FAILED",
        Some(role) if role.inline.is_empty() && role.attached.is_empty() => "NOT_VERIFIED",
        Some(_) => "VERIFIED",
        None => "VERIFICATION_FAILED",
    }
}

pub(super) fn register(call: &mut Call<'_>, input: RegisterResource) -> Result<(), Fault> {
    check_path(call, &input.resource_arn)?;
    check_owner(input.expected_resource_owner_account.as_deref())?;
    let linked_role = call.global_arn("iam", LINKED_ROLE);
    // AWS: exactly one of the two names the role (service model); the text is unverified.
    let role_arn = match (input.use_service_linked_role, input.role_arn) {
        (Some(true), None) => linked_role,
        (Some(false) | None, Some(role_arn)) => {
            check_role(call, &role_arn)?;
            role_arn
        }
        _ => {
            let text = "Exactly one of RoleArn and UseServiceLinkedRole must be set.";
            return Err(LakeError::invalid(text).into());
        }
    };
    let key = trimmed(&input.resource_arn).to_owned();
    let (region, now_ms) = (call.region, call.now_ms);
    let locations = &mut call.state_mut().lakeformation.lake_mut(region).locations.0;
    if locations.contains_key(&key) {
        return Err(LakeError::AlreadyExists("Resource is already registered".to_owned()).into());
    }
    let location = Location {
        arn: input.resource_arn,
        role_arn,
        updated_at_ms: now_ms,
        with_federation: input.with_federation.unwrap_or(false),
        hybrid_access_enabled: input.hybrid_access_enabled.unwrap_or(false),
        with_privileged_access: input.with_privileged_access.unwrap_or(false),
        expected_owner: input.expected_resource_owner_account,
    };
    locations.insert(key, location);
    Ok(())
}

pub(super) fn update(call: &mut Call<'_>, input: UpdateResource) -> Result<(), Fault> {
    check_owner(input.expected_resource_owner_account.as_deref())?;
    let (region, now_ms) = (call.region, call.now_ms);
    let linked_role = call.global_arn("iam", LINKED_ROLE);
    let location = call.state().lakeformation.lake(region).locations.get(&input.resource_arn)?;
    // AWS: a path that the service-linked role registered cannot be edited (facts/aws-data.md §3); the text and the other
    // direction are unverified.
    if location.role_arn == linked_role || input.role_arn == linked_role {
        return Err(LakeError::invalid("Cannot update a location of the service-linked role.").into());
    }
    check_role(call, &input.role_arn)?;
    let locations = &mut call.state_mut().lakeformation.lake_mut(region).locations.0;
    let location =
        locations.get_mut(trimmed(&input.resource_arn)).ok_or_else(|| missing(&input.resource_arn))?;
    location.role_arn = input.role_arn;
    location.updated_at_ms = now_ms;
    // What is omitted stays: unverified.
    location.with_federation = input.with_federation.unwrap_or(location.with_federation);
    location.hybrid_access_enabled = input.hybrid_access_enabled.unwrap_or(location.hybrid_access_enabled);
    if let Some(owner) = input.expected_resource_owner_account {
        location.expected_owner = Some(owner);
    }
    Ok(())
}

pub(super) fn deregister(call: &mut Call<'_>, input: NameResource) -> Result<(), Fault> {
    let region = call.region;
    let locations = &mut call.state_mut().lakeformation.lake_mut(region).locations.0;
    // AWS: grants of access to the path survive (facts/aws-data.md §3).
    locations.remove(trimmed(&input.resource_arn)).ok_or_else(|| missing(&input.resource_arn))?;
    Ok(())
}

pub(super) fn describe(call: &mut Call<'_>, input: NameResource) -> Result<DescribeResourceResult, Fault> {
    let location = call.state().lakeformation.lake(call.region).locations.get(&input.resource_arn)?;
    let linked_role = call.global_arn("iam", LINKED_ROLE);
    Ok(DescribeResourceResult { resource_info: ResourceInfo::new(location, &call.seen().iam, &linked_role) })
}

pub(super) fn list(call: &mut Call<'_>, input: ListResources) -> Result<ListResourcesResult, Fault> {
    let filters = input.filter_condition_list.unwrap_or_default();
    if filters.len() > 20 {
        return Err(LakeError::invalid("FilterConditionList has at most 20 entries.").into());
    }
    filters.iter().try_for_each(FilterCondition::check)?;
    let linked_role = call.global_arn("iam", LINKED_ROLE);
    let locations = call.state().lakeformation.lake(call.region).locations.0.iter();
    let infos = locations
        .map(|(key, location)| (key.clone(), ResourceInfo::new(location, &call.seen().iam, &linked_role)));
    let ask = PageAsk { token: input.next_token.as_deref(), limit: page_limit(input.max_results)? };
    let matching = infos.filter(|(_, info)| filters.iter().all(|filter| filter.matches(info)));
    let page = call.page(matching, &ask).map_err(|_| LakeError::invalid("Invalid NextToken"))?;
    Ok(ListResourcesResult { resource_info_list: page.items, next_token: page.next })
}

// AWS: a page holds 1 to 1000 (facts/aws-data.md §3, §4.1); how many when nothing is asked is unverified.
pub(super) fn page_limit(max_results: Option<i64>) -> Result<usize, LakeError> {
    let limit = usize::try_from(max_results.unwrap_or(100)).ok().filter(|limit| (1..=1000).contains(limit));
    limit.ok_or_else(|| LakeError::invalid("MaxResults must be between 1 and 1000"))
}

/// Refuses what is no path of a bucket that exists.
fn check_path(call: &Call<'_>, arn: &str) -> Result<(), LakeError> {
    let prefix = format!("arn:{}:s3:::", call.account.partition);
    let path = arn.strip_prefix(&prefix).filter(|path| !path.is_empty());
    let path = path.ok_or_else(|| LakeError::invalid(format!("{arn} is not the ARN of an S3 path.")))?;
    let bucket = path.split_once('/').map_or(path, |(bucket, _)| bucket);
    if call.account.surroundings.buckets.contains_key(bucket) {
        return Ok(());
    }
    // That a bucket must exist is unverified; the operation declares the code.
    Err(LakeError::EntityNotFound(format!("Bucket {bucket} does not exist.")))
}

// AWS: the role must exist and trust Lake Formation; what a role too fresh is refused with is unverified, "cannot be
// assumed" is what facts/aws-data.md §11.4 expects.
fn check_role(call: &Call<'_>, role_arn: &str) -> Result<(), LakeError> {
    let role = call.seen().iam.role_by_arn(role_arn);
    if role.is_some_and(|role| role.trust.allows_service(SERVICE, "sts:AssumeRole")) {
        return Ok(());
    }
    Err(LakeError::invalid(format!("The role {role_arn} cannot be assumed by {SERVICE}.")))
}

fn check_owner(account: Option<&str>) -> Result<(), LakeError> {
    match account {
        Some(account) if !principal::is_account(account) => {
            Err(LakeError::invalid(format!("{account} is not an account id.")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registered_path_covers_what_is_below_it() {
        let location = Location {
            arn: "arn:aws:s3:::acme-lake/sales/".to_owned(),
            role_arn: String::new(),
            updated_at_ms: 0,
            with_federation: false,
            hybrid_access_enabled: false,
            with_privileged_access: false,
            expected_owner: None,
        };
        let locations = Locations([(trimmed(&location.arn).to_owned(), location)].into());
        for (arn, covered) in [
            ("arn:aws:s3:::acme-lake/sales", true),
            ("arn:aws:s3:::acme-lake/sales/", true),
            ("arn:aws:s3:::acme-lake/sales/orders", true),
            ("arn:aws:s3:::acme-lake/sales-2024", false),
            ("arn:aws:s3:::acme-lake", false),
        ] {
            assert_eq!(locations.cover(arn), covered, "{arn}");
        }
        assert_eq!(
            locations.get("arn:aws:s3:::acme-lake/sales").unwrap().arn,
            "arn:aws:s3:::acme-lake/sales/"
        );
    }
}
