//! What becomes of the rows of a table that is imported.

use crate::Refused;

/// What becomes of the rows of a table, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Columns that nobody knows; they are left aside.
    pub unknown: Vec<String>,
    /// The rows.
    pub lines: Vec<ImportLine>,
    /// What holds now and ends because the table does not list it.
    pub gone: Vec<String>,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportLine {
    /// Its line, or its number in the sheet, counted from 1.
    pub line: u64,
    /// What it is about: a code, a number, a day.
    pub subject: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It brings something new.
    New,
    /// It changes what is there.
    Changed(Vec<FieldChange>),
    /// It says what holds already.
    Unchanged,
    /// It is refused.
    Refused(Refused),
}

/// What a row changes in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The column.
    pub column: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// What held before.
    pub before: String,
    /// What is to hold.
    pub after: String,
}

impl ImportReport {
    /// Iterates over the rows that are refused.
    pub fn refused(&self) -> impl Iterator<Item = (&ImportLine, &Refused)> {
        self.lines.iter().filter_map(|it| match &it.fate {
            Fate::Refused(why) => Some((it, why)),
            _ => None,
        })
    }

    /// Returns how many rows bring or change something.
    pub fn taken(&self) -> usize {
        self.lines.iter().filter(|it| matches!(it.fate, Fate::New | Fate::Changed(_))).count()
    }

    /// Returns how many rows say what holds already.
    pub fn unchanged(&self) -> usize {
        self.lines.iter().filter(|it| it.fate == Fate::Unchanged).count()
    }
}
