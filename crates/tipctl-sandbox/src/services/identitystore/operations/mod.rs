//! The operations, each with what it checks before the directory is asked.

pub(super) mod group;
pub(super) mod membership;
pub(super) mod user;

use super::check;
use super::fault::DirectoryError;
use super::state::{ExternalId, State};
use super::wire::{AlternateIdentifier, Filter};
use crate::call::Call;
use crate::constraint::{count, page_limit};
use crate::fault::Fault;
use crate::page::{Page, PageAsk};

/// Refuses a store that is not the one of the call's region.
fn check_store(call: &Call<'_>, id: &str) -> Result<(), DirectoryError> {
    check::store_id(id)?;
    let directory = &call.state().identitystore;
    if directory.store_id == id && directory.region == call.region {
        return Ok(());
    }
    Err(DirectoryError::NoSuchStore(id.to_owned()))
}

/// The directory, to be changed.
fn directory_mut<'a>(call: &'a mut Call<'_>) -> &'a mut State {
    &mut call.state_mut().identitystore
}

fn page<T>(
    call: &Call<'_>,
    items: impl Iterator<Item = (String, T)>,
    max_results: Option<i64>,
    token: Option<&str>,
) -> Result<Page<T>, Fault> {
    let limit = page_limit("maxResults", max_results, 100)?;
    let bad_token = |_| DirectoryError::Invalid("Invalid NextToken".to_owned());
    Ok(call.page(items, &PageAsk { token, limit }).map_err(bad_token)?)
}

/// The value that the one filter of a list wants, if there is a filter.
// AWS: a single filter, for equality (facts/aws-identity.md §2).
fn filter_value(filters: Option<Vec<Filter>>, path: &str) -> Result<Option<String>, DirectoryError> {
    let filters = filters.unwrap_or_default();
    count("filters", &filters, 0..=1)?;
    match filters.into_iter().next() {
        Some(filter) if filter.attribute_path != path => {
            Err(DirectoryError::Invalid(format!("{} cannot be filtered by", filter.attribute_path)))
        }
        found => Ok(found.map(|filter| filter.attribute_value)),
    }
}

/// What a lookup goes by.
enum Sought {
    ExternalId(ExternalId),
    /// One of the paths that the lookup knows, and the value there.
    Attribute(&'static str, String),
}

fn sought(identifier: AlternateIdentifier, paths: &[&'static str]) -> Result<Sought, DirectoryError> {
    match identifier {
        AlternateIdentifier::ExternalId(id) => Ok(Sought::ExternalId(id)),
        AlternateIdentifier::UniqueAttribute(attribute) => {
            let path = paths.iter().find(|path| path.eq_ignore_ascii_case(&attribute.attribute_path));
            match (path, attribute.attribute_value.as_str()) {
                (Some(path), Some(value)) => Ok(Sought::Attribute(path, value.to_owned())),
                (None, _) => {
                    let text = format!("{} is not a unique attribute", attribute.attribute_path);
                    Err(DirectoryError::Invalid(text))
                }
                (_, None) => Err(DirectoryError::Invalid("AttributeValue must be a string".to_owned())),
            }
        }
    }
}
