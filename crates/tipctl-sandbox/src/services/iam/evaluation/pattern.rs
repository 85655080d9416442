//! The texts that policies match with: wildcards, and variables that stand for what the context holds.

use super::context::Context;

/// A text of a policy, with its variables filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Letter(char),
    /// `?`: any one character.
    One,
    /// `*`: any number of characters.
    Many,
}

/// How the text of a policy is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) context: &'a Context,
    /// Whether the document's version knows variables.
    // AWS: only 2012-10-17 does; before that `${…}` is text like any other (IAM user guide, policy elements: variables).
    pub(super) variables: bool,
}

impl Pattern {
    /// Reads a text in which `*` and `?` are wildcards. None if a variable stands for nothing.
    pub(super) fn wild(text: &str, reading: Reading<'_>) -> Option<Self> {
        Self::read(text, reading, |letter| match letter {
            '*' => Piece::Many,
            '?' => Piece::One,
            letter => Piece::Letter(letter),
        })
    }

    /// Reads a text in which every character stands for itself. None if a variable stands for nothing.
    pub(super) fn plain(text: &str, reading: Reading<'_>) -> Option<Self> {
        Self::read(text, reading, Piece::Letter)
    }

    // AWS: what a variable stands for is never a wildcard; `${*}`, `${?}` and `${$}` are the characters themselves.
    fn read(text: &str, reading: Reading<'_>, piece: impl Fn(char) -> Piece) -> Option<Self> {
        let mut pieces = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let variable = rest.strip_prefix("${").filter(|_| reading.variables);
            if let Some((name, after)) = variable.and_then(|variable| variable.split_once('}')) {
                pieces.extend(value(name, reading.context)?.chars().map(Piece::Letter));
                rest = after;
            } else {
                pieces.push(piece(letter));
                rest = rest.strip_prefix(letter).unwrap_or_default();
            }
        }
        Some(Self(pieces))
    }

    /// Whether the whole of `text` fits.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut piece) = (0, 0);
        // Where to take up again if what follows the last `*` does not fit.
        let mut retry = None;
        loop {
            match (self.0.get(piece), text.get(at)) {
                (None, None) => return true,
                (Some(Piece::Many), _) => {
                    retry = Some((piece + 1, at));
                    piece += 1;
                }
                (Some(Piece::One), Some(_)) => (piece, at) = (piece + 1, at + 1),
                (Some(Piece::Letter(wanted)), Some(found)) if wanted == found => {
                    (piece, at) = (piece + 1, at + 1);
                }
                _ => match retry {
                    Some((after, from)) if from < text.len() => {
                        retry = Some((after, from + 1));
                        (piece, at) = (after, from + 1);
                    }
                    _ => return false,
                },
            }
        }
    }

    /// Whether `text` fits, whatever the case of its letters.
    pub(super) fn matches_any_case(&self, text: &str) -> bool {
        let lower = self.0.iter().map(|piece| match piece {
            Piece::Letter(letter) => Piece::Letter(letter.to_ascii_lowercase()),
            piece => *piece,
        });
        Self(lower.collect()).matches(&text.to_ascii_lowercase())
    }

    /// Whether `text` is an ARN of which each of the six parts fits the pattern's.
    // AWS: ArnEquals and ArnLike do the same, and a wildcard does not reach beyond a colon, except in the last part.
    pub(super) fn matches_arn(&self, text: &str) -> bool {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let patterns: Vec<&[Piece]> = self.0.splitn(6, |piece| *piece == Piece::Letter(':')).collect();
        parts.len() == 6
            && patterns.len() == 6
            && parts.iter().zip(patterns).all(|(part, pattern)| Self(pattern.to_vec()).matches(part))
    }
}

/// What `${name}` or `${name, 'default'}` stands for.
fn value<'a>(name: &'a str, context: &'a Context) -> Option<&'a str> {
    if ["*", "?", "$"].contains(&name) {
        return Some(name);
    }
    match name.split_once(',') {
        None => context.variable(name.trim()),
        Some((name, default)) => {
            let default = default.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
            context.variable(name.trim()).or(default)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wild(pattern: &str, text: &str) -> bool {
        let context = Context::default().with("identitystore:UserId", "u*1");
        let reading = Reading { context: &context, variables: true };
        Pattern::wild(pattern, reading).is_some_and(|pattern| pattern.matches(text))
    }

    #[test]
    fn wildcards_take_what_they_can() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abcdef", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("s3:Get*", "s3:GetObject", true),
            ("*ab", "aab", true),
            ("", "a", false),
        ] {
            assert_eq!(wild(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_variable_is_no_wildcard_and_one_without_value_fits_nothing() {
        for (pattern, text, fits) in [
            ("b/${identitystore:UserId}/*", "b/u*1/x", true),
            ("b/${IdentityStore:userid}/*", "b/u*1/x", true),
            ("b/${identitystore:UserId}/*", "b/u21/x", false),
            ("b/${aws:username}/*", "b/x/x", false),
            ("b/${aws:username, 'x'}/*", "b/x/x", true),
            ("${*}", "*", true),
            ("${*}", "a", false),
            ("${open", "${open", true),
        ] {
            assert_eq!(wild(pattern, text), fits, "{pattern} {text}");
        }
        let old = Reading { context: &Context::default(), variables: false };
        assert!(Pattern::wild("${a}", old).is_some_and(|pattern| pattern.matches("${a}")));
    }

    #[test]
    fn an_arn_is_matched_part_by_part() {
        let context = Context::default();
        let reading = Reading { context: &context, variables: true };
        let arn = |pattern| Pattern::wild(pattern, reading).unwrap();
        let instance = "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default";
        assert!(arn("arn:aws:s3:*:111122223333:access-grants/*").matches_arn(instance));
        assert!(!arn("arn:aws:s3:*").matches_arn(instance));
        assert!(!arn("arn:aws:s3:::access-grants/default").matches_arn(instance));
        assert!(arn("arn:aws:x:::a:*").matches_arn("arn:aws:x:::a:b:c"));
    }
}
