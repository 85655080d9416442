//! Users, groups and what can be read, by the names that people write.

use std::collections::BTreeSet;

use tipctl_model::{
    Address, Inventory,
    inventory::{Principal, Workforce},
};

/// A name that means nobody, or several.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoName {
    /// Nobody is called so.
    #[error("there is no user or group `{name}`")]
    Nobody {
        /// What was written.
        name: String,
        /// Names that are near, the nearest first; all of them where none is near and they are few.
        near: Vec<String>,
    },
    /// A user and a group, or several users, are called so.
    #[error("`{name}` is the name of several")]
    Several {
        /// What was written.
        name: String,
        /// What tells them apart.
        which: Vec<String>,
    },
    /// It is neither a database nor anything in one, nor a path.
    #[error("`{name}` is no database, table, column or path in S3")]
    Nothing {
        /// What was written.
        name: String,
    },
    /// It is nothing that can be held in the way that is asked about.
    #[error("{what}")]
    Misfit {
        /// Why, as a fragment.
        what: String,
    },
    /// It is known not to be there.
    #[error("{what}")]
    Missing {
        /// What is not there, as a fragment.
        what: String,
        /// Names that are there and near.
        near: Vec<String>,
    },
}

/// The user, group or role that `text` names: `group.analysts`, a user name or a group's display name, an id, the ARN of a
/// role.
///
/// # Errors
/// Nobody, or several, are called so.
pub fn named(inventory: &Inventory, text: &str) -> Result<Principal, NoName> {
    if text.starts_with("arn:") {
        return Ok(Principal::of(text));
    }
    let people = people(inventory);
    let by = |rank: fn(&Person, &str) -> bool| {
        people.iter().filter(|person| rank(person, text)).collect::<Vec<_>>()
    };
    let found = [
        by(|person, text| person.address.as_deref() == Some(text)),
        by(|person, text| person.who.id() == text),
        by(|person, text| person.name == text),
    ];
    match found.into_iter().find(|found| !found.is_empty()).unwrap_or_default().as_slice() {
        [] => Err(NoName::Nobody { name: text.to_owned(), near: near(&people, text) }),
        [one] => Ok(Principal::Workforce(one.who.clone())),
        several => Err(NoName::Several {
            name: text.to_owned(),
            which: several
                .iter()
                .map(|person| person.address.clone().unwrap_or_else(|| person.who.id().to_owned()))
                .collect(),
        }),
    }
}

/// What `who` is called: its address in the spec, or its name in AWS, or its id.
pub fn called(inventory: &Inventory, who: &Principal) -> String {
    let Principal::Workforce(who) = who else { return who.to_string() };
    let (from, name) = match who {
        Workforce::User(id) => inventory.users.get(id).map(|user| (&user.from, &user.name)),
        Workforce::Group(id) => inventory.groups.get(id).map(|group| (&group.from, &group.name)),
    }
    .unzip();
    match (from.and_then(Option::as_ref), name.filter(|name| !name.is_empty())) {
        (Some(from), _) => from.to_string(),
        (None, Some(name)) => name.clone(),
        (None, None) => of_id(who.id()).to_owned(),
    }
}

/// What `id` is called where nothing has another name for it: the address, where it is the id of what is yet to be made.
pub(crate) fn of_id(id: &str) -> &str {
    id.strip_suffix("#id").filter(|address| address.contains('.')).unwrap_or(id)
}

/// That the `what` with this id is not there, as a lowercase fragment.
pub(crate) fn absent(what: &str, id: &str) -> String {
    match of_id(id) {
        address if address != id => format!("`{address}` is yet to be made"),
        _ => format!("there is no {what} `{id}`"),
    }
}

struct Person {
    who: Workforce,
    address: Option<String>,
    name: String,
}

fn people(inventory: &Inventory) -> Vec<Person> {
    let person = |who, from: &Option<Address>, name: &str| Person {
        who,
        address: from.as_ref().map(ToString::to_string),
        name: name.to_owned(),
    };
    let users = inventory.users.iter();
    let users = users.map(|(id, user)| person(Workforce::User(id.to_owned()), &user.from, &user.name));
    let groups = inventory.groups.iter();
    let groups = groups.map(|(id, group)| person(Workforce::Group(id.to_owned()), &group.from, &group.name));
    users.chain(groups).collect()
}

/// How many names are shown where none is near.
const FEW: usize = 8;

fn near(people: &[Person], text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let reach = (text.chars().count() / 3).clamp(1, 4);
    let names: BTreeSet<&str> = people
        .iter()
        .flat_map(|person| [person.address.as_deref(), Some(person.name.as_str())])
        .flatten()
        .filter(|name| !name.is_empty())
        .collect();
    let mut near: Vec<(usize, &str)> = names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&text, &name.to_lowercase()), *name))
        .filter(|(distance, _)| *distance <= reach)
        .collect();
    near.sort_unstable();
    if near.is_empty() && people.len() <= FEW {
        return people
            .iter()
            .map(|person| person.address.clone().unwrap_or_else(|| person.name.clone()))
            .collect();
    }
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}
