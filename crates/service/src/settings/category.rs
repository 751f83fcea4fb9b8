//! Categories are edited one by one, and by table.

use std::{collections::BTreeSet, sync::Arc};

use catalog::{CATEGORY_COLUMNS, category_row, read_categories};
use model::{Categories, Category, CategoryError, Change, Day};
use table::Table;

use super::{Planned, SettingError, SettingsImported, is_worth_keeping, refused};
use crate::{Fate, FieldChange, ImportLine, ImportReport, Refused, Service, World};

/// How many characters a condition has at most (default).
pub const TEXT_LIMIT: usize = 500;
/// How many characters a name or a source has at most (default).
const NAME_LIMIT: usize = 60;
/// Columns that say which version a row is, not what it says.
const OF_VERSION: [&str; 3] = ["version", "valid_from", "valid_to"];

impl Service {
    /// Gives a category its next version; one that says the same as the version that holds makes none. `seen` is the version
    /// that was looked at, 0 where there was none. Number and first day of the new version are given here, whatever `category`
    /// says of them. When this returns `Ok` it is on disk, and cases that are filed from now on are under it; others stay
    /// under theirs.
    ///
    /// # Errors
    /// [`SettingError::Stale`], [`SettingError::Refused`]; otherwise when the store fails.
    pub async fn revise_category(&self, seen: u16, category: Category) -> Result<Category, SettingError> {
        self.set(move |world, now_ms| {
            let tree = &world.ground.categories;
            let held = tree.get(category.code);
            let holds = held.map_or(0, |it| it.version);
            if seen != holds {
                let what = category.code.to_string();
                return Err(SettingError::Stale { what, seen: seen.into(), holds: holds.into() });
            }
            check(tree, &category)?;
            let next = following(held, category, now_ms);
            let new = Some(&next) != held;
            planned(world, next.clone(), if new { vec![next] } else { vec![] }, now_ms)
        })
        .await
    }

    /// Takes a table of categories, all rows or none: each that says something else than the version that holds makes the next
    /// one. A row that names a version must name the one that holds. Categories that the table does not list stay.
    ///
    /// # Errors
    /// [`SettingError::Table`] for another header; otherwise when the store fails. Rows that are refused are in the report.
    pub async fn import_categories(&self, table: Table, dry_run: bool) -> Result<SettingsImported, SettingError> {
        self.set(move |world, now_ms| {
            let (report, versions) = rows(&world.ground.categories, &table, now_ms)?;
            let kept = !dry_run && is_worth_keeping(&report);
            planned(world, SettingsImported { report, kept }, if kept { versions } else { vec![] }, now_ms)
        })
        .await
    }
}

fn planned<T>(world: &World, answer: T, versions: Vec<Category>, now_ms: i64) -> Result<Planned<T>, SettingError> {
    let (mut ground, flow) = (world.ground.clone(), world.flow.clone());
    let mut change = None;
    if !versions.is_empty() {
        let tree = ground.categories.with_versions(versions.clone()).map_err(|err| of_tree(&err))?;
        ground = Arc::new(ground.judged_by(Arc::new(tree)));
        change = Some(Change::Categories { versions, at: now_ms });
    }
    Ok(Planned { answer, change, ground, flow })
}

/// Returns the version after the one that holds; that one itself where nothing else is said.
fn following(held: Option<&Category>, asked: Category, now_ms: i64) -> Category {
    match held {
        Some(held) if held.says_as(&asked) => held.clone(),
        Some(held) => {
            // Never before the version that it follows, even where the clock was set back.
            let today = Some(Day::of(now_ms)).max(held.valid_from);
            Category { version: held.version.saturating_add(1), valid_from: today, valid_to: None, ..asked }
        }
        None => Category { version: Category::FIRST_VERSION, valid_from: None, valid_to: None, ..asked },
    }
}

/// Reads a table against the tree.
fn rows(tree: &Categories, table: &Table, now_ms: i64) -> Result<(ImportReport, Vec<Category>), SettingError> {
    let read = read_categories(table)?;
    let named = table.layout(&CATEGORY_COLUMNS, &[])?;
    let (mut seen, mut lines, mut versions) = (BTreeSet::new(), vec![], vec![]);
    for ((line, asked), row) in read.lines.into_iter().zip(&table.rows) {
        let fields = named.fields(row).unwrap_or_default();
        let subject = fields.get("code").copied().unwrap_or_default().to_owned();
        let version = fields.get("version").copied().filter(|it| !it.is_empty());
        let fate = asked.map_err(refused).and_then(|asked| {
            check(tree, &asked)?;
            let held = tree.get(asked.code);
            let holds = held.map_or(0, |it| it.version);
            if let Some(text) = version.filter(|_| held.is_some() && asked.version != holds) {
                let (zh, en) = (format!("现行是第 {holds} 版"), format!("version {holds} holds by now"));
                return Err(Refused::new("version", text, zh, en));
            }
            if !seen.insert(asked.code) {
                let (zh, en) = ("前面已有这个代码", "this code stands in a row above");
                return Err(Refused::new("code", subject.as_str(), zh, en));
            }
            let next = following(held, asked, now_ms);
            let fate = match held {
                Some(held) if *held == next => return Ok(Fate::Unchanged),
                Some(held) => Fate::Changed(changes(held, &next)),
                None => Fate::New,
            };
            versions.push(next);
            Ok(fate)
        });
        lines.push(ImportLine { line, subject, fate: fate.unwrap_or_else(Fate::Refused) });
    }
    Ok((ImportReport { unknown: read.unknown, lines, gone: vec![] }, versions))
}

fn changes(before: &Category, after: &Category) -> Vec<FieldChange> {
    let all = CATEGORY_COLUMNS.into_iter().zip(category_row(before).into_iter().zip(category_row(after)));
    let other = all.filter(|((column, _), (before, after))| before != after && !OF_VERSION.contains(column));
    other.map(|((column, zh), (before, after))| FieldChange { column, zh, before, after }).collect()
}

/// Checks what the types do not.
fn check(tree: &Categories, it: &Category) -> Result<(), Refused> {
    tree.check(it).map_err(|err| of_tree(&err))?;
    for (field, text) in [("zh", &it.zh), ("en", &it.en), ("limit_source", &it.source)] {
        let length = text.chars().count();
        if !(1..=NAME_LIMIT).contains(&length) || text.chars().any(char::is_control) {
            let zh = format!("须为 1–{NAME_LIMIT} 个字，不含换行");
            return Err(Refused::new(
                field,
                text.as_str(),
                zh,
                format!("must have 1 to {NAME_LIMIT} characters in one line"),
            ));
        }
    }
    let conditions = [
        ("filing_zh", &it.filing.zh),
        ("filing_en", &it.filing.en),
        ("closing_zh", &it.closing.zh),
        ("closing_en", &it.closing.en),
    ];
    for (field, text) in conditions {
        if text.chars().count() > TEXT_LIMIT {
            let (zh, en) = (format!("至多 {TEXT_LIMIT} 个字"), format!("at most {TEXT_LIMIT} characters"));
            return Err(Refused::new(field, text.as_str(), zh, en));
        }
    }
    if it.limit.value == 0 {
        return Err(Refused::new("limit_value", 0, "时限须大于 0", "a limit is above 0"));
    }
    if let Some((stage, limit)) = it.stage_limits.iter().find(|it| it.1.value == 0) {
        let value = format!("{}={limit}", stage.as_str());
        return Err(Refused::new("stage_limits", value, "时限须大于 0", "a limit is above 0"));
    }
    Ok(())
}

fn of_tree(err: &CategoryError) -> Refused {
    let (field, value) = match err {
        CategoryError::NoQuantity(_, key) => ("quantities", key.clone()),
        CategoryError::NoMajor(code) | CategoryError::Twice(code, _) | CategoryError::Overlap(code, _) => {
            ("code", code.to_string())
        }
        CategoryError::Code(text) => ("code", text.clone()),
        CategoryError::Limit(text) => ("limit_value", text.clone()),
    };
    let said = err.to_string();
    let (zh, en) = said.split_once(" / ").unwrap_or((&said, &said));
    Refused::new(field, value, zh, en)
}
