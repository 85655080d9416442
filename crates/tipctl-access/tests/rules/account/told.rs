//! What each fact means, as an inventory has it.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Inventory,
    inventory::{
        AccessGrant, AccessGrantsInstance, AccessGrantsLocation, Application, CatalogEncryption, Client,
        Columns, Connection, Database, Encryption, Grant, Group, IdentityCenter, Known, Link, Location,
        Mapping, OptIn, Permission, Principal, Role, Settings, Sight, Studio, Table, Workgroup,
    },
};

use super::{
    facts::{
        AccessGrantsFacts, ApplicationFacts, CatalogFacts, CenterFacts, ClientFacts, GrantFacts, GroupFacts,
        LakeFacts, MappingFacts, RoleFacts, StudioFacts, TargetFacts, WorkgroupFacts,
    },
    place,
    words::{address, known, principal, resource, role_arn, sight, value, workforce},
};

impl CenterFacts {
    pub(super) fn told(self) -> IdentityCenter {
        IdentityCenter {
            from: address(Some("identity_center.main".to_owned())),
            arn: self.arn,
            store: "d-1234567890".to_owned(),
            owner: place().account,
            status: self.status,
            regions: self.regions,
            encryption: self.encryption,
            vpce_required: Some((self.vpce_required, self.vpce_excluded)),
            is_external: true,
        }
    }
}

impl GroupFacts {
    pub(super) fn told(self) -> Group {
        Group {
            from: address(self.from),
            name: self.name,
            members: self.members,
            members_are_whole: !self.members_are_unseen,
            is_found_by_list_only: self.is_found_by_list_only,
        }
    }
}

impl ApplicationFacts {
    pub(super) fn told(self) -> Application {
        Application {
            from: None,
            name: String::new(),
            instance: None,
            is_enabled: self.is_enabled,
            assignment_required: self.assignment_required,
            assigned: Sight::There(self.assigned.iter().map(|who| workforce(who)).collect()),
        }
    }
}

impl RoleFacts {
    pub(super) fn told(self) -> Role {
        let inline =
            self.permissions.into_iter().map(|(name, document)| (name, Sight::There(value(document))));
        let attached = self.attached.into_iter().map(|arn| (arn, Sight::Unseen));
        Role {
            from: address(self.from),
            trust: Sight::There(value(self.trust)),
            permissions: inline.chain(attached).collect(),
            permissions_are_whole: true,
            boundary: None,
        }
    }
}

impl StudioFacts {
    pub(super) fn told(self, name: String) -> Studio {
        Studio {
            from: address(self.from),
            name,
            signs_in_through_identity_center: self.signs_in_through_identity_center,
            propagates_identity: self.propagates_identity,
            mapping_required: self.mapping_required,
            instance: self.instance,
            user_role: Some(role_arn(&self.user_role)),
            service_role: None,
            url: None,
        }
    }
}

impl MappingFacts {
    pub(super) fn told(self) -> Mapping {
        Mapping {
            from: address(self.from),
            studio: self.studio,
            identity: workforce(&self.who),
            session_policy: self.session_policy,
            is_to_be_made: false,
        }
    }
}

impl WorkgroupFacts {
    pub(super) fn told(self) -> Workgroup {
        Workgroup {
            from: address(self.from),
            is_enabled: true,
            identity_center_enabled: self.identity_center_enabled,
            instance: self.instance,
            application: self.application,
            execution_role: self.execution_role.as_deref().map(role_arn),
            results: self.results,
            results_through_access_grants: self.results_through_access_grants,
            private_results: self.private_results,
            is_enforced: self.is_enforced,
            managed_results: false,
            encryption: self.encryption.map(|facts| Encryption { mode: facts.mode, key: facts.key }),
        }
    }
}

impl LakeFacts {
    pub(super) fn tell(self, inventory: &mut Inventory, sees_opt_ins: bool) {
        let lake = &mut inventory.lake;
        lake.connection = sight(self.connection.map(|facts| Connection {
            from: address(facts.from),
            instance: Some(facts.instance),
            application: Some(facts.application),
        }));
        lake.settings = Sight::There(Settings {
            admins: self.settings.admins.iter().map(|text| Principal::of(text)).collect(),
            read_only_admins: self.settings.read_only_admins.iter().map(|text| Principal::of(text)).collect(),
            open_databases: Some(self.settings.open_databases),
            open_tables: Some(self.settings.open_tables),
            parameters: self.settings.parameters,
            is_whole: true,
            from: BTreeMap::new(),
        });
        lake.locations = known(self.locations, true, |facts| Location {
            from: address(facts.from),
            is_service_linked: facts.role.contains("/aws-service-role/"),
            role: Some(role_arn(&facts.role)),
            is_hybrid: facts.is_hybrid,
            verification: facts.verification,
        });
        lake.grants = self.grants.into_values().map(GrantFacts::told).collect();
        lake.grants_are_whole = true;
        let opt_ins = self.opt_ins.into_values();
        lake.opt_ins = opt_ins
            .map(|facts| OptIn {
                principal: principal(&facts.who),
                resource: resource(&facts.on),
                from: None,
            })
            .collect();
        lake.opt_ins_are_whole = sees_opt_ins;
    }
}

impl GrantFacts {
    pub(super) fn told(self) -> Grant {
        Grant {
            principal: principal(&self.to),
            resource: resource(&self.on),
            permission: self.allow,
            columns: Columns::All,
            is_grantable: false,
            condition: None,
            from: address(self.from),
        }
    }
}

impl CatalogFacts {
    pub(super) fn tell(self, inventory: &mut Inventory) {
        let catalog = &mut inventory.catalog;
        catalog.databases =
            known(self.databases, true, |facts| Database { link: facts.link.map(TargetFacts::told) });
        catalog.tables = known(self.tables, true, |facts| Table {
            columns: vec!["id".to_owned()],
            data: facts.data,
            link: facts.link.map(TargetFacts::told),
        });
        catalog.encryption = sight(self.encryption.map(|facts| CatalogEncryption {
            mode: facts.mode,
            key: facts.key,
            role: facts.role,
        }));
    }
}

impl TargetFacts {
    pub(super) fn told(self) -> Link {
        Link { catalog: self.account, database: self.database, table: self.table }
    }
}

impl AccessGrantsFacts {
    pub(super) fn tell(self, inventory: &mut Inventory) {
        let access_grants = &mut inventory.access_grants;
        access_grants.instance = sight(self.instance.map(|facts| AccessGrantsInstance {
            from: address(facts.from),
            arn: place().regional_arn("s3", "access-grants/default"),
            identity_center: facts.identity_center,
            application: facts.application,
        }));
        access_grants.locations = known(self.locations, true, |facts| AccessGrantsLocation {
            from: address(facts.from),
            scope: facts.scope,
            role: Some(role_arn(&facts.role)),
        });
        let grants = self.grants.into_iter().map(|(id, facts)| AccessGrant {
            from: address(facts.from),
            id,
            location: "results".to_owned(),
            scope: facts.scope,
            grantee: principal(&facts.to),
            permission: match facts.permission.as_str() {
                "read" => Permission::Read,
                "write" => Permission::Write,
                "readwrite" => Permission::ReadWrite,
                other => panic!("no permission is called `{other}`"),
            },
            is_object: facts.is_object,
            application: None,
        });
        access_grants.grants = grants.collect();
        access_grants.grants_are_whole = true;
    }
}

impl ClientFacts {
    pub(super) fn told(self) -> Client {
        Client {
            from: address(self.from),
            workgroup: self.workgroup,
            application: None,
            application_role: None,
            access_role: self.access_role.as_deref().map(role_arn),
            tokens: Sight::Unseen,
            actors: Sight::Unseen,
            users: BTreeSet::new(),
            scopes: Known::partial(),
        }
    }
}
