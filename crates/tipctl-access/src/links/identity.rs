//! Who a user counts as.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Group, Inventory, Principal, Sight, Workforce};

use crate::Truth;

/// A user with their groups; or whoever is a member of one group and of no other.
#[derive(Clone, Debug)]
pub struct Identity<'a> {
    /// The user or group.
    pub who: &'a Workforce,
    /// The ids of the groups that they are in.
    pub groups: BTreeSet<&'a str>,
    inventory: &'a Inventory,
}

impl<'a> Identity<'a> {
    /// Who `who` counts as in `inventory`.
    pub fn of(inventory: &'a Inventory, who: &'a Workforce) -> Self {
        let groups = match who {
            Workforce::Group(id) => BTreeSet::from([id.as_str()]),
            Workforce::User(id) => {
                let holds = |(_, group): &(&str, &Group)| group.members.contains(id);
                inventory.groups.iter().filter(holds).map(|(id, _)| id).collect()
            }
        };
        Self { who, groups, inventory }
    }

    /// The id that stands for `${identitystore:UserId}`. Of a group it is one that stands for any of its members, and reads
    /// so.
    pub fn user_id(&self) -> &'a str {
        match self.who {
            Workforce::User(id) => id,
            Workforce::Group(_) => "<user-id>",
        }
    }

    /// Whether what is given to `other` is given to them: unsure of a group whose members are not all known.
    pub fn is(&self, other: &Workforce) -> Truth {
        if self.who == other {
            return Truth::Yes;
        }
        match (self.who, other) {
            (_, Workforce::Group(id)) if self.groups.contains(id.as_str()) => Truth::Yes,
            (Workforce::User(_), Workforce::Group(id)) => match self.inventory.groups.see(id) {
                Sight::There(group) if group.members_are_whole => Truth::No,
                Sight::There(_) => Truth::Unsure,
                Sight::Absent => Truth::No,
                Sight::Unseen => Truth::Unsure,
            },
            _ => Truth::No,
        }
    }

    /// The same of a principal: unsure never of one that is not of the workforce.
    pub fn is_principal(&self, principal: &Principal) -> Truth {
        match principal {
            Principal::Workforce(other) => self.is(other),
            Principal::Iam(_) | Principal::IamAllowed | Principal::Other(_) => Truth::No,
        }
    }
}
