//! Where the user comes in, and the session that they have then.

use std::{io::Read as _, path::Path};

use tipctl_access::Entry;
use tipctl_model::{
    Desired, Inventory,
    inventory::{Principal, Workforce},
};
use tipctl_provider::{
    Connection,
    query::{Exchange, Keys, QueryFailure, identity_center_region},
};

use crate::{
    cli, disk, door,
    failure::{Failure, Mishap, Refusal},
    run::Run,
};

/// An entry, as the command line names it or the spec has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Door {
    /// The studio with this id; of one that is yet to be made, what stands for it.
    Studio(String),
    /// The client with this label.
    Client(String),
}

impl Door {
    /// The entry of `user` in `inventory` that `args` name, or failing that the studio which lets them in; `wanted` is the
    /// inventory of the spec. None where there is nothing of the kind.
    pub(super) fn of(
        args: &cli::Verify,
        (inventory, wanted): (&Inventory, &Inventory),
        user: &Workforce,
    ) -> Option<Self> {
        match (&args.client, &args.studio) {
            (Some(client), _) => {
                let label = client.strip_prefix("client.").unwrap_or(client);
                let is_known = inventory.clients.contains_key(label) || wanted.clients.contains_key(label);
                is_known.then(|| Self::Client(label.to_owned()))
            }
            (None, Some(name)) => called(inventory, name).or_else(|| called(wanted, name)).map(Self::Studio),
            (None, None) => {
                let ours = |inventory: &Inventory| {
                    let mut studios = inventory.studios.iter().filter(|(_, studio)| studio.from.is_some());
                    studios.next().map(|(id, _)| id.to_owned())
                };
                let studio = mapped(inventory, user).or_else(|| ours(inventory)).or_else(|| ours(wanted));
                studio.map(Self::Studio)
            }
        }
    }

    /// `door`; or why `user` cannot be tried at all with these `args`.
    ///
    /// # Errors
    /// There is no such entry, or no session is given there.
    pub(super) fn or_refusal(
        run: &Run,
        args: &cli::Verify,
        door: Option<Self>,
        (live, user): (&Inventory, &Workforce),
    ) -> Result<Self, Failure> {
        let question = |what: String, help: String| Err(Refusal::Question { what, help }.into());
        let through = |clients: &[&str]| {
            let option = |label: &&str| format!("`--client {label} --token FILE`");
            let options = clients.iter().map(option).collect::<Vec<_>>().join(" or ");
            format!("come in through a client, with a token of its issuer for them: {options}")
        };
        let labels: Vec<&str> = live.clients.keys().map(String::as_str).collect();
        let who = tipctl_access::called(live, &Principal::Workforce(user.clone()));
        let theirs = if mapped(live, user).is_none() { clients_of(live, user) } else { Vec::new() };
        match (door, &args.client, &args.studio) {
            (None, Some(client), _) => {
                let help = if labels.is_empty() { "the spec has none".to_owned() } else { through(&labels) };
                question(format!("there is no client `{client}`"), help)
            }
            (None, None, Some(name)) => {
                let names: Vec<&str> = live.studios.iter().map(|(_, studio)| studio.name.as_str()).collect();
                let known: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                question(format!("there is no studio `{name}`"), format!("the studios are: {}", known.join(", ")))
            }
            (Some(_), None, None) if !theirs.is_empty() => {
                question(format!("no studio lets `{who}` in, and a client does"), through(&theirs))
            }
            (None, None, None) if !labels.is_empty() => {
                let labels = if theirs.is_empty() { &labels } else { &theirs };
                question(format!("there is no studio that `{who}` could come in through"), through(labels))
            }
            (None, None, None) => question(
                "there is no studio and no client to come in through".to_owned(),
                "write a `[studio.LABEL]` or `[client.LABEL]` into the spec, and apply it".to_owned(),
            ),
            (Some(Self::Studio(_)), ..) if !run.options.sandbox => question(
                "AWS gives a session of a user only for a token, or in a browser".to_owned(),
                "name a client of the spec and a token of its issuer (`--client NAME --token FILE`), or open the \
                 studio above and run the query there"
                    .to_owned(),
            ),
            (Some(door), ..) => Ok(door),
        }
    }

    pub(super) fn as_entry(&self) -> Entry<'_> {
        match self {
            Self::Studio(id) => Entry::Studio(id),
            Self::Client(label) => Entry::Client(label),
        }
    }

    /// The workgroup that a client is for, where it names one.
    pub(super) fn workgroup<'a>(&self, live: &'a Inventory) -> Option<&'a str> {
        match self {
            Self::Studio(_) => None,
            Self::Client(label) => live.clients.get(label)?.workgroup.as_deref(),
        }
    }

    /// A session of the user; or why they have none, which is an outcome and no mistake.
    ///
    /// # Errors
    /// It cannot be tried, or the token is somebody else's.
    pub(super) async fn session(
        &self,
        run: &Run,
        args: &cli::Verify,
        (desired, live): (&Desired, &Inventory),
        user: &Workforce,
    ) -> Result<Result<(Connection, Keys), Unlet>, Failure> {
        match self {
            Self::Client(label) => with_token(run, args, (desired, live), (label, user)).await,
            Self::Studio(studio) => {
                // The session is written to the state, and the connection reads it there.
                let sandbox = door::open(&run.files.sandbox, &run.environment.sandbox_knobs)?;
                let keys = match sandbox.enter_studio(user.id(), studio) {
                    Ok(keys) => keys,
                    Err(failure) => return Ok(Err(Unlet::Said(failure.text))),
                };
                let keys = Keys {
                    access_key_id: keys.access_key_id,
                    secret_access_key: keys.secret_access_key,
                    session_token: keys.session_token,
                };
                Ok(Ok((connection(run, &desired.place.region).await?, keys)))
            }
        }
    }
}

/// Why somebody has no session.
#[derive(Debug)]
pub(super) enum Unlet {
    /// What there is to say.
    Said(String),
    /// What AWS refused.
    Refused(QueryFailure),
}

/// The session that a client has with the token that `args` name, of `user` alone.
async fn with_token(
    run: &Run,
    args: &cli::Verify,
    (desired, live): (&Desired, &Inventory),
    (label, user): (&str, &Workforce),
) -> Result<Result<(Connection, Keys), Unlet>, Failure> {
    let known = live.clients.get(label);
    let roles =
        known.and_then(|client| Some((client.application.as_deref()?, client.access_role.as_deref()?)));
    let (Some(known), Some((application, access_role)), Some(token)) = (known, roles, &args.token) else {
        let said = format!("the client `{label}` has no application yet: apply the spec first");
        return Ok(Err(Unlet::Said(said)));
    };
    let token = token_in(token)?;
    let home = connection(run, &identity_center_region(desired)).await?;
    let application_role = known.application_role.as_deref();
    let exchange = Exchange { application, application_role, access_role, session_name: "tipctl-verify" };
    let identity = match home.user_identity(exchange, token.trim()).await {
        Ok(identity) => identity,
        Err(failure) => return Ok(Err(Unlet::Refused(failure))),
    };
    match &identity.user {
        Some(id) if id != user.id() => {
            let called = |who| tipctl_access::called(live, &Principal::Workforce(who));
            let (theirs, wanted) = (called(Workforce::User(id.clone())), called(user.clone()));
            return Err(Refusal::Question {
                what: format!("the token is of `{theirs}`, and not of `{wanted}`"),
                help: format!(
                    "bring one that the issuer made for `{wanted}`; AWS does not take this one again"
                ),
            }
            .into());
        }
        Some(_) => {}
        None => {
            run.console.say("AWS does not say whose token it is, so that it is theirs is not checked.\n\n")
        }
    }
    let keys = identity.session(exchange).await;
    // On the sandbox the session is in the state by now, where this connection reads it.
    let connection = connection(run, &desired.place.region).await?;
    Ok(keys.map(|keys| (connection, keys)).map_err(Unlet::Refused))
}

async fn connection(run: &Run, region: &str) -> Result<Connection, Failure> {
    if run.options.sandbox {
        return Ok(door::connect(&run.files.sandbox, region, &run.environment)?);
    }
    Ok(Connection::from_environment(region, run.options.profile.as_deref()).await)
}

fn token_in(file: &Path) -> Result<String, Failure> {
    let mishap = |why| Mishap::file("read", file, why);
    if file == Path::new("-") {
        let mut token = String::new();
        std::io::stdin().take(1 << 16).read_to_string(&mut token).map_err(mishap)?;
        return Ok(token);
    }
    Ok(disk::plan(file).map_err(mishap)?)
}

/// The studio that `name` means: an id, a name, or an address of the spec.
fn called(inventory: &Inventory, name: &str) -> Option<String> {
    let label = name.strip_prefix("studio.").unwrap_or(name);
    let mut studios = inventory.studios.iter();
    let found = studios.find(|(id, studio)| {
        *id == name || studio.name == name || studio.from.as_ref().is_some_and(|from| from.label == label)
    });
    found.map(|(id, _)| id.to_owned())
}

/// The studio that `user` is mapped to, alone or through a group.
fn mapped(inventory: &Inventory, user: &Workforce) -> Option<String> {
    let mut mappings = inventory.mappings.iter();
    mappings.find(|mapping| is_of(inventory, user, &mapping.identity)).map(|mapping| mapping.studio.clone())
}

/// The labels of the clients that `user` may use.
fn clients_of<'a>(inventory: &'a Inventory, user: &Workforce) -> Vec<&'a str> {
    let uses = |users: &std::collections::BTreeSet<Workforce>| {
        users.iter().any(|other| is_of(inventory, user, other))
    };
    let clients = inventory.clients.iter().filter(|(_, client)| uses(&client.users));
    clients.map(|(label, _)| label.as_str()).collect()
}

/// Whether what is given to `other` is given to `user`.
fn is_of(inventory: &Inventory, user: &Workforce, other: &Workforce) -> bool {
    match other {
        Workforce::User(_) => other == user,
        Workforce::Group(id) => {
            inventory.groups.get(id).is_some_and(|group| group.members.contains(user.id()))
        }
    }
}
