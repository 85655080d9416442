//! What has changed in AWS since a plan was made, among what the plan touches.

use std::fmt;

use tipctl_model::{Action, Address, Attrs, Change, Key, KindSchema, Live, Observation, Plan};

use crate::diff::canonical;

/// One object that is not as the plan expects to find it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The resource.
    pub address: Address,
    /// What happened to its object.
    pub what: Movement,
}

/// What happened to an object since the plan was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Movement {
    /// The plan would make it, and it is there.
    Appeared,
    /// The plan would change, adopt or delete it, or leaves it as it is, and it is not there.
    Gone,
    /// It is there, and these of its attributes are not what the plan was made for.
    Differs(Vec<&'static str>),
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, what } = self;
        match what {
            Movement::Appeared => write!(f, "`{address}` is there by now"),
            Movement::Gone => write!(f, "`{address}` is gone"),
            Movement::Differs(attrs) => {
                let attrs: Vec<String> = attrs.iter().map(|attr| format!("`{attr}`")).collect();
                write!(f, "`{address}` has another {}", attrs.join(", "))
            }
        }
    }
}

/// The objects that are not as `plan` expects them in `observed`, which must hold every kind that the plan names. Of
/// those that stay as they are it is only asked that they are there, since what is made may point to them (a destroy makes
/// nothing); what else became of them is no concern of the plan's. Kinds without a schema are not looked at.
pub fn moved(plan: &Plan, observed: &Observation, kinds: &[&'static KindSchema]) -> Vec<Moved> {
    let movement = |change: &Change| {
        let schema = kinds.iter().find(|schema| schema.name == change.address.kind)?;
        let lives = observed.of(change.address.kind);
        match &change.action {
            Action::Keep { .. } if plan.header.destroy => None,
            Action::Keep { live } => {
                movement(schema, live, lives).filter(|movement| *movement == Movement::Gone)
            }
            Action::Create { want } => is_there(schema, want, lives).then_some(Movement::Appeared),
            Action::Adopt { live }
            | Action::Update { live, .. }
            | Action::Replace { live, .. }
            | Action::Delete { live } => movement(schema, live, lives),
        }
    };
    let changes = plan.changes.iter();
    changes
        .filter_map(|change| Some(Moved { address: change.address.clone(), what: movement(change)? }))
        .collect()
}

fn is_there(schema: &KindSchema, want: &Attrs, lives: &[Live]) -> bool {
    let keys = schema.identity.iter().filter_map(|alternative| Key::under(schema, alternative, want));
    keys.into_iter().any(|key| lives.iter().any(|live| key.names(&live.attrs)))
}

/// How the object that was found under `expected`'s key differs from it, among the attributes that AWS showed then.
fn movement(schema: &KindSchema, expected: &Live, lives: &[Live]) -> Option<Movement> {
    let key = Key::of(schema, &expected.attrs)?;
    let Some(found) = lives.iter().find(|live| key.names(&live.attrs)) else { return Some(Movement::Gone) };
    let differing: Vec<&'static str> = schema
        .compared()
        .filter(|attr| {
            let value = |live: &Live| live.attrs.get(attr.name).map(|value| canonical(&attr.ty, value));
            expected.attrs.contains_key(attr.name) && value(expected) != value(found)
        })
        .map(|attr| attr.name)
        .collect();
    (!differing.is_empty()).then_some(Movement::Differs(differing))
}
