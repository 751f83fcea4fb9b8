//! Columns by their names, Chinese or English.

use std::collections::BTreeMap;

use crate::{Row, Table, TableError, TooWide};

/// A column: its identifier, which is also its English name, and its Chinese name.
pub type Column = (&'static str, &'static str);

/// The fields of a row by column, trimmed; a column that the table lacks is missing.
pub type Fields<'a> = BTreeMap<&'static str, &'a str>;

/// Which column stands where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    at: BTreeMap<&'static str, usize>,
    /// Names in the header that nobody knows.
    pub unknown: Vec<String>,
    width: usize,
}

/// Returns what a column is headed with: `代码 code`.
pub(crate) fn heading((id, zh): Column) -> String {
    if zh.is_empty() { id.to_owned() } else { format!("{zh} {id}") }
}

fn is_headed((id, zh): Column, name: &str) -> bool {
    let bare = name.strip_prefix(zh).map_or(name, |it| it.trim_matches([' ', '/', '\n', '\r', '(', ')', '（', '）']));
    (!zh.is_empty() && name == zh) || bare.eq_ignore_ascii_case(id)
}

impl Table {
    /// Finds the known columns by their English or Chinese names, or both (`代码 code`), in any order.
    ///
    /// # Errors
    /// No known column at all, one that stands twice, one of `needed` that is missing.
    pub fn layout(&self, known: &[Column], needed: &[&str]) -> Result<Layout, TableError> {
        let mut layout = Layout { width: self.header.len(), ..Layout::default() };
        for (at, name) in self.header.iter().enumerate() {
            let Some((id, _)) = known.iter().find(|it| is_headed(**it, name)) else {
                layout.unknown.extend(Some(name).filter(|it| !it.is_empty()).cloned());
                continue;
            };
            if layout.at.insert(id, at).is_some() {
                return Err(TableError::TwiceColumn { column: id });
            }
        }
        if layout.at.is_empty() {
            let known: Vec<_> = known.iter().map(|it| heading(*it)).collect();
            return Err(TableError::NoKnownColumn { known: known.join(", ") });
        }
        match known.iter().find(|it| needed.contains(&it.0) && !layout.at.contains_key(it.0)) {
            Some((column, zh)) => Err(TableError::MissingColumn { column, zh }),
            None => Ok(layout),
        }
    }
}

impl Layout {
    /// Returns the fields of a row.
    ///
    /// # Errors
    /// A row with more values than the header has columns.
    pub fn fields<'a>(&self, row: &'a Row) -> Result<Fields<'a>, TooWide> {
        if row.cells.len() > self.width {
            return Err(TooWide { has: row.cells.len(), needs: self.width });
        }
        Ok(self.at.iter().filter_map(|(id, at)| Some((*id, row.cells.get(*at)?.trim()))).collect())
    }

    /// Tells whether the table has a column.
    pub fn has(&self, column: &str) -> bool {
        self.at.contains_key(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Column; 3] = [("code", "代码"), ("zh", "名称"), ("limit", "")];

    fn table(header: &str) -> Table {
        Table { header: header.split(',').map(str::to_owned).collect(), rows: vec![] }
    }

    #[test]
    fn columns_are_found_by_either_name_or_both() {
        for header in ["代码,zh,LIMIT,备注", "代码 code,名称（zh）,limit,备注", "备注,Limit,代码/code,名称"]
        {
            let layout = table(header).layout(&KNOWN, &["code", "zh"]).unwrap();
            assert_eq!(layout.unknown, ["备注"], "{header}");
            assert!(layout.has("code") && layout.has("zh") && layout.has("limit"), "{header}");
        }
    }

    #[test]
    fn a_missing_a_double_and_no_known_column_are_told() {
        let missing = table("名称,limit").layout(&KNOWN, &["code"]).unwrap_err();
        assert_eq!(missing.to_string(), "表头缺少“代码”（code）列 / the header has no column `code`");
        let twice = table("代码,code").layout(&KNOWN, &[]).unwrap_err();
        assert_eq!(twice, TableError::TwiceColumn { column: "code" });
        let none = table("a,b").layout(&KNOWN, &[]).unwrap_err();
        assert!(none.to_string().contains("代码 code, 名称 zh, limit"), "{none}");
    }
}
