//! The pure half of a kind: everything that can be known about it without calling AWS.

use crate::{Address, Attrs, Block, Inventory, KindSchema, Need, Origin, Place, Resource, Scope, Work};

/// A kind of resource. The other half, its calls, is known to the provider alone.
pub trait Kind: Send + Sync {
    /// What it is, as data.
    fn schema(&self) -> &'static KindSchema;

    /// Turns a written block into resources: its own, and those that it implies.
    ///
    /// The default makes one resource whose attributes are the block's. A derived resource names where it came from
    /// ([`Resource::derived`]); one that the spec also writes out is overridden by what is written.
    ///
    /// # Errors
    /// Every flaw of the block that a schema cannot say.
    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let _ = scope;
        Ok(vec![Resource::written(block)])
    }

    /// Rules across attributes that a schema cannot say. All flaws at once; attributes that wait for another resource
    /// are not judged.
    fn check(&self, want: &Attrs, place: &Place) -> Vec<Flaw> {
        let _ = (want, place);
        Vec::new()
    }

    /// Brings what is wanted into the form that AWS will echo back, and fills in computed attributes that can be
    /// foretold (the ARN of a role, say). Idempotent; leaves alone what waits for another resource.
    fn settle(&self, want: Attrs, place: &Place) -> Attrs {
        let _ = place;
        want
    }

    /// Tells `inventory` what one object means for the chain. Nothing in `thing` waits for another resource: what is not
    /// known is the text of the reference that stands for it, `group.analysts#id`.
    ///
    /// The kinds that this one comes after, and those that its attributes refer to, have told theirs.
    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        let _ = (thing, inventory);
    }

    /// Tells `inventory` that it is about to be told every object of this kind that there is; given an `around`, every
    /// one in there: every member of a group, say. What it is not told then is absent, and not merely unseen.
    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        let _ = (around, inventory);
    }

    /// The attribute that names what an object is in, for a kind that is read by that: the memberships of one group, the
    /// assignments to one application. Nothing for a kind that is read as a whole.
    fn around(&self) -> Option<&'static str> {
        None
    }

    /// What has to be allowed so that none of the calls is refused that do `work` on `things`, of which there is at least
    /// one. Of a thing that the spec no longer has, only its natural key is known; of any, what waits for another
    /// resource is a reference still.
    ///
    /// Besides what AWS checks for the call itself, that is what it checks on the way: passing a role, say.
    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        let _ = (work, things, place);
        Vec::new()
    }
}

/// One object of a kind, as an inventory is told of it.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The resource of the spec that means it; none for an object that is foreign to the spec.
    pub from: Option<&'a Address>,
    /// Its attributes, computed ones included.
    pub attrs: &'a Attrs,
}

/// One thing that is wrong with what a user wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flaw {
    /// A stable code such as `workgroup::prefix_needs_enforce`.
    pub code: &'static str,
    /// What is wrong, as a lowercase fragment with user text in backticks.
    pub message: String,
    /// Which attribute, as a dotted path within the block: `users`, `on.columns`, `users.1.to`. Empty for the block.
    pub path: String,
    /// What to write instead, ready to paste.
    pub help: Option<String>,
    /// The place, where it is in another section than the one that was looked at; `path` says nothing then.
    pub at: Option<Origin>,
    /// Whether it may be nothing but what follows from another mistake, so that it is told only where there is no other.
    pub may_follow: bool,
}

impl Flaw {
    /// A flaw at the attribute `path`.
    pub fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: path.into(), help: None, at: None, may_follow: false }
    }

    /// The same flaw at a place in another section.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.at = Some(origin);
        self
    }

    /// The same flaw, which may follow from another mistake.
    #[must_use]
    pub fn may_follow(mut self) -> Self {
        self.may_follow = true;
        self
    }

    /// The same flaw with the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
