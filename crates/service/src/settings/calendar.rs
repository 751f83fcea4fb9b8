//! The work calendar is set year by year, and by table.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use catalog::{CALENDAR_COLUMNS, override_row, read_overrides};
use model::{CalendarError, CalendarOverride, CalendarYear, Change, Day, Flow};
use table::Table;

use super::{Planned, SettingError, SettingsImported, is_worth_keeping, refused};
use crate::{Fate, FieldChange, ImportLine, ImportReport, Refused, Service, World};

/// The years that can be set (default): from long before any case to as far as anybody plans.
pub const CALENDAR_YEARS: std::ops::RangeInclusive<u16> = 2000..=2100;
/// How many characters a name or a source has at most (default).
const NAME_LIMIT: usize = 100;

impl Service {
    /// Sets all days of a year that are not like their day of the week; the same days again make no new revision. `seen` is the
    /// revision that was looked at, 0 for that of the program. When this returns `Ok` it is on disk: clocks that start from now
    /// on run by it, and due times that are fixed stay.
    ///
    /// # Errors
    /// [`SettingError::Stale`], [`SettingError::Refused`]; otherwise when the store fails.
    pub async fn revise_calendar(
        &self,
        year: u16,
        seen: u32,
        mut days: Vec<CalendarOverride>,
    ) -> Result<(), SettingError> {
        days.sort_by_key(|it| it.day);
        self.set(move |world, now_ms| {
            let holds = world.flow.revision(year);
            if seen != holds {
                return Err(SettingError::Stale { what: year.to_string(), seen, holds });
            }
            for (at, it) in days.iter().enumerate() {
                check(it).map_err(|it| Refused { field: format!("days[{at}].{}", it.field), ..it })?;
            }
            let same = world.flow.days_of(year).eq(&days);
            planned(world, (), if same { vec![] } else { vec![(year, days)] }, now_ms)
        })
        .await
    }

    /// Takes a table of the calendar, all rows or none: every year that occurs in it is set to the rows of that year.
    ///
    /// # Errors
    /// [`SettingError::Table`] for another header; otherwise when the store fails. Rows that are refused are in the report.
    pub async fn import_calendar(&self, table: Table, dry_run: bool) -> Result<SettingsImported, SettingError> {
        self.set(move |world, now_ms| {
            let (report, years) = rows(&world.flow, &table)?;
            let kept = !dry_run && is_worth_keeping(&report);
            let years = years.into_iter().filter(|(year, days)| !world.flow.days_of(*year).eq(days)).collect();
            planned(world, SettingsImported { report, kept }, if kept { years } else { vec![] }, now_ms)
        })
        .await
    }
}

fn planned<T>(
    world: &World,
    answer: T,
    years: Vec<(u16, Vec<CalendarOverride>)>,
    now_ms: i64,
) -> Result<Planned<T>, SettingError> {
    let (ground, mut flow) = (world.ground.clone(), world.flow.clone());
    let mut change = None;
    if !years.is_empty() {
        let revised = |(year, days)| CalendarYear { year, revision: flow.revision(year).saturating_add(1), days };
        let years: Vec<_> = years.into_iter().map(revised).collect();
        flow = Arc::new(flow.with_years(years.clone()).map_err(|err| of_calendar(&err))?);
        change = Some(Change::Calendar { years, at: now_ms });
    }
    Ok(Planned { answer, change, ground, flow })
}

/// The days of each year that is set.
type Years = BTreeMap<u16, Vec<CalendarOverride>>;

/// Reads a table against the calendar; returns the days of each year that occurs.
fn rows(flow: &Flow, table: &Table) -> Result<(ImportReport, Years), SettingError> {
    let read = read_overrides(table)?;
    let held: BTreeMap<Day, &CalendarOverride> = flow.calendar().overrides().map(|it| (it.day, it)).collect();
    let mut seen = BTreeMap::<Day, CalendarOverride>::new();
    let lines = read.lines.into_iter().zip(&table.rows).map(|((line, asked), row)| {
        let mut subject = row.cells.first().cloned().unwrap_or_default();
        let fate = asked.map_err(refused).and_then(|asked| {
            subject = asked.day.to_string();
            check(&asked)?;
            if seen.contains_key(&asked.day) {
                return Err(Refused::new("day", subject.as_str(), "前面已有这一天", "this day stands in a row above"));
            }
            let fate = match held.get(&asked.day) {
                Some(held) if **held == asked => Fate::Unchanged,
                Some(held) => Fate::Changed(changes(held, &asked)),
                None => Fate::New,
            };
            seen.insert(asked.day, asked);
            Ok(fate)
        });
        ImportLine { line, subject, fate: fate.unwrap_or_else(Fate::Refused) }
    });
    let lines: Vec<_> = lines.collect();
    let of_table: BTreeSet<Day> = seen.keys().copied().collect();
    let mut years = Years::new();
    for it in seen.into_values() {
        years.entry(it.day.year() as u16).or_default().push(it);
    }
    let gone = years.keys().flat_map(|it| flow.days_of(*it)).filter(|it| !of_table.contains(&it.day));
    let gone = gone.map(|it| it.day.to_string()).collect();
    Ok((ImportReport { unknown: read.unknown, lines, gone }, years))
}

fn changes(before: &CalendarOverride, after: &CalendarOverride) -> Vec<FieldChange> {
    let all = CALENDAR_COLUMNS.into_iter().zip(override_row(before).into_iter().zip(override_row(after)));
    let other = all.filter(|(_, (before, after))| before != after);
    other.map(|((column, zh), (before, after))| FieldChange { column, zh, before, after }).collect()
}

fn check(it: &CalendarOverride) -> Result<(), Refused> {
    if !u16::try_from(it.day.year()).is_ok_and(|it| CALENDAR_YEARS.contains(&it)) {
        let (first, last) = CALENDAR_YEARS.into_inner();
        let (zh, en) = (format!("年份须为 {first}–{last}"), format!("must be a day from {first} to {last}"));
        return Err(Refused::new("day", it.day.to_string(), zh, en));
    }
    for (field, text) in [("zh", &it.zh), ("en", &it.en), ("source", &it.source)] {
        if !(1..=NAME_LIMIT).contains(&text.chars().count()) || text.chars().any(char::is_control) {
            let zh = format!("须为 1–{NAME_LIMIT} 个字，不含换行");
            return Err(Refused::new(
                field,
                text.as_str(),
                zh,
                format!("must have 1 to {NAME_LIMIT} characters in one line"),
            ));
        }
    }
    Ok(())
}

fn of_calendar(err: &CalendarError) -> Refused {
    let value = match err {
        CalendarError::Twice(day) | CalendarError::OtherYear { day, .. } => day.to_string(),
        CalendarError::Day(text) | CalendarError::Hours(text) => text.clone(),
    };
    let said = err.to_string();
    let (zh, en) = said.split_once(" / ").unwrap_or((&said, &said));
    Refused::new("days", value, zh, en)
}
