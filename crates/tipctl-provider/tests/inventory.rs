//! Inventories of specs as users write them: every link of the chain is told of, and equal ids are the same thing.

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use tipctl_model::{
        Desired, Inventory,
        inventory::{Columns, Extent, Grant, Permission, Principal, Resource, Sight, Workforce},
    };
    use tipctl_provider::{inventory::of_spec, kinds::kinds};

    fn desired(text: &str) -> Desired {
        let head = "version = 1\n[stack]\nname = \"s\"\naccount = \"111122223333\"\nregion = \"eu-west-1\"\n";
        let text = format!("{head}{text}");
        let read = |_: &Path| Ok(text.clone().into_bytes());
        let loaded = tipctl_spec::load(Path::new("spec.toml"), &kinds(), &read);
        loaded.unwrap_or_else(|problems| panic!("{problems:?}")).desired
    }

    fn of_file(name: &str) -> Inventory {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs").join(name);
        let read = |path: &Path| std::fs::read(path);
        of_spec(&tipctl_spec::load(&path, &kinds(), &read).expect("it is right").desired)
    }

    fn group(id: &str) -> Workforce {
        Workforce::Group(id.to_owned())
    }

    #[test]
    fn the_quickstart_is_one_chain() {
        let inventory = of_file("quickstart.toml");
        assert_eq!(inventory.extent, Extent::Spec);
        let instance = inventory.identity_center.clone().there().expect("the spec names it");
        assert_eq!((instance.arn.as_str(), instance.is_external), ("identity_center.main#arn", false));

        let (id, analysts) = inventory.groups.iter().next().expect("it has a group");
        let members = BTreeSet::from(["user.alice#id".to_owned(), "user.bob#id".to_owned()]);
        assert_eq!((&analysts.members, analysts.members_are_whole), (&members, false));
        assert_eq!(inventory.users.get("user.alice#id").expect("she is written").name, "alice@example.com");

        let (_, workgroup) = inventory.workgroups.iter().next().expect("it has a workgroup");
        assert_eq!(workgroup.instance.as_ref(), Some(&instance.arn));
        let application = inventory.applications.get(workgroup.application.as_deref().unwrap()).unwrap();
        assert_eq!(application.assigned, Sight::There(BTreeSet::from([group(id)])));

        let (studio, entered) = inventory.studios.iter().next().expect("it has a studio");
        assert!(entered.propagates_identity && entered.signs_in_through_identity_center);
        let mapping = inventory.mappings.iter().find(|mapping| mapping.identity == group(id)).unwrap();
        assert_eq!(mapping.studio, studio);
        assert!(inventory.policies.get(&mapping.session_policy).is_some(), "{}", mapping.session_policy);
        for role in [&entered.user_role, &entered.service_role, &workgroup.execution_role] {
            let role = role.as_deref().expect("it is named");
            assert!(inventory.roles.get(role).is_some_and(|role| role.from.is_some()), "{role}");
        }

        let grant = inventory
            .access_grants
            .grants
            .iter()
            .find(|grant| grant.grantee == Principal::Workforce(group(id)));
        let grant = grant.expect("results are granted");
        assert_eq!(grant.permission, Permission::ReadWrite);
        assert_eq!(grant.scope, format!("{}*", workgroup.results.as_deref().unwrap()));
        let location = inventory.access_grants.locations.get(&grant.location).expect("it is told of");
        assert!(inventory.roles.get(location.role.as_deref().unwrap()).is_some());

        let holders: BTreeSet<&Principal> =
            inventory.lake.grants.iter().map(|grant| &grant.principal).collect();
        assert!(holders.contains(&Principal::Workforce(group(id))), "{holders:?}");
    }

    #[test]
    fn a_spec_hides_what_it_does_not_write() {
        let inventory = of_file("prod.toml");
        assert!(inventory.identity_center.clone().there().is_some_and(|instance| instance.is_external));
        for is_whole in [
            inventory.users.is_whole,
            inventory.groups.is_whole,
            inventory.studios.is_whole,
            inventory.mappings_are_whole,
            inventory.workgroups.is_whole,
            inventory.lake.locations.is_whole,
            inventory.lake.grants_are_whole,
            inventory.access_grants.grants_are_whole,
            inventory.groups.iter().any(|(_, group)| group.members_are_whole),
            inventory.roles.iter().any(|(_, role)| role.permissions_are_whole),
        ] {
            assert!(!is_whole);
        }
        let settings = inventory.lake.settings.as_ref().there().expect("it has some");
        assert_eq!((settings.open_databases, settings.is_whole), (Some(false), false));
        assert_eq!(
            settings.admins,
            BTreeSet::from([Principal::Iam("arn:aws:iam::111122223333:user/operator".to_owned())])
        );
        assert_eq!(inventory.catalog.tables.see("sales.orders"), Sight::Unseen);
    }

    #[test]
    fn an_id_that_is_written_is_the_id_everywhere() {
        const ID: &str = "a4b8c4d8-0051-70a3-1a2b-0123456789ab";
        let inventory = of_spec(&desired(&format!(
            r#"
            [identity_center]
            arn = "arn:aws:sso:::instance/ssoins-0123456789abcdef"
            [group.analysts]
            id = "{ID}"
            [workgroup.w]
            results = "s3://acme-results/w/"
            role = "arn:aws:iam::111122223333:role/athena"
            results_role = "arn:aws:iam::111122223333:role/results"
            users = ["group.analysts"]
            [[grant]]
            to = ["group.analysts", "role.reader"]
            on = {{ database = "sales", table = "orders", columns = ["a", "b"] }}
            allow = ["select"]
            [role.reader]
            trust = {{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Principal = {{ Service = "athena.amazonaws.com" }}, Action = "sts:AssumeRole" }}] }}
            inline = {{}}
            attached = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
            "#
        )));
        let workgroup = inventory.workgroups.get("w").expect("it is written");
        assert_eq!(workgroup.instance.as_deref(), Some("arn:aws:sso:::instance/ssoins-0123456789abcdef"));
        let assigned =
            &inventory.applications.get("workgroup.w#application_arn").expect("it has one").assigned;
        assert_eq!(*assigned, Sight::There(BTreeSet::from([group(ID)])));
        assert_eq!(inventory.access_grants.grants[0].grantee, Principal::Workforce(group(ID)));
        let columns = Columns::Only(["a", "b"].map(str::to_owned).into());
        let resource = Resource::Table { database: "sales".to_owned(), table: "orders".to_owned() };
        let of = |grant: &Grant| (grant.principal.clone(), grant.columns.clone(), grant.resource.clone());
        let reader = "arn:aws:iam::111122223333:role/reader".to_owned();
        let held: BTreeSet<_> = inventory.lake.grants.iter().map(of).collect();
        let expected = [Principal::Workforce(group(ID)), Principal::Iam(reader.clone())];
        assert_eq!(held, expected.map(|principal| (principal, columns.clone(), resource.clone())).into());
        let role = inventory.roles.get(&reader).expect("it is written");
        assert!(role.permissions_are_whole, "both lists of its policies are written");
        assert_eq!(role.permissions["arn:aws:iam::aws:policy/ReadOnlyAccess"], Sight::Unseen);
    }
}
