//! The section `[lake]`: nothing of its own, everything that Lake Formation has once in an account.

mod schema;

use tipctl_model::{Address, Attrs, Block, Flaw, Kind, KindSchema, Resource, Scope, Value};

use super::{identity_center, lake_identity_center, lake_setting};
use crate::attrs::Shown;

/// The kind `lake`.
pub(super) struct Lake;

#[cfg(feature = "aws")]
impl crate::calls::Calls for Lake {}

/// What of the section belongs to the connection.
const CONNECTION: [&str; 5] =
    ["application_status", "external_filtering", "external_targets", "redshift_connect", "share_recipients"];

/// The lists of the settings. AWS: the first three have at most 30 entries (facts/aws-data.md §2).
const LISTS: [&str; 5] = [
    "admins",
    "external_data_filtering_allow_list",
    "read_only_admins",
    "authorized_session_tags",
    "trusted_resource_owners",
];

/// Each value of the settings: what the section calls it, and which entry of which field it is.
const VALUES: [(&str, &str, &str); 4] = [
    ("allow_external_data_filtering", "flags", "allow_external_data_filtering"),
    ("allow_full_table_external_data_access", "flags", "allow_full_table_external_data_access"),
    ("database_defaults", "defaults", "database"),
    ("table_defaults", "defaults", "table"),
];

impl Kind for Lake {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let mut resources = Vec::new();
        match connection(block, scope) {
            Ok(connection) => resources.extend(connection),
            Err(flaw) => flaws.push(flaw),
        }
        for (at, list) in LISTS.into_iter().enumerate() {
            let entries = block.elements(list);
            if at < 3 && entries.len() > 30 {
                flaws.push(Flaw::new("lake::too_many", list, format!("`{list}` has at most 30 entries")));
            }
            let entries = entries.iter().enumerate();
            resources.extend(
                entries.map(|(at, entry)| setting(block, &format!("{list}.{at}"), list, entry, None)),
            );
        }
        for (attr, field, entry) in VALUES {
            let value = block.value(attr).map(|value| match value {
                Value::Bool(truth) => Value::text(truth.to_string()),
                other => other.clone(),
            });
            resources
                .extend(value.map(|value| setting(block, attr, field, &Value::text(entry), Some(value))));
        }
        for (name, value) in block.value("parameters").and_then(Value::as_map).into_iter().flatten() {
            let path = format!("parameters.{name}");
            resources.push(setting(
                block,
                &path,
                "parameters",
                &Value::text(name.as_str()),
                Some(value.clone()),
            ));
        }
        if flaws.is_empty() { Ok(resources) } else { Err(flaws) }
    }
}

/// The connection to Identity Center, where the section asks for one.
fn connection(block: &Block, scope: &Scope<'_>) -> Result<Option<Resource>, Flaw> {
    let members = CONNECTION.into_iter().filter_map(|attr| Some((attr, block.value(attr)?.clone())));
    let mut attrs: Attrs = members.collect();
    if block.truth("identity_center") != Some(true) {
        return match attrs.keys().next() {
            None => Ok(None),
            Some(attr) => {
                let text = format!("`{attr}` is about a connection that the section does not ask for");
                Err(Flaw::new("lake::identity_center", *attr, text).help("identity_center = true"))
            }
        };
    }
    attrs.insert("instance", identity_center::reference(scope, "arn")?);
    let address = Address::new(lake_identity_center::NAME, "main");
    let mut connection = Resource::derived(address, attrs, block, "identity_center");
    let written = CONNECTION.into_iter().filter(|attr| block.value(attr).is_some());
    connection.origins = written.map(|attr| (attr.to_owned(), block.origin_of(attr))).collect();
    Ok(Some(connection))
}

/// One entry of the settings, which the section says at `path`.
fn setting(block: &Block, path: &str, field: &'static str, entry: &Value, value: Option<Value>) -> Resource {
    let name = match (entry.as_ref_to(), entry.as_text()) {
        (Some(reference), _) => reference.address.to_string(),
        (None, text) => text.unwrap_or_default().to_owned(),
    };
    let address = Address::new(lake_setting::NAME, format!("{}/{field}/{name}", block.address.label));
    let attrs = Shown::new().with("field", field).with("entry", entry.clone()).maybe("value", value);
    Resource::derived(address, attrs.attrs(), block, path)
}
