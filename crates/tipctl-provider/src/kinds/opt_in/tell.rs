//! What an opt-in means for the chain.

use tipctl_model::{
    Inventory, Told, Value,
    inventory::{OptIn, Principal, Resource},
};

use crate::{attrs::Read, kinds::grant};

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let (Some(principal), Some(on)) = (thing.attrs.text("principal"), thing.attrs.get("on")) else { return };
    let text = |member| on.entry(member).and_then(Value::as_text).map(str::to_owned);
    let resource = match text("condition") {
        // When it holds is not evaluated.
        Some(condition) => Resource::Beyond {
            what: format!("the condition {condition}"),
            database: text("database"),
            table: text("table"),
        },
        None => grant::resource(on, &inventory.place.account),
    };
    let opt_in = OptIn { principal: Principal::of(principal), resource, from: thing.from.cloned() };
    inventory.lake.opt_ins.push(opt_in);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.lake.opt_ins_are_whole |= around.is_none();
}
