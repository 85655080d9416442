//! The settings through Lake Formation: read, changed, and written back as a whole.

use std::collections::BTreeMap;

use aws_sdk_lakeformation::types::{DataLakePrincipal, DataLakeSettings, Permission, PrincipalPermissions};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Call, Fault, FaultClass, Live, NonEmpty, Observation,
};

use super::{IAM_ALLOWED_PRINCIPALS, LakeSetting, document::Document};
use crate::{
    aws::Aws,
    calls::{Calls, Swept},
    fault::fault,
};

impl Calls for LakeSetting {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        _: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let rows = read(&get(aws).await?).rows();
            Ok(rows.into_iter().map(Live::new).collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            change(aws, |document| document.put(want)).await?;
            Ok(Live::new(want.clone()))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        _: &'a Live,
        want: &'a Attrs,
        _: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        self.create(aws, want)
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(change(aws, |document| document.remove(&live.attrs)))
    }

    fn carry_out<'a>(
        &'a self,
        aws: &'a Aws,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        Box::pin(async move {
            let written = change(aws, |document| {
                for call in calls {
                    match call {
                        Call::Create { want } | Call::Update { want, .. } => document.put(want),
                        Call::Delete { live } => document.remove(&live.attrs),
                    }
                }
            });
            let written = written.await;
            let answer = |call: &Call| match call {
                Call::Create { want } | Call::Update { want, .. } => Some(Live::new(want.clone())),
                Call::Delete { .. } => None,
            };
            calls.iter().map(|call| written.clone().map(|()| answer(call))).collect()
        })
    }
}

/// The administrators, read-only ones included.
pub(in crate::kinds) async fn administrators(aws: &Aws) -> Result<Vec<String>, Fault> {
    let lists = read(&get(aws).await?).lists;
    Ok(["admins", "read_only_admins"]
        .iter()
        .filter_map(|field| lists.get(field))
        .flatten()
        .cloned()
        .collect())
}

async fn get(aws: &Aws) -> Result<DataLakeSettings, Fault> {
    let sent = aws.lakeformation.get_data_lake_settings().send().await;
    let found = sent.map_err(|error| fault("lakeformation", "GetDataLakeSettings", error))?;
    Ok(found.data_lake_settings.unwrap_or_else(|| DataLakeSettings::builder().build()))
}

/// Reads the settings, changes them and writes them back, unless nothing changed.
async fn change(aws: &Aws, change: impl FnOnce(&mut Document) + Send) -> Result<(), Fault> {
    let mut settings = get(aws).await?;
    let before = read(&settings);
    let mut after = before.clone();
    change(&mut after);
    if after == before {
        return Ok(());
    }
    write(&mut settings, &before, &after);
    let sent = aws.lakeformation.put_data_lake_settings().data_lake_settings(settings).send().await;
    let written = sent.map_err(|error| fault("lakeformation", "PutDataLakeSettings", error));
    written.map(drop).map_err(|fault| told(fault, &before, &after))
}

/// A refusal of a principal that was there before is not one that waiting mends.
///
/// AWS: a role that was deleted while it was an administrator makes every later write fail, with the text that a role
/// gets which was just made (facts/aws-data.md §2).
fn told(fault: Fault, before: &Document, after: &Document) -> Fault {
    let is_new = before.principals_new_in(after).iter().any(|principal| fault.message.contains(principal));
    if fault.class != FaultClass::Lagging || is_new {
        return fault;
    }
    let help = "an entry of the settings names a principal that no longer exists, which makes every write fail; take \
                it out of the administrators first, all such entries at once";
    Fault { class: FaultClass::Invalid, message: format!("{}: {help}", fault.message), ..fault }
}

/// The settings as lists and tables.
fn read(settings: &DataLakeSettings) -> Document {
    let flag = |truth: Option<bool>| truth.unwrap_or_default().to_string();
    let default = |permissions: &[PrincipalPermissions]| {
        if permissions.is_empty() { "none" } else { IAM_ALLOWED_PRINCIPALS }.to_owned()
    };
    let parameters = settings.parameters().into_iter().flatten();
    Document {
        lists: BTreeMap::from([
            ("admins", names(settings.data_lake_admins())),
            ("read_only_admins", names(settings.read_only_admins())),
            ("external_data_filtering_allow_list", names(settings.external_data_filtering_allow_list())),
            ("trusted_resource_owners", settings.trusted_resource_owners().to_vec()),
            ("authorized_session_tags", settings.authorized_session_tag_value_list().to_vec()),
        ]),
        tables: BTreeMap::from([
            ("parameters", parameters.map(|(name, value)| (name.clone(), value.clone())).collect()),
            (
                "defaults",
                BTreeMap::from([
                    ("database".to_owned(), default(settings.create_database_default_permissions())),
                    ("table".to_owned(), default(settings.create_table_default_permissions())),
                ]),
            ),
            (
                "flags",
                BTreeMap::from([
                    (
                        "allow_external_data_filtering".to_owned(),
                        flag(settings.allow_external_data_filtering),
                    ),
                    (
                        "allow_full_table_external_data_access".to_owned(),
                        flag(settings.allow_full_table_external_data_access),
                    ),
                ]),
            ),
        ]),
    }
}

/// Brings what `after` changes into `settings`; everything else stays as AWS showed it.
fn write(settings: &mut DataLakeSettings, before: &Document, after: &Document) {
    let list = |field| after.lists.get(field).cloned().unwrap_or_default();
    let value = |document: &Document, field, entry: &str| -> Option<String> {
        document.tables.get(field).and_then(|entries| entries.get(entry)).cloned()
    };
    settings.data_lake_admins = Some(principals(list("admins")));
    settings.read_only_admins = Some(principals(list("read_only_admins")));
    settings.external_data_filtering_allow_list =
        Some(principals(list("external_data_filtering_allow_list")));
    settings.trusted_resource_owners = Some(list("trusted_resource_owners"));
    settings.authorized_session_tag_value_list = Some(list("authorized_session_tags"));

    // AWS: the answer has SET_CONTEXT even where nobody put it, and a write may refuse it then (facts/aws-data.md §2;
    // unverified). Left out it has its default, so that it goes along where it has another value.
    let is_default = |name: &str, value: &str| name == "SET_CONTEXT" && value.eq_ignore_ascii_case("TRUE");
    let parameters = after.tables.get("parameters").into_iter().flatten();
    let sent = parameters.filter(|(name, value)| !is_default(name, value));
    settings.parameters = Some(sent.map(|(name, value)| (name.clone(), value.clone())).collect());

    let default = |entry: &str| {
        let wanted = value(after, "defaults", entry)
            .filter(|wanted| value(before, "defaults", entry).as_ref() != Some(wanted))?;
        let everything = PrincipalPermissions::builder()
            .principal(
                DataLakePrincipal::builder().data_lake_principal_identifier("IAM_ALLOWED_PRINCIPALS").build(),
            )
            .permissions(Permission::All)
            .build();
        Some(if wanted == IAM_ALLOWED_PRINCIPALS { vec![everything] } else { Vec::new() })
    };
    if let Some(permissions) = default("database") {
        settings.create_database_default_permissions = Some(permissions);
    }
    if let Some(permissions) = default("table") {
        settings.create_table_default_permissions = Some(permissions);
    }
    let flag = |entry| value(after, "flags", entry).map(|value| value == "true");
    settings.allow_external_data_filtering = flag("allow_external_data_filtering");
    settings.allow_full_table_external_data_access = flag("allow_full_table_external_data_access");
}

fn names(principals: &[DataLakePrincipal]) -> Vec<String> {
    principals
        .iter()
        .filter_map(|principal| principal.data_lake_principal_identifier().map(str::to_owned))
        .collect()
}

fn principals(names: Vec<String>) -> Vec<DataLakePrincipal> {
    let principal = |name| DataLakePrincipal::builder().data_lake_principal_identifier(name).build();
    names.into_iter().map(principal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(admins: &[&str]) -> Document {
        let admins = admins.iter().map(|admin| (*admin).to_owned()).collect();
        Document { lists: BTreeMap::from([("admins", admins)]), tables: BTreeMap::new() }
    }

    #[test]
    fn only_a_principal_that_is_new_is_waited_for() {
        let told = |message: &str, before: &[&str], after: &[&str]| {
            let fault = Fault {
                class: FaultClass::Lagging,
                service: "lakeformation",
                operation: "PutDataLakeSettings".to_owned(),
                code: Some("InvalidInputException".to_owned()),
                message: message.to_owned(),
                request_id: None,
                attr: None,
            };
            told(fault, &document(before), &document(after)).class
        };
        assert_eq!(told("Invalid principal, arn: new", &["old"], &["old", "new"]), FaultClass::Lagging);
        assert_eq!(told("Invalid principal, arn: old", &["old"], &["old", "new"]), FaultClass::Invalid);
        assert_eq!(told("Invalid principal, arn: old", &["old", "new"], &["old"]), FaultClass::Invalid);
    }

    #[test]
    fn what_nobody_changes_goes_back_as_it_came() {
        let everybody =
            DataLakePrincipal::builder().data_lake_principal_identifier("IAM_ALLOWED_PRINCIPALS").build();
        let other =
            PrincipalPermissions::builder().principal(everybody).permissions(Permission::Describe).build();
        let mut settings = DataLakeSettings::builder()
            .create_database_default_permissions(other.clone())
            .parameters("SET_CONTEXT", "TRUE")
            .parameters("A_NEW_ONE", "x")
            .build();
        let before = read(&settings);
        let mut after = before.clone();
        let admin = crate::attrs::Shown::new().with("field", "admins").with("entry", "a").attrs();
        after.put(&admin);
        write(&mut settings, &before, &after);
        assert_eq!(settings.create_database_default_permissions(), [other]);
        assert_eq!(names(settings.data_lake_admins()), ["a"]);
        let parameters: Vec<&String> =
            settings.parameters().into_iter().flatten().map(|(name, _)| name).collect();
        assert_eq!(parameters, ["A_NEW_ONE"]);

        let mut settings = DataLakeSettings::builder().parameters("SET_CONTEXT", "false").build();
        let before = read(&settings);
        let mut after = before.clone();
        after.put(&admin);
        write(&mut settings, &before, &after);
        let kept = settings.parameters().and_then(|parameters| parameters.get("SET_CONTEXT"));
        assert_eq!(kept.map(String::as_str), Some("false"), "a put replaces the whole document");
    }
}
