//! Well-known text of coordinate systems (OGC 01-009 and its successors), as far as a `.prj` needs it.

/// How deep brackets may nest; real ones nest five deep.
const DEPTH: usize = 32;

/// A keyword with what stands in its brackets.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Node {
    /// The keyword in capitals.
    pub keyword: String,
    /// The texts in quotes.
    pub texts: Vec<String>,
    /// The numbers.
    pub numbers: Vec<f64>,
    /// What nests.
    pub nodes: Vec<Node>,
}

impl Node {
    /// Parses a text; `None` when it is no well-known text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        node(&mut rest, 0)
    }

    /// Returns the nearest node with one of these keywords, itself first.
    pub(super) fn find(&self, keywords: &[&str]) -> Option<&Self> {
        if keywords.contains(&self.keyword.as_str()) {
            return Some(self);
        }
        let direct = self.nodes.iter().find(|it| keywords.contains(&it.keyword.as_str()));
        direct.or_else(|| self.nodes.iter().find_map(|it| it.find(keywords)))
    }

    /// Returns the number of the parameter with one of these names, wherever it nests; names are compared by [`plain`].
    pub(super) fn parameter(&self, names: &[&str]) -> Option<f64> {
        let is_it =
            self.keyword == "PARAMETER" && self.texts.first().is_some_and(|it| names.contains(&plain(it).as_str()));
        let own = is_it.then(|| self.numbers.first().copied()).flatten();
        own.or_else(|| self.nodes.iter().find_map(|it| it.parameter(names)))
    }

    /// Returns the first text, which is the name.
    pub(super) fn name(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }
}

/// Returns a name in small letters, without what is neither letter nor digit.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn node(rest: &mut &str, depth: usize) -> Option<Node> {
    let start = rest.trim_start();
    let end = start.find(|it: char| !it.is_ascii_alphanumeric() && it != '_')?;
    let mut found = Node { keyword: start[..end].to_ascii_uppercase(), ..Node::default() };
    *rest = start[end..].trim_start();
    if found.keyword.is_empty() || depth > DEPTH {
        return None;
    }
    *rest = rest.strip_prefix(['[', '('])?;
    loop {
        *rest = rest.trim_start();
        let next = rest.chars().next()?;
        match next {
            ']' | ')' => {
                *rest = &rest[1..];
                return Some(found);
            }
            ',' => *rest = &rest[1..],
            '"' => {
                let (text, after) = rest[1..].split_once('"')?;
                found.texts.push(text.to_owned());
                *rest = after;
            }
            '0'..='9' | '+' | '-' | '.' => {
                let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && !"+-.".contains(it))?;
                found.numbers.push(rest[..end].parse().ok()?);
                *rest = &rest[end..];
            }
            _ => {
                // A word without brackets, for instance EAST of an axis, is passed over.
                let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').filter(|it| *it > 0)?;
                if rest[end..].trim_start().starts_with(['[', '(']) {
                    found.nodes.push(node(rest, depth + 1)?);
                } else {
                    *rest = &rest[end..];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_texts_numbers_and_nests_are_told_apart() {
        let text =
            r#"PROJCS["A b",GEOGCS["G",UNIT["Degree",0.017]], PARAMETER["False_Easting", 5.0e5],AXIS["x",EAST]]"#;
        let node = Node::parse(text).unwrap();
        assert_eq!((node.keyword.as_str(), node.name(), node.nodes.len()), ("PROJCS", "A b", 3));
        assert_eq!(node.parameter(&["falseeasting"]), Some(500_000.0));
        assert_eq!(node.find(&["UNIT"]).map(Node::name), Some("Degree"));
    }

    #[test]
    fn what_is_none_or_endless_is_refused() {
        for text in ["", "EPSG:4490", "PROJCS[", "PROJCS[\"a", "[1]", "A[1", "A[é]", "A[--]", "中[1]"] {
            assert_eq!(Node::parse(text), None, "{text}");
        }
        assert_eq!(Node::parse(&"A[".repeat(100_000)), None);
    }
}
