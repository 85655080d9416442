//! The account over time: what is, and what it was `lag` ago. Eventually consistent reads are served from the latter.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::account::Account;

/// The present account and as much of its past as the lag can show.
#[derive(Debug)]
pub(crate) struct History {
    lag_ms: u64,
    /// The oldest version that can still be seen, and all that came after it, each with the time it came about.
    versions: VecDeque<(u64, Arc<Account>)>,
    present: Arc<Account>,
}

impl History {
    pub(crate) fn new(account: Account, lag_ms: u64) -> Self {
        let present = Arc::new(account);
        Self { lag_ms, versions: [(0, Arc::clone(&present))].into(), present }
    }

    /// What is.
    pub(crate) fn present(&self) -> &Arc<Account> {
        &self.present
    }

    /// What has got around by `now_ms`.
    pub(crate) fn seen(&mut self, now_ms: u64) -> Arc<Account> {
        let visible = |version: &(u64, Arc<Account>)| version.0.saturating_add(self.lag_ms) <= now_ms;
        while self.versions.get(1).is_some_and(visible) {
            self.versions.pop_front();
        }
        self.versions.front().map_or_else(|| Arc::clone(&self.present), |(_, account)| Arc::clone(account))
    }

    /// Makes `account` the present one.
    pub(crate) fn push(&mut self, account: Arc<Account>, now_ms: u64) {
        self.versions.push_back((now_ms, Arc::clone(&account)));
        self.present = account;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_seen_when_the_lag_is_over() {
        let mut history = History::new(Account::fresh(), 3000);
        let mut changed = Account::fresh();
        changed.id = "999999999999".to_owned();
        history.push(Arc::new(changed), 10_000);
        assert_eq!(history.present().id, "999999999999");
        assert_eq!(history.seen(12_999).id, "111122223333");
        assert_eq!(history.seen(13_000).id, "999999999999");
    }

    #[test]
    fn without_lag_a_write_is_seen_at_once() {
        let mut history = History::new(Account::fresh(), 0);
        let mut changed = Account::fresh();
        changed.id = "999999999999".to_owned();
        history.push(Arc::new(changed), 5);
        assert_eq!(history.seen(5).id, "999999999999");
    }
}
