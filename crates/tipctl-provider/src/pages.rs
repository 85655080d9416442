//! Walking a list to its end.

use std::{collections::BTreeSet, future::Future};

use tipctl_model::{Fault, FaultClass};

/// Every page of a list, from `fetch(token)` until a page carries no token.
///
/// A page may be short or empty while more follow. AWS: a token that comes back a second time would go round for ever;
/// the SDK's own paginators end silently there, which would make a short list look whole (facts/aws-data.md §0.2).
///
/// # Errors
/// The first fault of `fetch`, and a repeated token as `Unknown`.
pub(crate) async fn pages<Page, Fetch, Fetched>(
    service: &'static str,
    operation: &str,
    mut fetch: Fetch,
    token: impl Fn(&Page) -> Option<String>,
) -> Result<Vec<Page>, Fault>
where
    Fetch: FnMut(Option<String>) -> Fetched,
    Fetched: Future<Output = Result<Page, Fault>>,
{
    let mut pages = Vec::new();
    let mut used = BTreeSet::new();
    let mut next = None;
    loop {
        let page = fetch(next).await?;
        next = token(&page).filter(|token| !token.is_empty());
        pages.push(page);
        match &next {
            None => return Ok(pages),
            Some(token) if !used.insert(token.clone()) => {
                return Err(Fault {
                    class: FaultClass::Unknown,
                    service,
                    operation: operation.to_owned(),
                    code: None,
                    message: "the list repeats a page token, so its end cannot be reached".to_owned(),
                    request_id: None,
                    attr: None,
                });
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    async fn walk(tokens: &[Option<&str>]) -> Result<usize, Fault> {
        let mut at = 0;
        let fetch = |_| {
            let page = tokens[at].map(str::to_owned);
            at += 1;
            std::future::ready(Ok(page))
        };
        pages("iam", "ListRoles", fetch, Clone::clone).await.map(|pages| pages.len())
    }

    #[test]
    fn empty_pages_and_empty_tokens() {
        assert_eq!(block_on(walk(&[Some("a"), Some("b"), None])), Ok(3));
        assert_eq!(block_on(walk(&[Some("a"), Some("")])), Ok(2));
    }

    #[test]
    fn a_repeated_token_is_a_fault() {
        let fault = block_on(walk(&[Some("a"), Some("b"), Some("a")])).unwrap_err();
        assert_eq!(fault.class, FaultClass::Unknown);
    }
}
