//! What ships as data and may be edited: categories, quantities of the ledger, holidays, flow profiles; and the readers and
//! writers of the tables.
//!
//! Tables in CSV or Excel: majors (`code,zh,en`), minors (`code,zh,en,limit_value,limit_unit,limit_source,owner,on_the_spot,
//! duplicate_radius_m` and, where it is of use, those named in `data/categories.csv`), quantities (`key,zh,en,unit_zh,unit_en`),
//! calendar (`day,kind,zh,en,source`), flow profiles (see `data/flow-profiles.csv`). Lines that begin with `#` are comments; the
//! shipped tables name their source there.

mod calendar;
mod lines;
mod parse;
mod profiles;
mod write;

pub use calendar::{CALENDAR_COLUMNS, parse_overrides, read_overrides};
pub use lines::{CatalogError, Expected, Lines, Table};
pub use parse::{CATEGORY_COLUMNS, parse, parse_all, read_categories};
pub use profiles::parse_profiles;
pub use write::{CategoryTables, category_row, override_row, write, write_overrides, write_profiles};

const MAJORS: &str = include_str!("../../../data/majors.csv");
const MINORS: &str = include_str!("../../../data/categories.csv");
const QUANTITIES: &str = include_str!("../../../data/quantities.csv");
const CALENDAR: &str = include_str!("../../../data/calendar.csv");
const PROFILES: &str = include_str!("../../../data/flow-profiles.csv");

/// Returns the shipped categories: the event tree after CJ/T 214 with the civic inspections (DOMAIN.md, Categories).
///
/// ```
/// let tree = catalog::categories();
/// let hawker = tree.get(model::CategoryCode(501)).map(|it| it.zh.as_str());
/// assert_eq!(hawker, Some("无照经营游商"));
/// ```
///
/// # Panics
/// Never: a test reads the shipped tables.
pub fn categories() -> model::Categories {
    parse_all(MAJORS, MINORS, QUANTITIES).expect("the shipped tables are read by a test")
}

/// Returns the shipped holidays and make-up workdays of 2025 to 2027, by day; see `data/calendar.csv` for what is estimated.
///
/// ```
/// let calendar = model::Calendar::new(model::WorkHours::default(), catalog::overrides())?;
/// let (saturday, monday) = ("2026-02-14".parse()?, "2026-02-16".parse()?);
/// assert!(calendar.is_workday(saturday) && !calendar.is_workday(monday));
/// # Ok::<(), model::CalendarError>(())
/// ```
///
/// # Panics
/// Never: a test reads the shipped table.
pub fn overrides() -> Vec<model::CalendarOverride> {
    parse_overrides(CALENDAR).expect("the shipped table is read by a test")
}

/// Returns the shipped profiles of the case flow, by number: the street's and the district's.
///
/// ```
/// use model::case::{Action, Actor, Case, Move, Opening, Route, Setting};
/// use model::{Calendar, CategoryCode, Confidence, Day, IncidentId, PersonId, Point, Source, Stage};
/// let (tree, profiles) = (catalog::categories(), catalog::profiles());
/// let street = profiles.iter().find(|it| it.code == "street").ok_or("no street profile")?;
/// let calendar = Calendar::new(street.hours.clone(), catalog::overrides())?;
/// let category = tree.get(CategoryCode(501)).ok_or("no such category")?;
/// let route = Some(Route { unit: PersonId(7), confidence: Confidence::Certain });
/// let setting = Setting { category, profile: street, calendar: &calendar, route, stand_in: None };
/// let (id, point) = (IncidentId(uuid::Uuid::nil()), Point { x: 0, y: 0 });
/// let opening = Opening { id, profile: street.id, category: category.code, source: Source::Member, point };
///
/// let nine = "2026-03-04".parse::<Day>()?.start_ms() + 9 * 3_600_000;
/// let report = Move::new(nine, Actor::Anonymous, Action::Report(opening));
/// let (reported, _) = Case::open(opening, &report, &setting);
/// let (sent, events) = reported.automatic(nine, &setting);
/// assert_eq!((sent.stage, events.len()), (Stage::Dispatched, 3));
/// assert_eq!(sent.due_at, Some(nine + 2 * 3_600_000));
/// let refusal = sent.apply(&Move::new(nine, Actor::Anonymous, Action::Sign), &setting).unwrap_err();
/// assert!(refusal.to_string().starts_with("不能“签收”：只能由处置部门、网格员、包路领导、网格长办理"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// Never: a test reads the shipped table.
pub fn profiles() -> Vec<model::FlowProfile> {
    parse_profiles(PROFILES).expect("the shipped table is read by a test")
}

/// Returns the shipped profiles and calendar; new cases flow by the profile of this code.
///
/// # Errors
/// [`model::FlowError::Unknown`] naming the profiles that there are.
///
/// ```
/// assert_eq!(catalog::flow(catalog::STREET)?.active().name.en, "Street");
/// assert!(catalog::flow("village").is_err());
/// # Ok::<(), model::FlowError>(())
/// ```
pub fn flow(code: &str) -> Result<model::Flow, model::FlowError> {
    model::Flow::new(profiles(), code, overrides())
}

/// The code of the street's profile, by which cases flow where nothing else is set.
pub const STREET: &str = "street";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::{Calendar, CategoryCode, Day, Escalation, LimitUnit, OverrideKind, Owner, Stage, WorkHours};

    use super::*;

    /// The codes of DOMAIN.md: first and last minor of each major, and `xx99`.
    const RUNS: [(u16, u16); 6] = [(101, 118), (201, 205), (301, 305), (401, 409), (501, 513), (2101, 2110)];

    #[test]
    fn the_shipped_table_holds_every_code_of_the_domain_and_no_other() {
        let expected: BTreeSet<u16> =
            RUNS.iter().flat_map(|&(first, last)| (first..=last).chain([first / 100 * 100 + 99])).collect();
        let tree = categories();
        let found: BTreeSet<u16> = tree.minors().map(|it| it.code.0).collect();
        assert_eq!(found, expected);
        assert_eq!(tree.majors().map(|it| it.code).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 21]);
    }

    #[test]
    fn published_limits_are_those_of_the_domain() {
        let tree = categories();
        let published: Vec<_> = tree
            .minors()
            .filter(|it| it.source == "published")
            .map(|it| (it.code.0, it.limit.value, it.limit.unit))
            .collect();
        let expected = [
            (101, 20, LimitUnit::WorkDay),
            (102, 4, LimitUnit::WorkHour),
            (103, 4, LimitUnit::WorkHour),
            (104, 2, LimitUnit::WorkHour),
            (105, 15, LimitUnit::WorkDay),
            (106, 4, LimitUnit::WorkHour),
            (110, 3, LimitUnit::ClockDay),
            (406, 4, LimitUnit::WorkHour),
        ];
        assert_eq!(published, expected);
    }

    #[test]
    fn street_order_belongs_to_the_road_and_trading_outside_to_the_frontage() {
        let tree = categories();
        let owner = |code| tree.get(CategoryCode(code)).unwrap().owner;
        assert_eq!(owner(505), Owner::Road);
        assert_eq!(owner(504), Owner::Frontage);
        assert_eq!(owner(404), Owner::Component);
        assert_eq!(owner(102), Owner::Grid);
    }

    #[test]
    fn every_minor_says_when_it_is_filed_and_closed_and_what_is_counted() {
        for it in categories().minors() {
            for text in [&it.filing.zh, &it.filing.en, &it.closing.zh, &it.closing.en] {
                assert!(!text.is_empty(), "{}", it.code);
            }
            assert!(it.duplicate_hours > 0 && it.duplicate_radius_m > 0, "{}", it.code);
            assert!(!it.quantities.is_empty(), "{}", it.code);
        }
    }

    #[test]
    fn civic_inspections_are_published_within_seven_days() {
        let week = Some("7 clock_day".parse().unwrap());
        let tree = categories();
        let found: BTreeSet<u16> =
            tree.minors().filter(|it| it.stage_limits.get(Stage::Closed) == week).map(|it| it.code.major()).collect();
        assert_eq!(found, BTreeSet::from([21]));
    }

    #[test]
    fn holidays_and_make_up_workdays_are_as_many_as_published() {
        let count = |year: &str, kind| {
            let of_year = |it: &&model::CalendarOverride| it.kind == kind && it.day.to_string().starts_with(year);
            overrides().iter().filter(of_year).count()
        };
        // 1 + 8 + 3 + 5 + 3 + 8, and 3 + 9 + 3 + 5 + 3 + 3 + 7.
        assert_eq!([count("2025", OverrideKind::Holiday), count("2025", OverrideKind::Workday)], [28, 5]);
        assert_eq!([count("2026", OverrideKind::Holiday), count("2026", OverrideKind::Workday)], [33, 6]);
        // The thirteen statutory days, and nothing that only a notice can say.
        assert_eq!([count("2027", OverrideKind::Holiday), count("2027", OverrideKind::Workday)], [13, 0]);
        assert!(overrides().iter().all(|it| it.day.to_string().starts_with("2027") == it.source.starts_with("估计")));
    }

    #[test]
    fn make_up_workdays_are_days_of_rest_and_each_year_has_its_workdays() {
        let calendar = Calendar::new(WorkHours::default(), overrides()).unwrap();
        assert!(calendar.overrides().all(|it| it.kind == OverrideKind::Holiday || it.day.weekday() > 5));
        let workdays = |year: u16| {
            let (first, next) = (Day::from_date(year, 1, 1).unwrap(), Day::from_date(year + 1, 1, 1).unwrap());
            (first.0..next.0).filter(|it| calendar.is_workday(Day(*it))).count()
        };
        // 365 days less 104 days of rest less 13 statutory days are 248; in 2026 the calendar has it so.
        assert_eq!([workdays(2025), workdays(2026)], [248, 248]);
    }

    #[test]
    fn the_street_files_by_itself_and_the_district_does_not() {
        let found: Vec<_> =
            profiles().into_iter().map(|it| (it.id.0, it.code, it.file_unique, it.max_returns)).collect();
        assert_eq!(found, [(1, "street".into(), true, 2), (2, "district".into(), false, 2)]);
        for it in profiles() {
            assert_eq!(
                (it.limits.get(Stage::Dispatched), it.escalation.as_slice()),
                (Some("2 work_hour".parse().unwrap()), Escalation::DEFAULT.as_slice())
            );
            assert_eq!((it.reopen, it.hours), ("72 clock_hour".parse().unwrap(), WorkHours::default()));
        }
    }

    #[test]
    fn every_stage_that_somebody_has_to_leave_has_a_limit() {
        for it in profiles() {
            let without: Vec<_> =
                Stage::ALL.into_iter().filter(|stage| stage.is_open() && it.limits.get(*stage).is_none()).collect();
            assert_eq!(without, [Stage::Handling, Stage::Suspended], "the category's limit, and the review date");
        }
    }

    #[test]
    fn a_year_that_was_set_stands_in_the_place_of_the_shipped_one() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let flow = flow(STREET).unwrap();
        let holiday = |it: &str| model::CalendarOverride { day: day(it), ..overrides()[0].clone() };
        let year = |days| model::CalendarYear { year: 2026, revision: 3, days };
        let next = flow.with_years([year(vec![holiday("2026-03-04")])]).unwrap();
        let works = |flow: &model::Flow, it: &str| flow.calendar().is_workday(day(it));
        assert!(works(&flow, "2026-03-04") && !works(&next, "2026-03-04"));
        assert!(!works(&flow, "2026-10-01") && works(&next, "2026-10-01"), "what was shipped for the year is gone");
        assert!(!works(&next, "2025-10-01"), "other years stay");
        assert_eq!([flow.revision(2026), next.revision(2026), next.revision(2025)], [0, 3, 0]);
        let other = flow.with_years([year(vec![holiday("2027-01-01")])]).unwrap_err();
        assert_eq!(other, model::CalendarError::OtherYear { day: day("2027-01-01"), year: 2026 });
        assert!(flow.with_years([year(vec![holiday("2026-03-04"), holiday("2026-03-04")])]).is_err());
    }

    #[test]
    fn a_new_version_stands_beside_the_old_one_also_on_the_same_day() {
        let tree = categories();
        let old = tree.get(CategoryCode(501)).unwrap().clone();
        let day = Some("2026-11-22".parse::<Day>().unwrap());
        let next = |version, zh: &str| model::Category { version, valid_from: day, zh: zh.into(), ..old.clone() };
        let (second, last) = (next(2, "甲"), next(3, "乙"));
        let both = tree.with_versions([second.clone(), last.clone()]).unwrap();
        assert_eq!(
            (both.get(old.code), both.version(old.code, 2), both.version(old.code, 1)),
            (Some(&last), Some(&second), Some(&old))
        );
        let at = |it: &str| both.at(old.code, it.parse::<Day>().unwrap().start_ms()).unwrap().version;
        assert_eq!([at("2026-11-21"), at("2026-11-22")], [1, 3]);
        assert!(
            !second.says_as(&old)
                && model::Category { version: 9, valid_from: None, ..second.clone() }.says_as(&second)
        );
        assert!(tree.with_versions([model::Category { valid_from: None, ..second }]).is_err());
    }

    #[test]
    fn names_are_unique_in_both_languages() {
        let tree = categories();
        let (zh, en): (BTreeSet<_>, BTreeSet<_>) = tree.minors().map(|it| (&it.zh, &it.en)).unzip();
        assert_eq!((zh.len(), en.len()), (tree.minors().count(), tree.minors().count()));
    }
}
