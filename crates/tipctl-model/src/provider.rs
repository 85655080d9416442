//! The port through which plans are observed and carried out. The executor never learns that kinds exist.

use std::{future::Future, pin::Pin};

use crate::{AttrChange, Attrs, Desired, Fault, Key, KindName, Ledger, Live, NonEmpty, Observation};

/// A boxed future that may borrow from its caller.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an observation is for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// What the spec asks for.
    pub desired: &'a Desired,
    /// What is the stack's own.
    pub ledger: &'a Ledger,
    /// How much is read besides.
    pub reach: Reach,
}

/// How far an observation goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// What the spec and the ledger concern: enough for a plan.
    Concerned,
    /// Everything that decides what the workforce can do, whoever made it.
    Chain,
}

impl Asked<'_> {
    /// Whether anything of `kind` is asked for or owned, or may matter.
    pub fn concerns(&self, kind: KindName) -> bool {
        self.is_whole()
            || self.desired.resources.keys().any(|address| address.kind == kind)
            || self.ledger.of_kind(kind).next().is_some()
    }

    /// Whether objects are read that nothing here concerns.
    pub fn is_whole(&self) -> bool {
        self.reach == Reach::Chain
    }

    /// What is asked for of `kind`.
    pub fn wanted(&self, kind: KindName) -> impl Iterator<Item = &Attrs> {
        self.desired
            .resources
            .values()
            .filter(move |resource| resource.address.kind == kind)
            .map(|resource| &resource.attrs)
    }

    /// What is owned of `kind`.
    pub fn owned(&self, kind: KindName) -> impl Iterator<Item = &Key> {
        self.ledger.of_kind(kind)
    }
}

/// What to do with one object. Nothing in it waits for another resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call {
    /// Make it.
    Create {
        /// What to make.
        want: Attrs,
    },
    /// Change it in place.
    Update {
        /// What is there.
        live: Live,
        /// What to make of it.
        want: Attrs,
        /// Which attributes differ; no other may be touched.
        diff: NonEmpty<AttrChange>,
    },
    /// Remove it. An object that is gone already is a success.
    Delete {
        /// What is there.
        live: Live,
    },
}

/// AWS, or what stands in for it.
pub trait Provider: Send + Sync {
    /// Reads everything that `asked` concerns.
    ///
    /// # Errors
    /// Every fault that kept a kind from being read; a partial reading is never returned.
    fn observe<'a>(&'a self, asked: Asked<'a>) -> BoxFuture<'a, Result<Observation, Vec<Fault>>>;

    /// Carries out calls of one kind, as many at once as the kind's schema allows. Answers one entry a call, in order:
    /// what is there now (nothing after a delete), or why it failed.
    fn carry_out<'a>(
        &'a self,
        kind: KindName,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>>;
}
