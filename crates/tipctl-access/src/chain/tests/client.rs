use tipctl_model::inventory::{Client, Inventory, Known, Sight};

use super::QUERY;
use crate::{Entry, LinkName, Session, Verdict, follow, world::*};

/// What is done to a driver that can query, and the first link that it breaks.
type Case = (fn(&mut Inventory), Option<LinkName>);

fn client(world: &mut Inventory) -> &mut Client {
    world.clients.get_mut("dbeaver").unwrap()
}

/// Trusts the application role through its account alone.
fn trust_account(world: &mut Inventory) {
    let trust = r#"[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:*"}]"#;
    world.roles.insert(ACCESS_ROLE, role("access", trust, EDITOR));
}

#[test]
fn a_driver_is_followed_through_its_roles_and_scopes() {
    let cases: [Case; 17] = [
        (|_| {}, None),
        (|world| drop(world.clients.remove("dbeaver")), Some(LinkName::Entry)),
        (
            |world| {
                world.applications.get_mut(DRIVER_APPLICATION).unwrap().assigned = Sight::There([].into())
            },
            Some(LinkName::Entry),
        ),
        (|world| drop(client(world).scopes.remove("lakeformation:query")), Some(LinkName::Entry)),
        (
            |world| client(world).scopes.insert("athena:workgroup:read_write", ["other".to_owned()].into()),
            Some(LinkName::Entry),
        ),
        (|world| client(world).tokens = Sight::There(Vec::new()), Some(LinkName::Entry)),
        (|world| world.token_issuers = Known::whole(), Some(LinkName::Entry)),
        (|world| client(world).actors = Sight::Absent, Some(LinkName::Entry)),
        (
            |world| {
                let policy = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sso:*"}}"#;
                client(world).actors = Sight::There(document(policy));
            },
            Some(LinkName::Entry),
        ),
        (|world| world.openid_providers = Known::whole(), Some(LinkName::UserRole)),
        (
            |world| world.openid_providers.get_mut(PROVIDER).unwrap().client_ids.clear(),
            Some(LinkName::UserRole),
        ),
        (
            |world| {
                let other = SIGNED_IN.replace("\"dbeaver\"", "\"tableau\"");
                world.roles.insert(APPLICATION_ROLE, role("application", &other, "[]"));
            },
            Some(LinkName::UserRole),
        ),
        (
            |world| {
                let deny = r#"[{"Effect":"Deny","Action":"sts:SetContext","Resource":"*"}]"#;
                world.roles.insert(APPLICATION_ROLE, role("application", SIGNED_IN, deny));
            },
            Some(LinkName::UserRole),
        ),
        (|world| world.roles.insert(ACCESS_ROLE, role("access", "[]", EDITOR)), Some(LinkName::UserRole)),
        (trust_account, Some(LinkName::UserRole)),
        (
            |world| {
                trust_account(world);
                let rights = r#"[{"Effect":"Allow","Action":"sts:*","Resource":"*"}]"#;
                world.roles.insert(APPLICATION_ROLE, role("application", SIGNED_IN, rights));
            },
            None,
        ),
        (|world| world.roles.get_mut(ACCESS_ROLE).unwrap().permissions.clear(), Some(LinkName::Session)),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        let mut world = world();
        with_driver(&mut world);
        change(&mut world);
        let alice = alice();
        let session = Session { who: &alice, entry: Entry::Client("dbeaver"), workgroup: "analytics" };
        let chain = follow(&world, &session, Some(&QUERY));
        assert_eq!(chain.first_broken().map(|(link, _)| link.name), expected, "case {number}");
        assert_eq!(
            chain.verdict() == Verdict::Holds,
            expected.is_none(),
            "case {number}: {:#?}",
            chain.links
        );
    }
}
