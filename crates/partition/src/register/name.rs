//! When two names are the same.

/// Returns the form in which names are compared: trimmed, full-width letters and digits as half-width, single blanks.
pub(super) fn normal(name: &str) -> Option<String> {
    let narrow = name.chars().map(|it| match it {
        // Full-width forms lie at a fixed distance from ASCII (Unicode block U+FF00).
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        it => it,
    });
    let narrow: String = narrow.collect();
    let words: Vec<_> = narrow.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_blanks_make_no_difference() {
        assert_eq!(normal(" Ｇ１０７　国道 ").as_deref(), Some("G107 国道"));
        assert_eq!(normal("创业路（东段）"), normal("创业路(东段)"));
        assert_eq!(normal("\u{3000} "), None);
    }
}
