//! Opt-ins: for whom Lake Formation decides about a resource that lies in a location in hybrid access mode.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::LakeError;
use super::grants::{Stamp, Subject};
use super::location::page_limit;
use super::principal::Principal;
use super::resource::{Resource, Tables};
use super::wire::{self, Condition};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::wire::Epoch;

/// The opt-ins of one region, in the order in which they are listed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct OptIns(BTreeMap<String, OptIn>);

/// A principal for whom Lake Formation decides about a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OptIn {
    subject: Subject,
    updated_at_ms: u64,
    updated_by: String,
}

impl OptIns {
    /// Whether a principal has opted in for a table: by itself, with all tables of its database, or with the catalog.
    // AWS: that an opt-in for a database or the catalog reaches the tables in it is unverified; only all tables of a
    // database are known to be a form of their own (facts/aws-data.md §7), so a database alone reaches no table here.
    pub(super) fn cover(&self, principal: &str, database: &str, table: &str) -> bool {
        self.0.values().any(|opt_in| {
            opt_in.subject.principal == principal
                && match &opt_in.subject.resource {
                    Resource::Table { database: known, tables } => {
                        known == database && (*tables == Tables::All || *tables == Tables::Named(table.into()))
                    }
                    _ => false,
                }
        })
    }

    // AWS: a second opt-in declares no code of its own, so it is no error here: unverified (facts/aws-data.md §7).
    fn add(&mut self, subject: Subject, stamp: Stamp) {
        let key = subject.key();
        self.0.entry(key).or_insert(OptIn { subject, updated_at_ms: stamp.at_ms, updated_by: stamp.by });
    }

    fn remove(&mut self, subject: &Subject) -> Result<(), LakeError> {
        // AWS: the code (facts/aws-data.md §7); the text is unverified.
        let missing = || LakeError::EntityNotFound("Opt-in does not exist.".to_owned());
        self.0.remove(&subject.key()).map(drop).ok_or_else(missing)
    }
}

/// The input of `CreateLakeFormationOptIn` and of `DeleteLakeFormationOptIn`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ChangeOptIn {
    principal: wire::Principal,
    resource: wire::Resource,
    condition: Option<Condition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListOptIns {
    principal: Option<wire::Principal>,
    resource: Option<wire::Resource>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListOptInsResult {
    lake_formation_opt_ins_info_list: Vec<OptInInfo>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct OptInInfo {
    resource: wire::Resource,
    principal: wire::Principal,
    condition: Option<Condition>,
    last_modified: Epoch,
    last_updated_by: String,
}

impl OptInInfo {
    fn new(opt_in: &OptIn, catalog_id: &str) -> Self {
        let Subject { resource, principal, condition } = &opt_in.subject;
        Self {
            resource: wire::Resource::listed(resource, catalog_id),
            principal: wire::Principal { data_lake_principal_identifier: principal.clone() },
            condition: condition.clone().map(|text| Condition { expression: Some(text) }),
            last_modified: Epoch(opt_in.updated_at_ms),
            last_updated_by: opt_in.updated_by.clone(),
        }
    }
}

pub(super) fn create(call: &mut Call<'_>, input: ChangeOptIn) -> Result<(), Fault> {
    let subject = subject(call, input)?;
    Principal::read(&subject.principal, call)?.check_known(&subject.principal, call)?;
    subject.resource.check_exists(call)?;
    let stamp = Stamp { at_ms: call.now_ms, by: call.caller.arn.clone() };
    let region = call.region;
    call.state_mut().lakeformation.lake_mut(region).opt_ins.add(subject, stamp);
    Ok(())
}

pub(super) fn delete(call: &mut Call<'_>, input: ChangeOptIn) -> Result<(), Fault> {
    let subject = subject(call, input)?;
    let region = call.region;
    Ok(call.state_mut().lakeformation.lake_mut(region).opt_ins.remove(&subject)?)
}

// AWS: without filters everything is listed; a principal of another account as a filter is refused (facts/aws-data.md §7).
pub(super) fn list(call: &mut Call<'_>, input: ListOptIns) -> Result<ListOptInsResult, Fault> {
    let principal = input.principal.map(|principal| principal.data_lake_principal_identifier);
    if let Some(identifier) = &principal
        && Principal::read(identifier, call)? == Principal::Foreign
    {
        return Err(LakeError::invalid("Cross account principals are not supported.").into());
    }
    let resource = input.resource.as_ref().map(|asked| Resource::read(asked, call)).transpose()?;
    let sees_all = call.state().lakeformation.lake(call.region).settings.sees_all(&call.caller.arn);
    let shown = |opt_in: &OptIn| {
        // AWS: that others than administrators see their own alone is unverified.
        (sees_all || opt_in.subject.principal == call.caller.arn)
            && principal.as_ref().is_none_or(|asked| *asked == opt_in.subject.principal)
            && resource.as_ref().is_none_or(|asked| *asked == opt_in.subject.resource)
    };
    let opt_ins = call.seen().lakeformation.lake(call.region).opt_ins.0.iter();
    let infos = opt_ins
        .filter(|(_, opt_in)| shown(opt_in))
        .map(|(key, opt_in)| (key.clone(), OptInInfo::new(opt_in, &call.account.id)));
    let ask = PageAsk { token: input.next_token.as_deref(), limit: page_limit(input.max_results)? };
    let page = call.page(infos, &ask).map_err(|_| LakeError::invalid("Invalid NextToken"))?;
    Ok(ListOptInsResult { lake_formation_opt_ins_info_list: page.items, next_token: page.next })
}

/// Whom and what a request names, if the caller may decide about it.
fn subject(call: &Call<'_>, input: ChangeOptIn) -> Result<Subject, LakeError> {
    let principal = input.principal.data_lake_principal_identifier;
    Principal::read(&principal, call)?;
    let resource = Resource::read(&input.resource, call)?;
    // What can be opted in for besides databases and tables is unverified, so nothing else can be.
    if !matches!(resource, Resource::Database { .. } | Resource::Table { .. }) {
        return Err(LakeError::invalid("Opt-ins are for databases and tables."));
    }
    // AWS: only an administrator opts principals in; the text for one that is too fresh (facts/aws-data.md §7).
    if !call.seen().lakeformation.lake(call.region).settings.is_admin(&call.caller.arn) {
        return Err(LakeError::AccessDenied("Insufficient Lake Formation permission(s) on Catalog".to_owned()));
    }
    Ok(Subject { resource, principal, condition: input.condition.and_then(|condition| condition.expression) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_covered_by_itself_and_by_all_tables() {
        let stamp = || Stamp { at_ms: 0, by: String::new() };
        let table = |tables| Resource::Table { database: "sales".to_owned(), tables };
        let subject =
            |resource| Subject { resource, principal: "arn:aws:identitystore:::group/g".into(), condition: None };
        let covers = |opt_ins: &OptIns, table| opt_ins.cover("arn:aws:identitystore:::group/g", "sales", table);
        let mut opt_ins = OptIns::default();
        opt_ins.add(subject(Resource::Database { database: "sales".to_owned() }), stamp());
        assert!(!covers(&opt_ins, "orders"));
        opt_ins.add(subject(table(Tables::Named("orders".to_owned()))), stamp());
        assert!(covers(&opt_ins, "orders") && !covers(&opt_ins, "products"));
        opt_ins.add(subject(table(Tables::All)), stamp());
        assert!(covers(&opt_ins, "products"));
        assert!(!opt_ins.cover("arn:aws:identitystore:::group/h", "sales", "orders"));
    }
}
