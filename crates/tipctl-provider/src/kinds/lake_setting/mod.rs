//! Entries of Lake Formation's settings: administrators, defaults, flags and parameters, each a row of its own.

#[cfg(feature = "aws")]
mod calls;
#[cfg(any(feature = "aws", test))]
mod document;
mod needs;
mod schema;
mod tell;

use tipctl_model::{Attrs, Flaw, Inventory, Kind, KindSchema, Need, Place, Told, Work};

use crate::attrs::Read;

#[cfg(feature = "aws")]
pub(super) use calls::administrators;
#[cfg(feature = "aws")]
pub(super) use document::is_among;
pub(super) use schema::NAME;

/// The value of a default that grants everything to everybody with IAM permissions.
const IAM_ALLOWED_PRINCIPALS: &str = "iam-allowed-principals";

/// The kind `lake_setting`.
pub(super) struct LakeSetting;

impl Kind for LakeSetting {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let field = want.text("field").unwrap_or_default();
        let value = want.text("value");
        let one_of = |attr, words: &[&str]| -> Option<Flaw> {
            let text = want.text(attr).filter(|text| !words.contains(text))?;
            let flaw = Flaw::new(code(attr), attr, format!("`{text}` means nothing in `{field}`"));
            Some(flaw.help(format!("it is one of {}", words.join(", "))))
        };
        let mut flaws = Vec::new();
        match field {
            "defaults" => {
                flaws.extend(one_of("entry", &["database", "table"]));
                flaws.extend(one_of("value", &["iam-allowed-principals", "none"]));
            }
            "flags" => {
                flaws.extend(one_of(
                    "entry",
                    &["allow_external_data_filtering", "allow_full_table_external_data_access"],
                ));
                flaws.extend(one_of("value", &["true", "false"]));
            }
            // AWS: facts/aws-data.md §2.
            "parameters" => match want.text("entry") {
                Some("CROSS_ACCOUNT_VERSION") => flaws.extend(one_of("value", &["1", "2", "3", "4", "5"])),
                Some("SET_SOURCE_IDENTITY") => flaws.extend(one_of("value", &["TRUE", "FALSE"])),
                // AWS shows it in either spelling (facts/tip-chain.md L14, facts/aws-data.md §2).
                Some("SET_CONTEXT") => {
                    flaws.extend(one_of("value", &["TRUE", "FALSE", "true", "false"]));
                }
                _ => {}
            },
            _ => flaws.extend(check_listed(field, want.text("entry"))),
        }
        let is_table = ["defaults", "flags", "parameters"].contains(&field);
        if is_table && value.is_none() {
            let text = format!("an entry of `{field}` needs a value");
            flaws.push(Flaw::new("lake_setting::value", "value", text).help("value = \"…\""));
        } else if !is_table && value.is_some() {
            let text = format!("an entry of `{field}` has no value");
            flaws.push(Flaw::new("lake_setting::value", "value", text).help("remove `value`"));
        }
        flaws
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn needs(&self, work: Work, _: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, place)
    }
}

fn code(attr: &str) -> &'static str {
    if attr == "entry" { "lake_setting::entry" } else { "lake_setting::value" }
}

/// Whether `entry` can be in the list `field`; an entry that is not known yet is not judged.
fn check_listed(field: &str, entry: Option<&str>) -> Option<Flaw> {
    let entry = entry?;
    let is_account = entry.len() == 12 && entry.bytes().all(|byte| byte.is_ascii_digit());
    let flaw = |text: String| Flaw::new("lake_setting::entry", "entry", text);
    match field {
        // AWS: groups and users of Identity Center cannot be administrators (facts/aws-data.md §0.4).
        "admins" | "read_only_admins" if entry.contains(":identitystore:::") => Some(
            flaw(format!("`{entry}` is of Identity Center and cannot be an administrator"))
                .help("name an IAM role or user"),
        ),
        "admins" | "read_only_admins" if !entry.starts_with("arn:") => {
            Some(flaw(format!("`{entry}` is no ARN")).help("arn:aws:iam::111122223333:role/NAME"))
        }
        "external_data_filtering_allow_list" | "trusted_resource_owners" if !is_account => {
            Some(flaw(format!("`{entry}` is no account number")).help("an account number has 12 digits"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attrs::Shown;

    #[test]
    fn what_a_field_can_hold() {
        let cases: &[(&str, &str, Option<&str>, &[&str])] = &[
            ("admins", "arn:aws:iam::111122223333:role/Admin", None, &[]),
            ("admins", "arn:aws:iam::111122223333:role/Admin", Some("x"), &["value"]),
            ("admins", "arn:aws:identitystore:::group/0", None, &["entry"]),
            ("read_only_admins", "Admin", None, &["entry"]),
            ("trusted_resource_owners", "me", None, &["entry"]),
            ("authorized_session_tags", "engine-1", None, &[]),
            ("defaults", "database", Some("none"), &[]),
            ("defaults", "view", Some("some"), &["entry", "value"]),
            ("flags", "allow_external_data_filtering", Some("true"), &[]),
            ("flags", "allow_external_data_filtering", None, &["value"]),
            ("parameters", "CROSS_ACCOUNT_VERSION", Some("6"), &["value"]),
            ("parameters", "A_NEW_ONE", Some("6"), &[]),
        ];
        let place = Place::new("s", "111122223333", "eu-west-1");
        for (field, entry, value, paths) in cases {
            let want =
                Shown::new().with("field", *field).with("entry", *entry).maybe("value", *value).attrs();
            let flaws = LakeSetting.check(&want, &place);
            let found: Vec<&str> = flaws.iter().map(|flaw| flaw.path.as_str()).collect();
            assert_eq!(&found, paths, "{field} {entry}");
        }
    }
}
