//! The policies of the commands that look at an account, held against what those see: with exactly its policy, a command
//! sees everything, and without any one action of it, it fails or says what it does not see.
//!
//! Not here: policies of commands that write, and of the plan before them (`permissions`).

use std::collections::{BTreeMap, BTreeSet};

use libtest_mimic::Trial;
use tempfile::TempDir;
use tipctl_access::audit::recorded;
use tipctl_model::{Desired, Ledger, Note};
use tipctl_provider::{
    audit::Span,
    inventory::{Survey, of_live},
    permissions::{Document, Needs, Purpose, needs},
    query::Exchange,
};
use tipctl_sandbox::{Knobs, TokenAsk};

use crate::{
    by_hand,
    fixtures::{desired, workspace},
    permissions::{HUB, allowed, bound, elsewhere, not_asked},
    queries,
    walk::trial,
    world::{NOON, World, waiting},
};

/// Specs that between them lead to every look that a doctor takes.
const SPECS: [&str; 3] = ["specs/quickstart.toml", "specs/prod.toml", "fixtures/kinds/client/full.toml"];

/// A client for whose users whoever runs `verify` asks.
const OWN_NAME: &str = "fixtures/policies/own-name.toml";

pub(crate) fn trials() -> Vec<Trial> {
    let looks: [(&str, fn()); 4] = [
        ("a-doctor-sees-everything", a_doctor_sees_everything),
        ("a-session-is-asked-for-in-ones-own-name", a_session_is_asked_for_in_ones_own_name),
        ("an-audit-sees-everything", an_audit_sees_everything),
        ("identity-center-is-looked-at-elsewhere", identity_center_is_looked_at_elsewhere),
    ];
    looks.map(|(name, look)| trial(format!("permissions::{name}"), look)).into()
}

/// An account that is saved, so that it can be looked at again and again, and what is asked of it.
struct Saved {
    folder: TempDir,
    desired: Desired,
    ledger: Ledger,
}

impl Saved {
    /// The account that `spec` was applied to, and `then` was done in.
    fn after(spec: &str, then: impl FnOnce(&World, &Desired)) -> Self {
        Self::of(desired(&workspace(spec)), Knobs::default(), then)
    }

    fn of(desired: Desired, knobs: Knobs, then: impl FnOnce(&World, &Desired)) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut world = World::opened(&folder.path().join("state.json"), knobs, &desired.place);
        world.converge(&desired);
        then(&world, &desired);
        world.sandbox.save().expect("the state can be saved");
        Self { folder, desired, ledger: world.ledger }
    }

    fn needs(&self, purpose: Purpose) -> Needs {
        needs(&self.desired, &self.ledger, purpose)
    }

    fn document(&self, purpose: Purpose) -> Document {
        Document::of(&self.needs(purpose).caller)
    }

    /// The account, whose operator may do what the policy for `purpose` says but for `without`.
    fn world(&self, purpose: Purpose, without: Option<&str>) -> World {
        let without = without.into_iter().map(str::to_owned).collect();
        let knobs = bound(&self.needs(purpose), &without);
        let mut world = World::opened(&self.folder.path().join("state.json"), knobs, &self.desired.place);
        world.ledger = self.ledger.clone();
        world
    }

    /// The actions of the policy for `purpose` without which `look` misses nothing. With all of them it must not.
    fn spare(
        &self,
        purpose: Purpose,
        look: impl Fn(&World, &Desired) -> Vec<String>,
    ) -> BTreeSet<&'static str> {
        assert_eq!(look(&self.world(purpose, None), &self.desired), [""; 0], "{}", purpose.word());
        let actions = allowed(&self.desired, &self.ledger, purpose);
        let is_spare = |action: &&str| look(&self.world(purpose, Some(action)), &self.desired).is_empty();
        actions.into_iter().filter(is_spare).collect()
    }
}

/// What a doctor does not see.
fn unseen_by_a_doctor(world: &World, desired: &Desired) -> Vec<String> {
    let survey = world.clock.run(world.provider.survey(desired, &world.ledger, &BTreeSet::new()));
    let mut unseen = told(survey.map(|survey| survey.notes));
    let plan = world.plan(desired, false);
    unseen.extend(plan.err().map(|trouble| format!("{trouble:?}")));
    unseen
}

fn told<E: std::fmt::Debug>(notes: Result<Vec<Note>, E>) -> Vec<String> {
    match notes {
        Ok(notes) => notes.into_iter().map(|note| note.message).collect(),
        Err(error) => vec![format!("{error:?}")],
    }
}

fn a_doctor_sees_everything() {
    let (mut allowed, mut needed) = (BTreeSet::new(), BTreeSet::new());
    for spec in SPECS {
        let saved = Saved::after(spec, |world, _| {
            by_hand::make_trail(world);
            by_hand::encrypt(world, "acme-athena-results");
        });
        let document = saved.document(Purpose::Doctor);
        // A query that fails is followed by what a doctor does, and one that does not needs nothing of its own.
        assert_eq!(saved.document(Purpose::Verify), document, "{spec}");
        let actions = document.actions();
        needed.extend(&actions - &saved.spare(Purpose::Doctor, unseen_by_a_doctor));
        allowed.extend(actions);
    }
    let idle = not_asked();
    let spare = allowed.difference(&needed).filter(|action| !idle.contains(**action));
    assert_eq!(spare.collect::<Vec<_>>(), [&""; 0], "a doctor misses nothing without these");
}

fn a_session_is_asked_for_in_ones_own_name() {
    let saved = Saved::after(OWN_NAME, |_, _| {});
    let exchanges = ["sso-oauth:CreateTokenWithIAM", "sts:AssumeRole", "sts:SetContext"];
    let more = &saved.document(Purpose::Verify).actions() - &saved.document(Purpose::Doctor).actions();
    assert_eq!(more, exchanges.into());
    let spare = saved.spare(Purpose::Verify, |world, desired| {
        let survey = world.clock.run(world.provider.survey(desired, &world.ledger, &BTreeSet::new()));
        let live = of_live(&survey.expect("it can be reached"), Some(desired));
        // What is not seen of the client is what a doctor misses.
        let Some(client) = live.clients.get("bi") else { return vec![] };
        let (Some(application), Some(access_role)) = (&client.application, &client.access_role) else {
            return vec![];
        };
        assert_eq!(client.application_role, None);
        let exchange =
            Exchange { application, application_role: None, access_role, session_name: "tipctl-verify" };
        let issuer = "https://acme.okta.com/oauth2/default";
        let ask = TokenAsk { issuer, user: "carol@example.com", audience: "0oa1b2c3d4", lifetime: 3600 };
        let token = world.sandbox.issue_token(&ask).expect("there is such a user");
        let session = world.clock.run(async {
            let identity = world.connection.user_identity(exchange, &token).await?;
            identity.session(exchange).await
        });
        session.err().map(|failure| failure.to_string()).into_iter().collect()
    });
    assert!(exchanges.iter().all(|action| !spare.contains(action)), "{spare:?}");
}

/// What an audit does not see. One of the users whom it meets is gone.
fn unseen_by_an_audit(world: &World, desired: &Desired) -> Vec<String> {
    let directory = match world.clock.run(world.provider.directory(desired, &world.ledger)) {
        Ok(directory) => directory,
        Err(faults) => return faults.iter().map(ToString::to_string).collect(),
    };
    let span = Span { from_ms: NOON - 1000, to_ms: NOON + 3_600_000 };
    let audited = world.clock.run(world.provider.audit(desired, span, &waiting(&world.clock)));
    let audited = match audited {
        Ok(audited) => audited,
        Err(fault) => return vec![fault.to_string()],
    };
    let mut unseen = told::<()>(Ok([directory.notes.clone(), audited.notes].concat()));
    if let Some(store) = store_of(&directory, desired) {
        let ids =
            recorded(&audited.events).iter().filter_map(|event| Some(event.user()?.id.clone())).collect();
        let named = world.clock.run(world.provider.name_users(desired, &store, ids, &mut BTreeMap::new()));
        unseen.extend(named.err().map(|fault| fault.to_string()));
    }
    unseen
}

fn store_of(directory: &Survey, desired: &Desired) -> Option<String> {
    of_live(directory, Some(desired)).identity_center.there().map(|center| center.store)
}

/// Carol queries, and a trail records it.
fn something_is_read(world: &World) {
    by_hand::make_trail(world);
    let carol = queries::entered(world, "carol@example.com");
    queries::run(world, &carol, "SELECT order_id FROM orders").expect("she may read it");
}

fn an_audit_sees_everything() {
    let saved = Saved::after("specs/prod.toml", |world, desired| {
        something_is_read(world);
        let directory = world.clock.run(world.provider.directory(desired, &world.ledger));
        let directory = directory.expect("it can be reached");
        let live = of_live(&directory, Some(desired));
        let (id, _) =
            live.users.iter().find(|(_, user)| user.name == "carol@example.com").expect("she is there");
        by_hand::delete_user(world, &store_of(&directory, desired).expect("it is there"), id);
    });
    assert_eq!(saved.spare(Purpose::Audit, unseen_by_an_audit), BTreeSet::new());
}

/// Where Identity Center is another account's, who looks has to be allowed nothing in it but to be its role.
fn identity_center_is_looked_at_elsewhere() {
    let desired = elsewhere(desired(&workspace("specs/prod.toml")));
    let identity_center = Some((HUB.to_owned(), desired.place.region.clone()));
    let knobs = Knobs { identity_center, ..Knobs::default() };
    let saved = Saved::of(desired, knobs, |world, _| something_is_read(world));
    for purpose in [Purpose::Plan, Purpose::Doctor, Purpose::Audit] {
        let actions = saved.document(purpose).actions();
        let of_center = actions
            .iter()
            .filter(|action| action.starts_with("sso:") || action.starts_with("identitystore:"));
        // EMR asks in its caller's name.
        let by_services =
            if purpose == Purpose::Audit { &[][..] } else { &["sso:GetManagedApplicationInstance"] };
        assert_eq!(of_center.copied().collect::<Vec<_>>(), by_services, "{}", purpose.word());
        assert!(actions.contains("sts:AssumeRole"), "{}", purpose.word());
    }
    assert_eq!(unseen_by_a_doctor(&saved.world(Purpose::Doctor, None), &saved.desired), [""; 0]);
    assert_eq!(saved.spare(Purpose::Audit, unseen_by_an_audit), BTreeSet::new());
}
