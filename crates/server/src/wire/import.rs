//! What became of a table that was imported.

use axum::{Json, http::StatusCode};
use serde::Serialize;
use service::{Fate, ImportLine, ImportReport, Refused, SettingsImported};
use table::TableError;
use utoipa::ToSchema;

use super::both;
use crate::{Problem, problem::InvalidValue};

/// How many rows of a report are sent.
const MOST_LINES: usize = 2_000;

/// What became of a table.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportWire {
    /// Whether it was only looked at.
    dry_run: bool,
    /// Whether it is on disk and in force.
    kept: bool,
    /// How many rows it has.
    rows: usize,
    /// How many of them bring or change something.
    taken: usize,
    /// How many say what holds already.
    unchanged: usize,
    /// How many are refused.
    refused: usize,
    /// The version of the partition that it made, where it did.
    pub(crate) version: Option<u64>,
    /// How many open incidents went to others by that.
    pub(crate) rerouted: Option<usize>,
    /// Columns that nobody knows; they are left aside.
    unknown_columns: Vec<String>,
    /// What holds now and ends because the table does not list it.
    gone: Vec<String>,
    /// The rows, refused ones first; at most 2,000.
    lines: Vec<ImportLineWire>,
}

/// What became of a row.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportLineWire {
    /// Its line, or its number in the sheet, counted from 1.
    line: u64,
    /// What it is about: a code, a number, a day.
    subject: String,
    /// `new`, `changed`, `unchanged` or `refused`.
    kind: &'static str,
    /// What it changes.
    changes: Vec<FieldChangeWire>,
    /// Why it is refused.
    refused: Option<InvalidValue>,
}

/// What a row changes in one field.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldChangeWire {
    column: &'static str,
    /// The column's Chinese name.
    zh: &'static str,
    before: String,
    after: String,
}

impl ImportWire {
    pub(crate) fn new(it: &ImportReport, dry_run: bool, kept: bool) -> Self {
        let refused = it.lines.iter().filter(|it| matches!(it.fate, Fate::Refused(_)));
        let others = it.lines.iter().filter(|it| !matches!(it.fate, Fate::Refused(_)));
        Self {
            dry_run,
            kept,
            rows: it.lines.len(),
            taken: it.taken(),
            unchanged: it.unchanged(),
            refused: it.refused().count(),
            version: None,
            rerouted: None,
            unknown_columns: it.unknown.clone(),
            gone: it.gone.clone(),
            lines: refused.chain(others).take(MOST_LINES).map(ImportLineWire::from).collect(),
        }
    }
}

impl From<&ImportLine> for ImportLineWire {
    fn from(it: &ImportLine) -> Self {
        let (kind, changes, refused) = match &it.fate {
            Fate::New => ("new", vec![], None),
            Fate::Unchanged => ("unchanged", vec![], None),
            Fate::Changed(all) => {
                let wire = |it: &service::FieldChange| FieldChangeWire {
                    column: it.column,
                    zh: it.zh,
                    before: it.before.clone(),
                    after: it.after.clone(),
                };
                ("changed", all.iter().map(wire).collect(), None)
            }
            Fate::Refused(why) => ("refused", vec![], Some(InvalidValue { line: Some(it.line), ..why.clone().into() })),
        };
        Self { line: it.line, subject: it.subject.clone(), kind, changes, refused }
    }
}

/// Answers what became of a table of settings.
pub(crate) fn settings_imported(it: &SettingsImported, dry_run: bool) -> Result<Json<ImportWire>, Problem> {
    if !dry_run && it.report.refused().next().is_some() {
        return Err(refused_rows(&it.report));
    }
    Ok(Json(ImportWire::new(&it.report, dry_run, it.kept)))
}

/// Refuses a table of which no row is kept because some cannot be.
pub(crate) fn refused_rows(report: &ImportReport) -> Problem {
    let (rows, bad) = (report.lines.len(), report.refused().count());
    let mut problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "/problems/rows-refused",
        "表中有误 / Rows are refused",
        format!("{rows} 行中有 {bad} 行有误，全部未导入"),
        format!("{bad} of {rows} rows are refused, so none was imported"),
    );
    let wire = |(it, why): (&ImportLine, &Refused)| InvalidValue { line: Some(it.line), ..why.clone().into() };
    problem.errors = report.refused().take(MOST_LINES).map(wire).collect();
    problem
}

/// Refuses a file that is no such table.
pub(crate) fn bad_table(err: &TableError) -> Problem {
    let (zh, en) = both(&err.to_string());
    let status = if matches!(err, TableError::TooLarge { .. }) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let title = "表格无法读取 / Not a table that can be read";
    let mut problem = Problem::new(status, "/problems/bad-table", title, zh.clone(), en.clone());
    let error = |field| InvalidValue { field, value: serde_json::Value::Null, zh, en, line: None };
    problem.errors = err.place().map(error).into_iter().collect();
    problem
}
