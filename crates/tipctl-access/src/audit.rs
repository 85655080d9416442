//! Events of CloudTrail put together: which read of an object follows from which access to a table.
//!
//! AWS: Lake Formation names the user and the table, S3 the object; the name of the role session that Lake Formation gives
//! out for a table is that of the reads with it (facts/tip-chain.md §5).

use std::collections::BTreeMap;

use tipctl_model::audit::{AccessEvent, EventUser, Target};

/// One event, and what it follows from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recorded<'a> {
    /// The event.
    pub event: &'a AccessEvent,
    /// For the read or write of an object, the access to a table that gave out the credentials for it, where it is known.
    pub through: Option<&'a AccessEvent>,
}

impl<'a> Recorded<'a> {
    /// The user for whom it happened: as the event itself says, or else the access that it follows from.
    pub fn user(&self) -> Option<&'a EventUser> {
        self.event.user.as_ref().or_else(|| self.through?.user.as_ref())
    }

    /// Database and table that it was about, of its own or through what it follows from.
    pub fn table(&self) -> Option<(&'a str, &'a str)> {
        let targets = [Some(&self.event.target), self.through.map(|through| &through.target)];
        targets.into_iter().flatten().find_map(|target| match target {
            Target::Table { database, table } => Some((database.as_str(), table.as_str())),
            _ => None,
        })
    }
}

/// Each event with what it follows from, in the order of `events`.
///
/// Names of sessions may come again after a long while, so a read follows from the latest access that came before it.
pub fn recorded(events: &[AccessEvent]) -> Vec<Recorded<'_>> {
    let mut accesses: BTreeMap<&str, Vec<&AccessEvent>> = BTreeMap::new();
    for event in events.iter().filter(|event| gives_out_a_session(event)) {
        if let Some(session) = &event.session {
            accesses.entry(session).or_default().push(event);
        }
    }
    let through = |event: &AccessEvent| {
        let names = [event.session.as_deref(), event.source_identity.as_deref()];
        let candidates = names.into_iter().flatten().find_map(|name| accesses.get(name))?;
        let before = candidates.iter().filter(|access| access.at_ms <= event.at_ms);
        before.max_by_key(|access| access.at_ms).copied()
    };
    let is_of_an_object = |event: &AccessEvent| matches!(event.target, Target::Object { .. });
    events
        .iter()
        .map(|event| Recorded {
            event,
            through: Some(event).filter(|event| is_of_an_object(event)).and_then(through),
        })
        .collect()
}

/// Lake Formation's events name the session that they give out; those of S3 Access Grants only the one that asked.
fn gives_out_a_session(event: &AccessEvent) -> bool {
    event.service == "lakeformation.amazonaws.com" && event.operation == "GetDataAccess"
}

#[cfg(test)]
mod tests {
    use tipctl_model::audit::EventOutcome;

    use super::*;

    fn event(at_ms: u64, service: &str, operation: &str, target: Target, session: &str) -> AccessEvent {
        AccessEvent {
            at_ms,
            id: format!("{service}/{at_ms}"),
            service: format!("{service}.amazonaws.com"),
            operation: operation.to_owned(),
            user: None,
            target,
            session: Some(session.to_owned()),
            source_identity: None,
            invoked_by: None,
            outcome: EventOutcome::Answered,
        }
    }

    fn access(at_ms: u64, table: &str, session: &str, user: &str) -> AccessEvent {
        let target = Target::Table { database: "sales".to_owned(), table: table.to_owned() };
        let user = Some(EventUser { id: user.to_owned(), store: None });
        AccessEvent { user, ..event(at_ms, "lakeformation", "GetDataAccess", target, session) }
    }

    fn read(at_ms: u64, session: &str) -> AccessEvent {
        let target = Target::Object { bucket: "lake".to_owned(), key: "x".to_owned() };
        event(at_ms, "s3", "GetObject", target, session)
    }

    #[test]
    fn a_read_follows_from_the_access_whose_session_it_has() {
        let events = [
            access(1, "orders", "AWSLF-00-AT-1", "alice"),
            access(2, "customers", "AWSLF-00-AT-2", "bob"),
            read(3, "AWSLF-00-AT-1"),
            read(4, "AWSLF-00-AT-2"),
            access(5, "products", "AWSLF-00-AT-1", "carol"),
            read(6, "AWSLF-00-AT-1"),
            read(7, "somebody-else"),
        ];
        let recorded = recorded(&events);
        let seen: Vec<_> = recorded
            .iter()
            .map(|one| (one.user().map(|user| user.id.as_str()), one.table().map(|(_, table)| table)))
            .collect();
        assert_eq!(
            seen,
            [
                (Some("alice"), Some("orders")),
                (Some("bob"), Some("customers")),
                (Some("alice"), Some("orders")),
                (Some("bob"), Some("customers")),
                (Some("carol"), Some("products")),
                (Some("carol"), Some("products")),
                (None, None),
            ]
        );
        assert_eq!(recorded[2].through, Some(&events[0]));
        assert_eq!(recorded[0].through, None);
    }

    #[test]
    fn a_session_is_known_by_its_source_identity_too() {
        let mut read = read(2, "other");
        read.source_identity = Some("AWSLF-00-AT-1".to_owned());
        let events = [access(1, "orders", "AWSLF-00-AT-1", "alice"), read];
        assert_eq!(recorded(&events)[1].user().map(|user| user.id.as_str()), Some("alice"));
    }

    #[test]
    fn what_comes_before_does_not_follow() {
        let events = [read(1, "AWSLF-00-AT-1"), access(2, "orders", "AWSLF-00-AT-1", "alice")];
        assert_eq!(recorded(&events)[0].user(), None);
    }

    #[test]
    fn the_session_that_asks_for_a_grant_is_not_the_one_that_it_gets() {
        let mut grant = event(1, "s3", "GetDataAccess", Target::Place { place: "s3://r/*".to_owned() }, "x");
        grant.user = Some(EventUser { id: "alice".to_owned(), store: None });
        let events = [grant, read(2, "x")];
        assert_eq!(recorded(&events)[1].through, None);
    }
}
