//! The links of the chain, one file each: predicates over an inventory that say whether a link holds.
//!
//! Each names the rule that a breach trips, so that [`follow`](crate::follow) for one user and the rules for a whole
//! account judge alike. The facts behind them are facts/tip-chain.md §1.

pub(crate) mod admission;
pub mod assignment;
mod bucket;
pub mod catalog_encryption;
pub mod client;
pub mod database;
pub mod execution_role;
pub mod grant;
mod identity;
pub mod identity_center;
mod key;
pub mod lake_connection;
pub mod location;
pub mod location_role;
pub mod opt_in;
pub mod path;
pub mod results_association;
pub mod results_encryption;
pub mod results_grant;
pub mod results_location;
pub mod results_location_role;
pub mod results_reading;
pub mod role;
pub mod session;
pub mod studio;
pub mod table;
pub mod user_role;
pub mod workforce;
pub mod workgroup;

use std::fmt;

use tipctl_model::{
    Address,
    inventory::{Extent, Inventory},
};

pub use identity::Identity;

use crate::Verdict;

/// The links, in the order in which a query meets them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LinkName {
    /// The instance of Identity Center.
    IdentityCenter,
    /// The user or group.
    Workforce,
    /// A user's membership of the group that something is granted to.
    Membership,
    /// The studio, or the client, and being let into it.
    Entry,
    /// Whether the entry's role can be taken with the user's identity.
    UserRole,
    /// What the session may do: role, session policies and the allow list of AWS together.
    Session,
    /// The workgroup's settings.
    Workgroup,
    /// The user's assignment to the workgroup.
    Assignment,
    /// The workgroup's execution role.
    ExecutionRole,
    /// Lake Formation's connection to Identity Center.
    LakeConnection,
    /// The encryption of the Glue data catalog.
    CatalogEncryption,
    /// The database or table as such, and seeing it.
    Database,
    /// The grant of Lake Formation.
    Grant,
    /// The opt-in, where the location is hybrid.
    OptIn,
    /// The location that the table's data is registered under.
    Location,
    /// The role that Lake Formation reads it with.
    LocationRole,
    /// S3 Access Grants, and its association with Identity Center.
    ResultsAssociation,
    /// The location of S3 Access Grants that the results are in.
    ResultsLocation,
    /// The access grant on the results.
    ResultsGrant,
    /// The role that it lends out.
    ResultsLocationRole,
    /// The key that results are encrypted with.
    ResultsEncryption,
    /// Reading results back, where that goes through another access grant than writing them.
    ResultsReading,
}

impl LinkName {
    /// What to do where it is broken in a way that no rule is about, and a plan does not mend it.
    pub fn fix(self) -> &'static str {
        match self {
            Self::IdentityCenter => "Enable IAM Identity Center in the organization or in the account.",
            Self::Workforce | Self::Membership => {
                "Have them in Identity Center, enabled, and in the groups that the spec names: the identity provider \
                 pushes who comes from there."
            }
            Self::Entry => {
                "Name them, or a group of theirs, in the `users` of a workgroup and of a studio or client."
            }
            Self::UserRole
            | Self::Session
            | Self::ExecutionRole
            | Self::LocationRole
            | Self::ResultsLocationRole => {
                "Let the role's trust and permissions follow from its `use`, or write what is missing into them; look \
                 for what denies it besides, such as a permissions boundary or the policy of a bucket."
            }
            Self::Workgroup => "Enable the workgroup, and say where its results go.",
            Self::Assignment => "Name them, or a group of theirs, in the workgroup's `users`.",
            Self::LakeConnection => "Connect Lake Formation to Identity Center: `[lake]` in the spec.",
            Self::CatalogEncryption => "Let the role that Glue takes use the catalog's key.",
            Self::Database | Self::Grant => {
                "Grant it in the spec, if it is meant; a table that is not there has to be created first."
            }
            Self::OptIn => "Opt them in with `[[opt_in]]`.",
            Self::Location => "Register where the table's data is: `[location.LABEL]` in the spec.",
            Self::ResultsAssociation | Self::ResultsLocation | Self::ResultsGrant => {
                "Let the workgroup's `results` be in a bucket that is there, in the workgroup's region; the location \
                 and the grants follow from that."
            }
            Self::ResultsEncryption => "Let both roles use the key that results are encrypted with.",
            Self::ResultsReading => {
                "Revoke the access grant, or let the role of its location read what is below it: the narrowest one \
                 that covers results is the one through which they are read."
            }
        }
    }

    /// What it is called in output.
    pub fn title(self) -> &'static str {
        match self {
            Self::IdentityCenter => "Identity Center",
            Self::Workforce => "workforce",
            Self::Membership => "membership",
            Self::Entry => "entry",
            Self::UserRole => "user role",
            Self::Session => "session",
            Self::Workgroup => "workgroup",
            Self::Assignment => "assignment",
            Self::ExecutionRole => "execution role",
            Self::LakeConnection => "lake connection",
            Self::CatalogEncryption => "catalog encryption",
            Self::Database => "database",
            Self::Grant => "grant",
            Self::OptIn => "opt-in",
            Self::Location => "location",
            Self::LocationRole => "location role",
            Self::ResultsAssociation => "results association",
            Self::ResultsGrant => "results grant",
            Self::ResultsLocation => "results location",
            Self::ResultsLocationRole => "results location role",
            Self::ResultsEncryption => "results encryption",
            Self::ResultsReading => "results reading",
        }
    }
}

impl fmt::Display for LinkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// The verdict on what nobody saw; `what` is a lowercase fragment, a thing: ``the workgroup `a` ``.
pub(crate) fn unseen(inventory: &Inventory, what: &str) -> Verdict {
    match inventory.extent {
        Extent::Spec => Verdict::unknown(format!("{what} is not in the spec")),
        Extent::Live | Extent::After => Verdict::unknown(format!("{what} could not be read")),
    }
}

/// The same of a question: ``who is assigned to the workgroup `a` ``.
pub(crate) fn unsaid(inventory: &Inventory, what: &str) -> Verdict {
    match inventory.extent {
        Extent::Spec => Verdict::unknown(format!("the spec does not say {what}")),
        Extent::Live | Extent::After => Verdict::unknown(format!("{what} could not be read")),
    }
}

/// One link of a chain, judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Which link.
    pub name: LinkName,
    /// What was judged, as a person knows it: an address where the spec has one, else AWS's name.
    pub subject: String,
    /// The resource of the spec that it is about, where there is one.
    pub about: Option<Address>,
    /// What was found.
    pub verdict: Verdict,
    /// What is to be said beside the verdict, as a lowercase fragment: what it leans on and nobody has verified on an account,
    /// say.
    pub note: Option<&'static str>,
}

impl Link {
    /// A link about what `about` means, or failing that what AWS calls `name`.
    pub fn new(link: LinkName, about: Option<&Address>, name: &str, verdict: Verdict) -> Self {
        let subject = about.map_or_else(|| name.to_owned(), ToString::to_string);
        Self { name: link, subject, about: about.cloned(), verdict, note: None }
    }
}
