//! Texts with wildcards and policy variables.

use std::{borrow::Cow, collections::BTreeSet};

use super::request::{Context, Presence};
use crate::Truth;

/// One piece of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Piece {
    Char(char),
    /// `?`
    One,
    /// `*`
    Many,
}

/// Where a pattern stands, which decides what is special in it.
#[derive(Clone, Copy)]
pub(super) struct Syntax<'a> {
    /// What `${…}` is filled from; none where a document's version does not know variables.
    pub(super) variables: Option<&'a Context>,
    /// Whether `*` and `?` stand for others.
    pub(super) wildcards: bool,
}

/// Whether `text` is what `pattern` says.
pub(super) fn matches(pattern: &str, text: &str, syntax: Syntax<'_>) -> Truth {
    if syntax.wildcards && pattern == "*" {
        return Truth::Yes;
    }
    let has_variables = syntax.variables.is_some() && pattern.contains("${");
    let has_wildcards = syntax.wildcards && pattern.contains(['*', '?']);
    if !(has_variables || has_wildcards) {
        return told(pattern == text, text);
    }
    match pieces(pattern, syntax) {
        Ok(pieces) => told(glob(&pieces, text), text),
        Err(truth) => truth,
    }
}

/// Whether the resource `arn` is what `pattern` says; unsure where `arn` stands for several, and the pattern means only
/// some of them.
///
/// `/**` at the end of `arn` stands for whatever is below, `/*` for whatever is there and no deeper.
pub(super) fn matches_resource(pattern: &str, arn: &str, syntax: Syntax<'_>) -> Truth {
    let (folder, may_be_deeper) = match (arn.strip_suffix("**"), arn.strip_suffix('*')) {
        (Some(folder), _) if folder.ends_with('/') => (folder, true),
        (_, Some(folder)) if folder.ends_with('/') => (folder, false),
        _ => return matches(pattern, arn, syntax),
    };
    let pieces = match pieces(pattern, syntax) {
        Ok(pieces) => pieces,
        Err(truth) => return truth,
    };
    let rests = rests(&pieces, folder);
    let means_all = |rest: &&[Piece]| {
        let is_any = |piece: &Piece| !matches!(piece, Piece::Char(_));
        rest.contains(&Piece::Many)
            && rest.iter().all(is_any)
            && rest.iter().filter(|piece| **piece == Piece::One).count() < 2
    };
    let means_some =
        |rest: &&[Piece]| !rest.is_empty() && (may_be_deeper || !rest.contains(&Piece::Char('/')));
    if rests.iter().any(means_all) {
        Truth::Yes
    } else if rests.iter().any(means_some) {
        Truth::Unsure
    } else {
        told(false, folder)
    }
}

/// What is left of `pattern` after it has taken `text`, in each way in which it can.
fn rests<'p>(pattern: &'p [Piece], text: &str) -> Vec<&'p [Piece]> {
    let mut ats = BTreeSet::from([0]);
    let past_stars = |ats: &mut BTreeSet<usize>| {
        for at in 0..pattern.len() {
            if ats.contains(&at) && pattern.get(at) == Some(&Piece::Many) {
                ats.insert(at + 1);
            }
        }
    };
    past_stars(&mut ats);
    for next in text.chars() {
        let taken = ats.iter().filter_map(|at| match pattern.get(*at)? {
            Piece::Many => Some(*at),
            Piece::One => Some(at + 1),
            Piece::Char(wanted) => (*wanted == next).then_some(at + 1),
        });
        ats = taken.collect();
        past_stars(&mut ats);
    }
    ats.into_iter().filter_map(|at| pattern.get(at..)).collect()
}

/// Whether `text` is what `pattern` says, whatever the case of either. For actions, which have no variables.
pub(crate) fn matches_action(pattern: &str, action: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern.eq_ignore_ascii_case(action);
    }
    let syntax = Syntax { variables: None, wildcards: true };
    pieces(&pattern.to_ascii_lowercase(), syntax)
        .is_ok_and(|pieces| glob(&pieces, &action.to_ascii_lowercase()))
}

/// Whether the ARN `text` is what `pattern` says, each of the six parts by itself.
pub(super) fn matches_arn(pattern: &str, text: &str, syntax: Syntax<'_>) -> Truth {
    let parts = |arn: &str| arn.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
    // A variable may hold colons of its own and is filled in first.
    let filled = match syntax.variables {
        Some(context) if pattern.contains("${") => match filled(pattern, context) {
            Ok(filled) => Cow::Owned(filled),
            Err(truth) => return truth,
        },
        _ => Cow::Borrowed(pattern),
    };
    let (patterns, texts) = (parts(&filled), parts(text));
    if patterns.len() != texts.len() {
        return told(false, text);
    }
    let plain = Syntax { variables: None, wildcards: true };
    let same = patterns.iter().zip(&texts).all(|(pattern, part)| matches(pattern, part, plain) == Truth::Yes);
    told(same, text)
}

/// A text that stands for what is yet to be made may still turn out to match.
fn told(is_match: bool, text: &str) -> Truth {
    match is_match {
        true => Truth::Yes,
        false if text.contains('#') => Truth::Unsure,
        false => Truth::No,
    }
}

fn pieces(pattern: &str, syntax: Syntax<'_>) -> Result<Vec<Piece>, Truth> {
    let mut pieces = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if let Some((variable, after)) = syntax.variables.and_then(|_| variable(rest)) {
            match (variable, syntax.variables) {
                ("*" | "?" | "$", _) => pieces.extend(variable.chars().map(Piece::Char)),
                (name, Some(context)) => pieces.extend(value(name, context)?.chars().map(Piece::Char)),
                (_, None) => return Err(Truth::No),
            }
            rest = after;
            continue;
        }
        pieces.push(match first {
            '*' if syntax.wildcards => Piece::Many,
            '?' if syntax.wildcards => Piece::One,
            other => Piece::Char(other),
        });
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    Ok(pieces)
}

/// The text with its variables filled in; what is special in their values is taken as it is.
fn filled(pattern: &str, context: &Context) -> Result<String, Truth> {
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let Some((name, after)) = variable(from) else { break };
        filled.push_str(&value(name, context)?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The name of the variable that `text` begins with, and what comes after it.
fn variable(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("${")?.split_once('}')
}

/// What a variable stands for: `aws:username`, or `aws:username, 'nobody'` with a default.
fn value(variable: &str, context: &Context) -> Result<String, Truth> {
    let (name, default) = match variable.split_once(',') {
        Some((name, default)) => (name.trim(), Some(default.trim().trim_matches('\''))),
        None => (variable.trim(), None),
    };
    match (context.see(name), default) {
        (Presence::There([value]), _) => Ok(value.clone()),
        (Presence::Absent, Some(default)) => Ok(default.to_owned()),
        (Presence::Unsure | Presence::OtherThan(_), _) => Err(Truth::Unsure),
        // AWS: a variable without a value, or with several, makes its pattern match nothing.
        (Presence::There(_) | Presence::Absent, _) => Err(Truth::No),
    }
}

fn glob(pattern: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut from) = (0, 0);
    // Where the last `*` was, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while let Some(next) = text.get(from) {
        match pattern.get(at) {
            Some(Piece::Many) => {
                star = Some((at, from));
                at += 1;
            }
            Some(Piece::One) => (at, from) = (at + 1, from + 1),
            Some(Piece::Char(wanted)) if wanted == next => (at, from) = (at + 1, from + 1),
            _ => match star {
                Some((many, taken)) => {
                    star = Some((many, taken + 1));
                    (at, from) = (many + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|piece| *piece == Piece::Many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_any_text() {
        for (pattern, text, is_match) in [
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "acb", false),
            ("a*b*c", "axxbxxbc", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("**", "x", true),
            ("", "", true),
            ("", "x", false),
            ("é*", "éa", true),
        ] {
            let syntax = Syntax { variables: None, wildcards: true };
            assert_eq!(matches(pattern, text, syntax), Truth::from(is_match), "{pattern} {text}");
        }
        assert!(matches_action("S3:get*", "s3:GetObject"));
        assert!(!matches_action("s3:Get*", "s3:PutObject"));
    }

    #[test]
    fn variables_are_filled_in_and_their_values_hold_no_wildcards() {
        let context = Context::default().with("identitystore:UserId", "u*").with("aws:username", "a:b");
        let yes =
            |pattern, text| matches(pattern, text, Syntax { variables: Some(&context), wildcards: true });
        for (pattern, text, truth) in [
            ("p/${identitystore:UserId}/*", "p/u*/x", Truth::Yes),
            ("p/${IDENTITYSTORE:userid}/*", "p/u*/x", Truth::Yes),
            ("p/${identitystore:UserId}/*", "p/ux/x", Truth::No),
            ("p/${aws:nothing}/*", "p//x", Truth::No),
            ("p/${aws:nothing, 'd'}/*", "p/d/x", Truth::Yes),
            ("p/${aws:PrincipalTag/team}/*", "p/d/x", Truth::Unsure),
            ("p/${*}", "p/*", Truth::Yes),
            ("p/${*}", "p/x", Truth::No),
            ("p/${", "p/${", Truth::Yes),
        ] {
            assert_eq!(yes(pattern, text), truth, "{pattern} {text}");
        }
        let old = Syntax { variables: None, wildcards: true };
        assert_eq!(matches("${aws:username}", "${aws:username}", old), Truth::Yes);
    }

    #[test]
    fn a_pattern_means_all_of_a_folder_some_of_it_or_nothing() {
        let context = Context::default().with("identitystore:UserId", "u");
        for (pattern, below, there) in [
            ("*", Truth::Yes, Truth::Yes),
            ("arn:aws:s3:::b/p/*", Truth::Yes, Truth::Yes),
            ("arn:aws:s3:::b/p/**", Truth::Yes, Truth::Yes),
            ("arn:aws:s3:::b/p/?*", Truth::Yes, Truth::Yes),
            ("arn:aws:s3:::b*", Truth::Yes, Truth::Yes),
            ("arn:aws:s3:::*/p/*", Truth::Yes, Truth::Yes),
            ("arn:aws:s3:::b/p/*.csv", Truth::Unsure, Truth::Unsure),
            ("arn:aws:s3:::b/*.csv", Truth::Unsure, Truth::Unsure),
            ("arn:aws:s3:::b/p/?", Truth::Unsure, Truth::Unsure),
            ("arn:aws:s3:::b/p/q/*", Truth::Unsure, Truth::No),
            ("arn:aws:s3:::b/p/${identitystore:UserId}/*", Truth::Unsure, Truth::No),
            ("arn:aws:s3:::b/p/", Truth::No, Truth::No),
            ("arn:aws:s3:::b/other/*", Truth::No, Truth::No),
            ("arn:aws:s3:::b", Truth::No, Truth::No),
        ] {
            let syntax = Syntax { variables: Some(&context), wildcards: true };
            let of = |arn| matches_resource(pattern, arn, syntax);
            assert_eq!((of("arn:aws:s3:::b/p/**"), of("arn:aws:s3:::b/p/*")), (below, there), "{pattern}");
        }
        let syntax = Syntax { variables: None, wildcards: true };
        let pending = matches_resource("arn:aws:s3:::b/*", "arn:aws:s3:::bucket.b#name/p/**", syntax);
        assert_eq!(pending, Truth::Unsure);
        assert_eq!(matches_resource("arn:aws:s3:::b/*", "*", syntax), Truth::No, "`*` is no resource at all");
    }

    #[test]
    fn arns_match_part_by_part() {
        let like = |pattern, text| matches_arn(pattern, text, Syntax { variables: None, wildcards: true });
        for (pattern, text, truth) in [
            ("arn:aws:athena:*:1:workgroup/*", "arn:aws:athena:r:1:workgroup/a", Truth::Yes),
            ("arn:aws:*:workgroup/a", "arn:aws:athena:r:1:workgroup/a", Truth::No),
            ("arn:aws:s3:::access-grants/1", "arn:aws:s3:r:1:access-grants/default", Truth::No),
            ("arn:aws:x:r:1:studio/es-1", "arn:aws:x:r:1:studio/studio.main#id", Truth::Unsure),
            ("*", "arn:aws:x:r:1:studio/a", Truth::No),
        ] {
            assert_eq!(like(pattern, text), truth, "{pattern} {text}");
        }
    }
}
