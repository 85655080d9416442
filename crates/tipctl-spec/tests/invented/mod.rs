//! Kinds made up for the tests of the language: a library with readers, desks, passes and loans. Together they have
//! every type of attribute, every way to write a section, and a kind that follows from another.

use tipctl_model::{
    Address, AttrRef, AttrSchema, AttrType, Attrs, Block, Default, Flaw, Kind, KindName, KindSchema, Lane,
    Place, ReplaceOrder, Resource, Scope, Section, Value,
};

/// Every invented kind.
pub(crate) static KINDS: &[&dyn Kind] = &[&Desk, &Library, &Loan, &Pass, &Reader];

const LANE: Lane = Lane { service: "library", writes: 1 };

const READER: AttrType = AttrType::Ref { kinds: &["reader"], attr: "reader_id" };

struct Reader;

static READERS: KindSchema = KindSchema {
    name: KindName("reader"),
    doc: "Somebody who reads.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").required().immutable().doc("Unique in the library."),
        AttrSchema::text("email").doc("Where reminders go."),
        AttrSchema::bool("active").default(Default::Bool(true)).doc("Whether the reader may borrow."),
        AttrSchema::int("age", 0, 150).doc("In years."),
        AttrSchema::new("friends", AttrType::Set(&READER)).doc("Who may fetch books for the reader."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Anything else."),
        AttrSchema::text("reader_id").computed().doc("The number on the card."),
    ],
    identity: &[&["reader_id"], &["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: LANE,
    batch: 1,
    composite: false,
};

impl Kind for Reader {
    fn schema(&self) -> &'static KindSchema {
        &READERS
    }
}

struct Desk;

static DESKS: KindSchema = KindSchema {
    name: KindName("desk"),
    doc: "A desk with opening hours; its keeper and its users get a pass each.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").required().immutable().doc("On the door."),
        AttrSchema::refers("keeper", &["reader"], "reader_id").doc("Who has the key."),
        AttrSchema::new("users", AttrType::Set(&READER)).written_only().doc("Who gets a pass."),
        AttrSchema::new("shelves", AttrType::List(&AttrType::Int(1, 99))).doc("From left to right."),
        AttrSchema::new(
            "hours",
            AttrType::Object(&[
                AttrSchema::int("from", 0, 24).required().doc("Full hours."),
                AttrSchema::int("to", 0, 24).required().doc("Full hours, later than `from`."),
                AttrSchema::new("days", AttrType::Set(&AttrType::Choice(&["weekdays", "weekends"])))
                    .doc("On which days."),
            ]),
        )
        .doc("When it is open."),
        AttrSchema::new("rules", AttrType::Policy).doc("Who may do what."),
        AttrSchema::text("arn").computed().doc("Its ARN."),
    ],
    identity: &[&["name"]],
    after: &["library"],
    replace: ReplaceOrder::CreateFirst,
    lane: LANE,
    batch: 1,
    composite: false,
};

impl Kind for Desk {
    fn schema(&self) -> &'static KindSchema {
        &DESKS
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let is_lent = scope.of_kind(KindName("library")).any(|library| library.text("desks") == Some("none"));
        if is_lent {
            let flaw = Flaw::new("desk::no_desks", "", "this library has no desks");
            return Err(vec![flaw.help("write `desks = \"some\"` in `[library]`")]);
        }
        let mut desk = Resource::written(block);
        desk.attrs.remove("users");
        let mut resources = vec![desk];
        // A keeper of shelves comes every day of the year.
        let lasts = if block.value("shelves").is_some() { "year" } else { "day" };
        if let Some(keeper) = block.value("keeper") {
            let attrs = Attrs::from([
                ("desk", Value::Pending(AttrRef::new(block.address.clone(), "arn"))),
                ("reader", keeper.clone()),
                ("lasts", Value::text(lasts)),
            ]);
            let address = Address::new(KindName("pass"), format!("{}/keeper", block.address.label));
            resources.push(Resource::derived(address, attrs, block, "keeper"));
        }
        for user in block.elements("users").iter().filter_map(Value::as_ref_to) {
            let label = format!("{}/{}", block.address.label, user.address.label);
            let attrs = Attrs::from([
                ("desk", Value::Pending(AttrRef::new(block.address.clone(), "arn"))),
                ("reader", Value::Pending(user.clone())),
            ]);
            let address = Address::new(KindName("pass"), label);
            resources.push(Resource::derived(address, attrs, block, "users"));
        }
        Ok(resources)
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        let hour = |name| want.get("hours").and_then(|hours| hours.entry(name)).and_then(Value::as_int);
        if hour("from") < hour("to") || hour("from").is_none() {
            return Vec::new();
        }
        vec![Flaw::new("desk::hours", "hours.to", "a desk closes after it opens").help("write a later hour")]
    }

    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(name) = want.get("name").and_then(Value::as_text) {
            let arn = place.regional_arn("library", &format!("desk/{name}"));
            want.insert("arn", Value::Text(arn));
        }
        want
    }
}

struct Pass;

static PASSES: KindSchema = KindSchema {
    name: KindName("pass"),
    doc: "Lets a reader sit at a desk.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::refers("desk", &["desk"], "arn").required().immutable().doc("Where."),
        AttrSchema::refers("reader", &["reader"], "reader_id").required().immutable().doc("Who."),
        AttrSchema::choice("lasts", &["day", "year"]).default(Default::Text("day")).doc("How long."),
    ],
    identity: &[&["desk", "reader"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: LANE,
    batch: 20,
    composite: false,
};

impl Kind for Pass {
    fn schema(&self) -> &'static KindSchema {
        &PASSES
    }
}

struct Library;

static LIBRARIES: KindSchema = KindSchema {
    name: KindName("library"),
    doc: "Settings of the library.",
    section: Section::Single,
    attrs: &[
        AttrSchema::choice("desks", &["some", "none"]).default(Default::Text("some")).doc("Any desks?"),
        AttrSchema::text("key").doc("An ARN of the key to the safe."),
    ],
    identity: &[],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: LANE,
    batch: 1,
    composite: false,
};

impl Kind for Library {
    fn schema(&self) -> &'static KindSchema {
        &LIBRARIES
    }
}

struct Loan;

static LOANS: KindSchema = KindSchema {
    name: KindName("loan"),
    doc: "A book that a reader has.",
    section: Section::List,
    attrs: &[
        AttrSchema::refers("reader", &["reader"], "reader_id").required().doc("Who."),
        AttrSchema::text("title").required().doc("What."),
        AttrSchema::int("weeks", 1, 8).doc("How long."),
    ],
    identity: &[&["reader", "title"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: LANE,
    batch: 1,
    composite: false,
};

impl Kind for Loan {
    fn schema(&self) -> &'static KindSchema {
        &LOANS
    }

    /// The label is made from what the block says, so that the order of loans has no meaning.
    fn expand(&self, block: &Block, _: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let mut loan = Resource::written(block);
        let reader =
            block.value("reader").and_then(Value::as_ref_to).map(|reader| reader.address.label.clone());
        let title = block.text("title").unwrap_or_default();
        loan.address.label = format!("{}/{title}", reader.unwrap_or_default());
        Ok(vec![loan])
    }
}
