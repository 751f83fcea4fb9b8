//! The operator's table that says which class a street of the map belongs to.

use model::RoadClass;
use thiserror::Error;

use crate::tags::Tags;

/// The table that ships with the program.
pub const DEFAULT_ROAD_CLASSES: &str = include_str!("../../../data/road-classes.csv");

/// The columns, in any order.
const COLUMNS: [&str; 7] = ["key", "value", "condition", "class", "cuts", "width_m", "zh"];

/// One row: what a tag makes of a way.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadRule {
    /// The tag's key, for instance `highway`.
    pub key: String,
    /// The tag's value; `*` fits any.
    pub value: String,
    /// Further tags that must fit: a key and a value, `*`, `*suffix` or `prefix*`.
    pub conditions: Vec<(String, String)>,
    /// The class; `None` for what is no street.
    pub class: Option<RoadClass>,
    /// Whether street blocks are cut along it.
    pub cuts: bool,
    /// The width of the carriageway for both directions in metres; 0 for what is no street.
    pub width_m: f64,
    /// The Chinese word.
    pub zh: String,
}

/// The rows of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadClassTable {
    rules: Vec<RoadRule>,
    /// The keys that the rules ask for, each once.
    keys: Vec<String>,
}

/// What is wrong with the table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "道路等级表第 {line} 行 {column} 列的“{value}”有误 / road class table, line {line}, column {column}, `{value}`: {problem}"
)]
pub struct RoadClassTableError {
    /// The line, from 1, comments counted.
    pub line: u64,
    /// The column's name, or `-` for the whole line.
    pub column: String,
    /// The value.
    pub value: String,
    /// What is wrong with it, in both languages.
    pub problem: &'static str,
}

/// What the table says about an object.
#[derive(Debug, PartialEq)]
pub(crate) enum Classed<'t> {
    /// A street by this rule.
    Road(&'t RoadRule, RoadClass),
    /// Listed, but no street.
    Skip,
    /// It has a key of the table with a value that is not listed, as `key=value`.
    Unknown(String),
    /// It has none of the table's keys.
    Other,
}

impl Default for RoadClassTable {
    /// Returns the table that ships with the program.
    fn default() -> Self {
        Self::parse(DEFAULT_ROAD_CLASSES).expect("a test reads the table that ships with the program")
    }
}

impl RoadClassTable {
    /// Reads a table: CSV with the columns `key,value,condition,class,cuts,width_m,zh` in any order, UTF-8 with or without
    /// BOM; lines that begin with `#` are comments.
    ///
    /// ```
    /// let table = exchange::RoadClassTable::parse(
    ///     "key,value,condition,class,cuts,width_m,zh\nhighway,primary,,main,yes,21,主干道\n",
    /// )?;
    /// assert_eq!(table.rules()[0].class, Some(model::RoadClass::Main));
    /// # Ok::<(), exchange::RoadClassTableError>(())
    /// ```
    ///
    /// # Errors
    /// The first value that cannot be understood, a missing column, the same tag and condition twice, or a table without rows.
    pub fn parse(text: &str) -> Result<Self, RoadClassTableError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| of_csv(&error))?.clone();
        let mut at = [0; COLUMNS.len()];
        for (column, at) in COLUMNS.iter().zip(&mut at) {
            *at = header.iter().position(|it| it == *column).ok_or_else(|| {
                wrong(header.position().map_or(1, csv::Position::line), column, "", "缺少此列 / this column is missing")
            })?;
        }
        let mut table = Self { rules: Vec::new(), keys: Vec::new() };
        for record in reader.records() {
            let record = record.map_err(|error| of_csv(&error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let rule = rule(line, at.map(|it| record.get(it).unwrap_or("")))?;
            let same =
                |it: &RoadRule| (&it.key, &it.value, &it.conditions) == (&rule.key, &rule.value, &rule.conditions);
            if table.rules.iter().any(same) {
                return Err(wrong(line, "value", &rule.value, "重复的行 / the same tag and condition stand twice"));
            }
            if !table.keys.contains(&rule.key) {
                table.keys.push(rule.key.clone());
            }
            table.rules.push(rule);
        }
        if table.rules.is_empty() {
            return Err(wrong(1, "-", "", "没有一行 / the table has no rows"));
        }
        Ok(table)
    }

    /// Returns the rows in the order of the file.
    pub fn rules(&self) -> &[RoadRule] {
        &self.rules
    }

    /// Classes an object: the row with the most fitting conditions, then the exact value before `*`, then the first.
    pub(crate) fn class(&self, tags: &Tags<'_>) -> Classed<'_> {
        let mut unknown = None;
        for key in &self.keys {
            let Some(value) = tags.get(key) else { continue };
            let fits = |it: &&RoadRule| {
                it.key == *key
                    && (it.value == "*" || it.value == value)
                    && it.conditions.iter().all(|(key, pattern)| tags.get(key).is_some_and(|it| matches(pattern, it)))
            };
            let rank = |it: &&RoadRule| std::cmp::Reverse((it.conditions.len(), it.value != "*"));
            // The smallest of equals is the first.
            match self.rules.iter().filter(fits).min_by_key(rank) {
                Some(rule) => return rule.class.map_or(Classed::Skip, |class| Classed::Road(rule, class)),
                None => unknown = unknown.or_else(|| Some(format!("{key}={}", crate::tags::clean(value)?))),
            }
        }
        unknown.map_or(Classed::Other, Classed::Unknown)
    }
}

fn rule(line: u64, fields: [&str; COLUMNS.len()]) -> Result<RoadRule, RoadClassTableError> {
    let [key, value, condition, class, cuts, width, zh] = fields;
    if key.is_empty() {
        return Err(wrong(line, "key", key, "不能为空 / must not be empty"));
    }
    if value.is_empty() {
        return Err(wrong(line, "value", value, "不能为空 / must not be empty"));
    }
    let conditions =
        condition.split('&').map(str::trim).filter(|it| !it.is_empty()).map(|it| match it.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() && !value.trim().is_empty() => {
                Ok((key.trim().to_owned(), value.trim().to_owned()))
            }
            _ => Err(wrong(line, "condition", it, "应为 标签=值 / must be key=value")),
        });
    let conditions = conditions.collect::<Result<_, _>>()?;
    if class == "skip" {
        let (key, value, zh) = (key.to_owned(), value.to_owned(), zh.to_owned());
        return Ok(RoadRule { key, value, conditions, class: None, cuts: false, width_m: 0.0, zh });
    }
    let class = RoadClass::parse(class).ok_or_else(|| {
        wrong(
            line,
            "class",
            class,
            "应为 main、secondary、branch、alley 或 skip / must be one of main, secondary, branch, alley, skip",
        )
    })?;
    let cuts = match cuts {
        "yes" => true,
        "no" => false,
        _ => return Err(wrong(line, "cuts", cuts, "应为 yes 或 no / must be yes or no")),
    };
    let width_m =
        width.parse().ok().filter(|it| (0.5..=100.0).contains(it)).ok_or_else(|| {
            wrong(line, "width_m", width, "应为 0.5 到 100 的米数 / must be metres between 0.5 and 100")
        })?;
    Ok(RoadRule { key: key.into(), value: value.into(), conditions, class: Some(class), cuts, width_m, zh: zh.into() })
}

fn matches(pattern: &str, value: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(suffix), _) => value.ends_with(suffix),
        (None, Some(prefix)) => value.starts_with(prefix),
        (None, None) => value == pattern,
    }
}

fn wrong(line: u64, column: &str, value: &str, problem: &'static str) -> RoadClassTableError {
    RoadClassTableError { line, column: column.to_owned(), value: value.to_owned(), problem }
}

fn of_csv(error: &csv::Error) -> RoadClassTableError {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, len, .. } => wrong(
            pos.as_ref().map_or(0, csv::Position::line),
            "-",
            &len.to_string(),
            "列数不符 / the number of columns differs from the header",
        ),
        _ => wrong(error.position().map_or(0, csv::Position::line), "-", &error.to_string(), "不是 CSV / is no CSV"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "key,value,condition,class,cuts,width_m,zh\n";

    fn class_of(table: &RoadClassTable, pairs: &[(&'static str, &'static str)]) -> Option<(RoadClass, bool)> {
        match table.class(&pairs.iter().copied().collect()) {
            Classed::Road(rule, class) => Some((class, rule.cuts)),
            _ => None,
        }
    }

    #[test]
    fn the_shipped_table_classes_what_the_field_calls_by_these_names() {
        let table = RoadClassTable::default();
        let class = |pairs: &[_]| class_of(&table, pairs);
        assert_eq!(class(&[("highway", "trunk_link")]), Some((RoadClass::Main, true)));
        assert_eq!(class(&[("highway", "secondary")]), Some((RoadClass::Secondary, true)));
        assert_eq!(class(&[("highway", "tertiary"), ("name", "磨盘巷")]), Some((RoadClass::Branch, true)));
        assert_eq!(class(&[("highway", "residential")]), Some((RoadClass::Branch, true)));
        assert_eq!(class(&[("highway", "residential"), ("name", "磨盘巷")]), Some((RoadClass::Alley, true)));
        assert_eq!(class(&[("highway", "service"), ("service", "driveway")]), Some((RoadClass::Alley, false)));
        assert_eq!(class(&[("highway", "footway")]), Some((RoadClass::Alley, false)));
        assert_eq!(class(&[("highway", "footway"), ("name", "桃园里")]), Some((RoadClass::Alley, true)));
        assert_eq!(class(&[("highway", "footway"), ("footway", "sidewalk"), ("name", "某路")]), None);
        for skipped in ["steps", "cycleway", "construction", "proposed", "raceway", "elevator", "platform"] {
            assert_eq!(table.class(&[("highway", skipped)].into_iter().collect()), Classed::Skip, "{skipped}");
        }
    }

    #[test]
    fn a_row_with_conditions_beats_one_without_wherever_it_stands() {
        let text =
            format!("{HEADER}highway,x,a=1,alley,no,3,\nhighway,x,,main,yes,9,\nhighway,*,a=1&b=c*,branch,yes,5,\n");
        let table = RoadClassTable::parse(&text).unwrap();
        assert_eq!(class_of(&table, &[("highway", "x"), ("a", "1")]), Some((RoadClass::Alley, false)));
        assert_eq!(class_of(&table, &[("highway", "x"), ("a", "2")]), Some((RoadClass::Main, true)));
        let all = [("highway", "x"), ("a", "1"), ("b", "cd")];
        assert_eq!(class_of(&table, &all), Some((RoadClass::Branch, true)));
        let unknown = table.class(&[("highway", "y")].into_iter().collect());
        assert_eq!(unknown, Classed::Unknown("highway=y".into()));
        assert_eq!(table.class(&[("building", "y")].into_iter().collect()), Classed::Other);
    }

    #[test]
    fn a_byte_order_mark_comments_and_other_column_orders_are_read() {
        let text =
            "\u{feff}# note\nzh,class,cuts,width_m,key,value,condition\n# more\n主干道,main,yes,21,类别,主干道,\n";
        let table = RoadClassTable::parse(text).unwrap();
        assert_eq!(class_of(&table, &[("类别", "主干道")]), Some((RoadClass::Main, true)));
    }

    #[test]
    fn errors_name_line_column_and_value() {
        for (row, line, column, value) in [
            ("highway,a,,big,yes,1,x", 3, "class", "big"),
            ("highway,a,,main,maybe,1,x", 3, "cuts", "maybe"),
            ("highway,a,,main,yes,wide,x", 3, "width_m", "wide"),
            ("highway,a,,main,yes,NaN,x", 3, "width_m", "NaN"),
            ("highway,a,,main,yes,-1,x", 3, "width_m", "-1"),
            ("highway,a,footway,main,yes,1,x", 3, "condition", "footway"),
            (",a,,main,yes,1,x", 3, "key", ""),
            ("highway,,,main,yes,1,x", 3, "value", ""),
            ("highway,b,,main,yes,1,x", 3, "value", "b"),
            ("highway,c,,main,yes", 3, "-", "5"),
        ] {
            let error = RoadClassTable::parse(&format!("{HEADER}highway,b,,main,yes,1,x\n{row}\n")).unwrap_err();
            assert_eq!((error.line, error.column.as_str(), error.value.as_str()), (line, column, value), "{row}");
        }
        assert_eq!(RoadClassTable::parse("key,value\n").unwrap_err().column, "condition");
        assert_eq!(RoadClassTable::parse(HEADER).unwrap_err().column, "-");
        assert!(RoadClassTable::parse("").is_err());
    }
}
