//! What a doctor finds of a stack that is only half there, and what becomes of it when it is accepted.

#[cfg(test)]
mod tests {
    use crate::desk::{Desk, QUICKSTART};

    #[test]
    fn what_an_apply_did_not_get_done_is_broken_and_an_apply_mends_it() {
        for (operation, title, cause) in [
            (
                "lakeformation.RegisterResource",
                "✗ location sales.orders (TIP215) stops group.analysts",
                "cause no location is registered for `s3://acme-lake/sales/orders/`",
            ),
            (
                "identitystore.CreateGroupMembership",
                "✗ membership group.analysts stops user.alice, user.bob",
                "cause they are not in the group `analysts`",
            ),
        ] {
            let desk = Desk::new();
            let knobs = format!("fault={operation}:AccessDeniedException:always");
            desk.knobs(&knobs, "--sandbox apply spec.toml --auto-approve")
                .ends(5, operation.split('.').next_back().unwrap());
            let told = desk.run("--sandbox doctor spec.toml --fix mend.tipplan");
            told.ends(2, title);
            told.ends(2, cause);
            told.ends(2, "mend apply the spec as it is");
            told.ends(2, "AWS is not as the spec says: a plan has");
            assert!(desk.read("mend.tipplan").starts_with('{'));
            desk.run("--sandbox apply mend.tipplan --auto-approve").ends(0, "Apply complete");
            desk.run("--sandbox doctor spec.toml").ends(0, "Nothing is broken.");
        }
    }

    #[test]
    fn a_broken_link_is_accepted_until_a_day() {
        let hybrid = QUICKSTART.replacen("role = \"role.lake\"", "role = \"role.lake\"\nhybrid = true", 1);
        let waived = |until: &str| {
            format!(
                "{hybrid}\n[[waive]]\nrule = \"TIP109\"\non = \"location.sales\"\nreason = \"IAM decides there.\"\nuntil = \"{until}\"\n"
            )
        };
        let desk = Desk::applied(&hybrid);
        desk.run("--sandbox doctor spec.toml").ends(2, "✗ opt-in sales.orders (TIP109) stops group.analysts");
        desk.write("spec.toml", waived("9999-12-31"));
        desk.run("--sandbox doctor spec.toml")
            .ends(0, "TIP109 opt-in sales.orders, until 9999-12-31: IAM decides there.");
        desk.write("spec.toml", waived("2020-01-01"));
        desk.run("--sandbox doctor spec.toml")
            .ends(2, "the waiver of TIP109 on `location.sales` ended on 2020-01-01");
    }
}
