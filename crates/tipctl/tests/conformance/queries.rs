//! Queries as users of the workforce, and what CloudTrail recorded of them.

use std::collections::{BTreeMap, BTreeSet};

use libtest_mimic::Trial;
use tipctl_access::audit::recorded;
use tipctl_model::{
    Desired,
    audit::{EventOutcome, Target},
};
use tipctl_provider::{
    Connection,
    audit::{Audited, Span},
    query::{Ask, Exchange, Keys, QueryFailure, QueryStep, Rows},
};
use tipctl_sandbox::{Knobs, TokenAsk};

use crate::{
    by_hand,
    fixtures::{desired, workspace},
    walk::trial,
    world::{NOON, World, waiting},
};

/// A trial for each way to an answer.
pub(crate) fn trials() -> Vec<Trial> {
    let queries: [(&str, fn()); 3] = [
        ("through-a-studio", through_a_studio),
        ("with-a-token", with_a_token),
        ("recorded", what_was_read_is_recorded),
    ];
    queries.map(|(name, query)| trial(format!("query::{name}"), query)).into()
}

fn converged(spec: &str) -> (World, Desired) {
    let desired = desired(&workspace(spec));
    let mut world = World::fresh(Knobs::default(), &desired.place);
    world.converge(&desired);
    (world, desired)
}

/// Through the studio, as the portal lets `user` in.
pub(crate) fn entered(world: &World, user: &str) -> Connection {
    let credentials = world.sandbox.enter_studio(user, "analytics").expect("they may enter");
    world.connection.with_keys(&Keys {
        access_key_id: credentials.access_key_id,
        secret_access_key: credentials.secret_access_key,
        session_token: credentials.session_token,
    })
}

pub(crate) fn run(world: &World, connection: &Connection, sql: &str) -> Result<Rows, QueryFailure> {
    let ask = Ask { workgroup: "analytics", database: Some("sales"), sql, patience_ms: 60_000 };
    world.clock.run(connection.query(ask, &waiting(&world.clock)))
}

fn through_a_studio() {
    let (world, _) = converged("specs/quickstart.toml");
    let alice = entered(&world, "alice@example.com");
    let rows = run(&world, &alice, "SELECT order_id, amount FROM orders").expect("she may read it");
    assert_eq!(rows.columns, ["order_id", "amount"]);
    assert!(!rows.rows.is_empty() && rows.rows.iter().all(|row| row.len() == 2), "{rows:?}");
    assert!(rows.rows.iter().all(|row| row[0].as_deref() != Some("order_id")), "the names are no row");
    assert!(rows.place.is_some_and(|place| place.starts_with("s3://acme-athena-results/analytics/")));
    let failure = run(&world, &alice, "SELECT email FROM customers").expect_err("she may not");
    assert!(matches!(failure.step, QueryStep::Start | QueryStep::Run), "{failure}");
}

fn with_a_token() {
    let (world, desired) = converged("fixtures/kinds/client/full.toml");
    let survey = world.survey(&desired);
    let live = tipctl_provider::inventory::of_live(&survey, Some(&desired));
    let client = &live.clients["tableau"];
    let exchange = Exchange {
        application: client.application.as_deref().expect("it has one"),
        application_role: client.application_role.as_deref(),
        access_role: client.access_role.as_deref().expect("it has one"),
        session_name: "tableau",
    };
    assert!(exchange.application_role.is_some(), "{client:?}");
    let token = |audience| {
        let issuer = "https://acme.okta.com/oauth2/default";
        let ask = TokenAsk { issuer, user: "carol@example.com", audience, lifetime: 3600 };
        world.sandbox.issue_token(&ask).expect("there is such a user")
    };
    let session = |token: &str| {
        let identity = world.clock.run(world.connection.user_identity(exchange, token))?;
        let carol = live.users.iter().find(|(_, user)| user.name == "carol@example.com");
        assert_eq!(identity.user.as_deref(), carol.map(|(id, _)| id), "the token is hers");
        world.clock.run(identity.session(exchange))
    };
    let refused = session(&token("somebody-else")).expect_err("the audience is another");
    assert_eq!(refused.step, QueryStep::Application, "{refused}");
    let keys = session(&token("0oa1b2c3d4")).expect("she is assigned");
    assert_eq!(format!("{keys:?}"), format!("Keys({})", keys.access_key_id), "no secret is printed");
    // The fixture grants nothing of the lake, so the session is good and its query is not.
    let failure = run(&world, &world.connection.with_keys(&keys), "SELECT order_id FROM orders")
        .expect_err("nothing is granted");
    assert!(matches!(failure.step, QueryStep::Start | QueryStep::Run), "{failure}");
}

fn audit(world: &World, desired: &Desired) -> Audited {
    let span = Span { from_ms: NOON - 1000, to_ms: NOON + world.clock.now_ms() + 1000 };
    world.clock.run(world.provider.audit(desired, span, &waiting(&world.clock))).expect("it can be read")
}

fn what_was_read_is_recorded() {
    let (world, desired) = converged("specs/quickstart.toml");
    let alice = entered(&world, "alice@example.com");
    run(&world, &alice, "SELECT order_id FROM orders").expect("she may read it");
    let audited = audit(&world, &desired);
    assert!(audited.notes.iter().any(|note| note.code == "audit::no_object_events"), "{:?}", audited.notes);
    let live = tipctl_provider::inventory::of_live(&world.survey(&desired), Some(&desired));
    let (id, _) = live.users.iter().find(|(_, user)| user.name == "alice@example.com").expect("she is there");
    let orders = ("sales", "orders");
    let reads = recorded(&audited.events);
    let access = reads.iter().find(|read| read.table() == Some(orders)).expect("Lake Formation tells of it");
    assert_eq!(access.user().map(|user| user.id.as_str()), Some(id));
    assert_eq!(access.event.outcome, EventOutcome::Answered);

    by_hand::make_trail(&world);
    run(&world, &alice, "SELECT amount FROM orders").expect("she may read it");
    let audited = audit(&world, &desired);
    assert!(audited.notes.is_empty(), "{:?}", audited.notes);
    let reads = recorded(&audited.events);
    let objects: Vec<_> = reads
        .iter()
        .filter(|read| matches!(&read.event.target, Target::Object { bucket, .. } if bucket == "acme-lake"))
        .collect();
    assert!(!objects.is_empty(), "the trail tells of objects");
    for object in objects {
        assert_eq!((object.user().map(|user| user.id.as_str()), object.table()), (Some(id), Some(orders)));
    }
    let ids: BTreeSet<&str> = audited.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), audited.events.len(), "each event is told once");

    let store = live.identity_center.there().expect("it is there").store;
    let gone = "00000000-0000-4000-8000-000000000000".to_owned();
    let mut known = BTreeMap::from([(gone.clone(), "zoe@example.com".to_owned())]);
    let ids = BTreeSet::from([id.to_owned(), gone.clone()]);
    world.clock.run(world.provider.name_users(&desired, &store, ids, &mut known)).expect("it can be asked");
    let names = [(id.to_owned(), "alice@example.com".to_owned()), (gone, "zoe@example.com".to_owned())];
    assert_eq!(known, names.into());
}
