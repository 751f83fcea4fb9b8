//! What must hold of the made-up incidents.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use demo::{MadeUp, TownSize, incidents, town};
use model::{Categories, District, Point, RoadClass};

/// 2026-11-22 10:00 in Shanghai.
const NOW: i64 = 1_795_312_800_000;

fn of_town() -> District {
    common::of_survey(&town(&TownSize::default(), 1))
}

fn made(district: &District, n: usize) -> Vec<MadeUp> {
    incidents(district, &catalog::categories(), n, 1, NOW)
}

fn hour(it: &MadeUp) -> i64 {
    (it.reported_at + 8 * 3_600_000).rem_euclid(86_400_000) / 3_600_000
}

fn share(list: &[MadeUp], holds: impl Fn(&MadeUp) -> bool) -> f64 {
    list.iter().filter(|it| holds(it)).count() as f64 / list.len() as f64
}

#[test]
fn as_many_as_asked_for_lie_inside_a_cell_within_eighteen_months() {
    let district = of_town();
    let list = made(&district, 5000);
    assert_eq!(list.len(), 5000);
    let frame = spatial::Frame::new(district.frame).unwrap();
    let cells: BTreeSet<(i32, i32)> = district
        .cells
        .iter()
        .map(|it| (it.label.x.div_euclid(common::SIDE), it.label.y.div_euclid(common::SIDE)))
        .collect();
    for it in &list {
        let Point { x, y } = frame.point(it.place).unwrap();
        assert!(cells.contains(&(x.div_euclid(common::SIDE), y.div_euclid(common::SIDE))), "{it:?} lies in no cell");
        assert!(it.reported_at < NOW && it.reported_at > NOW - 549 * 86_400_000, "{it:?}");
        assert!(!it.note.is_empty() && !it.note.contains('{'), "{it:?}");
    }
    assert!(list.windows(2).all(|it| it[0].reported_at <= it[1].reported_at), "not in order of time");
}

#[test]
fn the_same_seed_gives_the_same_incidents_and_another_seed_others() {
    let district = of_town();
    let (tree, list) = (catalog::categories(), made(&district, 500));
    assert_eq!(list, made(&district, 500));
    assert_ne!(list, incidents(&district, &tree, 500, 2, NOW));
}

#[test]
fn most_are_reported_between_seven_and_nine_in_the_evening() {
    let list = made(&of_town(), 20_000);
    let day = share(&list, |it| (7..21).contains(&hour(it)));
    assert!((0.9..0.995).contains(&day), "{day}");
    let barbecue: Vec<MadeUp> = list.iter().filter(|it| it.category.0 == 510).cloned().collect();
    assert!(share(&barbecue, |it| hour(it) >= 17) > 0.8);
}

#[test]
fn markets_are_worse_at_weekends_and_schools_on_school_days() {
    let district = of_town();
    let list = made(&district, 60_000);
    let weekday = |it: &MadeUp| ((it.reported_at + 8 * 3_600_000).div_euclid(86_400_000) + 4).rem_euclid(7);
    let weekend = |it: &MadeUp| matches!(weekday(it), 0 | 6);
    let of = |code: u16| list.iter().filter(|it| it.category.0 == code).cloned().collect::<Vec<_>>();
    assert!(share(&of(2103), weekend) > 0.37, "a third of the days would be 2/7");
    let schools: Vec<MadeUp> =
        of(505).into_iter().filter(|it| it.note.contains("小学") || it.note.contains("中学")).collect();
    assert!(schools.len() > 300 && share(&schools, weekend) < 0.15, "{}", schools.len());
}

#[test]
fn ice_comes_in_winter_only_and_floods_come_in_bursts() {
    let list = made(&of_town(), 60_000);
    let day = |it: &MadeUp| (it.reported_at + 8 * 3_600_000).div_euclid(86_400_000);
    // 2025-12-01 is day 20,423, 2026-03-01 day 20,513; the winter before lies outside the 18 months.
    let ice: Vec<&MadeUp> = list.iter().filter(|it| it.category.0 == 407).collect();
    assert!(ice.len() > 50 && ice.iter().all(|it| (20_423..20_513).contains(&day(it))));
    let mut floods: BTreeMap<i64, usize> = BTreeMap::new();
    for it in list.iter().filter(|it| it.category.0 == 406) {
        *floods.entry(day(it)).or_default() += 1;
    }
    let (days, all) = (floods.len(), floods.values().sum::<usize>());
    assert!(all > 300 && days < 160, "{all} floods on {days} days");
}

#[test]
fn street_order_and_city_appearance_make_up_most() {
    let list = made(&of_town(), 20_000);
    let major = |it: &MadeUp| it.category.major();
    assert!(share(&list, |it| matches!(major(it), 1 | 5)) > 0.65);
    assert!(list.iter().map(major).collect::<BTreeSet<_>>().len() == 6);
    let notes: BTreeSet<&str> = list.iter().map(|it| it.note.as_str()).collect();
    assert!(notes.len() > 10_000, "{} different notes", notes.len());
}

#[test]
fn some_places_see_the_same_again_and_again() {
    let district = of_town();
    let frame = spatial::Frame::new(district.frame).unwrap();
    // Squares of 20 m with the same category.
    let mut groups: BTreeMap<(u16, i32, i32), usize> = BTreeMap::new();
    for it in made(&district, 20_000) {
        let at = frame.point(it.place).unwrap();
        *groups.entry((it.category.0, at.x.div_euclid(200_000), at.y.div_euclid(200_000))).or_default() += 1;
    }
    assert!(groups.values().filter(|it| **it >= 20).count() >= 5);
}

#[test]
fn a_district_without_landmarks_has_its_incidents_along_the_streets() {
    let mut district = common::empty();
    let id = common::community(&mut district, "荷香社区");
    for at in 0..100 {
        district.cells.push(common::square(at % 10, at / 10, id));
    }
    let line = vec![Point { x: 500_000, y: 5_000_000 }, Point { x: 9_500_000, y: 5_000_000 }];
    common::road(&mut district, Some("荷香路"), RoadClass::Branch, line);
    let frame = spatial::Frame::new(district.frame).unwrap();
    let list = made(&district, 1000);
    assert_eq!(list.len(), 1000);
    let beside = share(&list, |it| (frame.point(it.place).unwrap().y - 5_000_000).abs() < 90_000);
    assert!(beside > 0.8, "{beside}");
    let north = share(&list, |it| frame.point(it.place).unwrap().y > 5_000_000);
    assert!((0.4..0.6).contains(&north), "both sides: {north}");
}

#[test]
fn without_cells_or_categories_there_are_none() {
    assert!(made(&common::empty(), 10).is_empty());
    assert!(incidents(&of_town(), &Categories::default(), 10, 1, NOW).is_empty());
    assert!(made(&of_town(), 0).is_empty());
    // Times far outside of any calendar are no reason to fail.
    assert_eq!(incidents(&of_town(), &catalog::categories(), 5, 1, 0).len(), 5);
    let _ = incidents(&of_town(), &catalog::categories(), 5, 1, i64::MIN);
    let _ = incidents(&of_town(), &catalog::categories(), 5, 1, i64::MAX);
}
