//! Reads the tables of categories.

use model::{
    Bilingual, Categories, Category, CategoryCode, Day, Limit, LimitUnit, Major, Owner, PhotosNeeded, Quantity,
    StageLimits,
};
use table::{Column, TableError};

use crate::lines::{CatalogError, Expected, Lines, Row, Table, lines, rows};

/// The columns of the table of minors, in the order in which they are written.
pub const CATEGORY_COLUMNS: [Column; 21] = [
    ("code", "代码"),
    ("zh", "名称"),
    ("en", "英文名称"),
    ("limit_value", "处置时限"),
    ("limit_unit", "时限单位"),
    ("limit_source", "时限依据"),
    ("owner", "归责"),
    ("on_the_spot", "可现场处置"),
    ("duplicate_radius_m", "重复判定米数"),
    ("duplicate_hours", "重复判定小时"),
    ("verge_m", "路侧米数"),
    ("photos", "照片要求"),
    ("stage_limits", "各环节时限"),
    ("quantities", "台账指标"),
    ("filing_zh", "立案条件"),
    ("filing_en", "立案条件英文"),
    ("closing_zh", "结案条件"),
    ("closing_en", "结案条件英文"),
    ("version", "版次"),
    ("valid_from", "生效日期"),
    ("valid_to", "失效日期"),
];

/// Those that it must have.
const NEEDED: [&str; 9] =
    ["code", "zh", "en", "limit_value", "limit_unit", "limit_source", "owner", "on_the_spot", "duplicate_radius_m"];

/// The columns of the table of majors.
pub(crate) const MAJOR_COLUMNS: [Column; 3] = [("code", "代码"), ("zh", "名称"), ("en", "英文名称")];

/// The columns of the table of quantities.
pub(crate) const QUANTITY_COLUMNS: [Column; 5] =
    [("key", "标识"), ("zh", "名称"), ("en", "英文名称"), ("unit_zh", "单位"), ("unit_en", "英文单位")];

/// Reads the categories from the two tables, `majors` and `minors`, as CSV text with a header; quantities of the ledger must not
/// occur in them.
///
/// ```
/// let majors = "code,zh,en\n05,街面秩序,Street order\n";
/// let minors = "code,zh,en,limit_value,limit_unit,limit_source,owner,on_the_spot,duplicate_radius_m\n\
///               0501,无照经营游商,Hawker,2,work_hour,default,road,yes,30\n";
/// assert_eq!(catalog::parse(majors, minors)?.minors().count(), 1);
/// # Ok::<(), catalog::CatalogError>(())
/// ```
///
/// # Errors
/// Those of [`parse_all`].
pub fn parse(majors: &str, minors: &str) -> Result<Categories, CatalogError> {
    parse_all(majors, minors, "key,zh,en,unit_zh,unit_en\n")
}

/// Reads the categories from the three tables, `majors`, `minors` and `quantities`, as CSV text with a header.
///
/// Columns may stand in any order; unknown ones are ignored. A byte-order mark and lines that begin with `#` are skipped.
///
/// # Errors
/// [`CatalogError`] with line, column and value of the first thing that is wrong.
pub fn parse_all(majors: &str, minors: &str, quantities: &str) -> Result<Categories, CatalogError> {
    let majors = rows(Table::Majors, majors, &MAJOR_COLUMNS, &["code", "zh", "en"], |row| {
        const CODE: Expected = ("1 至 99 的两位数字", "a number of two digits from 1 to 99");
        let code = row.number("code", CODE)?;
        if !(1..=99).contains(&code) {
            return Err(row.bad("code", CODE));
        }
        Ok((row.line, format!("{code:02}"), Major { code, zh: row.name("zh")?, en: row.name("en")? }))
    })?;
    let majors = once(Table::Majors, "code", majors)?;
    let minors = rows(Table::Minors, minors, &CATEGORY_COLUMNS, &NEEDED, minor)?;
    let quantities = rows(Table::Quantities, quantities, &QUANTITY_COLUMNS, &QUANTITY_COLUMNS.map(|it| it.0), |row| {
        const KEY: Expected = ("小写字母、数字与下划线", "lower-case letters, digits and underscores");
        let is_key = |it: &&str| {
            !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_')
        };
        let key = row.parsed("key", KEY, |it| Some(it).filter(is_key).map(str::to_owned))?;
        let name = Bilingual { zh: row.name("zh")?, en: row.name("en")? };
        let unit = Bilingual { zh: row.name("unit_zh")?, en: row.name("unit_en")? };
        Ok((row.line, key.clone(), Quantity { key, name, unit }))
    })?;
    let quantities = once(Table::Quantities, "key", quantities)?;
    Ok(Categories::with_quantities(majors, minors, quantities)?)
}

/// Reads categories row by row.
///
/// # Errors
/// A header that lacks a column.
pub fn read_categories(table: &table::Table) -> Result<Lines<Category>, TableError> {
    lines(Table::Minors, table, &CATEGORY_COLUMNS, &NEEDED, minor)
}

/// Reads four digits; zeros that a spreadsheet took from the front are put back.
fn code(text: &str) -> Option<CategoryCode> {
    format!("{text:0>4}").parse().ok()
}

/// Reads a line of the table of minors.
fn minor(row: &Row<'_>) -> Result<Category, CatalogError> {
    const METRES: Expected = ("0 至 65535 的米数", "a number of metres from 0 to 65535");
    const DAY: Expected = ("日期（如 2026-02-14）或空", "a date such as 2026-02-14, or nothing");
    let day = |column| row.optional(column, DAY, |it| it.parse::<Day>().ok());
    let text = |column: &str| row.text(column).to_owned();
    Ok(Category {
        code: row.parsed("code", ("四位代码", "a code of four digits"), code)?,
        version: row
            .optional("version", ("1 至 65535 的版次，或空", "a number from 1 to 65535, or nothing"), |it| {
                it.parse().ok().filter(|it| *it > 0)
            })?
            .unwrap_or(Category::FIRST_VERSION),
        valid_from: day("valid_from")?,
        valid_to: day("valid_to")?,
        zh: row.name("zh")?,
        en: row.name("en")?,
        limit: Limit {
            value: row.number("limit_value", ("0 至 65535 的数字", "a number from 0 to 65535"))?,
            unit: row.parsed("limit_unit", UNIT, unit)?,
        },
        stage_limits: row.parsed("stage_limits", STAGE_LIMITS, |it| it.parse::<StageLimits>().ok())?,
        owner: row.parsed("owner", OWNER, owner)?,
        on_the_spot: row.parsed("on_the_spot", ("yes（是）或 no（否）", "yes or no"), yes_or_no)?,
        filing: Bilingual { zh: text("filing_zh"), en: text("filing_en") },
        closing: Bilingual { zh: text("closing_zh"), en: text("closing_en") },
        photos: row.optional("photos", PHOTOS, photos)?.unwrap_or(PhotosNeeded::BOTH),
        duplicate_radius_m: row.number("duplicate_radius_m", METRES)?,
        duplicate_hours: row
            .optional(
                "duplicate_hours",
                ("0 至 65535 的小时数，或空", "a number of hours from 0 to 65535, or nothing"),
                |it| it.parse().ok(),
            )?
            .unwrap_or(Category::DUPLICATE_HOURS),
        verge_m: row
            .optional("verge_m", ("0 至 60 的米数，或空", "a number of metres from 0 to 60, or nothing"), |it| {
                it.parse().ok().filter(|it| *it <= 60)
            })?
            .unwrap_or(0),
        quantities: row.text("quantities").split_whitespace().map(str::to_owned).collect(),
        source: row.name("limit_source")?,
    })
}

const UNIT: Expected = (
    "work_hour（工作小时）、work_day（工作日）、clock_hour（小时）或 clock_day（天）",
    "work_hour, work_day, clock_hour or clock_day",
);
const OWNER: Expected =
    ("grid（网格）、road（道路）、frontage（门前）或 component（部件）", "grid, road, frontage or component");
const PHOTOS: Expected =
    ("none（无）、before（处置前）、after（处置后）、both（前后）或空", "none, before, after, both, or nothing");
const STAGE_LIMITS: Expected = (
    "各环节时限，如 dispatched=1 clock_hour; closed=7 clock_day，或空",
    "limits of stages such as dispatched=1 clock_hour; closed=7 clock_day, or nothing",
);

fn unit(text: &str) -> Option<LimitUnit> {
    match text {
        "工作小时" | "工作时" => Some(LimitUnit::WorkHour),
        "工作日" => Some(LimitUnit::WorkDay),
        "小时" => Some(LimitUnit::ClockHour),
        "天" | "日" => Some(LimitUnit::ClockDay),
        _ => LimitUnit::parse(text),
    }
}

fn owner(text: &str) -> Option<Owner> {
    match text {
        "网格" => Some(Owner::Grid),
        "道路" => Some(Owner::Road),
        "门前" | "门前三包" => Some(Owner::Frontage),
        "部件" => Some(Owner::Component),
        _ => Owner::parse(text),
    }
}

fn photos(text: &str) -> Option<PhotosNeeded> {
    let (before, after) = match text {
        "无" => (false, false),
        "处置前" => (true, false),
        "处置后" => (false, true),
        "前后" => (true, true),
        _ => return PhotosNeeded::parse(text),
    };
    Some(PhotosNeeded { before, after })
}

/// Reads `yes` or `no`, also as 是 and 否, and as spreadsheets write it.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "是" => Some(true),
        "no" | "false" | "否" => Some(false),
        _ => None,
    }
}

/// Takes lines with their keys, each of which may stand there once.
fn once<T>(table: Table, column: &str, lines: Vec<(u64, String, T)>) -> Result<Vec<T>, CatalogError> {
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for (line, value, it) in lines {
        if seen.contains(&value) {
            let expected = ("前面没有出现过的值", "a value that was not listed before");
            return Err(CatalogError::Value { table, line, column: column.to_owned(), value, expected });
        }
        seen.insert(value);
        out.push(it);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use model::CategoryError;

    use super::*;

    const MAJORS: &str = "# a comment\ncode,zh,en\n05,街面秩序,Street order\n";
    const HEADER: &str = "code,zh,en,limit_value,limit_unit,limit_source,owner,on_the_spot,duplicate_radius_m\n";

    fn minors(line: &str) -> Result<Categories, CatalogError> {
        parse(MAJORS, &format!("{HEADER}# another\n{line}\n"))
    }

    #[test]
    fn a_wrong_value_is_named_with_line_and_column() {
        let error = minors("0501,游商,Hawker,2,workhour,default,road,yes,30").unwrap_err();
        assert_eq!(
            error.to_string(),
            "小类表第 3 行 limit_unit 列：“workhour”有误，应填：work_hour（工作小时）、work_day（工作日）、clock_hour（小时）或 clock_day（天） / \
             categories, line 3, column `limit_unit`: `workhour` is not work_hour, work_day, clock_hour or clock_day"
        );
        for (line, column) in [
            ("50l,游商,Hawker,2,work_hour,default,road,yes,30", "code"),
            ("0501,,Hawker,2,work_hour,default,road,yes,30", "zh"),
            ("0501,游商,Hawker,-2,work_hour,default,road,yes,30", "limit_value"),
            ("0501,游商,Hawker,2,work_hour,default,street,yes,30", "owner"),
            ("0501,游商,Hawker,2,work_hour,default,road,maybe,30", "on_the_spot"),
            ("0501,游商,Hawker,2,work_hour,default,road,yes,far", "duplicate_radius_m"),
        ] {
            assert!(
                matches!(minors(line), Err(CatalogError::Value { column: found, line: 3, .. }) if found == column),
                "{line}"
            );
        }
    }

    #[test]
    fn a_missing_column_a_short_line_and_a_code_without_major_are_told() {
        assert_eq!(
            parse(MAJORS, "code,zh\n").unwrap_err(),
            CatalogError::File {
                table: Table::Minors,
                error: TableError::MissingColumn { column: "en", zh: "英文名称" }
            }
        );
        assert!(matches!(minors("0501,游商"), Err(CatalogError::Value { line: 3, column, .. }) if column == "en"));
        let long = minors("0501,游商,Hawker,2,work_hour,default,road,yes,30,9").unwrap_err();
        assert_eq!(
            long.to_string(),
            "小类表第 3 行：有 10 列，表头只有 9 列 / has 10 fields, the header has 9 / categories, line 3"
        );
        let error = minors("0601,游商,Hawker,2,work_hour,default,road,yes,30").unwrap_err();
        assert_eq!(error, CatalogError::Tree(CategoryError::NoMajor(CategoryCode(601))));
        let error = parse(&format!("{MAJORS}05,又一个,Again\n"), HEADER).unwrap_err();
        assert!(matches!(error, CatalogError::Value { table: Table::Majors, line: 4, column, .. } if column == "code"));
    }

    #[test]
    fn what_an_office_writes_is_read_as_well() {
        let majors = "代码,名称,英文名称\n5,街面秩序,Street order\n";
        let table = "代码 code,名称,英文名称,处置时限,时限单位,时限依据,归责,可现场处置,重复判定米数,照片要求\n\
                     501,游商,Hawker,2,工作小时,通知,道路,是,30,处置后\n";
        let tree = parse(majors, table).unwrap();
        let it = tree.get(CategoryCode(501)).unwrap();
        assert_eq!((it.limit.to_string(), it.owner, it.on_the_spot), ("2 work_hour".into(), Owner::Road, true));
        assert_eq!(it.photos.as_str(), "after");
    }

    #[test]
    fn a_byte_order_mark_windows_line_ends_and_another_order_of_columns_are_read() {
        let majors = "\u{feff}zh,en,code\r\n街面秩序,Street order,05\r\n";
        assert_eq!(parse(majors, HEADER).unwrap().majors().next().unwrap().code, 5);
    }
}
