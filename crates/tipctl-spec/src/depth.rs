//! A look at a file before it is parsed: whether its tables nest so deeply that the parser would use up the stack.
//!
//! The parser bounds how deeply braces nest and how many parts a key has, each for itself. Both together, as in
//! `{ a.b.c = { a.b.c = ... } }`, multiply, and its trees are dropped level within level.

use std::ops::Range;

use toml_parser::{Source, lexer::TokenKind};

/// How many tables within tables are given to the parser; far more than a spec needs and less than a stack holds.
const DEEPEST: usize = 512;

/// Where `text` goes deeper than the parser could follow.
pub(crate) fn bottom(text: &str) -> Option<Range<usize>> {
    // How many levels are open around each open brace, and how many parts of a key came since.
    let mut around: Vec<usize> = Vec::new();
    let (mut depth, mut parts) = (0_usize, 0_usize);
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => parts += 1,
            TokenKind::LeftCurlyBracket => {
                around.push(depth);
                depth += parts + 1;
                parts = 0;
            }
            TokenKind::RightCurlyBracket => {
                depth = around.pop().unwrap_or_default();
                parts = 0;
            }
            TokenKind::Comma | TokenKind::Newline => parts = 0,
            _ => {}
        }
        if depth + parts > DEEPEST {
            return Some(token.span().start()..token.span().end());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nesting_counts() {
        let flat = "a.b = { c.d = 1, e = { f = 1.5 } }\n".repeat(1000);
        assert_eq!(bottom(&flat), None);
        let nested = |levels: usize| format!("x = {}1{}\n", "{ a.b.c = ".repeat(levels), "}".repeat(levels));
        assert_eq!(bottom(&nested(170)), None, "three levels a brace, 510 in all");
        assert!(bottom(&nested(171)).is_some());
    }
}
