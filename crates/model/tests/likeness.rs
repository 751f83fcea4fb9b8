//! Likely duplicates, and recurrence against a slow twin.

use std::collections::BTreeSet;

use model::{
    CategoryCode, FrontageId, IncidentId, Point, SegmentId,
    likeness::{Occurrence, RecurrenceRule, Sighting, likely_duplicates, recurrence_groups, word_likeness},
};
use proptest::prelude::*;
use uuid::Uuid;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn id(n: usize) -> IncidentId {
    IncidentId(Uuid::from_u128(n as u128))
}

/// A report at a place so many metres east and minutes past noon.
fn seen(n: usize, metres: i32, minutes: i64, note: &str) -> Sighting<'_> {
    Sighting {
        id: id(n),
        category: CategoryCode(102),
        point: Point { x: metres * 10_000, y: 0 },
        at: 12 * HOUR + minutes * 60_000,
        segment: None,
        frontage: None,
        note,
    }
}

#[test]
fn only_the_same_category_near_by_and_soon_is_likely() {
    let new = seen(0, 0, 0, "菜市场门口垃圾");
    let others = [
        seen(1, 20, -60, ""),
        seen(2, 21, -60, ""),
        seen(3, 0, -24 * 60, ""),
        seen(4, 0, -24 * 60 - 1, ""),
        Sighting { category: CategoryCode(103), ..seen(5, 0, 0, "菜市场门口垃圾") },
        seen(6, 5, 30, ""),
        new,
    ];
    let mut found: Vec<_> = likely_duplicates(&new, others, 20, 24).into_iter().map(|it| it.id).collect();
    found.sort_unstable();
    assert_eq!(found, [id(1), id(3), id(6)]);
}

#[test]
fn nearer_sooner_same_facade_and_like_words_count_for_more() {
    let new = Sighting {
        segment: Some(SegmentId(4)),
        frontage: Some(FrontageId(5)),
        ..seen(0, 0, 0, "幸福路菜市场门口堆放垃圾")
    };
    let plain = seen(9, 10, -600, "");
    let better = [
        Sighting { id: id(1), point: Point { x: 50_000, y: 0 }, ..plain },
        Sighting { id: id(2), at: plain.at + 5 * HOUR, ..plain },
        Sighting { id: id(3), segment: Some(SegmentId(4)), ..plain },
        Sighting { id: id(4), frontage: Some(FrontageId(5)), ..plain },
        Sighting { id: id(5), note: "菜市场门口有垃圾", ..plain },
    ];
    let found = likely_duplicates(&new, better.into_iter().chain([plain]), 20, 24);
    let score = |n| found.iter().find(|it| it.id == id(n)).map(|it| it.score).unwrap_or_default();
    assert!((1..=5).all(|n| score(n) > score(9)), "{found:?}");
    assert!(score(4) > score(3));
    assert!(found.is_sorted_by(|a, b| a.score >= b.score));
    let all = Sighting { id: id(7), ..new };
    assert_eq!(likely_duplicates(&new, [all], 20, 24)[0].score, 100);
}

#[test]
fn what_speaks_for_a_duplicate_is_said_in_both_languages() {
    let new = Sighting { segment: Some(SegmentId(4)), ..seen(0, 0, 0, "井盖破损") };
    let old = Sighting { segment: Some(SegmentId(4)), ..seen(1, 3, -3 * 60, "井盖破损严重") };
    let found = likely_duplicates(&new, [old], 20, 24)[0];
    assert_eq!(found.zh(), "同一小类，相距 3 米，相隔 3 小时，同一路段，描述相近");
    assert_eq!(found.en(), "same category, 3 m and 3 h apart, on the same road segment, in like words");
}

#[test]
fn a_radius_and_hours_of_nothing_leave_the_same_moment_at_the_same_place() {
    let new = seen(0, 0, 0, "");
    assert_eq!(likely_duplicates(&new, [seen(1, 0, 0, ""), seen(2, 1, 0, ""), seen(3, 0, 1, "")], 0, 0).len(), 1);
}

fn case(n: usize, x_m: i32, day: i64) -> Occurrence {
    Occurrence { id: id(n), category: CategoryCode(501), point: Point { x: x_m * 10_000, y: 0 }, at: day * DAY }
}

fn groups(cases: &[Occurrence]) -> Vec<Vec<IncidentId>> {
    recurrence_groups(cases, |_| Some(RecurrenceRule::within(20))).into_iter().map(|it| it.cases).collect()
}

#[test]
fn three_in_thirty_days_at_a_place_are_a_group_and_two_are_not() {
    assert!(groups(&[case(1, 0, 0), case(2, 0, 1)]).is_empty());
    assert_eq!(groups(&[case(1, 0, 0), case(2, 5, 15), case(3, 10, 30)]), [[id(1), id(2), id(3)]]);
    assert!(groups(&[case(1, 0, 0), case(2, 5, 15), case(3, 10, 31)]).is_empty(), "31 days");
    assert!(groups(&[case(1, 0, 0), case(2, 5, 15), case(3, 21, 20)]).is_empty(), "21 m from the first");
    let other = Occurrence { category: CategoryCode(502), ..case(3, 0, 2) };
    assert!(groups(&[case(1, 0, 0), case(2, 0, 1), other]).is_empty(), "another category");
}

#[test]
fn what_goes_on_is_one_group_and_what_paused_is_two() {
    let weekly: Vec<_> = (0..20).map(|n| case(n, 0, 7 * n as i64)).collect();
    assert_eq!(groups(&weekly).len(), 1);
    let two: Vec<_> = (0..6).map(|n| case(n, 0, if n < 3 { n as i64 } else { 100 + n as i64 })).collect();
    assert_eq!(groups(&two), [[id(0), id(1), id(2)], [id(3), id(4), id(5)]]);
}

#[test]
fn a_case_that_is_given_twice_counts_once_and_a_category_without_rule_not_at_all() {
    assert!(groups(&[case(1, 0, 0), case(1, 0, 0), case(2, 0, 1)]).is_empty());
    let three = [case(1, 0, 0), case(2, 0, 1), case(3, 0, 2)];
    assert!(recurrence_groups(&three, |_| None).is_empty());
    let group = &recurrence_groups(&three, |_| Some(RecurrenceRule::within(0)))[0];
    assert_eq!((group.first_at, group.last_at, group.centre), (0, 2 * DAY, Point { x: 0, y: 0 }));
}

/// The definition word by word, in cubic time.
fn slow(cases: &[Occurrence], rule: RecurrenceRule) -> BTreeSet<BTreeSet<IncidentId>> {
    let near = |a: &Occurrence, b: &Occurrence| a.point.distance_m(b.point) <= f64::from(rule.radius_m) + 1e-9;
    let mut groups: Vec<BTreeSet<IncidentId>> = Vec::new();
    for it in cases {
        let up_to = |other: &&Occurrence| {
            other.category == it.category
                && (other.at, other.id) <= (it.at, it.id)
                && it.at - other.at <= i64::from(rule.days) * DAY
                && near(it, other)
        };
        let mut found: BTreeSet<_> = cases.iter().filter(up_to).map(|it| it.id).collect();
        if found.len() < rule.at_least {
            continue;
        }
        let (touching, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| !group.is_disjoint(&found));
        found.extend(touching.into_iter().flatten());
        groups = apart;
        groups.push(found);
    }
    groups.into_iter().collect()
}

prop_compose! {
    fn scattered()(
        cases in prop::collection::vec((0..2_u16, -60..60_i32, -60..60_i32, 0..200 * DAY), 0..80),
    ) -> Vec<Occurrence> {
        let case = |(n, (minor, x, y, at)): (usize, (u16, i32, i32, i64))| Occurrence {
            id: id(n),
            category: CategoryCode(501 + minor),
            point: Point { x: x * 10_000, y: y * 10_000 },
            at,
        };
        cases.into_iter().enumerate().map(case).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_groups_are_those_of_the_definition(cases in scattered(), radius_m in 0..40_u16, at_least in 1..5_usize) {
        let rule = RecurrenceRule { at_least, days: 30, radius_m };
        let found = recurrence_groups(&cases, |_| Some(rule));
        let sets: BTreeSet<BTreeSet<_>> = found.iter().map(|it| it.cases.iter().copied().collect()).collect();
        prop_assert_eq!(sets, slow(&cases, rule));
        prop_assert!(found.iter().all(|it| it.cases.len() >= at_least));
    }

    #[test]
    fn the_order_of_the_cases_does_not_matter(cases in scattered(), turn in 0..80_usize) {
        let mut turned = cases.clone();
        turned.reverse();
        turned.rotate_left(turn % cases.len().max(1));
        let rule = |_| Some(RecurrenceRule::within(20));
        prop_assert_eq!(recurrence_groups(&turned, rule), recurrence_groups(&cases, rule));
    }

    #[test]
    fn likeness_is_the_same_both_ways_and_whole_for_the_same_words(a in "[一-七a-c，]{0,12}", b in "[一-七a-c，]{0,12}") {
        prop_assert_eq!(word_likeness(&a, &b), word_likeness(&b, &a));
        prop_assert!(word_likeness(&a, &b) <= 100);
        let some = a.chars().any(char::is_alphanumeric);
        prop_assert_eq!(word_likeness(&a, &a), if some { 100 } else { 0 });
    }

    #[test]
    fn duplicates_come_in_one_order_whatever_order_they_are_given_in(
        places in prop::collection::vec((-30..30_i32, -2_000..2_000_i64), 0..30),
    ) {
        let new = seen(999, 0, 0, "垃圾");
        let others: Vec<_> = places.iter().enumerate().map(|(n, it)| seen(n, it.0, it.1, "垃圾桶")).collect();
        let found = likely_duplicates(&new, others.iter().copied(), 20, 24);
        prop_assert_eq!(&found, &likely_duplicates(&new, others.iter().rev().copied(), 20, 24));
        prop_assert!(found.iter().all(|it| it.score > 0 && it.distance_m <= 20 && it.minutes <= 24 * 60));
        prop_assert_eq!(found.len(), places.iter().filter(|it| it.0.abs() <= 20 && it.1.abs() <= 1_440).count());
    }
}
