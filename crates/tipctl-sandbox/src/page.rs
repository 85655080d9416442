//! Pages of a list. A token names the last key that was handed out, so that it stays good while the list changes.

use crate::call::Call;

const TOKEN_PREFIX: &str = "sandbox.";

/// What the caller asked for.
pub(crate) struct PageAsk<'a> {
    /// The token of the page before.
    pub(crate) token: Option<&'a str>,
    /// How many items at most; the service has checked it against its own bounds and filled its default.
    pub(crate) limit: usize,
}

/// One page, and the token of the next if there is one.
#[derive(Debug, PartialEq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// The token was not made by the sandbox.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadToken;

impl Call<'_> {
    /// Cuts a page out of `items`, which come in the order of their keys. The knob `page-size` caps every page; with the
    /// knob `empty-pages` the first has a token and nothing else.
    // AWS: a page may be short or empty although more follow (facts/aws-data.md §4.2, seen for permissions; that other
    // lists do it too is unverified).
    pub(crate) fn page<T>(
        &self,
        items: impl IntoIterator<Item = (String, T)>,
        ask: &PageAsk<'_>,
    ) -> Result<Page<T>, BadToken> {
        if self.empty_pages && ask.token.is_none() {
            return Ok(Page { items: Vec::new(), next: Some(token_of("")) });
        }
        let limit = self.page_size.map_or(ask.limit, |size| size.min(ask.limit)).max(1);
        let after = ask.token.map(key_of).transpose()?;
        let mut left =
            items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).peekable();
        let mut page = Vec::new();
        let mut last = None;
        while page.len() < limit
            && let Some((key, item)) = left.next()
        {
            page.push(item);
            last = Some(key);
        }
        let next = left.peek().and(last).map(|key| token_of(&key));
        Ok(Page { items: page, next })
    }
}

fn token_of(key: &str) -> String {
    key.bytes().fold(TOKEN_PREFIX.to_owned(), |token, byte| token + &format!("{byte:02x}"))
}

fn key_of(token: &str) -> Result<String, BadToken> {
    let digits = token.strip_prefix(TOKEN_PREFIX).ok_or(BadToken)?;
    let bytes = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).map_err(|_| BadToken)?;
        u8::from_str_radix(pair, 16).map_err(|_| BadToken)
    });
    String::from_utf8(bytes.collect::<Result<_, _>>()?).map_err(|_| BadToken)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::account::Account;

    fn page(
        page_size: Option<usize>,
        items: Vec<(String, u32)>,
        ask: &PageAsk<'_>,
    ) -> Result<Page<u32>, BadToken> {
        cut((page_size, false), items, ask)
    }

    fn cut(
        (page_size, empty_pages): (Option<usize>, bool),
        items: Vec<(String, u32)>,
        ask: &PageAsk<'_>,
    ) -> Result<Page<u32>, BadToken> {
        let account = Arc::new(Account::fresh());
        let seen = Arc::clone(&account);
        let caller = account.operator.clone();
        let (region, failures) = ("ap-northeast-1", Vec::new());
        Call {
            account,
            seen,
            region,
            caller: &caller,
            now_ms: 0,
            page_size,
            empty_pages,
            quirks: crate::call::Quirks::default(),
            failures,
        }
        .page(items, ask)
    }

    fn items() -> Vec<(String, u32)> {
        vec![("a".into(), 1), ("b".into(), 2), ("ü".into(), 3)]
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_repetition() {
        let first = page(None, items(), &PageAsk { token: None, limit: 2 }).unwrap();
        assert_eq!(first.items, [1, 2]);
        let second = page(None, items(), &PageAsk { token: first.next.as_deref(), limit: 2 }).unwrap();
        assert_eq!(second, Page { items: vec![3], next: None });
    }

    #[test]
    fn the_knob_caps_what_the_caller_asks() {
        let page = page(Some(1), items(), &PageAsk { token: None, limit: 100 }).unwrap();
        assert_eq!(page.items, [1]);
        assert!(page.next.is_some());
    }

    #[test]
    fn an_empty_page_leads_to_the_first_item() {
        let first = cut((Some(1), true), items(), &PageAsk { token: None, limit: 2 }).unwrap();
        assert!(first.items.is_empty());
        let second =
            cut((Some(1), true), items(), &PageAsk { token: first.next.as_deref(), limit: 2 }).unwrap();
        assert_eq!(second.items, [1]);
        assert!(second.next.is_some());
    }

    #[test]
    fn a_token_outlives_the_item_it_names() {
        let first = page(None, items(), &PageAsk { token: None, limit: 2 }).unwrap();
        let shrunk = vec![("a".to_owned(), 1), ("ü".to_owned(), 3)];
        let second = page(None, shrunk, &PageAsk { token: first.next.as_deref(), limit: 2 }).unwrap();
        assert_eq!(second.items, [3]);
    }

    #[test]
    fn a_foreign_token_is_refused() {
        for token in ["x", "sandbox.zz", "sandbox.ff"] {
            assert_eq!(page(None, items(), &PageAsk { token: Some(token), limit: 2 }), Err(BadToken));
        }
    }
}
