//! A whole table of people, duties or pledges, read and put in force.

use model::VersionKind;
use partition::Edit;
use store::StoreError;
use table::{Fields, Table, TableError, TooWide};
use tokio::task::spawn_blocking;

use super::{StaffKind, StaffTable, field};
use crate::{DraftError, Fate, Ground, ImportLine, ImportReport, Refused, Service};

/// How a table is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffImport {
    /// What it lists.
    pub kind: StaffKind,
    /// Whether the good rows are taken although others are refused; else all or none.
    pub skip_refused: bool,
    /// Whether it is only looked at.
    pub dry_run: bool,
    /// What is said about the new version.
    pub note: String,
}

/// What became of a table.
#[derive(Clone, Debug)]
pub struct StaffImported {
    /// What became of its rows.
    pub report: ImportReport,
    /// The number of the version that it made, counted from 1, and how many open incidents went to others; `None` where
    /// nothing was kept.
    pub version: Option<(u64, usize)>,
}

impl Ground {
    /// Reads a table row by row; returns the edits that its good rows bring.
    ///
    /// # Errors
    /// A header without a known column, or with one twice.
    pub fn staff_edits(&self, table: &Table, kind: StaffKind) -> Result<(Vec<Edit>, ImportReport), TableError> {
        let layout = table.layout(kind.columns(), &[])?;
        let mut staff = StaffTable::new(self);
        let mut lines = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let fields = layout.fields(row);
            let subject = fields.as_ref().map(|it| subject(it, kind).to_owned()).unwrap_or_default();
            let taken = fields.map_err(|err| too_wide(&err)).and_then(|it| match kind {
                StaffKind::People => staff.person(&it),
                StaffKind::Duties => staff.duty(&it),
                StaffKind::Pledges => staff.pledge(&it),
            });
            let fate = match taken {
                Ok(true) => Fate::New,
                Ok(false) => Fate::Unchanged,
                Err(refused) => Fate::Refused(refused),
            };
            lines.push(ImportLine { line: row.line, subject, fate });
        }
        Ok((staff.edits(), ImportReport { unknown: layout.unknown, lines, gone: vec![] }))
    }
}

fn subject<'a>(row: &Fields<'a>, kind: StaffKind) -> &'a str {
    let columns: &[&str] = if kind == StaffKind::Pledges { &["zone", "name"] } else { &["person", "name"] };
    columns.iter().map(|it| field(row, it)).find(|it| !it.is_empty()).unwrap_or("")
}

/// Refuses a row with more values than the header has columns.
pub(crate) fn too_wide(err: &TooWide) -> Refused {
    let TooWide { has, needs } = *err;
    Refused::new("fields", has, format!("表头有 {needs} 列"), format!("the header has {needs} fields"))
}

impl Service {
    /// Imports a table: what its rows bring becomes one version of the partition. Nothing is kept of a dry run, where rows are
    /// refused that are not to be skipped, and where no row brings anything.
    ///
    /// # Errors
    /// The inner error is that of the table; the outer one as [`Service::repartition`] fails, also with
    /// [`DraftError::Conflict`] where the partition has changed meanwhile.
    pub async fn import_staff(
        &self,
        table: Table,
        import: StaffImport,
    ) -> Result<Result<StaffImported, TableError>, DraftError> {
        let ground = self.world().ground.clone();
        let base = ground.district.versions.len() as u64;
        let StaffImport { kind, skip_refused, dry_run, note } = import;
        let read = spawn_blocking(move || ground.staff_edits(&table, kind)).await;
        let (edits, report) = match read.map_err(|_| DraftError::Store(StoreError::Stopped))? {
            Ok(read) => read,
            Err(err) => return Ok(Err(err)),
        };
        let stopped = !skip_refused && report.refused().next().is_some();
        let mut version = None;
        if !(dry_run || stopped || edits.is_empty()) {
            let draft = self.repartition(base, edits, VersionKind::Edited, note).await?;
            version = Some((base + 1, draft.rerouted.len()));
        }
        Ok(Ok(StaffImported { report, version }))
    }
}
