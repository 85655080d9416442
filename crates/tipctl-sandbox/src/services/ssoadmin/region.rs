//! The regions that an instance is in: its home, and those that it was replicated to.

use serde::{Deserialize, Serialize};

use super::fault::SsoError;
use super::instance;
use super::state::Instance;
use crate::call::Call;
use crate::constraint::page_limit;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListRegions {
    instance_arn: String,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DescribeRegion {
    instance_arn: String,
    region_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListRegionsResult {
    regions: Vec<RegionMembers>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RegionMembers {
    region_name: String,
    status: &'static str,
    added_date: Epoch,
    is_primary_region: bool,
}

impl RegionMembers {
    /// Every region of an instance, its home first.
    pub(super) fn of(instance: &Instance) -> Vec<Self> {
        let member = |region: &String| Self {
            region_name: region.clone(),
            status: "ACTIVE",
            added_date: Epoch(instance.made_at_ms),
            is_primary_region: *region == instance.region,
        };
        std::iter::once(&instance.region).chain(&instance.replicas).map(member).collect()
    }
}

pub(super) fn list(call: &mut Call<'_>, input: ListRegions) -> Result<ListRegionsResult, Fault> {
    let regions = RegionMembers::of(instance(call, "ListRegions", &input.instance_arn)?);
    let mut rows: Vec<_> = regions.into_iter().map(|region| (region.region_name.clone(), region)).collect();
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    let limit = page_limit("maxResults", input.max_results, 100)?;
    let ask = PageAsk { token: input.next_token.as_deref(), limit };
    let page = call.page(rows, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListRegionsResult { regions: page.items, next_token: page.next })
}

pub(super) fn describe(call: &mut Call<'_>, input: DescribeRegion) -> Result<RegionMembers, Fault> {
    let instance = instance(call, "DescribeRegion", &input.instance_arn)?;
    let found = RegionMembers::of(instance).into_iter().find(|region| region.region_name == input.region_name);
    Ok(found.ok_or(SsoError::NoSuchResource(input.region_name))?)
}
