//! Assignments of the workforce to applications of Identity Center.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod principal;
mod schema;
mod tell;

use tipctl_model::{Attrs, Flaw, Inventory, Kind, KindSchema, Need, Place, Told, Value, Work};

pub(super) use principal::{Principal, is_id};
pub(super) use schema::NAME;

use crate::attrs::Read;

/// The kind `application_assignment`.
pub(super) struct ApplicationAssignment;

impl Kind for ApplicationAssignment {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if !want.contains_key("principal_type") {
            flaws.push(
                Flaw::new(
                    "application_assignment::principal_type",
                    "principal",
                    "an id does not say whose it is",
                )
                .help("principal_type = \"group\"   # or \"user\""),
            );
        }
        if let Some(id) = want.text("principal").filter(|id| !is_id(id)) {
            let message = format!("`{id}` is neither a group nor a user");
            flaws.push(Flaw::new("application_assignment::principal", "principal", message));
        }
        if let Some(arn) =
            want.text("application").filter(|arn| !(arn.contains(":sso::") && arn.contains(":application/")))
        {
            let message =
                format!("`{arn}` is neither a workgroup of this spec nor the ARN of an application");
            flaws.push(
                Flaw::new("application_assignment::application", "application", message)
                    .help("application = \"workgroup.my-workgroup\""),
            );
        }
        flaws
    }

    fn settle(&self, mut want: Attrs, _: &Place) -> Attrs {
        if let Some(principal) = want.get("principal").and_then(Principal::of) {
            want.insert("principal", principal.id);
            want.insert("principal_type", Value::text(principal.word));
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn around(&self) -> Option<&'static str> {
        Some("application")
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place)
    }
}
