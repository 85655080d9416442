//! The other half of a kind: its calls.

use std::collections::BTreeSet;

use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Call, Fault, Kind, KindSchema, Live, NonEmpty, Note, Observation,
};

use crate::{aws::Aws, fault::impossible};

/// A kind with its calls; one that is nothing of its own has none, and keeps what is provided here. Every object that a call returns is in the kind's canonical form, computed attributes
/// included, so that an unchanged object compares equal to what was wanted.
pub(crate) trait Calls: Kind {
    /// Reads every object of this kind that `asked` may concern; others may be among them. The kinds that this one
    /// comes after, and those that its attributes refer to, are in `seen` already.
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        let _ = (aws, asked, seen);
        Box::pin(async { Ok(Swept::default()) })
    }

    /// Makes an object. Fails with `Taken` where one of that name is there.
    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        let _ = (aws, want);
        Box::pin(async { Err(no_call(self.schema(), "made")) })
    }

    /// Changes the attributes in `diff`, and no other.
    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        let _ = (aws, live, want, diff);
        Box::pin(async { Err(no_call(self.schema(), "changed")) })
    }

    /// Removes an object. One that is gone already is a success.
    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        let _ = (aws, live);
        Box::pin(async { Err(no_call(self.schema(), "deleted")) })
    }

    /// Carries out several calls; kinds with a batch API do it in one. One answer a call, in order.
    fn carry_out<'a>(
        &'a self,
        aws: &'a Aws,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(calls.len());
            for call in calls {
                answers.push(match call {
                    Call::Create { want } => self.create(aws, want).await.map(Some),
                    Call::Update { live, want, diff } => self.update(aws, live, want, diff).await.map(Some),
                    Call::Delete { live } => self.delete(aws, live).await.map(|()| None),
                });
            }
            answers
        })
    }
}

/// A step that the kind's schema rules out.
fn no_call(schema: &KindSchema, done: &str) -> Fault {
    impossible(schema.lane.service, &format!("nothing of the kind `{}` is ever {done}", schema.name))
}

/// What a sweep found.
#[derive(Default)]
pub(crate) struct Swept {
    pub(crate) lives: Vec<Live>,
    pub(crate) notes: Vec<Note>,
    /// Whether the caller may not have been shown every object.
    pub(crate) is_partial: bool,
    /// For a kind that is read by what its objects are in, in what all of them were read.
    pub(crate) around: BTreeSet<String>,
    /// What cannot be written in a spec, as attributes.
    pub(crate) beyond: Vec<Attrs>,
}

impl Swept {
    /// What is found where it is not clear where to look.
    pub(crate) fn nothing_seen() -> Self {
        Self { is_partial: true, ..Self::default() }
    }

    /// What was found in each of several things, by what they are called; nothing for one that is gone.
    pub(crate) fn within(found: impl IntoIterator<Item = (String, Option<Vec<Live>>)>) -> Self {
        let mut swept = Self::default();
        for (around, lives) in found {
            if let Some(lives) = lives {
                swept.around.insert(around);
                swept.lives.extend(lives);
            }
        }
        swept
    }
}

impl From<Vec<Live>> for Swept {
    fn from(lives: Vec<Live>) -> Self {
        Self { lives, ..Self::default() }
    }
}
