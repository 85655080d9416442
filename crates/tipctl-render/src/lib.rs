//! Turns plans, events and outcomes into text.
//!
//! A plan takes two steps to a terminal: [`View`] arranges it as rows, knowing neither colour nor width, and
//! [`write_plan`] draws the rows. [`write_json`] takes the plan itself. [`write_event`] and [`Progress`] tell how an apply
//! goes on, line by line and at a glance; [`write_outcome`] tells how it ended. A [`Remark`] is what a check has to say.
//!
//! Not here: any printing, any choice, any comparison of what is there with what is wanted. No kind is known by name;
//! what a kind looks like is read from its schema.

mod answer;
mod chain;
mod checkup;
mod document;
mod duration;
mod events;
mod gains;
mod human;
mod json;
mod names;
mod outcome;
mod palette;
mod progress;
mod quote;
mod reason;
mod recorded;
mod remark;
mod rows;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod trial;
mod view;

pub use answer::{
    ANSWER_FORMAT, Asked, write_holdings, write_holdings_json, write_who_can, write_who_can_json, write_why,
    write_why_json,
};
pub use chain::write_chain;
pub use checkup::{CHECKUP_FORMAT, Checkup, Mend, Trouble, write_checkup, write_checkup_json};
pub use events::write_event;
pub use human::{write_plan, write_text};
pub use json::{FORMAT, write_json};
pub use outcome::write_outcome;
pub use palette::{Colour, Glyphs, Ink, Painted, Palette, Sigil};
pub use progress::Progress;
pub use recorded::{
    Entry, RECORDED_FORMAT, write_notes, write_recorded, write_recorded_csv, write_recorded_json,
};
pub use remark::{
    CHECK_FORMAT, Checked, Level, Remark, RuleText, Waived, write_check_json, write_github, write_sarif,
    write_waived,
};
pub use summary::Summary;
pub use table::write_rows;
pub use trial::{TRIAL_FORMAT, Trial, write_trials, write_trials_json, write_trials_junit};
pub use view::{Row, Shape, View};
