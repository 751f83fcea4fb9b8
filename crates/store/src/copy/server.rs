//! A database on a server that a copy is written into: one transaction from the first table to the last row.

use std::path::Path;

use super::{Copied, CopyError, copy_photos, fill};
use crate::{
    Finding,
    doctor::{Progress, examine_rows},
    photo_files::PhotoFiles,
    postgres::Blank,
    sql::Conn,
    tables::Table,
};

/// Fills a database without data, and puts the photos into a folder.
pub(super) fn fill(
    (source, photos): (Conn<'_>, &Path),
    url: &str,
    folder: &Path,
    tables: &[Table],
    progress: Progress<'_>,
) -> Result<Copied, CopyError> {
    let blank = Blank::begin(url, tables)?.ok_or_else(|| CopyError::NotEmpty(crate::postgres::named(url)))?;
    let conn = blank.conn();
    let rows = fill::fill(source, conn, tables, progress)?;
    copy_photos(source, photos, folder, progress)?;
    let there = PhotoFiles::new(folder).all();
    let examined = examine_rows(conn, true, folder, there, progress);
    if examined.findings.iter().any(Finding::is_of_copy) {
        return Err(CopyError::Unsound(examined.into()));
    }
    blank.commit()?;
    Ok(Copied { rows, tables: tables.len(), examined })
}
