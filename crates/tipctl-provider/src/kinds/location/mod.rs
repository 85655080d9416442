//! Locations registered with Lake Formation, each with the role that it is read through.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{Attrs, Flaw, Inventory, Kind, KindSchema, Need, Place, Told, Value, Work};

use crate::{
    attrs::Read,
    s3::{self, Path},
};

/// The kind `location`.
pub(super) struct Location;

impl Kind for Location {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if let Some(path) = want.text("path") {
            flaws.extend(s3::flaws(path, "location::path", "path"));
        }
        // AWS: the service-linked role does not carry the user's context (facts/tip-chain.md TIP104).
        let is_linked = want.text("role").is_some_and(is_service_linked);
        if is_linked || want.truth("service_linked_role") == Some(true) {
            let attr = if is_linked { "role" } else { "service_linked_role" };
            let text = "the service-linked role of Lake Formation cannot carry the user's identity to S3";
            flaws.push(
                Flaw::new("location::service_linked_role", attr, text)
                    .help("role = \"role.lake\", with [role.lake] use = \"lake-location\""),
            );
        }
        let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(owner) = want.text("expected_owner").filter(|owner| !is_account(owner)) {
            let text = format!("`{owner}` is no account number");
            flaws.push(
                Flaw::new("location::expected_owner", "expected_owner", text)
                    .help("expected_owner = \"111122223333\""),
            );
        }
        flaws
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(folder) = want.text("path").and_then(Path::folder) {
            let path = written(&folder);
            want.insert("arn", Value::Text(arn(&path, &place.partition)));
            want.insert("path", Value::Text(path));
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}

/// The ARN of a place in S3, in the one form that both a registration and the grants on it use; any other text as it
/// stands.
///
/// AWS: whether Lake Formation tells `bucket/prefix/` from `bucket/prefix` is unverified (facts/aws-data.md §3), so no
/// slash is sent at the end, and none is compared.
pub(super) fn arn(path: &str, partition: &str) -> String {
    match Path::folder(path) {
        Some(folder) => format!("arn:{partition}:s3:::{}/{}", folder.bucket, folder.prefix)
            .trim_end_matches('/')
            .to_owned(),
        None => path.to_owned(),
    }
}

/// A place in S3 as a spec writes it.
pub(super) fn written(folder: &Path) -> String {
    format!("s3://{}/{}", folder.bucket, folder.prefix)
}

/// Whether `role` is the ARN of Lake Formation's service-linked role.
fn is_service_linked(role: &str) -> bool {
    role.contains("/aws-service-role/lakeformation.amazonaws.com/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attrs::Shown;

    #[test]
    fn a_slash_at_the_end_makes_no_difference() {
        let place = Place::new("s", "111122223333", "eu-west-1");
        for (path, arn) in [
            ("s3://acme-lake", "arn:aws:s3:::acme-lake"),
            ("s3://acme-lake/", "arn:aws:s3:::acme-lake"),
            ("s3://acme-lake/sales/", "arn:aws:s3:::acme-lake/sales"),
        ] {
            let settled = Location.settle(Shown::new().with("path", path).attrs(), &place);
            assert_eq!(settled.text("arn"), Some(arn));
            assert!(settled.text("path").is_some_and(|path| path.ends_with('/')));
            assert_eq!(Location.settle(settled.clone(), &place), settled);
        }
    }

    #[test]
    fn what_cannot_be_registered() {
        let place = Place::new("s", "111122223333", "eu-west-1");
        let linked = "arn:aws:iam::111122223333:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess";
        let cases = [
            ("path", Value::text("acme-lake/sales"), "location::path"),
            ("path", Value::text("s3://Acme/"), "location::path"),
            ("role", Value::text(linked), "location::service_linked_role"),
            ("service_linked_role", Value::Bool(true), "location::service_linked_role"),
            ("expected_owner", Value::text("me"), "location::expected_owner"),
        ];
        for (attr, value, code) in cases {
            let flaws = Location.check(&Shown::new().with(attr, value).attrs(), &place);
            assert_eq!(
                flaws.iter().map(|flaw| (flaw.code, flaw.path.as_str())).collect::<Vec<_>>(),
                [(code, attr)]
            );
        }
    }
}
