//! What is known of photos, as rows.

use model::{AccountId, LonLat, PhotoFile, PhotoFormat, case::PhotoId};

use super::pen::Pen;
use crate::{
    Outcome, StoreError,
    sql::{Conn, OptionalExtension, SqlError, params},
};

/// Keeps a photo; one that is there already stays as it is.
pub(crate) fn write(pen: &mut Pen<'_>, it: &PhotoFile) -> Result<Outcome, StoreError> {
    let mut insert = || {
        let row = params![
            pen.chain.next_photo(),
            it.id.0,
            it.format.as_str(),
            it.bytes as i64,
            it.width,
            it.height,
            it.taken_at,
            it.place.map(|it| it.lon),
            it.place.map(|it| it.lat),
            it.uploaded_at,
            it.uploaded_by.map(|it| it.0),
        ];
        let sql =
            "INSERT INTO photo (seq, hash, format, bytes, width, height, taken_at, lon, lat, uploaded_at, uploaded_by)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (hash) DO NOTHING";
        if pen.conn()?.execute(sql, row)? > 0 { pen.chain.photo(row) } else { Ok(()) }
    };
    insert().map_err(StoreError::engine::<SqlError>("saving a photo"))?;
    Ok(Outcome::Saved)
}

pub(crate) fn read(conn: Conn<'_>, ids: &[PhotoId]) -> Result<Vec<Option<PhotoFile>>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let mut statement = conn
        .prepare(
            "SELECT format, bytes, width, height, taken_at, lon, lat, uploaded_at, uploaded_by FROM photo WHERE hash = ?1",
        )
        .map_err(engine("reading photos"))?;
    let mut one = |id: &PhotoId| {
        let row = statement.query_row([id.0], |row| {
            let format: String = row.get(0)?;
            let Some(format) = PhotoFormat::parse(&format) else {
                return Ok(Err(StoreError::corrupt("photo.format", format)));
            };
            let place = row.get::<_, Option<f64>>(5)?.zip(row.get::<_, Option<f64>>(6)?);
            Ok(Ok(PhotoFile {
                id: *id,
                format,
                bytes: row.get::<_, i64>(1)? as u64,
                width: row.get(2)?,
                height: row.get(3)?,
                taken_at: row.get(4)?,
                place: place.map(|(lon, lat)| LonLat { lon, lat }),
                uploaded_at: row.get(7)?,
                uploaded_by: row.get::<_, Option<u32>>(8)?.map(AccountId),
            }))
        });
        row.optional().map_err(engine("reading photos"))?.transpose()
    };
    ids.iter().map(&mut one).collect()
}
