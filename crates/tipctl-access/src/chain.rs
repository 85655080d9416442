//! The whole chain, for one user.

use tipctl_model::inventory::{Client, Extent, Inventory, Sight, Studio, Workforce, Workgroup};

use crate::{
    Breach, Identity, Link, LinkName, Truth, Verdict,
    links::{
        assignment, catalog_encryption, client,
        database::{self, Place},
        execution_role, identity_center, lake_connection,
        location::{self, Covered},
        location_role, opt_in, results_association, results_encryption, results_grant, results_location,
        results_location_role, results_reading,
        session::{self, Asks},
        studio, table, unseen, user_role, workforce, workgroup,
    },
    names,
};

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
    let identity = Identity::of(inventory, session.who);
    let way = Way { inventory, identity: &identity, session, query };
    let mut links = Vec::with_capacity(24);
    way.in_to_athena(&mut links);
    match inventory.workgroups.see(session.workgroup) {
        Sight::There(workgroup) => {
            way.through(workgroup, &mut links);
            way.to_data(&mut links);
            way.to_results(workgroup, &mut links);
        }
        Sight::Absent => {
            links.push(
                way.no_workgroup(Verdict::missing(format!("there is no workgroup `{}`", session.workgroup))),
            );
            way.to_data(&mut links);
        }
        Sight::Unseen => {
            let what = format!("the workgroup `{}`", session.workgroup);
            links.push(way.no_workgroup(unseen(inventory, &what)));
            way.to_data(&mut links);
        }
    }
    Chain { links }
}

/// One user on the way through the chain.
struct Way<'a> {
    inventory: &'a Inventory,
    identity: &'a Identity<'a>,
    session: &'a Session<'a>,
    query: Option<&'a Query<'a>>,
}

impl Way<'_> {
    /// From the sign-in to a session that may query.
    fn in_to_athena(&self, links: &mut Vec<Link>) {
        let inventory = self.inventory;
        let instance = inventory.identity_center.as_ref().there();
        links.push(Link::new(
            LinkName::IdentityCenter,
            instance.and_then(|instance| instance.from.as_ref()),
            instance.map_or("Identity Center", |instance| &instance.arn),
            identity_center::usable(inventory),
        ));
        let (from, name) = workforce::name(inventory, self.session.who);
        links.push(Link::new(LinkName::Workforce, from, name, workforce::there(inventory, self.session.who)));
        match self.session.entry {
            Entry::Studio(id) => match inventory.studios.see(id) {
                Sight::There(studio) => self.through_studio(id, studio, links),
                Sight::Absent => {
                    links.push(way_in(names::of_id(id), Verdict::missing(names::absent("studio", id))))
                }
                Sight::Unseen => links.push(way_in(id, unseen(inventory, &format!("the studio `{id}`")))),
            },
            Entry::Client(label) => match inventory.clients.get(label) {
                Some(client) => self.through_client(label, client, links),
                None => links.push(way_in(label, Verdict::missing(format!("there is no client `{label}`")))),
            },
        }
    }

    fn through_studio(&self, id: &str, studio: &Studio, links: &mut Vec<Link>) {
        let Self { inventory, identity, .. } = self;
        let about = |name, verdict| Link::new(name, studio.from.as_ref(), &studio.name, verdict);
        let entry =
            studio::settings(inventory, studio).and(|| studio::lets_in(inventory, id, studio, identity));
        links.push(about(LinkName::Entry, entry));
        let role = studio.user_role.as_deref();
        links.push(self.role(LinkName::UserRole, role, user_role::of_studio(inventory, id, studio)));
        let mut link =
            about(LinkName::Session, session::of_studio(inventory, (id, studio), identity, self.asks()));
        if !studio.mapping_required {
            link.note = Some("that who enters without being mapped has no session policy is not verified");
        }
        links.push(link);
    }

    fn through_client(&self, label: &str, client: &Client, links: &mut Vec<Link>) {
        let Self { inventory, identity, session, .. } = self;
        let about = |name, verdict| Link::new(name, client.from.as_ref(), label, verdict);
        let entry = client::lets_in(inventory, label, client, identity)
            .and(|| client::exchanges(inventory, label, client))
            .and(|| client::reaches(inventory, label, client, session.workgroup));
        links.push(about(LinkName::Entry, entry));
        let role = client.access_role.as_deref();
        links.push(self.role(LinkName::UserRole, role, user_role::of_client(inventory, label, client)));
        let verdict = session::of_client(inventory, (label, client), identity, self.asks());
        links.push(about(LinkName::Session, verdict));
    }

    /// What the session must be allowed.
    fn asks(&self) -> Asks<'_> {
        Asks { workgroup: self.session.workgroup, query: self.query }
    }

    fn no_workgroup(&self, verdict: Verdict) -> Link {
        Link::new(LinkName::Workgroup, None, self.session.workgroup, verdict)
    }

    /// Through the workgroup: its settings, its assignment and its role.
    fn through(&self, workgroup: &Workgroup, links: &mut Vec<Link>) {
        let Self { inventory, identity, session, query } = self;
        let name = session.workgroup;
        let about = |link, verdict| Link::new(link, workgroup.from.as_ref(), name, verdict);
        links.push(about(LinkName::Workgroup, workgroup::settings(inventory, name, workgroup)));
        links.push(about(
            LinkName::Assignment,
            assignment::to_workgroup(inventory, name, workgroup, identity),
        ));
        // A workgroup without a role is the workgroup's breach.
        if let Some(role) = workgroup.execution_role.as_deref() {
            let user = identity.user_id();
            let (verdict, note) = execution_role::permissions(inventory, (name, workgroup), *query, user);
            let verdict = execution_role::trust(inventory, name, workgroup).and(|| verdict);
            links.push(Link { note, ..self.role(LinkName::ExecutionRole, Some(role), verdict) });
        }
    }

    /// Through Lake Formation to the table's data.
    fn to_data(&self, links: &mut Vec<Link>) {
        let Self { inventory, identity, .. } = self;
        let connection = inventory.lake.connection.as_ref().there();
        links.push(Link::new(
            LinkName::LakeConnection,
            connection.and_then(|connection| connection.from.as_ref()),
            "Lake Formation",
            lake_connection::connected(inventory).and(|| lake_connection::lets_in(inventory, identity)),
        ));
        let encryption = catalog_encryption::readable(inventory);
        links.push(Link::new(LinkName::CatalogEncryption, None, "data catalog", encryption));
        match self.query {
            Some(query) => self.to_table(query, links),
            None => links.extend(self.unread_grants()),
        }
    }

    /// Where nothing is known that they may read, and not all grants could be read, there may be something.
    fn unread_grants(&self) -> Option<Link> {
        let Self { inventory, identity, .. } = self;
        let is_read = inventory.extent == Extent::Spec || inventory.lake.grants_are_whole;
        let mut grants = inventory.lake.grants.iter();
        if is_read || grants.any(|grant| identity.is_principal(&grant.principal) == Truth::Yes) {
            return None;
        }
        let verdict = Verdict::unknown("not all grants could be read");
        Some(Link::new(LinkName::Grant, None, "Lake Formation", verdict))
    }

    fn to_table(&self, query: &Query<'_>, links: &mut Vec<Link>) {
        let Self { inventory, identity, .. } = self;
        let Query { database, table, .. } = *query;
        let name = format!("{database}.{table}");
        let plain = |link, subject: &str, verdict| Link::new(link, None, subject, verdict);
        links.push(plain(LinkName::Database, database, database::seen_by(inventory, identity, database)));
        links.push(plain(LinkName::Grant, &name, table::readable(inventory, identity, query)));
        match location::of_table(inventory, database, table) {
            Err(verdict) => links.push(plain(LinkName::Location, &name, verdict)),
            Ok(covered) => {
                let Covered { data, path, location } = covered;
                if location.is_hybrid {
                    // Whoever opts in does so to the table itself, and not to a link that leads to it.
                    let (database, table) = match database::place(inventory, database, table) {
                        Place::Here { database, table, .. } => (database, table),
                        Place::Elsewhere { .. } => (database, table),
                    };
                    let mut link =
                        plain(LinkName::OptIn, &name, opt_in::made(inventory, identity, database, table));
                    link.note =
                        Some("that opt-ins count for users and groups of Identity Center is not verified");
                    links.push(link);
                }
                links.push(Link::new(LinkName::Location, location.from.as_ref(), path, Verdict::Holds));
                let user = Some(identity.user_id());
                let verdict = location_role::trust(inventory, path, location)
                    .and(|| location_role::permissions(inventory, (path, location), data, user));
                links.push(self.role(LinkName::LocationRole, location.role.as_deref(), verdict));
            }
        }
    }

    /// Through S3 Access Grants to where results go.
    fn to_results(&self, workgroup: &Workgroup, links: &mut Vec<Link>) {
        let Self { inventory, identity, session, .. } = self;
        let name = session.workgroup;
        // What a workgroup does not use is not judged; that it must use it is a matter of its settings.
        let Some(target) = results_grant::target(workgroup, identity) else { return };
        if !workgroup.results_through_access_grants {
            return;
        }
        let instance = inventory.access_grants.instance.as_ref().there();
        links.push(Link::new(
            LinkName::ResultsAssociation,
            instance.and_then(|instance| instance.from.as_ref()),
            "S3 Access Grants",
            results_association::associated(inventory),
        ));
        let found = results_location::of(inventory, identity, workgroup, &target);
        let location = found.as_ref().ok().map(|(_, location)| *location);
        links.push(Link::new(
            LinkName::ResultsLocation,
            location.and_then(|location| location.from.as_ref()),
            location.map_or(&target, |location| &location.scope),
            results_location::reaches(inventory, &target).and(|| found.err().unwrap_or(Verdict::Holds)),
        ));
        let (grants, _) = results_grant::covering(inventory, identity, workgroup, &target);
        let grant = grants.first();
        let verdict = results_grant::given(inventory, identity, (name, workgroup), &target);
        let mut link =
            Link::new(LinkName::ResultsGrant, grant.and_then(|grant| grant.from.as_ref()), &target, verdict);
        if grant.is_some_and(|grant| grant.application.is_some()) {
            link.note = Some("that S3 Access Grants sees the workgroup's application is not verified");
        }
        links.push(link);
        if let Some(location) = location {
            let verdict = results_location_role::trust(inventory, location).and(|| {
                results_location_role::permissions(
                    inventory,
                    location,
                    (&target, identity.user_id()),
                    &results_location_role::WRITE_AND_READ,
                    Some(workgroup),
                )
            });
            links.push(self.role(LinkName::ResultsLocationRole, location.role.as_deref(), verdict));
        }
        let verdict = results_encryption::usable_by_both(inventory, (name, workgroup), location);
        links.push(Link::new(LinkName::ResultsEncryption, workgroup.from.as_ref(), name, verdict));
        links.extend(self.back_from_results(workgroup, &target));
    }

    /// Back from there, where results are not read through the access grant that they are written through.
    fn back_from_results(&self, workgroup: &Workgroup, target: &str) -> Option<Link> {
        let Self { inventory, identity, .. } = self;
        let grant = results_reading::grant(inventory, identity, workgroup, target)?;
        let verdict = results_reading::readable(inventory, workgroup, grant, (target, identity.user_id()));
        let mut link = Link::new(LinkName::ResultsReading, grant.from.as_ref(), &grant.scope, verdict);
        link.note = Some("that of several access grants the narrowest counts is not verified");
        Some(link)
    }

    /// A link that is about a role.
    fn role(&self, link: LinkName, arn: Option<&str>, verdict: Verdict) -> Link {
        let arn = arn.unwrap_or("a role that is not known");
        let from = self.inventory.roles.get(arn).and_then(|role| role.from.as_ref());
        Link::new(link, from, arn, verdict)
    }
}

/// The link of an entry of which no more is known than its name.
fn way_in(name: &str, verdict: Verdict) -> Link {
    Link::new(LinkName::Entry, None, name, verdict)
}

#[cfg(test)]
mod tests;
