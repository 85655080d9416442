//! The user or group (facts/tip-chain.md L2).

use tipctl_model::{
    Address,
    inventory::{Inventory, Sight, Workforce},
};

use super::unseen;
use crate::{Verdict, names};

/// Whether the user or group is there and may sign in.
pub fn there(inventory: &Inventory, who: &Workforce) -> Verdict {
    let missing = |what: &str, id: &str| Verdict::missing(names::absent(what, id));
    let unseen = |what: &str, id: &str| unseen(inventory, &format!("the {what} `{}`", names::of_id(id)));
    match who {
        Workforce::User(id) => match inventory.users.see(id) {
            Sight::There(user) if user.is_enabled == Some(false) => {
                Verdict::missing(format!("the user `{}` is disabled", user.name))
            }
            Sight::There(_) => Verdict::Holds,
            Sight::Absent => missing("user", id),
            Sight::Unseen => unseen("user", id),
        },
        Workforce::Group(id) => match inventory.groups.see(id) {
            Sight::There(_) => Verdict::Holds,
            Sight::Absent => missing("group", id),
            Sight::Unseen => unseen("group", id),
        },
    }
}

/// The section of the spec that means them, and what they are called.
pub fn name<'a>(inventory: &'a Inventory, who: &'a Workforce) -> (Option<&'a Address>, &'a str) {
    let known = match who {
        Workforce::User(id) => inventory.users.get(id).map(|user| (user.from.as_ref(), user.name.as_str())),
        Workforce::Group(id) => {
            inventory.groups.get(id).map(|group| (group.from.as_ref(), group.name.as_str()))
        }
    };
    match known {
        Some((from, name)) if !name.is_empty() => (from, name),
        Some((from, _)) => (from, names::of_id(who.id())),
        None => (None, names::of_id(who.id())),
    }
}
