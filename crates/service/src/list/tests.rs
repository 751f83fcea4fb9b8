//! Pages of any list, one after the other, are the whole list.

use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};

use model::{
    Case, CategoryCode, CellId, Incident, IncidentId, LonLat, PersonId, Point, Polygon, ProfileId, RoadClass, Source,
    Stage,
    case::{Actor, Times},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use spatial::Slabs;
use testkit::Sketch;
use tiles::{Filter, StageSet};
use uuid::Uuid;

use super::{ListFilter, Sort, SortBy};
use crate::{Ground, World};

/// What is random of an incident: id, category, stage, time of report, due time, reporters, cell, place.
type Draw = (u128, u16, usize, i64, Option<i64>, u32, Option<u32>, (i32, i32));

fn draw() -> impl Strategy<Value = Draw> {
    let place = (-50_i32..250, -50_i32..150);
    (any::<u128>(), 101..104_u16, 0..16_usize, 0..6_i64, option::of(0..4_i64), 1..3_u32, option::of(0..2_u32), place)
}

fn incident((id, category, stage, reported_at, due_at, reporters, cell, (x, y)): Draw) -> Incident {
    let (id, stage, point) =
        (IncidentId(Uuid::from_u128(id)), Stage::ALL[stage], Point { x: x * 10_000, y: y * 10_000 });
    let case = Case {
        id,
        profile: ProfileId(0),
        category: CategoryCode(category),
        version: None,
        source: Source::Member,
        point,
        reporter: Actor::System,
        reporters,
        stage,
        revision: 1,
        changed_at: 0,
        due_at: None,
        step_due_at: due_at,
        times: Times { reported: reported_at, ..Times::default() },
        unit: None,
        handler: None,
        checker: None,
        bounces: 0,
        deferrals: 0,
        reworks: 0,
        reopens: 0,
        asked_until: None,
        review_at: None,
        merged_into: None,
    };
    Incident {
        id,
        category: CategoryCode(category),
        place: LonLat { lon: 113.9 + f64::from(x) * 1e-5, lat: 22.5 + f64::from(y) * 1e-5 },
        point,
        stage,
        source: Source::Member,
        reported_at,
        cell: cell.map(CellId),
        member: cell.map(PersonId),
        road: None,
        leader: None,
        primary: None,
        other: None,
        confidence: None,
        made_up: false,
        revision: 1,
        case: (due_at.is_some() && stage.is_open()).then(|| Arc::new(case)),
    }
}

fn world(incidents: Vec<Incident>) -> World {
    let square = |x: i32| [(x, 0), (x + 100, 0), (x + 100, 100), (x, 100)];
    let district = Sketch::new()
        .cell(&square(0))
        .member("王小明")
        .cell(&square(100))
        .member("李四")
        .road("人民路", RoadClass::Main, &[(0, 0), (200, 0)])
        .district();
    let flow = Arc::new(catalog::flow(catalog::STREET).unwrap());
    World::new(Arc::new(Ground::new(district, catalog::categories()).unwrap()), flow, incidents)
}

fn filter() -> impl Strategy<Value = ListFilter> {
    let index = (option::of(101..104_u16), any::<bool>(), option::of(0..6_i64), option::of(0..7_i64));
    let lasso = option::of(vec((-50_i32..250, -50_i32..150), 3..7));
    (index, lasso, option::of(0..2_u32), option::of(0..2_u32)).prop_map(
        |((category, open, from_ms, to_ms), lasso, area, person)| {
            let stages = if open { StageSet::open() } else { StageSet::ALL };
            let categories = category.map(|it| [CategoryCode(it)].into_iter().collect());
            let ring =
                |it: Vec<(i32, i32)>| it.into_iter().map(|(x, y)| Point { x: x * 10_000, y: y * 10_000 }).collect();
            ListFilter {
                index: Filter { categories, stages, from_ms, to_ms, ..Filter::default() },
                areas: area.map(|it| [it].into_iter().collect()).into_iter().collect(),
                lasso: lasso.map(|it| Arc::new(Slabs::new(&Polygon { shell: ring(it), holes: vec![] }))),
                person: person.map(PersonId),
                ..ListFilter::default()
            }
        },
    )
}

fn sort() -> impl Strategy<Value = Sort> {
    (select(&SortBy::ALL[..]), any::<bool>()).prop_map(|(by, descending)| Sort { by, descending })
}

/// Sorts as the words say, apart from the program's keys.
fn sorted(mut all: Vec<Incident>, sort: Sort) -> Vec<IncidentId> {
    let value = |it: &Incident| {
        let case = it.case.as_ref();
        match sort.by {
            SortBy::ReportedAt => Some(it.reported_at),
            SortBy::DueAt => case.and_then(|it| it.step_due_at),
            SortBy::Category => Some(i64::from(it.category.0)),
            SortBy::Stage => Stage::ALL.iter().position(|stage| *stage == it.stage).map(|it| it as i64),
            SortBy::Reporters => case.map(|it| i64::from(it.reporters)),
        }
    };
    let ends = |it: &Incident| value(it).is_none();
    if sort.descending {
        all.sort_by_key(|it| (ends(it), Reverse((value(it), it.reported_at, it.id))));
    } else {
        all.sort_by_key(|it| (ends(it), value(it), it.reported_at, it.id));
    }
    all.iter().map(|it| it.id).collect()
}

fn meant(all: &[Incident], filter: &ListFilter) -> Vec<Incident> {
    let index = &filter.index;
    let fits = |it: &&Incident| {
        index.categories.as_ref().is_none_or(|set| set.contains(it.category))
            && index.stages.contains(it.stage)
            && index.from_ms.is_none_or(|from| from <= it.reported_at)
            && index.to_ms.is_none_or(|to| it.reported_at < to)
            && filter.areas.iter().all(|area| it.cell.is_some_and(|cell| area.contains(cell.0)))
            && filter.person.is_none_or(|person| it.member == Some(person))
            && filter.lasso.as_ref().is_none_or(|area| area.contains(it.point))
    };
    all.iter().filter(fits).cloned().collect()
}

fn unique(draws: Vec<Draw>) -> Vec<Incident> {
    let mut seen = BTreeSet::new();
    draws.into_iter().filter(|it| seen.insert(it.0)).map(incident).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn pages_one_after_the_other_are_the_whole_list(
        draws in vec(draw(), 0..300), filter in filter(), sort in sort(), limit in 1_usize..40,
    ) {
        let all = unique(draws);
        let world = world(all.clone());
        let expected = sorted(meant(&all, &filter), sort);
        let (mut ids, mut after) = (vec![], None);
        loop {
            let page = world.page(&filter, sort, limit, after);
            prop_assert_eq!(page.total, expected.len() as u64);
            ids.extend(page.incidents.iter().map(|it| it.id));
            // As it is sent and comes back.
            after = page.next.map(|it| it.to_string().parse().unwrap());
            if after.is_none() {
                break;
            }
            prop_assert_eq!(page.incidents.len(), limit);
        }
        prop_assert_eq!(ids, expected);
    }

    #[test]
    fn what_is_reported_between_two_pages_doubles_and_skips_nothing(
        draws in vec(draw(), 1..80), later in vec(draw(), 1..80), filter in filter(), sort in sort(), limit in 1_usize..20,
    ) {
        let mut both = unique(draws.iter().chain(&later).copied().collect());
        let added = both.split_off(draws.len().min(both.len()));
        let mut world = world(both.clone());
        let (mut ids, mut after, mut waiting) = (vec![], None, added.into_iter());
        loop {
            let page = world.page(&filter, sort, limit, after);
            ids.extend(page.incidents.iter().map(|it| it.id));
            after = page.next;
            if after.is_none() {
                break;
            }
            world = world.with(waiting.by_ref().take(7));
        }
        let once: BTreeSet<_> = ids.iter().copied().collect();
        prop_assert_eq!(once.len(), ids.len(), "none twice");
        let of_before = |it: &Incident| once.contains(&it.id);
        prop_assert!(meant(&both, &filter).iter().all(of_before), "none skipped");
    }
}
