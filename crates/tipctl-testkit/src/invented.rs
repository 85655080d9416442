//! Kinds that exist nowhere: lakes, the gates that lead to them, passes for the gates, and what belongs to them.
//!
//! Together they have every feature of a schema that the planner, the executor and the renderer treat differently:
//! computed attributes that AWS gives and that can be foretold, references by both, immutable and mutable attributes,
//! sets, maps, lists, objects, policies, alternatives of identity, a singleton, an order beyond references, a kind that
//! is made before its predecessor goes, and batches.
//!
//! ```text
//! gate <── pass ──> lake ──> keeper      pass waits for rules; boat refers to gates and to a lake
//! ```

use tipctl_model::{
    AttrSchema, AttrType, Attrs, Default, Kind, KindName, KindSchema, Lane, Place, ReplaceOrder, Section,
    Value,
};

/// Every invented kind, in the order of their names.
pub static KINDS: &[&dyn Kind] = &[&Boat, &Gate, &Keeper, &Lake, &Pass, &Rules];

/// The schemas of [`KINDS`].
pub fn schemas() -> Vec<&'static KindSchema> {
    KINDS.iter().map(|kind| kind.schema()).collect()
}

/// A boat: its name cannot be changed, its hull number identifies it better than its name.
pub struct Boat;
/// A gate: it can be renamed in place and gets its id from the world.
pub struct Gate;
/// A keeper: its ARN follows from its name.
pub struct Keeper;
/// A lake: its ARN follows from its path.
pub struct Lake;
/// A pass: what one gate may do with some waters of one lake.
pub struct Pass;
/// The rules: there is one set of them in an account.
pub struct Rules;

static BOAT: KindSchema = KindSchema {
    name: KindName("boat"),
    doc: "A boat on a lake, and the gates that may board it.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").required().immutable().doc("Painted on the hull."),
        AttrSchema::text("hull").immutable().doc("The hull number; unique."),
        AttrSchema::refers("lake", &["lake"], "arn").immutable().doc("The lake that it floats on."),
        AttrSchema::new("gates", AttrType::Set(&AttrType::Ref { kinds: &["gate"], attr: "id" }))
            .doc("The gates that may board it."),
        AttrSchema::new("crew", AttrType::List(&AttrType::Text)).doc("The crew in order of rank."),
        AttrSchema::new("rig", AttrType::Object(RIG)).doc("What drives it."),
        AttrSchema::text("id").computed().doc("The register's number."),
    ],
    identity: &[&["hull"], &["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "harbour", writes: 2 },
    batch: 1,
    composite: false,
};

static RIG: &[AttrSchema] =
    &[AttrSchema::text("mast").doc("The wood of the mast."), AttrSchema::texts("sails").doc("The sails.")];

static GATE: KindSchema = KindSchema {
    name: KindName("gate"),
    doc: "A gate through which people come.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").required().doc("Written above the gate; unique."),
        AttrSchema::choice("realm", &["north", "south"]).immutable().doc("Where it stands."),
        AttrSchema::text("note").doc("Anything."),
        AttrSchema::bool("open").doc("Whether it is open."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags."),
        AttrSchema::text("id").computed().doc("The register's number."),
    ],
    identity: &[&["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "walls", writes: 4 },
    batch: 1,
    composite: false,
};

static KEEPER: KindSchema = KindSchema {
    name: KindName("keeper"),
    doc: "Somebody who keeps lakes.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").required().immutable().doc("Unique."),
        AttrSchema::new("oath", AttrType::Policy).doc("What the keeper swore."),
        AttrSchema::new("notices", AttrType::Map(&AttrType::Policy)).doc("What the keeper put up, by name."),
        AttrSchema::text("arn").computed().doc("Follows from the name."),
    ],
    identity: &[&["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "walls", writes: 4 },
    batch: 1,
    composite: false,
};

static LAKE: KindSchema = KindSchema {
    name: KindName("lake"),
    doc: "A lake.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("path").required().immutable().doc("How to get there; unique."),
        AttrSchema::choice("shore", &["sand", "rock"]).immutable().doc("What its shore is made of."),
        AttrSchema::int("depth", 0, 1000).doc("In metres."),
        AttrSchema::refers("keeper", &["keeper"], "arn").doc("Who keeps it."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags."),
        AttrSchema::text("arn").computed().doc("Follows from the path."),
    ],
    identity: &[&["path"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "waters", writes: 1 },
    batch: 1,
    composite: false,
};

static PASS: KindSchema = KindSchema {
    name: KindName("pass"),
    doc: "What those who come through a gate may do with a lake.",
    section: Section::List,
    attrs: &[
        AttrSchema::refers("gate", &["gate"], "id").required().immutable().doc("Whose pass."),
        AttrSchema::refers("lake", &["lake"], "arn").required().immutable().doc("For which lake."),
        AttrSchema::texts("waters")
            .immutable()
            .default(Default::Empty)
            .doc("For which waters; none means all."),
        AttrSchema::texts("rights").required().doc("What it allows."),
    ],
    identity: &[&["gate", "lake", "waters"]],
    after: &["rules"],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "waters", writes: 1 },
    batch: 20,
    composite: false,
};

static RULES: KindSchema = KindSchema {
    name: KindName("rules"),
    doc: "The rules of the account.",
    section: Section::Single,
    attrs: &[
        AttrSchema::text("seat").compared_only().immutable().doc("The account."),
        AttrSchema::text("motto").doc("A motto."),
        AttrSchema::new("wardens", AttrType::Set(&AttrType::Ref { kinds: &["keeper"], attr: "arn" }))
            .doc("Who sees to them."),
    ],
    identity: &[&["seat"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "walls", writes: 1 },
    batch: 1,
    composite: false,
};

impl Kind for Boat {
    fn schema(&self) -> &'static KindSchema {
        &BOAT
    }
}

impl Kind for Gate {
    fn schema(&self) -> &'static KindSchema {
        &GATE
    }
}

impl Kind for Keeper {
    fn schema(&self) -> &'static KindSchema {
        &KEEPER
    }

    fn settle(&self, want: Attrs, place: &Place) -> Attrs {
        foretold(want, "name", "arn", |name| place.global_arn("walls", &format!("keeper/{name}")))
    }
}

impl Kind for Lake {
    fn schema(&self) -> &'static KindSchema {
        &LAKE
    }

    fn settle(&self, want: Attrs, place: &Place) -> Attrs {
        foretold(want, "path", "arn", |path| place.regional_arn("waters", &format!("lake{path}")))
    }
}

impl Kind for Pass {
    fn schema(&self) -> &'static KindSchema {
        &PASS
    }

    fn settle(&self, mut want: Attrs, _place: &Place) -> Attrs {
        want.entry("waters").or_insert_with(|| Value::List(Vec::new()));
        for name in ["waters", "rights"] {
            if let Some(Value::List(elements)) = want.get_mut(name) {
                elements.sort();
                elements.dedup();
            }
        }
        want
    }
}

impl Kind for Rules {
    fn schema(&self) -> &'static KindSchema {
        &RULES
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        want.insert("seat", Value::text(&place.account));
        want
    }
}

/// `want` with the attribute `to`, when the text that it follows from is known.
fn foretold(mut want: Attrs, from: &str, to: &'static str, follows: impl Fn(&str) -> String) -> Attrs {
    if let Some(text) = want.get(from).and_then(Value::as_text).map(follows) {
        want.insert(to, Value::Text(text));
    }
    want
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        let names: Vec<_> = schemas().iter().map(|schema| schema.name).collect();
        let sorted: Vec<_> = names.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_reference_leads_to_an_attribute() {
        let mut seen = 0;
        for attr in schemas().iter().flat_map(|schema| schema.attrs) {
            let ty = if let AttrType::Set(of) = attr.ty { *of } else { attr.ty };
            let AttrType::Ref { kinds, attr } = ty else { continue };
            for kind in kinds {
                let schema =
                    schemas().into_iter().find(|schema| schema.name.0 == *kind).expect("the kind exists");
                assert!(schema.attr(attr).is_some(), "{kind} has {attr}");
                seen += 1;
            }
        }
        assert_eq!(seen, 6);
    }

    #[test]
    fn settling_is_idempotent_and_foretells() {
        let place = Place::new("test", "111122223333", "eu-west-1");
        let want = Attrs::from([("path", Value::text("/blue"))]);
        let settled = Lake.settle(want, &place);
        assert_eq!(settled["arn"], Value::text("arn:aws:waters:eu-west-1:111122223333:lake/blue"));
        assert_eq!(Lake.settle(settled.clone(), &place), settled);
    }
}
