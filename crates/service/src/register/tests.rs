//! The register answers as a plain list of the same incidents does.

use std::{collections::BTreeMap, sync::Arc};

use model::{
    CategoryCode, CellId, Confidence, DutyRole, Incident, IncidentId, LonLat, PersonId, Point, RoadPosition, SegmentId,
    Side, Source, Stage,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::{Entry, Register};

/// Of a number whether there is one, and whether it is the one that rows keep for none.
fn number() -> impl Strategy<Value = Option<u32>> {
    option::of(prop_oneof![0..5_u32, Just(u32::MAX)])
}

fn incident() -> impl Strategy<Value = Incident> {
    let what = (0..12_u128, 0..5_i64, 0..16_usize, 0..4_usize, any::<bool>(), prop_oneof![0..9_u32, any::<u32>()]);
    let people = (number(), number(), number(), option::of(0..3_u32));
    let road = option::of((number(), any::<(u32, bool, u32)>()));
    let why = (option::of(select(&DutyRole::ALL[..])), option::of(select(&Confidence::ALL[..])));
    (what, people, road, why, any::<(i32, i32, i16)>()).prop_map(
        |((id, reported_at, stage, source, made_up, revision), people, road, (primary, confidence), (x, y, lon))| {
            let (cell, member, leader, other) = people;
            Incident {
                id: IncidentId(Uuid::from_u128(id)),
                category: CategoryCode(101),
                place: LonLat { lon: f64::from(lon) / 300.0, lat: 22.5 },
                point: Point { x, y },
                stage: Stage::ALL[stage],
                source: Source::ALL[source],
                reported_at,
                cell: cell.map(CellId),
                member: member.map(PersonId),
                road: road.and_then(|(segment, (distance_mm, right, chainage_mm))| {
                    let side = if right { Side::Right } else { Side::Left };
                    Some(RoadPosition { segment: SegmentId(segment?), distance_mm, side, chainage_mm })
                }),
                leader: leader.map(PersonId),
                primary,
                other: other.map(PersonId),
                confidence,
                made_up,
                revision,
                case: None,
            }
        },
    )
}

/// One of each id, by time of report, then id.
fn distinct(incidents: Vec<Incident>) -> Vec<Incident> {
    let by_id: BTreeMap<_, _> = incidents.into_iter().map(|it| (it.id, it)).collect();
    let mut incidents: Vec<_> = by_id.into_values().collect();
    incidents.sort_by_key(|it| (it.reported_at, it.id));
    incidents
}

proptest! {
    #[test]
    fn what_went_in_comes_out(all in vec(incident(), 0..12), split in 0..12_usize, change in incident(), window in (0..6_i64, 0..6_i64)) {
        let mut all = distinct(all);
        let mut register = Register::new(&all[..split.min(all.len())]);
        for it in &all[split.min(all.len())..] {
            register.push(it.clone());
        }
        if let Some(at) = register.position(change.id) {
            let changed = Incident { reported_at: all[at as usize].reported_at, ..change };
            register.set(at, changed.clone());
            all[at as usize] = changed;
        }
        prop_assert_eq!(register.len(), all.len());
        for (it, at) in all.iter().zip(0_u32..) {
            prop_assert_eq!(&*register.at(at).unwrap(), it);
            prop_assert_eq!(&*register.at(at).map(Entry::share).unwrap(), it);
            prop_assert_eq!(register.position(it.id), Some(at));
        }
        prop_assert!(register.at(all.len() as u32).is_none());
        prop_assert_eq!(register.position(IncidentId(Uuid::max())), None);
        let moment = |it: &Incident| (it.reported_at, it.id);
        let ends = all.iter().map(moment).min().zip(all.iter().map(moment).max());
        prop_assert_eq!(register.period(), ends);
        let (from, to) = ((window.0, IncidentId(Uuid::nil())), (window.1, IncidentId(Uuid::from_u128(6))));
        let mut within: Vec<_> = (0..all.len() as u32).filter(|at| (from..to).contains(&moment(&all[*at as usize]))).collect();
        within.sort_by_key(|at| moment(&all[*at as usize]));
        prop_assert_eq!(register.walk(from, to, false).collect::<Vec<_>>(), within.clone());
        within.reverse();
        prop_assert_eq!(register.walk(from, to, true).collect::<Vec<_>>(), within);
    }
}

#[test]
fn a_settled_incident_is_packed_and_a_changed_one_is_shared() {
    let plain = Incident {
        id: IncidentId(Uuid::from_u128(1)),
        category: CategoryCode(101),
        place: LonLat { lon: 113.9, lat: 22.5 },
        point: Point { x: 1, y: 2 },
        stage: Stage::Closed,
        source: Source::Member,
        reported_at: 5,
        cell: Some(CellId(3)),
        member: Some(PersonId(4)),
        road: None,
        leader: None,
        primary: Some(DutyRole::GridMember),
        other: None,
        confidence: Some(Confidence::Certain),
        made_up: false,
        revision: 9,
        case: None,
    };
    let mut register = Register::new(std::slice::from_ref(&plain));
    assert!(matches!(register.at(0), Some(Entry::Unpacked(_))));
    assert!(register.whole(0).is_none());
    let before = register.clone();
    register.set(0, Incident { stage: Stage::Reopened, ..plain.clone() });
    let kept = register.whole(0).unwrap();
    assert!(Arc::ptr_eq(kept, &register.at(0).unwrap().share()));
    assert_eq!(before.at(0).unwrap().stage, Stage::Closed, "the earlier value stays as it was");
}
