//! A plan in one line.

use std::fmt;

use tipctl_model::{Action, Change, Mode, Plan};

/// How many resources meet which action.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Resources that are made.
    pub create: usize,
    /// Resources that are changed in place.
    pub update: usize,
    /// Resources that are made anew.
    pub replace: usize,
    /// Resources that are removed.
    pub delete: usize,
    /// Resources that are there and become the stack's own.
    pub adopt: usize,
    /// The stack's own resources that stay as they are.
    pub keep: usize,
    /// Resources that are looked up only.
    pub found: usize,
    /// Whether the plan destroys the stack.
    pub destroy: bool,
}

impl Summary {
    /// The counts of `plan`.
    pub fn of(plan: &Plan) -> Self {
        let mut summary = Self { destroy: plan.header.destroy, ..Self::default() };
        for change in &plan.changes {
            *summary.count_of(change) += 1;
        }
        summary
    }

    fn count_of(&mut self, change: &Change) -> &mut usize {
        match (&change.action, change.mode) {
            (Action::Keep { .. }, Mode::Found) => &mut self.found,
            (Action::Keep { .. }, Mode::Managed) => &mut self.keep,
            (Action::Adopt { .. }, _) => &mut self.adopt,
            (Action::Create { .. }, _) => &mut self.create,
            (Action::Update { .. }, _) => &mut self.update,
            (Action::Replace { .. }, _) => &mut self.replace,
            (Action::Delete { .. }, _) => &mut self.delete,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { create, update, replace, delete, adopt, keep, found, destroy } = *self;
        if create + update + replace + delete + adopt > 0 {
            write!(
                f,
                "Plan: {create} to create, {update} to update, {replace} to replace, {delete} to delete, \
                 {adopt} to adopt."
            )?;
        } else if destroy {
            f.write_str("No changes. The stack owns nothing.")?;
        } else {
            f.write_str("No changes. AWS is as the spec says.")?;
        }
        match (keep, found) {
            (0, 0) => Ok(()),
            (0, found) => write!(f, " {found} found."),
            (keep, 0) => write!(f, " {keep} unchanged."),
            (keep, found) => write!(f, " {keep} unchanged, {found} found."),
        }
    }
}
