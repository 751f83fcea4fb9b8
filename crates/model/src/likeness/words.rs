//! How like two texts are, by the pairs of neighbouring characters that they share.

use std::collections::BTreeMap;

/// Returns how like two texts are, from 0 to 100: twice the pairs of neighbouring characters that both have, as a share of the pairs
/// of both (Dice 1945), which needs no list of words and suits Chinese.
///
/// Punctuation and spaces part the text, Latin letters count in either case, and a lone character counts as one piece. Two texts
/// without any are not like each other. The order of the two does not matter. O(n log n).
///
/// ```
/// use model::likeness::word_likeness;
/// assert_eq!(word_likeness("幸福路菜市场门口有垃圾", "菜市场门口有垃圾"), 82);
/// assert_eq!(word_likeness("井盖破损", "井盖，破损！"), 80);
/// assert_eq!(word_likeness("井盖破损", "油烟扰民"), 0);
/// assert_eq!(word_likeness("", ""), 0);
/// ```
pub fn word_likeness(a: &str, b: &str) -> u8 {
    let (first, second) = (pieces(a), pieces(b));
    let total: u64 = first.values().chain(second.values()).sum();
    let shared: u64 = first.iter().map(|(piece, count)| second.get(piece).copied().unwrap_or(0).min(*count)).sum();
    (200 * shared).checked_div(total).unwrap_or(0) as u8
}

/// Counts the pairs of neighbouring characters, and the characters that stand alone.
fn pieces(text: &str) -> BTreeMap<[char; 2], u64> {
    let mut counts = BTreeMap::new();
    for run in text.split(|it: char| !it.is_alphanumeric()) {
        let run: Vec<char> = run.chars().flat_map(char::to_lowercase).collect();
        if let [lone] = run[..] {
            *counts.entry([lone, '\0']).or_insert(0) += 1;
        }
        for pair in run.windows(2) {
            *counts.entry([pair[0], pair[1]]).or_insert(0) += 1;
        }
    }
    counts
}
