//! The objects of the account's buckets. The buckets themselves are among the surroundings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::object::Object;

/// Objects by bucket and key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    objects: BTreeMap<String, BTreeMap<String, Object>>,
}

impl State {
    /// Buckets that hold nothing.
    pub(crate) fn fresh() -> Self {
        Self::default()
    }

    /// Puts an object under a key, in the place of the one that is there.
    pub(crate) fn put(&mut self, bucket: &str, key: &str, object: Object) {
        self.objects.entry(bucket.to_owned()).or_default().insert(key.to_owned(), object);
    }

    pub(crate) fn get(&self, bucket: &str, key: &str) -> Option<&Object> {
        self.objects.get(bucket)?.get(key)
    }

    /// The objects whose keys begin with `prefix`, in the order of their keys.
    pub(crate) fn list<'a>(
        &'a self,
        bucket: &str,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Object)> {
        let from = self.objects.get(bucket).into_iter().flat_map(move |keys| keys.range(prefix.to_owned()..));
        from.take_while(move |(key, _)| key.starts_with(prefix))
    }

    /// Takes an object away. One that is not there is no error.
    pub(crate) fn delete(&mut self, bucket: &str, key: &str) {
        if let Some(keys) = self.objects.get_mut(bucket) {
            keys.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::object::Encryption;
    use super::*;

    #[test]
    fn objects_are_found_by_key_and_by_prefix() {
        let object =
            |text: &'static str| Object::new(Bytes::from(text), Encryption::S3Managed, "111122223333", 0);
        let mut state = State::fresh();
        for key in ["b/2", "a", "b/1", "c"] {
            state.put("acme-lake", key, object("old"));
        }
        state.put("acme-lake", "b/1", object("new"));
        assert_eq!(state.get("acme-lake", "b/1").unwrap().bytes, "new");
        assert_eq!(state.get("acme-studio", "b/1"), None);
        let keys = |prefix| state.list("acme-lake", prefix).map(|(key, _)| key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys("b/"), ["b/1", "b/2"]);
        assert_eq!(keys("").len(), 4);
        assert!(keys("d").is_empty());
        state.delete("acme-lake", "b/1");
        state.delete("acme-lake", "b/1");
        assert_eq!(state.get("acme-lake", "b/1"), None);
    }
}
