//! Excel workbooks: one sheet as rows of text.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::{Budget, CellFault, Row, TableError, inflate};

/// Reads the rows of a sheet, the header among them: the named one, else the first that is shown.
pub(crate) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<Row>, TableError> {
    inflate::check(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|err| damaged(&err))?;
    let name = chosen(&workbook, sheet)?;
    let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|err| damaged(&err))?;
    if let Some(it) = merged.iter().find(|it| it.start != it.end) {
        let (row, column) = it.start;
        return Err(TableError::cell(u64::from(row) + 1, column as usize, CellFault::Merged));
    }
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(|err| damaged(&err))?;
    let (mut rows, mut budget) = (BTreeMap::<u32, Vec<(u32, String)>>::new(), Budget::default());
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|err| damaged(&err))? {
        let (row, column) = cell.pos;
        let place = (u64::from(row) + 1, column as usize);
        let refused = |fault| TableError::cell(place.0, place.1, fault);
        if cell.formula.is_some() {
            return Err(refused(CellFault::Formula));
        }
        let text = text(&cell.value).ok_or_else(|| refused(CellFault::ErrorValue))?;
        if text.is_empty() {
            continue;
        }
        budget.cell(&text, || place)?;
        let cells = rows.entry(row).or_default();
        if cells.is_empty() {
            budget.row(place.0, 0)?;
        }
        if place.1 >= crate::MOST_COLUMNS {
            return Err(TableError::TooManyColumns { row: place.0 });
        }
        cells.push((column, text));
    }
    Ok(rows.into_iter().map(|(row, cells)| Row { line: u64::from(row) + 1, cells: laid_out(cells) }).collect())
}

/// Returns texts at their positions.
fn laid_out(cells: Vec<(u32, String)>) -> Vec<String> {
    let width = cells.iter().map(|it| it.0 as usize + 1).max().unwrap_or(0);
    let mut out = vec![String::new(); width];
    for (at, text) in cells {
        out[at as usize] = text;
    }
    out
}

fn damaged(err: &XlsxError) -> TableError {
    TableError::Workbook { reason: err.to_string() }
}

/// Returns the name of the sheet to read.
fn chosen<T: std::io::Read + std::io::Seek>(workbook: &Xlsx<T>, sheet: Option<&str>) -> Result<String, TableError> {
    let sheets = || workbook.sheets_metadata().iter().filter(|it| it.typ == SheetType::WorkSheet);
    let found = match sheet {
        Some(name) => sheets().find(|it| it.name.trim() == name.trim()),
        None => sheets().find(|it| it.visible == SheetVisible::Visible),
    };
    found.map(|it| it.name.clone()).ok_or_else(|| TableError::NoSheet {
        name: sheet.unwrap_or_default().to_owned(),
        known: sheets().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", "),
    })
}

/// Returns what a cell holds as text; `None` for an error value.
fn text(value: &DataRef<'_>) -> Option<String> {
    Some(match value {
        DataRef::Empty => String::new(),
        DataRef::String(it) | DataRef::DateTimeIso(it) | DataRef::DurationIso(it) => it.clone(),
        DataRef::SharedString(it) => (*it).to_owned(),
        DataRef::Int(it) => it.to_string(),
        DataRef::Float(it) => number(*it),
        DataRef::Bool(it) => if *it { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(it) => moment(it),
        DataRef::Error(_) => return None,
    })
}

/// Writes a number with at most 15 digits, as Excel shows it, without an exponent.
fn number(value: f64) -> String {
    let shown = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{shown}")
}

/// Writes a date, a date with its time, a time of day, or a length of time.
fn moment(it: &ExcelDateTime) -> String {
    let value = it.as_f64();
    let (year, month, day, hour, minute, second, milli) = it.to_ymd_hms_milli();
    let second = second + u8::from(milli >= 500 && second < 59);
    let of_day = |hour: u64| match second {
        0 => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    let date = || format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        _ if !value.is_finite() || value < 0.0 => number(value),
        _ if it.is_duration() => of_day(value.trunc() as u64 * 24 + u64::from(hour)),
        _ if value < 1.0 => of_day(u64::from(hour)),
        (0, 0, 0) => date(),
        _ => format!("{} {}", date(), of_day(u64::from(hour))),
    }
}
