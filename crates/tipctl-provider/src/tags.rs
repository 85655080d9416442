//! Tags of AWS objects: what a user may write, and what a change of them sends.

use std::collections::BTreeMap;

use tipctl_model::{AttrChange, Attrs, Delta, Flaw, Live, Place, Value};

use crate::attrs::{Read, STACK_TAG};

/// Everything that is wrong with the attribute `tags`, as flaws with `code`.
#[must_use]
pub fn flaws(want: &Attrs, code: &'static str) -> Vec<Flaw> {
    let tags = want.text_map("tags");
    let mut flaws = Vec::new();
    let mut flaw = |path: String, message: String| flaws.push(Flaw::new(code, path, message));
    // AWS: 50 tags an object, one of which is the stack's mark.
    if tags.len() > 49 {
        flaw("tags".to_owned(), format!("{} tags; AWS takes 50, and one is the stack's mark", tags.len()));
    }
    for (key, value) in tags {
        let path = format!("tags.{key}");
        if key.starts_with("aws:") || key.starts_with("tipctl:") {
            flaw(path, format!("the tag `{key}` is not for a spec to set"));
        } else if key.is_empty() || key.chars().count() > 128 {
            flaw(path, format!("the key `{key}` of a tag has 1 to 128 characters"));
        } else if value.chars().count() > 256 {
            flaw(path, format!("the value of the tag `{key}` has at most 256 characters"));
        }
    }
    flaws
}

/// The tags that a new object gets: the spec's, and the mark of its stack.
#[must_use]
pub fn marked(want: &Attrs, place: &Place) -> BTreeMap<String, String> {
    let mut tags = want.text_map("tags");
    tags.insert(STACK_TAG.to_owned(), place.stack.clone());
    tags
}

/// What was found under the name of an object that was to be made, when it is that object: it bears the stack's mark and
/// agrees with everything that was wanted. So it is where AWS made it and its answer was lost on the way.
#[must_use]
pub fn just_made(found: Option<Live>, want: &Attrs, place: &Place) -> Option<Live> {
    found.filter(|live| {
        live.stack.as_ref() == Some(&place.stack)
            && want.iter().all(|(attr, value)| live.attrs.get(attr) == Some(value))
    })
}

/// What a change of tags sends: the tags to set, and the keys to remove.
#[must_use]
pub fn changes(change: &AttrChange) -> (BTreeMap<String, String>, Vec<String>) {
    let Delta::Map { entries, kept: _ } = &change.delta else { return Default::default() };
    let set = entries.iter().filter_map(|(key, (_, after))| {
        after.as_ref().and_then(Value::as_text).map(|text| (key.clone(), text.to_owned()))
    });
    let removed = entries.iter().filter(|(_, (_, after))| after.is_none()).map(|(key, _)| key.clone());
    (set.collect(), removed.collect())
}
