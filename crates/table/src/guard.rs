//! Text that a spreadsheet would take for a formula (CSV injection), made harmless by an apostrophe before it.

/// What a spreadsheet takes for the beginning of a formula; the wide ones as well, where the input method is Chinese or Japanese.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Tells whether a text begins as a formula, behind apostrophes and blanks.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches(|it: char| it == '\'' || it.is_whitespace()).starts_with(FORMULA)
}

/// Tells whether a text is a plain number, which harms nobody and should stay one.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.bytes().all(|it| it.is_ascii_digit() || it == b'.') && text.parse::<f64>().is_ok()
}

/// Returns a text as it is written to CSV.
pub(crate) fn guarded(text: &str) -> String {
    if is_risky(text) && !is_number(text) { format!("'{text}") } else { text.to_owned() }
}

/// Returns a text as it was before [`guarded`].
pub(crate) fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_risky(text)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_a_formula_is_guarded_and_comes_back_as_it_was() {
        for text in ["=1+1", "+86 755", "-", "@SUM(A1)", "\t=1", "'=1", "''+x", "＝1", " -2-3"] {
            assert!(guarded(text).starts_with('\'') && guarded(text).len() > text.len(), "{text}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["", "0501", "-12.5", "+3", "'quoted'", "a=b", "–"] {
            assert_eq!((guarded(text).as_str(), unguarded(text)), (text, text));
        }
    }
}
