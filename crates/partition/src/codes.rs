//! The form of cells' codes.

use model::District;

/// How many digits a cell's code has (DOMAIN.md, Areas).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CodeDigits {
    /// Twelve of the community, three of the sequence: 001 to 999.
    #[default]
    Fifteen,
    /// The legacy form with two digits of the sequence: 01 to 99.
    Fourteen,
}

impl CodeDigits {
    /// Returns the form of a district's present codes; a district without cells has the usual one.
    pub fn of(district: &District) -> Self {
        let short = district.cells.first().is_some_and(|it| it.code.len() == 14);
        if short { Self::Fourteen } else { Self::Fifteen }
    }

    /// Returns the last sequence: a community with more cells goes on under the next free community code.
    pub const fn last(self) -> usize {
        match self {
            Self::Fifteen => 999,
            Self::Fourteen => 99,
        }
    }

    /// Returns the code of a community's cell.
    ///
    /// ```
    /// use partition::CodeDigits;
    /// assert_eq!(CodeDigits::Fifteen.code("440305007001", 7), "440305007001007");
    /// assert_eq!(CodeDigits::Fourteen.code("440305007001", 7), "44030500700107");
    /// ```
    pub fn code(self, community: &str, sequence: usize) -> String {
        match self {
            Self::Fifteen => format!("{community}{sequence:03}"),
            Self::Fourteen => format!("{community}{sequence:02}"),
        }
    }
}
