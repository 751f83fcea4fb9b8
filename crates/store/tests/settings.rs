//! What the operator sets comes back after a restart, in the newest revision, and stands in the audit trail.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use self::engines::{Home, on_both_engines};

use model::{
    AccountId, AccountRole, Author, Bilingual, CalendarOverride, CalendarYear, Category, CategoryCode, Change, Day,
    OverrideKind, Owner, PhotosNeeded, case::Actor,
};
use store::{AuditFilter, Outcome, read_settings, verify_audit};

const OFFICE: Author =
    Author { actor: Actor::Account { account: AccountId(3), role: AccountRole::Office, person: None }, from: None };

fn category(version: u16) -> Category {
    let both = |zh: &str, en: &str| Bilingual { zh: zh.into(), en: en.into() };
    Category {
        code: CategoryCode(501),
        version,
        valid_from: Some(Day(20_000 + i32::from(version))),
        valid_to: None,
        zh: "无照经营游商".into(),
        en: "Hawker".into(),
        limit: "4 work_hour".parse().unwrap(),
        stage_limits: "filed=1 work_day; dispatched=30 clock_hour".parse().unwrap(),
        owner: Owner::Frontage,
        on_the_spot: true,
        filing: both("占道", "in the way"),
        closing: both("离开", ""),
        photos: PhotosNeeded { before: false, after: true },
        duplicate_radius_m: 30,
        duplicate_hours: 8,
        verge_m: 3,
        quantities: vec!["signs".into(), "waste_t".into()],
        source: "通知".into(),
    }
}

fn year(year: u16, revision: u32, days: &[&str]) -> CalendarYear {
    let day = |it: &&str| CalendarOverride {
        day: it.parse().unwrap(),
        kind: if it.ends_with('4') { OverrideKind::Workday } else { OverrideKind::Holiday },
        zh: "春节".into(),
        en: "Spring Festival".into(),
        source: "通知".into(),
    };
    CalendarYear { year, revision, days: days.iter().map(day).collect() }
}

async fn settings_come_back_as_they_were_and_nothing_is_overwritten(folder: Home) {
    let store = folder.open().unwrap();
    let categories = |versions| Change::Categories { versions, at: 5 };
    let calendar = |years| Change::Calendar { years, at: 6 };
    let first = year(2028, 1, &["2028-02-14", "2028-02-15"]);
    let (second, emptied) = (year(2028, 2, &["2028-02-16"]), year(2029, 1, &[]));
    for change in [
        categories(vec![category(2)]),
        categories(vec![category(3)]),
        calendar(vec![first.clone()]),
        calendar(vec![second.clone(), emptied.clone()]),
    ] {
        assert_eq!(store.commit(OFFICE, change).await.unwrap(), Outcome::Saved);
    }
    // A version or revision that is there already is refused whole.
    assert!(store.commit(OFFICE, categories(vec![category(4), category(3)])).await.is_err());
    assert!(store.commit(OFFICE, calendar(vec![first])).await.is_err());
    drop(store);
    let settings = read_settings(&folder).unwrap();
    assert_eq!(settings.categories, [category(2), category(3)]);
    assert_eq!(settings.calendar, [second, emptied]);
    let store = folder.open().unwrap();
    assert_eq!(store.load().await.unwrap().settings, settings);

    let rows = store.audit(AuditFilter { subject: None, account: None, before: None, limit: 10 }).await.unwrap();
    let told: Vec<_> = rows.iter().map(|it| (it.operation.as_str(), it.subject.as_deref())).collect();
    let calendars = [("calendar", None), ("calendar", Some("2028"))];
    assert_eq!(told[..2], calendars);
    assert_eq!(told[2..4], [("categories", Some("0501")), ("categories", Some("0501"))]);
    assert!(rows[2].body.contains("\"limit\":\"4 work_hour\"") && rows[0].body.contains("2028-02-16"), "{rows:?}");
    assert_eq!(rows[2].actor, OFFICE.actor);
    assert!(verify_audit(&folder, None).unwrap().is_ok());
    for sql in [
        "UPDATE category_version SET owner = 'grid'",
        "DELETE FROM category_version",
        "UPDATE calendar_day SET kind = 'holiday'",
        "DELETE FROM calendar_day",
        "DELETE FROM calendar_year",
    ] {
        assert!(folder.meddle(sql).await.unwrap_err().contains("never"), "{sql}");
    }
}

on_both_engines! {
    settings_come_back_as_they_were_and_nothing_is_overwritten
}
