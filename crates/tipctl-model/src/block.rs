//! What a user wrote: one section of a spec, checked against its kind's schema, not expanded.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use crate::{Address, Attrs, KindName, Origin, Place, Value};

/// One written section. Its values have the types of the schema; references are [`Value::Pending`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Its address; the label is the user's own.
    pub address: Address,
    /// What is written, by attribute. Defaults of the schema are filled in.
    pub attrs: Attrs,
    /// Where the block's header stands.
    pub origin: Origin,
    /// Where each value stands, by dotted path (`users`, `users.1.to`).
    pub origins: BTreeMap<String, Origin>,
}

impl Block {
    /// The value of `attr`, when it is written.
    pub fn value(&self, attr: &str) -> Option<&Value> {
        self.attrs.get(attr)
    }

    /// The text of `attr`, when it is written and is a text.
    pub fn text(&self, attr: &str) -> Option<&str> {
        self.value(attr).and_then(Value::as_text)
    }

    /// The truth of `attr`, when it is written.
    pub fn truth(&self, attr: &str) -> Option<bool> {
        self.value(attr).and_then(Value::as_bool)
    }

    /// The elements of `attr`; none when it is not written.
    pub fn elements(&self, attr: &str) -> &[Value] {
        self.value(attr).map(Value::elements).unwrap_or_default()
    }

    /// Where the value at `path` stands; of the nearest value around it when `path` itself has no place, and of the
    /// block when none has.
    pub fn origin_of(&self, path: &str) -> Origin {
        let mut path = path;
        loop {
            if let Some(origin) = self.origins.get(path) {
                return *origin;
            }
            match path.rsplit_once('.') {
                Some((around, _)) => path = around,
                None => return self.origin,
            }
        }
    }
}

/// Every block of a spec by address.
pub type Blocks = BTreeMap<Address, Block>;

/// What an expansion may look at besides its own block.
pub struct Scope<'a> {
    /// Every block of the spec.
    pub blocks: &'a Blocks,
    /// The stack, account and region.
    pub place: &'a Place,
    indexes: RefCell<BTreeMap<KindName, Rc<Index<'a>>>>,
}

/// The blocks of one kind by what they have in common with others, in order of their labels.
pub type Index<'a> = BTreeMap<String, Vec<&'a Block>>;

impl<'a> Scope<'a> {
    /// The scope of a spec of these blocks.
    pub fn new(blocks: &'a Blocks, place: &'a Place) -> Self {
        Self { blocks, place, indexes: RefCell::default() }
    }

    /// The blocks of one kind under each of the keys that `keys` says of them. It is asked once for all blocks of the kind, and
    /// must always be the same for a kind.
    pub fn index(&self, kind: KindName, keys: impl Fn(&Block, &Place) -> Vec<String>) -> Rc<Index<'a>> {
        let make = || {
            let mut index = Index::new();
            for block in self.of_kind(kind) {
                for key in keys(block, self.place) {
                    index.entry(key).or_default().push(block);
                }
            }
            Rc::new(index)
        };
        Rc::clone(self.indexes.borrow_mut().entry(kind).or_insert_with(make))
    }

    /// The blocks of one kind, in order of their labels.
    pub fn of_kind(&self, kind: KindName) -> impl Iterator<Item = &'a Block> + use<'a> {
        let blocks = self.blocks.range(Address::new(kind, "")..);
        blocks.take_while(move |(address, _)| address.kind == kind).map(|(_, block)| block)
    }

    /// The blocks of one kind whose attribute `attr` refers to `address`: the users of a role, say.
    pub fn referring(&self, kind: KindName, attr: &'static str, address: &Address) -> Vec<&'a Block> {
        self.of_kind(kind)
            .filter(|block| {
                let mut refers = false;
                if let Some(value) = block.value(attr) {
                    value.for_each_ref(&mut |reference| refers |= reference.address == *address);
                }
                refers
            })
            .collect()
    }

    /// Whether the workforce comes from an external identity provider, so that users and groups are only looked up.
    pub fn is_external(&self) -> bool {
        self.of_kind(KindName("identity_center")).any(|block| block.text("source") == Some("external"))
    }
}
