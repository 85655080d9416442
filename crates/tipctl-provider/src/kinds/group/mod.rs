//! Groups of the workforce, and the memberships that they imply.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Address, AttrRef, Attrs, Block, Flaw, Inventory, Kind, KindName, KindSchema, Need, Place, Resource,
    Scope, Told, Value, Work,
};

use super::identity_center;
use crate::attrs::{Read, Shown};

/// The kind `group`.
pub(super) struct Group;

impl Kind for Group {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let store = identity_center::reference(scope, "identity_store_id").map_err(|flaw| vec![flaw])?;
        let mut group = Resource::written(block);
        group.attrs.remove("members");
        if ["name", "id", "external_id"].iter().all(|by| block.value(by).is_none()) {
            return Err(vec![
                Flaw::new("group::name", "", "a group needs its name, or its id when it is only looked up")
                    .help("name = \"data-analysts\""),
            ]);
        }
        if scope.is_external() {
            if block.value("members").is_some() {
                return Err(vec![
                    Flaw::new(
                        "group::members",
                        "members",
                        "who is in a group is for the identity provider to say",
                    )
                    .help("remove `members`, or set `source = \"directory\"` in `[identity_center]`"),
                ]);
            }
            return Ok(vec![group.found()]);
        }
        for by in ["id", "external_id"] {
            if block.value(by).is_some() {
                return Err(vec![
                    Flaw::new(
                        "group::id",
                        by,
                        format!("nobody can choose the `{by}` of a group that tipctl makes"),
                    )
                    .help(format!("remove `{by}`, or set `source = \"external\"` in `[identity_center]`")),
                ]);
            }
        }
        if block.text("name").is_none() {
            return Err(vec![
                Flaw::new("group::name", "", "a group needs a name").help("name = \"analysts\""),
            ]);
        }
        group.attrs.insert("store", store.clone());
        let members = block.elements("members").iter().enumerate();
        let memberships = members.map(|(at, member)| membership(block, at, member, &store));
        Ok(std::iter::once(group).chain(memberships).collect())
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: 1 to 1,024 characters, and two names that it keeps for itself (facts/aws-identity.md §2, §3).
        let mut flaws = Vec::new();
        if want.text("name").is_some_and(|name| name.is_empty() || name.chars().count() > 1024) {
            flaws.push(Flaw::new("group::name", "name", "a group's name has 1 to 1,024 characters"));
        }
        if want.text("description").is_some_and(|text| text.chars().count() > 1024) {
            flaws.push(Flaw::new(
                "group::description",
                "description",
                "a description has at most 1,024 characters",
            ));
        }
        if let Some(name) =
            want.text("name").filter(|name| ["Administrator", "AWSAdministrators"].contains(name))
        {
            flaws.push(Flaw::new("group::name", "name", format!("AWS keeps the name `{name}` for itself")));
        }
        flaws
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(id) = want.filled("id") {
            want.insert("arn", arn(place, &id));
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
        needs::needs(work, things, place).into_iter().map(Need::for_identity_center).collect()
    }
}

/// The ARN of the group with this id, which is the principal of grants.
fn arn(place: &Place, id: &str) -> Value {
    Value::Text(format!("arn:{}:identitystore:::group/{id}", place.partition))
}

/// The membership of the `at`-th member.
fn membership(block: &Block, at: usize, member: &Value, store: &Value) -> Resource {
    let who = match member.as_ref_to() {
        Some(reference) => reference.address.to_string(),
        None => member.as_text().unwrap_or_default().to_owned(),
    };
    let address = Address::new(KindName("membership"), format!("{}/{who}", block.address.label));
    let attrs = Shown::new()
        .with("store", store.clone())
        .with("group", Value::Pending(AttrRef::new(block.address.clone(), "id")))
        .with("user", member.clone())
        .attrs();
    Resource::derived(address, attrs, block, &format!("members.{at}"))
}
