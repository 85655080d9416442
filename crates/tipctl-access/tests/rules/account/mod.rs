//! An account as a fixture writes it: the facts of an inventory, in the words of this file.
//!
//! Ids are short: a group is `analysts`, a role the last part of its ARN, an application any text. Whoever is meant is
//! written `group/analysts` or `user/alice`; what is meant in the catalog `sales`, `sales.orders` or `sales.*`, and in
//! that of another account `444455556666:sales.orders`.

mod facts;
mod told;
mod words;

use tipctl_model::{
    Inventory, Place,
    inventory::{
        Bucket, Caller, Encryption, Extent, Former, KmsKey, Known, ManagedPolicy, Sight, Trail, User,
    },
};

pub(crate) use facts::Account;

use facts::{ApplicationFacts, CenterFacts, GroupFacts, MappingFacts, RoleFacts, WorkgroupFacts};
use words::{address, known, role_arn, sight, value};

/// The account of every fixture.
pub(crate) fn place() -> Place {
    Place::new("fixture", "111122223333", "ap-northeast-1")
}

impl Account {
    /// The time of the fixture, in milliseconds since the epoch.
    pub(crate) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// The inventory that its facts make.
    pub(crate) fn inventory(self) -> Inventory {
        let extent = match self.extent.as_str() {
            "live" => Extent::Live,
            "after" => Extent::After,
            other => panic!("no extent is called `{other}`"),
        };
        let mut inventory = Inventory::empty(place(), extent);
        for part in &self.unseen {
            assert!(
                ["opt-ins", "policies", "roles", "trails"].contains(&part.as_str()),
                "`{part}` is always seen"
            );
        }
        let sees = |part: &str| !self.unseen.contains(part);
        inventory.changed_at_ms = self.changed_at_ms;
        inventory.plain_workgroups = self.plain_workgroups;
        inventory.caller = self.caller.map(|arn| Caller { arn });
        inventory.context_allow_list = self.context_allow_list;
        inventory.identity_center = sight(self.identity_center.map(CenterFacts::told));
        inventory.users = known(self.users, true, |facts| User {
            from: address(facts.from),
            name: facts.name,
            is_enabled: None,
        });
        inventory.groups = known(self.groups, true, GroupFacts::told);
        let formerly = self.formerly.into_iter();
        inventory.formerly = formerly
            .map(|(id, facts)| (id, Former { from: address(facts.from), name: facts.name }))
            .collect();
        inventory.applications = known(self.applications, true, ApplicationFacts::told);
        let roles = self.roles.into_iter().map(|(name, facts)| (role_arn(&name), facts)).collect();
        inventory.roles = known(roles, sees("roles"), RoleFacts::told);
        inventory.policies = known(self.policies, sees("policies"), |facts| ManagedPolicy {
            from: address(facts.from),
            document: value(facts.document),
        });
        let studios = self.studios.into_iter().map(|(name, facts)| (name.clone(), facts.told(name)));
        inventory.studios = Known::whole();
        studios.for_each(|(id, studio)| inventory.studios.insert(id, studio));
        inventory.mappings = self.mappings.into_values().map(MappingFacts::told).collect();
        inventory.workgroups = known(self.workgroups, true, WorkgroupFacts::told);
        self.lake.tell(&mut inventory, sees("opt-ins"));
        self.catalog.tell(&mut inventory);
        self.access_grants.tell(&mut inventory);
        inventory.buckets = known(self.buckets, true, |facts| Bucket {
            is_own: Some(!facts.is_of_another_account),
            region: Some(facts.region),
            encryption: Some(Encryption { mode: "sse-s3".to_owned(), key: None }),
            policy: sight(facts.policy.map(value)),
        });
        inventory.keys.is_whole = true;
        self.keys.into_iter().for_each(|(arn, facts)| {
            let key = KmsKey {
                arn: arn.clone(),
                is_aws_managed: facts.is_aws_managed,
                is_enabled: facts.is_enabled,
                policy: Sight::There(value(facts.policy)),
            };
            inventory.keys.insert(arn, key);
        });
        inventory.trails = known(self.trails, sees("trails"), |facts| Trail {
            is_logging: facts.is_logging,
            s3_data: facts.s3_data,
            ..Trail::default()
        });
        inventory.clients = self.clients.into_iter().map(|(label, facts)| (label, facts.told())).collect();
        inventory
    }
}
