//! What can go wrong with a program that queries for its users: its application, the issuer of its tokens, and its roles.

use serde_json::{Value, json};

use super::breakage::{APPLICATIONS, Breakage, Draw, breaks, in_one, leaves, opens, role, set, take_one};

const GRANT: &str =
    "/oauth/grants/urn:ietf:params:oauth:grant-type:jwt-bearer/JwtBearer/AuthorizedTokenIssuers/0";
const ISSUERS: &str = "/services/ssoadmin/issuers";
const PROVIDERS: &str = "/services/iam/openid_providers";

/// Everything that is tried.
pub(super) static PROGRAMS: &[Breakage] = &[
    breaks("program without a scope", |all, draw| take_one(own(all, "/oauth/scopes")?, draw)),
    breaks("program whose scope is for others", |all, draw| {
        rescope(all, draw, &json!(["arn:aws:sso::111122223333:application/ssoins-1/apl-1"]))
    }),
    leaves("program whose scope is for everyone", |all, draw| rescope(all, draw, &Value::Null)),
    breaks("program that exchanges no tokens", |all, _| {
        *own(all, "/oauth/grants")? = json!({});
        Some(())
    }),
    breaks("program that exchanges the tokens of another", |all, _| {
        set(own(all, GRANT)?, "AuthorizedAudiences", json!(["another-program"]))
    }),
    leaves("program that exchanges the tokens of another too", |all, _| {
        own(all, GRANT)?.get_mut("AuthorizedAudiences")?.as_array_mut()?.push(json!("another-program"));
        Some(())
    }),
    breaks("program that exchanges the tokens of an issuer who is gone", |all, _| {
        let gone = json!("arn:aws:sso::111122223333:trustedTokenIssuer/ssoins-7223a1b2c3d4e5f6/tti-gone");
        set(own(all, GRANT)?, "TrustedTokenIssuerArn", gone)
    }),
    breaks("program that nobody may act for", |all, _| {
        *own(all, "/oauth/actor_policy")? = Value::Null;
        Some(())
    }),
    breaks("program that another role may act for", |all, _| {
        let other = json!({ "AWS": "arn:aws:iam::111122223333:role/lake" });
        *own(all, "/oauth/actor_policy")? = actors(&[("Allow", &other, "sso-oauth:CreateTokenWithIAM")]);
        Some(())
    }),
    breaks("program that its role may do something else for", |all, _| {
        let role = json!({ "AWS": "arn:aws:iam::111122223333:role/driver" });
        *own(all, "/oauth/actor_policy")? = actors(&[("Allow", &role, "sso-oauth:IntrospectTokenWithIAM")]);
        Some(())
    }),
    breaks("program that the account may not act for", |all, _| {
        let role = json!({ "AWS": "arn:aws:iam::111122223333:role/driver" });
        let account = json!({ "AWS": "arn:aws:iam::111122223333:root" });
        *own(all, "/oauth/actor_policy")? =
            actors(&[("Allow", &role, "sso-oauth:*"), ("Deny", &account, "sso-oauth:CreateTokenWithIAM")]);
        Some(())
    }),
    leaves("program that everyone may act for, and its role", |all, _| {
        let role = json!({ "AWS": ["arn:aws:iam::111122223333:role/driver"] });
        *own(all, "/oauth/actor_policy")? =
            actors(&[("Allow", &json!("*"), "sso-oauth:Create*"), ("Allow", &role, "sso-oauth:*")]);
        Some(())
    }),
    breaks("program that is disabled", |all, _| {
        *own(all, "/status")? = json!("DISABLED");
        Some(())
    }),
    breaks("program without users", |all, draw| take_one(own(all, "/assignments")?, draw)),
    leaves("program that anyone may use", |all, _| {
        *own(all, "/assignment_required")? = json!(false);
        Some(())
    }),
    breaks("issuer of another address", |all, _| issuer(all, "IssuerUrl", "https://acme.okta.com")),
    opens("issuer whose users are known by another attribute", |all, _| {
        issuer(all, "IdentityStoreAttributePath", "externalId")
    }),
    opens("issuer that says in another claim who the user is", |all, _| {
        issuer(all, "ClaimAttributePath", "sub")
    }),
    leaves("issuer whose users are known by their names", |all, _| {
        issuer(all, "ClaimAttributePath", "preferred_username")?;
        issuer(all, "IdentityStoreAttributePath", "userName")
    }),
    breaks("issuer that is gone", |all, draw| take_one(all.pointer_mut(ISSUERS)?, draw)),
    breaks("provider that is gone", |all, draw| take_one(all.pointer_mut(PROVIDERS)?, draw)),
    breaks("provider that knows another program", |all, draw| {
        in_one(all, PROVIDERS, draw, |one, _| set(one, "clients", json!(["another-program"])))
    }),
    leaves("access role that trusts the account", |all, _| {
        trust(all, "driver-access", &[("Allow", "arn:aws:iam::111122223333:root")])
    }),
    breaks("access role that trusts an account which does not let its role", |all, _| {
        trust(all, "driver-access", &[("Allow", "arn:aws:iam::111122223333:root")])?;
        role(all, "driver")?.get_mut("inline")?.as_object_mut()?.clear();
        Some(())
    }),
    breaks("access role that trusts its role, and not the account", |all, _| {
        let role = role(all, "driver")?["unique_id"].as_str()?.to_owned();
        trust(all, "driver-access", &[("Allow", &role), ("Deny", "arn:aws:iam::111122223333:root")])
    }),
    breaks("application role that is denied to pass on who the user is", |all, _| {
        let statement = json!({ "Effect": "Deny", "Action": "sts:SetContext", "Resource": "*" });
        let document = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
        role(all, "driver")?
            .get_mut("inline")?
            .as_object_mut()?
            .insert("no-context".to_owned(), json!(document));
        Some(())
    }),
];

/// A member of the program's application.
fn own<'a>(all: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut applications = all.pointer_mut(APPLICATIONS)?.as_object_mut()?.values_mut();
    let custom = "arn:aws:sso::aws:applicationProvider/custom";
    applications.find(|one| one["provider_arn"] == custom)?.pointer_mut(path)
}

/// Gives a drawn scope of the program other targets.
fn rescope(all: &mut Value, draw: &mut Draw, targets: &Value) -> Option<()> {
    let scopes = own(all, "/oauth/scopes")?.as_object_mut()?;
    *draw.one(scopes.values_mut().collect())? = targets.clone();
    Some(())
}

fn issuer(all: &mut Value, member: &str, value: &str) -> Option<()> {
    let issuer = all.pointer_mut(ISSUERS)?.as_object_mut()?.values_mut().next()?;
    set(issuer.get_mut("configuration")?, member, json!(value))
}

/// An actor policy: who is allowed or denied what.
fn actors(statements: &[(&str, &Value, &str)]) -> Value {
    let statements = statements.iter().map(|(effect, principal, action)| {
        json!({ "Effect": effect, "Principal": principal, "Action": action, "Resource": "*" })
    });
    let statements: Vec<Value> = statements.collect();
    json!(json!({ "Version": "2012-10-17", "Statement": statements }).to_string())
}

/// Lets or keeps principals of IAM from everything that a role is taken with.
fn trust(all: &mut Value, name: &str, principals: &[(&str, &str)]) -> Option<()> {
    let statements = principals.iter().map(|(effect, principal)| {
        json!({ "Effect": effect, "Principal": { "AWS": principal }, "Action": "sts:*" })
    });
    let statements: Vec<Value> = statements.collect();
    set(role(all, name)?, "trust/Statement", json!(statements))
}
