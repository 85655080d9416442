//! What exists along the chain, in the chain's own words: the workforce, the studios it enters, the workgroups it queries
//! through, what Lake Formation and S3 Access Grants let it do, and the roles, keys and buckets in between.
//!
//! An inventory is a plain value. It can be made of a spec, of a live account or of what a plan would leave; whoever
//! evaluates it cannot tell which, but for what is [`Sight::Unseen`] in it. Kinds fill it (`Kind::tell`), and where an
//! account was read, the provider adds what no kind is about.
//!
//! Ids are AWS's own where they are known. Of a resource that is yet to be made they are the reference that stands for
//! them, such as `group.analysts#id`; equal ids are the same thing either way.

mod access_grants;
mod account;
mod catalog;
mod grants;
mod iam;
mod known;
mod lake;
mod principal;
mod studio;
mod workforce;
mod workgroup;

use std::collections::{BTreeMap, BTreeSet};

pub use access_grants::{AccessGrant, AccessGrants, AccessGrantsInstance, AccessGrantsLocation, Permission};
pub use account::{Bucket, Caller, Client, Encryption, KmsKey, Tokens, Trail};
pub use catalog::{Catalog, CatalogEncryption, Database, Link, Table};
pub use grants::Grants;
pub use iam::{ManagedPolicy, OpenIdProvider, Role};
pub use known::{Known, Sight};
pub use lake::{Columns, Connection, Grant, Lake, Location, OptIn, Resource, Settings};
pub use principal::{Principal, Workforce};
pub use studio::{Mapping, Studio};
pub use workforce::{Application, Former, Group, IdentityCenter, TokenIssuer, User};
pub use workgroup::Workgroup;

use crate::Place;

/// What an inventory was made of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Extent {
    /// A spec alone: what it does not write may exist all the same.
    Spec,
    /// A live account, as far as the caller may see it.
    Live,
    /// What a plan would leave of a live account.
    After,
}

/// Everything that the chain depends on.
#[derive(Clone, PartialEq, Debug)]
pub struct Inventory {
    /// The stack, account and region.
    pub place: Place,
    /// What it was made of.
    pub extent: Extent,
    /// The instance of Identity Center that the spec means.
    pub identity_center: Sight<IdentityCenter>,
    /// Users by id.
    pub users: Known<User>,
    /// Groups by id.
    pub groups: Known<Group>,
    /// Users and groups that earlier runs of the stack knew, by id: of one that is gone, nobody else tells who it was.
    pub formerly: BTreeMap<String, Former>,
    /// Applications of Identity Center by ARN, those that AWS made for its services among them.
    pub applications: Known<Application>,
    /// Issuers of tokens that Identity Center trusts, by ARN.
    pub token_issuers: Known<TokenIssuer>,
    /// Roles by ARN.
    pub roles: Known<Role>,
    /// Managed policies by ARN.
    pub policies: Known<ManagedPolicy>,
    /// Providers of OpenID Connect by ARN.
    pub openid_providers: Known<OpenIdProvider>,
    /// Studios by id.
    pub studios: Known<Studio>,
    /// Who may enter which studio.
    pub mappings: Vec<Mapping>,
    /// Whether a mapping that is not among `mappings` does not exist.
    pub mappings_are_whole: bool,
    /// Workgroups by name.
    pub workgroups: Known<Workgroup>,
    /// Of a live account: the names of those that the spec asks for without Identity Center.
    pub plain_workgroups: BTreeSet<String>,
    /// Lake Formation.
    pub lake: Lake,
    /// The Glue data catalog.
    pub catalog: Catalog,
    /// S3 Access Grants.
    pub access_grants: AccessGrants,
    /// Buckets by name.
    pub buckets: Known<Bucket>,
    /// KMS keys by ARN, and by what else they are named by: an id, an alias.
    pub keys: Known<KmsKey>,
    /// CloudTrail's trails by ARN.
    pub trails: Known<Trail>,
    /// Programs that query for a user, by label of the spec.
    pub clients: BTreeMap<String, Client>,
    /// Who read the account; none where nothing was read.
    pub caller: Option<Caller>,
    /// What the identity-context allow list of AWS exempts from its denial, as actions; none to take the built-in version.
    pub context_allow_list: Option<BTreeSet<String>>,
    /// When entitlements were last changed by this stack, in milliseconds since the epoch, where that is known.
    pub changed_at_ms: Option<u64>,
}

impl Inventory {
    /// An inventory of `place` in which nothing is there; `extent` says whether that means absence.
    pub fn empty(place: Place, extent: Extent) -> Self {
        fn known<T>(extent: Extent) -> Known<T> {
            if extent == Extent::Spec { Known::partial() } else { Known::whole() }
        }
        Self {
            place,
            extent,
            identity_center: Sight::Unseen,
            users: known(extent),
            groups: known(extent),
            formerly: BTreeMap::new(),
            applications: Known::partial(),
            token_issuers: Known::partial(),
            roles: Known::partial(),
            policies: Known::partial(),
            openid_providers: Known::partial(),
            studios: known(extent),
            mappings: Vec::new(),
            mappings_are_whole: extent != Extent::Spec,
            workgroups: known(extent),
            plain_workgroups: BTreeSet::new(),
            lake: Lake::empty(extent),
            catalog: Catalog::unseen(),
            access_grants: AccessGrants::empty(extent),
            buckets: Known::partial(),
            keys: Known::partial(),
            trails: Known::partial(),
            clients: BTreeMap::new(),
            caller: None,
            context_allow_list: None,
            changed_at_ms: None,
        }
    }

    /// An inventory of a live account, or of what a plan would leave of it, in which nobody has looked at anything.
    pub fn unseen(place: Place, extent: Extent) -> Self {
        Self { extent, ..Self::empty(place, Extent::Spec) }
    }

    /// The application `arn`, to be changed. One of which nothing is known has nobody assigned to it where it is yet to be
    /// made or was taken from a spec; of any other, nobody has looked.
    pub fn application(&mut self, arn: &str) -> &mut Application {
        let is_written = self.extent == Extent::Spec || !arn.starts_with("arn:");
        let assigned = if is_written { Sight::There(BTreeSet::new()) } else { Sight::Unseen };
        self.applications.entry(arn, || Application {
            from: None,
            name: String::new(),
            instance: None,
            is_enabled: None,
            assignment_required: None,
            assigned,
        })
    }
}
