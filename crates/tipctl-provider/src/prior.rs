//! What references stand for before anything is done, for sweeps that read only what is asked for.

use tipctl_model::{Asked, AttrRef, Key, Observation, Value};

use crate::kinds::KINDS;

/// The value of `reference` among the objects in `seen`; none where its object does not exist yet.
pub(crate) fn prior(asked: Asked<'_>, seen: &Observation, reference: &AttrRef) -> Option<Value> {
    let want = &asked.desired.resources.get(&reference.address)?.attrs;
    let schema =
        KINDS.iter().map(|kind| kind.schema()).find(|schema| schema.name == reference.address.kind)?;
    let live = schema.identity.iter().find_map(|alternative| {
        let key = Key::under(schema, alternative, want)?;
        seen.of(schema.name).iter().find(|live| key.names(&live.attrs))
    })?;
    live.attrs.get(reference.attr).cloned()
}
