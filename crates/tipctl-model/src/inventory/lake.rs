//! Lake Formation: its connection to Identity Center, its settings, the locations registered with it, grants and opt-ins.

use std::collections::{BTreeMap, BTreeSet};

use super::{Extent, Grants, Known, Principal, Sight};
use crate::Address;

/// Lake Formation in one account and region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lake {
    /// Its connection to Identity Center.
    pub connection: Sight<Connection>,
    /// Its settings.
    pub settings: Sight<Settings>,
    /// Registered locations by path, `s3://bucket/prefix/` with a slash at the end.
    pub locations: Known<Location>,
    /// Every grant that was seen.
    pub grants: Grants,
    /// Whether a grant that is not among `grants` does not exist.
    pub grants_are_whole: bool,
    /// Who chose Lake Formation where a location is hybrid.
    pub opt_ins: Vec<OptIn>,
    /// Whether an opt-in that is not among `opt_ins` does not exist.
    pub opt_ins_are_whole: bool,
}

impl Lake {
    /// A lake in which nothing is seen, or, for a live account, nothing is there.
    pub fn empty(extent: Extent) -> Self {
        let is_whole = extent != Extent::Spec;
        Self {
            connection: Sight::Unseen,
            settings: Sight::Unseen,
            locations: if is_whole { Known::whole() } else { Known::partial() },
            grants: Grants::default(),
            grants_are_whole: is_whole,
            opt_ins: Vec::new(),
            opt_ins_are_whole: is_whole,
        }
    }
}

/// The connection of Lake Formation to Identity Center.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    /// The resource of the spec that means it.
    pub from: Option<Address>,
    /// The instance; none where it is not known.
    pub instance: Option<String>,
    /// The ARN of Lake Formation's application in Identity Center; none where it is not known.
    pub application: Option<String>,
}

/// What the settings of Lake Formation say. Of a spec: what it asks of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// Administrators.
    pub admins: BTreeSet<Principal>,
    /// Administrators that may only read.
    pub read_only_admins: BTreeSet<Principal>,
    /// Whether a new database is everyone's whom IAM allows it; none where it is not known.
    pub open_databases: Option<bool>,
    /// Whether a new table is; none where it is not known.
    pub open_tables: Option<bool>,
    /// Parameters such as `SET_CONTEXT`, as they are written. One that is not there has its default.
    pub parameters: BTreeMap<String, String>,
    /// Whether administrators and parameters are all that there are.
    pub is_whole: bool,
    /// The resources of the spec that mean an entry, by `field/entry`.
    pub from: BTreeMap<String, Address>,
}

/// A place in S3 that is registered with Lake Formation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// The ARN of the role that Lake Formation reads it with.
    pub role: Option<String>,
    /// Whether that is Lake Formation's service-linked role.
    pub is_service_linked: bool,
    /// Whether IAM permissions go on working for who has not opted in.
    pub is_hybrid: bool,
    /// Whether Lake Formation could use the role there, as it says itself: `VERIFIED`, `NOT_VERIFIED`,
    /// `VERIFICATION_FAILED`.
    pub verification: Option<String>,
}

/// What a grant or an opt-in is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Resource {
    /// The account's catalog.
    Catalog,
    /// A database.
    Database {
        /// Its name.
        database: String,
    },
    /// A table or view.
    Table {
        /// Its database.
        database: String,
        /// Its name.
        table: String,
    },
    /// Every table of a database, future ones included.
    Tables {
        /// The database.
        database: String,
    },
    /// A data location, `s3://bucket/prefix/`.
    Location {
        /// Its path.
        path: String,
    },
    /// Something that is not evaluated, in words that a person understands: an LF-Tag expression, a data cells filter, a
    /// resource of another catalog.
    Beyond {
        /// What it is: `an LF-Tag expression`, `the filter no-mail`, `the catalog 444455556666`.
        what: String,
        /// The database that it is known to concern, where one is known; of another catalog, with that before it:
        /// `444455556666:sales`, and `444455556666:` for the catalog itself.
        database: Option<String>,
        /// The table that it is known to concern, where one is known.
        table: Option<String>,
    },
}

/// Which columns something concerns.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Columns {
    /// All of them, future ones included.
    All,
    /// These alone.
    Only(BTreeSet<String>),
    /// All but these.
    Except(BTreeSet<String>),
}

/// One permission of one principal on one resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Grant {
    /// Who holds it.
    pub principal: Principal,
    /// On what.
    pub resource: Resource,
    /// What it allows, in the spec's words: `select`, `describe`, `all`.
    pub permission: String,
    /// On which columns, for `select` on a table.
    pub columns: Columns,
    /// Whether it may be passed on.
    pub is_grantable: bool,
    /// The condition that it holds under, where there is one: then it is not evaluated.
    pub condition: Option<String>,
    /// The resource of the spec that means it.
    pub from: Option<Address>,
}

/// A principal for whom Lake Formation's permissions count on a resource of a hybrid location.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OptIn {
    /// Who.
    pub principal: Principal,
    /// On what: a database, a table or all tables of a database.
    pub resource: Resource,
    /// The resource of the spec that means it.
    pub from: Option<Address>,
}
