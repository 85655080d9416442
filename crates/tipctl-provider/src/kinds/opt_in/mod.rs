//! Who has opted in to Lake Formation where a location is hybrid.

#[cfg(feature = "aws")]
mod calls;
mod needs;
mod schema;
mod tell;

use tipctl_model::{
    Address, Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

use super::grant::{canonical_on, check_names, check_principal, what, who};
use crate::attrs::Shown;

/// The kind `opt_in`.
pub(super) struct OptIn;

impl Kind for OptIn {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut on = block.value("on").and_then(Value::as_map).cloned().unwrap_or_default();
        if let Some(condition) = block.value("condition") {
            on.insert("condition".to_owned(), condition.clone());
        }
        let on = canonical_on(&Value::Map(on), scope.place);
        let mut flaws = Vec::new();
        // AWS: as for grants, at most 3,000 characters (facts/aws-data.md §4.1).
        if block.text("condition").is_some_and(|text| text.is_empty() || text.chars().count() > 3000) {
            flaws.push(Flaw::new("opt_in::condition", "condition", "a condition has 1 to 3,000 characters"));
        }
        let names = block.value("on").map(check_names).unwrap_or_default();
        flaws.extend(names.into_iter().map(|flaw| Flaw { code: "opt_in::capitals", ..flaw }));
        let principals = block.elements("to");
        for (at, principal) in principals.iter().enumerate() {
            let flaw = check_principal(principal, &on, at, scope.place);
            flaws.extend(flaw.map(|flaw| Flaw { code: "opt_in::principal", ..flaw }));
        }
        if !flaws.is_empty() {
            return Err(flaws);
        }
        Ok(principals.iter().map(|principal| written(block, principal, &on)).collect())
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(on) = want.get("on").map(|on| canonical_on(on, place)) {
            want.insert("on", on);
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

/// The opt-in of `principal` that the section `block` writes out.
fn written(block: &Block, principal: &Value, on: &Value) -> Resource {
    let mut row = Resource::written(block);
    row.address = address(principal, on);
    if let Some(label) = block.text("label") {
        row.address.label = format!("{label}/{}", row.address.label);
    }
    row.attrs = attrs(principal, on);
    if let Some(origin) = block.origins.get("to") {
        row.origins.insert("principal".to_owned(), *origin);
    }
    row
}

/// The opt-in of `principal` on `on` that follows from the grant `block`.
pub(super) fn derived(block: &Block, principal: &Value, on: &Value) -> Resource {
    Resource::derived(address(principal, on), attrs(principal, on), block, "opt_in")
}

fn address(principal: &Value, on: &Value) -> Address {
    Address::new(schema::NAME, format!("{}/{}", who(principal), what(on)))
}

fn attrs(principal: &Value, on: &Value) -> Attrs {
    Shown::new().with("principal", principal.clone()).with("on", on.clone()).attrs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::writing::{block, blocks, refers};

    fn place() -> Place {
        Place::new("s", "111122223333", "eu-west-1")
    }

    fn expanded(to: Value, on: &[(&str, &str)]) -> Result<Vec<String>, Vec<(&'static str, String)>> {
        let on = Value::map(on.iter().map(|(name, text)| (*name, Value::text(*text))));
        let section = block("opt_in", "1", &[("to", Value::List(vec![to])), ("on", on)]);
        let blocks = blocks(vec![section.clone()]);
        let resources = OptIn.expand(&section, &Scope::new(&blocks, &place()));
        resources
            .map(|all| all.into_iter().map(|row| row.address.label).collect())
            .map_err(|flaws| flaws.into_iter().map(|flaw| (flaw.code, flaw.path)).collect())
    }

    #[test]
    fn each_principal_makes_a_row_in_the_account_s_own_catalog() {
        let own: &[(&str, &str)] =
            &[("catalog", "111122223333"), ("database", "sales"), ("table", "ALL_TABLES")];
        assert_eq!(
            expanded(refers("group", "analysts", "arn"), own),
            Ok(vec!["analysts/sales.*".to_owned()])
        );
    }

    #[test]
    fn the_workforce_cannot_opt_in_in_another_account() {
        let other: &[(&str, &str)] = &[("catalog", "444455556666"), ("database", "sales")];
        let refused = Err(vec![("opt_in::principal", "to.0".to_owned())]);
        assert_eq!(expanded(refers("group", "analysts", "arn"), other), refused);
        assert_eq!(expanded(Value::text("analysts"), &[("database", "sales")]), refused);
    }
}
