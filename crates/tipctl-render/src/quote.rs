//! How texts of others are written so that a terminal shows them and nothing else: quoted values, bare names, messages.

use std::fmt::Write as _;

use tipctl_model::Value;

/// What is shown for a value that only the apply brings.
pub(crate) const LATER: &str = "(known after apply)";

/// Whether `letter` would move the cursor, hide text or reorder it: a plan must not be able to read differently from
/// what it says.
fn is_deceptive(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn escape(letter: char, out: &mut String) {
    match letter {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        letter if is_deceptive(letter) => {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(letter));
        }
        letter => out.push(letter),
    }
}

/// `text` in double quotes, as in JSON.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        escape(letter, &mut out);
    }
    out.push('"');
    out
}

/// `text` as a name: bare where TOML would take it bare, quoted otherwise.
pub(crate) fn name(text: &str) -> String {
    let is_bare = !text.is_empty()
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    if is_bare { text.to_owned() } else { quoted(text) }
}

/// A message on one line: white space folded, what a terminal would obey made visible.
pub(crate) fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        word.chars().for_each(|letter| escape(letter, &mut out));
    }
    out
}

/// A value on one line, as TOML would write it.
pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::Pending(_) => LATER.to_owned(),
        Value::List(elements) => {
            format!("[{}]", elements.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(key, entry)| format!("{} = {}", name(key), inline(entry))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{inline, message, name, quoted};
    use tipctl_model::Value;

    #[test]
    fn a_text_cannot_steer_the_terminal() {
        assert_eq!(quoted("a\"b\\c\nd\u{1b}[2J"), r#""a\"b\\c\nd\u001b[2J""#);
        assert_eq!(quoted("read\u{202e}etirw"), r#""read\u202eetirw""#);
        assert_eq!(quoted("売上"), "\"売上\"");
        assert_eq!(message(" two\n lines\u{1b}[2J "), "two lines\\u001b[2J");
    }

    #[test]
    fn a_name_is_bare_where_it_can_be() {
        assert_eq!(name("aws_key-1"), "aws_key-1");
        assert_eq!(name("cost center"), "\"cost center\"");
        assert_eq!(name(""), "\"\"");
    }

    #[test]
    fn a_value_fits_on_a_line() {
        let value = Value::map([("on", Value::texts(["a", "b"])), ("off", Value::map::<&str>([]))]);
        assert_eq!(inline(&value), r#"{ off = {}, on = ["a", "b"] }"#);
    }
}
