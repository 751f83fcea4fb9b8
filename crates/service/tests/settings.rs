//! Categories and calendar are changed for what comes after; what was filed or fixed before stays.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{HOUR, LI, START, WANG, act, acting_as, at, open};
use model::{
    AccountRole, CalendarOverride, Category, CategoryCode, Day, DutyRole, IncidentId, OverrideKind, Owner, Source,
    case::Action,
};
use service::{Fate, NewLeave, Query, Service, SettingError, Submission};
use table::{Format, Options, Table};

const CODE: CategoryCode = CategoryCode(101);

/// A member's report in the first cell, near the road; it is filed and dispatched by itself.
async fn report(service: &Service) -> IncidentId {
    let submission = Submission {
        query: Query::new(at(50.0, 20.0)),
        category: CODE,
        note: String::new(),
        source: Source::Member,
        made_up: false,
    };
    let member = acting_as(service, AccountRole::GridMember, Some(LI));
    member.report(submission, None).await.unwrap().incident.id
}

fn due_at(service: &Service, id: IncidentId) -> i64 {
    service.world().incident(id).unwrap().case.as_deref().unwrap().due_at.unwrap()
}

fn held(service: &Service) -> Category {
    service.world().ground.categories.get(CODE).unwrap().clone()
}

#[tokio::test]
async fn a_new_limit_is_for_cases_that_are_filed_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let (service, clock) = open(folder.path()).await;
    let old = report(&service).await;
    let due = due_at(&service, old);
    let asked = Category { limit: "3 clock_hour".parse().unwrap(), owner: Owner::Road, ..held(&service) };
    let next = service.revise_category(1, asked.clone()).await.unwrap();
    assert_eq!((next.version, next.valid_from), (2, Some(Day::of(START))));
    // The same again is no version, and what was seen has to be the newest.
    assert_eq!(service.revise_category(2, asked.clone()).await.unwrap(), next);
    let stale = service.revise_category(1, asked.clone()).await.unwrap_err();
    assert!(matches!(stale, SettingError::Stale { seen: 1, holds: 2, .. }), "{stale}");

    let new = report(&service).await;
    let of = |service: &Service, id| {
        let incident = service.world().incident(id).unwrap();
        (incident.case.as_deref().unwrap().version, incident.primary)
    };
    assert_eq!(of(&service, old), (Some(1), Some(DutyRole::GridMember)));
    assert_eq!(of(&service, new), (Some(2), Some(DutyRole::RoadLeader)));
    assert_eq!((due_at(&service, old), due_at(&service, new)), (due, START + 3 * HOUR));
    // The old case goes on under its version, and who answers for it is asked by its rule, not by the new one.
    act(&acting_as(&service, AccountRole::GridMember, Some(WANG)), old, Action::Sign, vec![]).await.unwrap();
    let (from, to) = (START + HOUR, START + 30 * HOUR);
    service.add_leave(NewLeave { person: WANG, stand_in: Some(LI), from, to }).await.unwrap();
    clock.0.send_replace(START + 2 * HOUR);
    let mut news = service.follow();
    while service.world().incident(old).unwrap().member != Some(LI) {
        news.recv().await.unwrap();
    }
    assert_eq!(of(&service, old), (Some(1), Some(DutyRole::GridMember)));
    assert_eq!(due_at(&service, old), due);
    // A question about yesterday is answered by the rule of yesterday.
    let then = |ms| service.world().ground.ask(&Query { category: Some(CODE), ..Query::new(at(50.0, 20.0)) }, ms);
    assert_eq!(then(START - 24 * HOUR).unwrap().owner, Owner::Grid);
    assert_eq!(then(START).unwrap().owner, Owner::Road);
    drop((service, news));

    let (service, _) = open(folder.path()).await;
    assert_eq!(held(&service), next);
    assert_eq!(of(&service, old), (Some(1), Some(DutyRole::GridMember)));
    assert_eq!((due_at(&service, old), due_at(&service, new)), (due, START + 3 * HOUR));
    for (field, bad) in [
        ("zh", Category { zh: String::new(), ..asked.clone() }),
        ("limit_value", Category { limit: "0 work_day".parse().unwrap(), ..asked.clone() }),
        ("quantities", Category { quantities: vec!["gold".into()], ..asked.clone() }),
        (
            "filing_zh",
            Category { filing: model::Bilingual { zh: "长".repeat(501), en: String::new() }, ..asked.clone() },
        ),
    ] {
        let err = service.revise_category(2, bad).await.unwrap_err();
        assert!(matches!(&err, SettingError::Refused(it) if it.field == field), "{field}: {err}");
    }
    let stray = Category { code: CategoryCode(9901), ..asked.clone() };
    assert!(matches!(service.revise_category(0, stray).await, Err(SettingError::Refused(it)) if it.field == "code"));
    let new = Category { code: CategoryCode(150), ..asked };
    assert_eq!(service.revise_category(0, new).await.unwrap().version, 1);
}

#[tokio::test]
async fn a_holiday_moves_the_clocks_that_start_after_it_is_set_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let asked = Category { limit: "1 work_day".parse().unwrap(), ..held(&service) };
    service.revise_category(1, asked).await.unwrap();
    let old = report(&service).await;
    let due = due_at(&service, old);
    let day = Day::of(due);
    let year = day.year() as u16;
    let mut days: Vec<CalendarOverride> = service.flow().days_of(year).cloned().collect();
    days.retain(|it| it.day != day);
    let closed = |source: &str| CalendarOverride {
        day,
        kind: OverrideKind::Holiday,
        zh: "停工".into(),
        en: "Closed".into(),
        source: source.into(),
    };
    days.push(closed("通知"));
    service.revise_calendar(year, 0, days.clone()).await.unwrap();
    let new = report(&service).await;
    assert_eq!(due_at(&service, old), due, "what was fixed stays");
    assert!(due_at(&service, new) > due && Day::of(due_at(&service, new)) > day);
    let stale = service.revise_calendar(year, 0, days.clone()).await.unwrap_err();
    assert!(matches!(stale, SettingError::Stale { holds: 1, .. }), "{stale}");
    service.revise_calendar(year, 1, days.clone()).await.unwrap();
    assert_eq!(service.flow().revision(year), 1, "the same days make no revision");
    days.push(closed("又一次"));
    let twice = service.revise_calendar(year, 1, days).await.unwrap_err();
    assert!(matches!(&twice, SettingError::Refused(it) if it.value == day.to_string()), "{twice}");
    let new_due = due_at(&service, new);
    drop(service);
    let (service, _) = open(folder.path()).await;
    assert!(!service.flow().calendar().is_workday(day) && service.flow().revision(year) == 1);
    assert_eq!((due_at(&service, old), due_at(&service, new)), (due, new_due));
}

/// Returns the table of the categories that hold, with one cell changed.
fn table(service: &Service, format: Format, change: impl Fn(usize, &mut Vec<String>)) -> Table {
    let mut rows: Vec<_> = service.world().ground.categories.minors().map(catalog::category_row).collect();
    rows.iter_mut().enumerate().for_each(|(at, it)| change(at, it));
    let bytes = table::write(format, "案件分类", &catalog::CATEGORY_COLUMNS, rows).unwrap();
    Table::read(&bytes, &Options { comments: true, ..Options::default() }).unwrap()
}

#[tokio::test]
async fn a_table_of_categories_is_taken_whole_or_not_at_all_and_says_what_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    for format in Format::ALL {
        let same = service.import_categories(table(&service, format, |_, _| {}), false).await.unwrap();
        assert!(!same.kept && same.report.lines.iter().all(|it| it.fate == Fate::Unchanged), "{same:?}");
    }
    let longer = |at: usize, row: &mut Vec<String>| {
        if at == 0 {
            "25".clone_into(&mut row[3]);
        }
    };
    let tried = service.import_categories(table(&service, Format::Xlsx, longer), true).await.unwrap();
    assert!(!tried.kept && tried.report.taken() == 1 && held(&service).version == 1);
    let Fate::Changed(changes) = &tried.report.lines[0].fate else { panic!("{tried:?}") };
    assert_eq!((changes.len(), changes[0].column, changes[0].zh), (1, "limit_value", "处置时限"));
    assert_eq!((changes[0].before.as_str(), changes[0].after.as_str()), ("20", "25"));

    let bad = |at: usize, row: &mut Vec<String>| {
        longer(at, row);
        match at {
            1 => "nobody".clone_into(&mut row[6]),
            2 => "9901".clone_into(&mut row[0]),
            3 => "101".clone_into(&mut row[0]),
            4 => "7".clone_into(&mut row[18]),
            5 => "gold".clone_into(&mut row[13]),
            _ => {}
        }
    };
    let refused = service.import_categories(table(&service, Format::Csv, bad), false).await.unwrap();
    assert!(!refused.kept && held(&service).version == 1, "none of a table with errors is kept");
    let told: Vec<_> = refused.report.refused().map(|(line, why)| (line.line, why.field.as_str())).collect();
    assert_eq!(told, [(3, "owner"), (4, "code"), (5, "code"), (6, "version"), (7, "quantities")]);

    let kept = service.import_categories(table(&service, Format::Csv, longer), false).await.unwrap();
    assert!(kept.kept && held(&service).version == 2 && held(&service).limit.value == 25);
    let rows = service.world().ground.categories.versions().count();
    assert_eq!(rows, catalog::categories().versions().count() + 1, "only what changes gets a version");
}

#[tokio::test]
async fn a_table_of_the_calendar_sets_the_years_that_it_lists() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let read = |text: &str| Table::read(text.as_bytes(), &Options::default()).unwrap();
    let header = "日期,类型,名称,英文名称,依据\n";
    let notice = format!("{header}2027-01-01,放假,元旦,New Year's Day,通知\n2027-01-02,调休上班,元旦,New Year,通知\n");
    let tried = service.import_calendar(read(&notice), true).await.unwrap();
    assert!(!tried.kept && tried.report.gone.len() == 12 && tried.report.taken() == 2, "{tried:?}");
    let kept = service.import_calendar(read(&notice), false).await.unwrap();
    assert!(kept.kept);
    let flow = service.flow();
    assert_eq!([flow.days_of(2027).count(), flow.days_of(2026).count()], [2, 39]);
    assert_eq!([flow.revision(2027), flow.revision(2026)], [1, 0]);
    let again = service.import_calendar(read(&notice), false).await.unwrap();
    assert!(!again.kept && again.report.unchanged() == 2);
    let bad = format!(
        "{header}2027-01-01,放假,元旦,,通知\n2027-02-30,放假,甲,A,通知\n2027-01-02,放假,甲,A,通知\n2027-01-02,放假,甲,A,通知\n"
    );
    let refused = service.import_calendar(read(&bad), false).await.unwrap();
    let told: Vec<_> = refused.report.refused().map(|(line, why)| (line.line, why.field.as_str())).collect();
    assert_eq!(told, [(2, "en"), (3, "day"), (5, "day")]);
    assert!(!refused.kept && service.flow().revision(2027) == 1);
}
