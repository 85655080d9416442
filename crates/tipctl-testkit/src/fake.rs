//! A provider over objects in memory, stricter than any real one.
//!
//! It gives computed attributes that nobody foretold (`#1`, `#2`, …), shows sets in another order than it was told
//! (but for those that identify), and refuses what a correct plan never sends: values that still wait for another
//! resource, an object that is there already, a change of what cannot be changed, an attribute of another kind, a
//! reference to an object that does not exist, the removal of an object that another stands on.
//!
//! Not here: faults on demand and delays.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tipctl_model::{
    Asked, AttrType, Attrs, BoxFuture, Call, Fault, FaultClass, Key, Kind, KindName, KindSchema, Live,
    Observation, OnChange, Presence, Provider, Value,
};

/// A provider that keeps its objects in memory.
pub struct FakeProvider {
    store: Mutex<Store>,
}

struct Store {
    kinds: Vec<&'static KindSchema>,
    lives: BTreeMap<KindName, Vec<Live>>,
    given: u32,
    calls: Vec<(KindName, Call)>,
}

impl FakeProvider {
    /// An empty world of these kinds.
    pub fn new(kinds: &[&'static dyn Kind]) -> Self {
        let kinds = kinds.iter().map(|kind| kind.schema()).collect();
        Self { store: Mutex::new(Store { kinds, lives: BTreeMap::new(), given: 0, calls: Vec::new() }) }
    }

    /// Puts an object there, as somebody else would; computed attributes that it lacks are given.
    ///
    /// # Errors
    /// As for a create.
    pub fn put(&self, kind: KindName, attrs: &Attrs) -> Result<Live, Fault> {
        let mut store = self.store();
        let schema = store.schema(kind)?;
        store.create(schema, attrs)
    }

    /// Removes every object of `kind` that `key` names, as somebody else would.
    pub fn take(&self, key: &Key) {
        if let Some(lives) = self.store().lives.get_mut(&key.kind) {
            lives.retain(|live| !key.names(&live.attrs));
        }
    }

    /// The objects of `kind` as they are shown.
    pub fn lives(&self, kind: KindName) -> Vec<Live> {
        self.everything().lives.remove(&kind).unwrap_or_default()
    }

    /// Every call that was carried out or refused, in order.
    pub fn calls(&self) -> Vec<(KindName, Call)> {
        self.store().calls.clone()
    }

    /// What an observation of everything shows.
    pub fn everything(&self) -> Observation {
        let store = self.store();
        let lives = store.kinds.iter().map(|schema| {
            let mut lives: Vec<Live> = store.of(schema.name).iter().map(|live| shown(schema, live)).collect();
            lives.sort_by(|one, other| one.attrs.cmp(&other.attrs));
            (schema.name, lives)
        });
        let caller = "arn:aws:sts::111122223333:assumed-role/tester/session".to_owned();
        Observation { lives: lives.collect(), caller, ..Observation::default() }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, kind: KindName, call: &Call) -> Result<Option<Live>, Fault> {
        let mut store = self.store();
        let schema = store.schema(kind)?;
        store.calls.push((kind, call.clone()));
        match call {
            Call::Create { want } => {
                let live = store.create(schema, want)?;
                Ok(Some(shown(schema, &live)))
            }
            Call::Update { live, want, diff } => {
                let attrs: Vec<&'static str> = diff.iter().map(|change| change.attr).collect();
                let live = store.update(schema, live, want, &attrs)?;
                Ok(Some(shown(schema, &live)))
            }
            Call::Delete { live } => {
                store.delete(schema, live)?;
                Ok(None)
            }
        }
    }
}

impl Provider for FakeProvider {
    fn observe<'a>(&'a self, asked: Asked<'a>) -> BoxFuture<'a, Result<Observation, Vec<Fault>>> {
        let mut observed = self.everything();
        observed.lives.retain(|kind, _| asked.concerns(*kind));
        Box::pin(async move { Ok(observed) })
    }

    fn carry_out<'a>(
        &'a self,
        kind: KindName,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        Box::pin(async move { calls.iter().map(|call| self.answer(kind, call)).collect() })
    }
}

impl Store {
    fn schema(&self, kind: KindName) -> Result<&'static KindSchema, Fault> {
        let found = self.kinds.iter().copied().find(|schema| schema.name == kind);
        found.ok_or_else(|| fault(FaultClass::Unimplemented, "write", format!("no kind `{kind}`"), None))
    }

    fn of(&self, kind: KindName) -> &[Live] {
        self.lives.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    fn create(&mut self, schema: &'static KindSchema, want: &Attrs) -> Result<Live, Fault> {
        self.acceptable(schema, want)?;
        for attr in schema.attrs {
            if attr.presence == Presence::Required && !want.contains_key(attr.name) {
                return Err(invalid("create", format!("`{}` is missing", attr.name), Some(attr.name)));
            }
        }
        self.free(schema, want, None)?;
        let mut attrs = want.clone();
        for attr in schema.attrs.iter().filter(|attr| attr.presence == Presence::Computed) {
            if !attrs.contains_key(attr.name) {
                self.given += 1;
                attrs.insert(attr.name, Value::text(format!("{}#{}", schema.name, self.given)));
            }
        }
        let live = Live::new(attrs);
        self.lives.entry(schema.name).or_default().push(live.clone());
        Ok(live)
    }

    fn update(
        &mut self,
        schema: &'static KindSchema,
        live: &Live,
        want: &Attrs,
        attrs: &[&'static str],
    ) -> Result<Live, Fault> {
        let at = self.at(schema, live).ok_or_else(|| absent("update", schema, live))?;
        let sent: Attrs = attrs.iter().filter_map(|name| Some((*name, want.get(name)?.clone()))).collect();
        self.acceptable(schema, &sent)?;
        let immutable =
            |name: &str| schema.attr(name).is_some_and(|attr| attr.on_change == OnChange::Replace);
        if let Some(name) = sent.keys().find(|name| immutable(name)) {
            return Err(invalid("update", format!("`{name}` cannot be changed"), Some(name)));
        }
        let mut changed =
            self.of(schema.name).get(at).cloned().ok_or_else(|| absent("update", schema, live))?;
        changed.attrs.extend(sent);
        self.free(schema, &changed.attrs, Some(at))?;
        if let Some(place) = self.lives.get_mut(&schema.name).and_then(|lives| lives.get_mut(at)) {
            place.clone_from(&changed);
        }
        Ok(changed)
    }

    /// An object that is gone already is a success.
    fn delete(&mut self, schema: &'static KindSchema, live: &Live) -> Result<(), Fault> {
        let Some(at) = self.at(schema, live) else { return Ok(()) };
        for other in &self.kinds {
            for attr in other.attrs.iter().filter(|attr| attr.on_change == OnChange::Replace) {
                let AttrType::Ref { kinds, attr: shown } = attr.ty else { continue };
                let id = live.text(shown);
                let on = |other: &Live| id.contains('#') && other.text(attr.name) == id;
                if kinds.contains(&schema.name.0) && self.of(other.name).iter().any(on) {
                    let message = format!("a {} stands on it", other.name);
                    return Err(fault(FaultClass::Invalid, "delete", message, None));
                }
            }
        }
        if let Some(lives) = self.lives.get_mut(&schema.name) {
            lives.remove(at);
        }
        Ok(())
    }

    /// Whether the attributes are of this kind, wait for nothing and refer to what exists.
    fn acceptable(&self, schema: &'static KindSchema, sent: &Attrs) -> Result<(), Fault> {
        for (name, value) in sent {
            let Some(attr) = schema.attr(name) else {
                return Err(invalid("write", format!("no attribute `{name}`"), None));
            };
            if !value.is_known() {
                return Err(invalid("write", format!("`{name}` still waits: {value}"), Some(attr.name)));
            }
            for (owners, shown, text) in referred(&attr.ty, value) {
                let shows = |live: &Live| live.text(shown) == text;
                let exists = owners.iter().any(|kind| self.of(KindName(kind)).iter().any(shows));
                if is_ours(text) && !exists {
                    return Err(invalid(
                        "write",
                        format!("`{name}` refers to `{text}`, which is not there"),
                        None,
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whether no object but the one at `except` has the natural key of `attrs`.
    fn free(&self, schema: &'static KindSchema, attrs: &Attrs, except: Option<usize>) -> Result<(), Fault> {
        let Some(key) = Key::of(schema, attrs) else { return Ok(()) };
        let lives = self.lives.get(&schema.name).map(Vec::as_slice).unwrap_or_default();
        let taken = lives.iter().enumerate().any(|(at, live)| Some(at) != except && key.names(&live.attrs));
        if taken { Err(fault(FaultClass::Taken, "write", format!("{key} exists"), None)) } else { Ok(()) }
    }

    fn at(&self, schema: &'static KindSchema, live: &Live) -> Option<usize> {
        let key = Key::of(schema, &live.attrs)?;
        self.of(schema.name).iter().position(|other| key.names(&other.attrs))
    }
}

/// The object as it is shown: sets that do not identify in another order than they were given.
fn shown(schema: &'static KindSchema, live: &Live) -> Live {
    let mut live = live.clone();
    for (name, value) in &mut live.attrs {
        let identifies = schema.identity.iter().any(|alternative| alternative.contains(name));
        let set = schema.attr(name).is_some_and(|attr| matches!(attr.ty, AttrType::Set(_)));
        if let Value::List(elements) = value
            && set
            && !identifies
        {
            elements.reverse();
        }
    }
    live
}

/// The texts that stand where the type has references, each with the kinds and the attribute that it may lead to.
fn referred<'a>(ty: &AttrType, value: &'a Value) -> Vec<(&'static [&'static str], &'static str, &'a str)> {
    match (ty, value) {
        (AttrType::Ref { kinds, attr }, Value::Text(text)) => vec![(kinds, attr, text)],
        (AttrType::Set(of) | AttrType::List(of), Value::List(elements)) => {
            elements.iter().flat_map(|element| referred(of, element)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the text is an id or an ARN that this world makes; any other is somebody else's and is believed.
fn is_ours(text: &str) -> bool {
    text.contains('#') || text.starts_with("arn:aws:walls:") || text.starts_with("arn:aws:waters:")
}

fn absent(operation: &str, schema: &KindSchema, live: &Live) -> Fault {
    let what = Key::of(schema, &live.attrs).map_or_else(|| schema.name.to_string(), |key| key.to_string());
    fault(FaultClass::Absent, operation, format!("{what} is not there"), None)
}

fn invalid(operation: &str, message: String, attr: Option<&'static str>) -> Fault {
    fault(FaultClass::Invalid, operation, message, attr)
}

fn fault(class: FaultClass, operation: &str, message: String, attr: Option<&'static str>) -> Fault {
    Fault {
        class,
        service: "fake",
        operation: operation.to_owned(),
        code: None,
        message,
        request_id: None,
        attr,
    }
}

#[cfg(test)]
mod tests {
    use tipctl_model::{Address, AttrChange, AttrRef, Delta, NonEmpty};

    use super::*;
    use crate::invented::KINDS;

    const GATE: KindName = KindName("gate");
    const PASS: KindName = KindName("pass");

    fn gate(name: &str) -> Attrs {
        Attrs::from([("name", Value::text(name)), ("realm", Value::text("north"))])
    }

    fn pass(gate: &str) -> Attrs {
        let lake = Value::text("somebody else's");
        let none = Value::List(Vec::new());
        let rights = Value::texts(["fish", "swim"]);
        Attrs::from([("gate", Value::text(gate)), ("lake", lake), ("waters", none), ("rights", rights)])
    }

    fn class(fake: &FakeProvider, kind: KindName, call: &Call) -> FaultClass {
        fake.answer(kind, call).expect_err("it is refused").class
    }

    #[test]
    fn gives_ids_and_shows_sets_in_another_order() {
        let fake = FakeProvider::new(KINDS);
        let made = fake.answer(GATE, &Call::Create { want: gate("east") }).unwrap().unwrap();
        assert_eq!(made.text("id"), "gate#1");
        let made = fake.answer(PASS, &Call::Create { want: pass("gate#1") }).unwrap().unwrap();
        assert_eq!(made.attrs["rights"], Value::texts(["swim", "fish"]));
        assert_eq!(fake.calls().len(), 2);
    }

    #[test]
    fn refuses_what_a_correct_plan_never_sends() {
        let fake = FakeProvider::new(KINDS);
        let live = fake.put(GATE, &gate("east")).unwrap();
        let create = |want| Call::Create { want };
        assert_eq!(class(&fake, GATE, &create(gate("east"))), FaultClass::Taken);
        assert_eq!(class(&fake, GATE, &create(Attrs::new())), FaultClass::Invalid);
        assert_eq!(class(&fake, PASS, &create(pass("gate#9"))), FaultClass::Invalid);
        let mut waiting = pass("gate#1");
        waiting.insert("gate", Value::Pending(AttrRef::new(Address::new(GATE, "east"), "id")));
        assert_eq!(class(&fake, PASS, &create(waiting)), FaultClass::Invalid);

        let update = |attr, after: &str| Call::Update {
            live: live.clone(),
            want: Attrs::from([(attr, Value::text(after))]),
            diff: NonEmpty::new(vec![AttrChange {
                attr,
                delta: Delta::Value { before: None, after: Value::text(after) },
                on_change: OnChange::Update,
            }])
            .unwrap(),
        };
        assert_eq!(class(&fake, GATE, &update("realm", "south")), FaultClass::Invalid);
        fake.put(GATE, &gate("west")).unwrap();
        assert_eq!(class(&fake, GATE, &update("name", "west")), FaultClass::Taken);
        assert_eq!(fake.answer(GATE, &update("name", "gone")).unwrap().unwrap().text("name"), "gone");
        assert_eq!(class(&fake, GATE, &update("note", "x")), FaultClass::Absent);
    }

    #[test]
    fn keeps_what_something_stands_on() {
        let fake = FakeProvider::new(KINDS);
        let gate = fake.put(GATE, &gate("east")).unwrap();
        let pass = fake.put(PASS, &pass("gate#1")).unwrap();
        let delete = |live: &Live| Call::Delete { live: live.clone() };
        assert_eq!(class(&fake, GATE, &delete(&gate)), FaultClass::Invalid);
        assert_eq!(fake.answer(PASS, &delete(&pass)), Ok(None));
        assert_eq!(fake.answer(GATE, &delete(&gate)), Ok(None));
        assert_eq!(fake.answer(GATE, &delete(&gate)), Ok(None));
    }
}
