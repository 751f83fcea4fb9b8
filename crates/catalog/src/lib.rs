//! The categories that ship with the program, and the reader of tables that an operator edits.
//!
//! Two tables in CSV: majors (`code,zh,en`) and minors (`code,zh,en,limit_value,limit_unit,limit_source,owner,
//! on_the_spot,duplicate_radius_m` and, where it is of use, `verge_m`). Lines that begin with `#` are comments; the shipped tables name their source there.

mod parse;

pub use parse::{CatalogError, Table, parse};

const MAJORS: &str = include_str!("../../../data/majors.csv");
const MINORS: &str = include_str!("../../../data/categories.csv");

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
    parse(MAJORS, MINORS).expect("the shipped tables are read by a test")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::{CategoryCode, LimitUnit, Owner};

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
    fn names_are_unique_in_both_languages() {
        let tree = categories();
        let (zh, en): (BTreeSet<_>, BTreeSet<_>) = tree.minors().map(|it| (&it.zh, &it.en)).unzip();
        assert_eq!((zh.len(), en.len()), (tree.minors().count(), tree.minors().count()));
    }
}
