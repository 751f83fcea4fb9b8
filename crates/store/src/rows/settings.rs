//! What the operator sets: versions of categories and years of the calendar as rows, only ever added.

use std::str::FromStr;

use model::{
    Bilingual, CalendarOverride, CalendarYear, Category, CategoryCode, Day, Limit, OverrideKind, Owner, PhotosNeeded,
    Settings, StageLimits,
};

use super::district::{parsed, rows};
use crate::{
    Outcome, StoreError,
    sql::{self, Conn, Row, SqlError, params},
};

pub(crate) fn write_categories(conn: Conn<'_>, versions: &[Category], at: i64) -> Result<Outcome, StoreError> {
    let insert = || {
        let mut row = conn.prepare(
            "INSERT INTO category_version (code, version, at, valid_from, valid_to, zh, en, handling_limit, stage_limits, owner,
                 on_the_spot, filing_zh, filing_en, closing_zh, closing_en, photos, duplicate_radius_m, duplicate_hours,
                 verge_m, quantities, source)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        )?;
        for it in versions {
            row.send(params![
                it.code.0,
                it.version,
                at,
                it.valid_from.map(|it| it.0),
                it.valid_to.map(|it| it.0),
                it.zh,
                it.en,
                it.limit.to_string(),
                it.stage_limits.to_string(),
                it.owner.as_str(),
                it.on_the_spot,
                it.filing.zh,
                it.filing.en,
                it.closing.zh,
                it.closing.en,
                it.photos.as_str(),
                it.duplicate_radius_m,
                it.duplicate_hours,
                it.verge_m,
                it.quantities.join(" "),
                it.source,
            ])?;
        }
        Ok(())
    };
    insert().map_err(StoreError::engine::<SqlError>("saving categories"))?;
    Ok(Outcome::Saved)
}

pub(crate) fn write_calendar(conn: Conn<'_>, years: &[CalendarYear], at: i64) -> Result<Outcome, StoreError> {
    let insert = || {
        let mut year = conn.prepare("INSERT INTO calendar_year (year, revision, at) VALUES (?1, ?2, ?3)")?;
        let mut day = conn.prepare(
            "INSERT INTO calendar_day (year, revision, day, kind, zh, en, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for it in years {
            year.send(params![it.year, it.revision, at])?;
            for of_year in &it.days {
                let CalendarOverride { day: Day(number), kind, zh, en, source } = of_year;
                day.send(params![it.year, it.revision, number, kind.as_str(), zh, en, source])?;
            }
        }
        Ok(())
    };
    insert().map_err(StoreError::engine::<SqlError>("saving the calendar"))?;
    Ok(Outcome::Saved)
}

pub(crate) fn read(conn: Conn<'_>) -> Result<Settings, StoreError> {
    let categories = rows(conn, "SELECT * FROM category_version ORDER BY code, version", category)?;
    Ok(Settings { categories: categories.iter().cloned().collect(), calendar: calendar(conn)? })
}

/// Reads a value by its words.
fn word<T: FromStr>(row: &Row<'_>, column: &str, name: &'static str) -> sql::Result<Result<T, StoreError>> {
    parsed(row, column, name, |it| it.parse().ok())
}

fn category(row: &Row<'_>) -> sql::Result<Result<Category, StoreError>> {
    let day = |column| Ok::<_, SqlError>(row.get::<_, Option<i32>>(column)?.map(Day));
    let both = |zh, en| Ok::<_, SqlError>(Bilingual { zh: row.get(zh)?, en: row.get(en)? });
    let limit: Result<Limit, _> = word(row, "handling_limit", "category_version.handling_limit")?;
    let stage_limits: Result<StageLimits, _> = word(row, "stage_limits", "category_version.stage_limits")?;
    let owner = parsed(row, "owner", "category_version.owner", Owner::parse)?;
    let photos = parsed(row, "photos", "category_version.photos", PhotosNeeded::parse)?;
    let (valid_from, valid_to) = (day("valid_from")?, day("valid_to")?);
    let (filing, closing) = (both("filing_zh", "filing_en")?, both("closing_zh", "closing_en")?);
    let (code, version, zh, en) = (CategoryCode(row.get("code")?), row.get("version")?, row.get("zh")?, row.get("en")?);
    let (radius, hours, verge_m) = (row.get("duplicate_radius_m")?, row.get("duplicate_hours")?, row.get("verge_m")?);
    let (on_the_spot, source) = (row.get("on_the_spot")?, row.get("source")?);
    let quantities = row.get::<_, String>("quantities")?.split_whitespace().map(str::to_owned).collect();
    let whole = || {
        Ok(Category {
            code,
            version,
            valid_from,
            valid_to,
            zh,
            en,
            limit: limit?,
            stage_limits: stage_limits?,
            owner: owner?,
            on_the_spot,
            filing,
            closing,
            photos: photos?,
            duplicate_radius_m: radius,
            duplicate_hours: hours,
            verge_m,
            quantities,
            source,
        })
    };
    Ok(whole())
}

/// Reads each year in its highest revision.
fn calendar(conn: Conn<'_>) -> Result<Vec<CalendarYear>, StoreError> {
    let sql = "SELECT year, max(revision) FROM calendar_year GROUP BY year ORDER BY year";
    let years = rows(conn, sql, |row| Ok(Ok((row.get::<_, u16>(0)?, row.get::<_, u32>(1)?))))?;
    let sql = "SELECT day, kind, zh, en, source, year FROM calendar_day
               WHERE revision = (SELECT max(revision) FROM calendar_year WHERE calendar_year.year = calendar_day.year)
               ORDER BY day";
    let days = rows(conn, sql, |row| {
        let kind = parsed(row, 1, "calendar_day.kind", OverrideKind::parse)?;
        let (day, zh, en, source, year) =
            (Day(row.get(0)?), row.get(2)?, row.get(3)?, row.get(4)?, row.get::<_, u16>(5)?);
        Ok(kind.map(|kind| (year, CalendarOverride { day, kind, zh, en, source })))
    })?;
    let of = |year| days.iter().filter(|it| it.0 == year).map(|it| it.1.clone()).collect();
    Ok(years.iter().map(|&(year, revision)| CalendarYear { year, revision, days: of(year) }).collect())
}
