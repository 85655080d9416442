//! What the roles of clients are for, from the clients that name them.

use std::collections::BTreeSet;

use tipctl_model::{Block, Flaw, Scope, Value};

use super::{arn, arn_of};
use crate::{
    kinds::{client, oidc_provider},
    policy::clients::{Client, Reach, Tokens},
    s3::Path,
};

/// The tokens of the users of `clients`.
///
/// # Errors
/// An issuer whose address is not known.
pub(super) fn tokens(clients: &[&Block], scope: &Scope<'_>) -> Result<Vec<Tokens>, Vec<Flaw>> {
    let tokens = clients.iter().map(|client| tokens_of(client, scope));
    tokens.collect::<Result<_, _>>().map_err(|flaw| vec![unclear(flaw)])
}

/// The clients as their access role sees them.
///
/// # Errors
/// An issuer whose address is not known.
pub(super) fn trusted(clients: &[&Block], scope: &Scope<'_>) -> Result<Vec<Client>, Vec<Flaw>> {
    let trusted = clients.iter().filter_map(|client| {
        let application_role = client.value("application_role")?.clone();
        Some(tokens_of(client, scope).map(|tokens| Client { tokens, application_role }))
    });
    trusted.collect::<Result<_, _>>().map_err(|flaw| vec![unclear(flaw)])
}

/// The ARNs of the access roles of `clients`.
pub(super) fn access_roles(clients: &[&Block], scope: &Scope<'_>) -> BTreeSet<String> {
    let roles = clients.iter().filter_map(|client| match client.value("access_role")? {
        Value::Pending(reference) => {
            scope.blocks.get(&reference.address).map(|block| arn_of(block, scope.place))
        }
        Value::Text(text) if text.starts_with("arn:") => Some(text.clone()),
        Value::Text(name) => Some(arn(scope.place, None, name)),
        _ => None,
    });
    roles.collect()
}

/// What `clients` query through.
pub(super) fn reach(clients: &[&Block], scope: &Scope<'_>) -> Reach {
    let mut reach = Reach::default();
    for workgroup in workgroups(clients, scope) {
        let name = workgroup.text("name").unwrap_or(&workgroup.address.label);
        reach.workgroups.insert(scope.place.regional_arn("athena", &format!("workgroup/{name}")));
        // As the workgroup has it: through S3 Access Grants where it knows its users, and nothing says otherwise.
        let knows_users = workgroup.truth("identity_center") != Some(false);
        if workgroup.truth("access_grants").unwrap_or(knows_users) {
            reach.uses_access_grants = true;
        } else {
            reach.results.extend(workgroup.text("results").and_then(Path::folder));
        }
    }
    reach
}

/// The workgroups of `clients`.
pub(super) fn workgroups<'a>(clients: &[&Block], scope: &Scope<'a>) -> Vec<&'a Block> {
    let named = clients.iter().flat_map(|client| client.elements("workgroups"));
    named.filter_map(|workgroup| scope.blocks.get(&workgroup.as_ref_to()?.address)).collect()
}

fn tokens_of(block: &Block, scope: &Scope<'_>) -> Result<Tokens, Flaw> {
    let url = client::issuer_url(block, scope)?;
    let client_ids = block.elements("client_ids").iter().filter_map(|id| id.as_text().map(str::to_owned));
    Ok(Tokens {
        provider: oidc_provider::arn(scope.place, url),
        issuer: oidc_provider::name(url).to_owned(),
        client_ids: client_ids.collect(),
    })
}

/// The client says the same of itself; where it stands, its path means something.
fn unclear(flaw: Flaw) -> Flaw {
    Flaw { path: "use".to_owned(), ..flaw }
}
