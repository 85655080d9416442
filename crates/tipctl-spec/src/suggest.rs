//! "Did you mean": the nearest of the words that would have been right, and words joined for a sentence.

/// The choice that `word` was most likely meant to be; none when nothing is near.
pub fn nearest<'a>(word: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let reach = (word.chars().count() / 3).clamp(1, 4);
    choices
        .into_iter()
        .map(|choice| (strsim::damerau_levenshtein(&lower, &choice.to_lowercase()), choice))
        .filter(|(distance, choice)| *distance <= reach && *distance < choice.chars().count())
        .min()
        .map(|(_, choice)| choice)
}

/// A help line: the nearest choice, or all of them when none is near.
pub(crate) fn among<'a>(
    word: &str,
    choices: impl IntoIterator<Item = &'a str> + Clone,
    what: &str,
) -> Option<String> {
    if let Some(choice) = nearest(word, choices.clone()) {
        return Some(format!("did you mean `{choice}`?"));
    }
    let all: Vec<&str> = choices.into_iter().collect();
    if all.is_empty() { None } else { Some(format!("{what}: {}", listed(all, "and"))) }
}

/// Words in backticks, joined for a sentence: `` `a`, `b` and `c` ``.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>, joint: &str) -> String {
    let mut quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    let Some(last) = quoted.pop() else { return String::new() };
    if quoted.is_empty() { last } else { format!("{} {joint} {last}", quoted.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let kinds = ["group", "grant", "user", "studio"];
        assert_eq!(nearest("gruop", kinds), Some("group"));
        assert_eq!(nearest("Group", kinds), Some("group"));
        assert_eq!(nearest("grnt", kinds), Some("grant"));
        assert_eq!(nearest("workgroup", kinds), None);
        assert_eq!(nearest("x", ["y"]), None, "one letter has nothing in common with another");
    }

    #[test]
    fn words_are_joined_as_in_a_sentence() {
        assert_eq!(listed([], "and"), "");
        assert_eq!(listed(["a"], "and"), "`a`");
        assert_eq!(listed(["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
