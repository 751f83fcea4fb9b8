//! Coverage of duty on a sketched town.

use locate::{Cover, Fault, FaultKind, FaultPlace, Roster, opened};
use model::{
    CellId, District, Duty, DutyRole, Hours, Leave, PersonId, Piece, RoadClass, RoadId, Side, Span, Stretch, Term,
};
use testkit::Sketch;

const NOON: i64 = 1_790_000_000_000;

/// Two cells of 1 ha, the second without a member; a contracted main road of 200 m, an alley of 100 m without anybody.
fn town() -> District {
    Sketch::new()
        .cell(&[(0, 0), (100, 0), (100, 100), (0, 100)])
        .member("王小明")
        .cell(&[(100, 0), (200, 0), (200, 100), (100, 100)])
        .road("人民路", RoadClass::Main, &[(0, 0), (200, 0)])
        .leader("李主任")
        .road("豆腐巷", RoadClass::Alley, &[(100, 0), (100, 100)])
        .district()
}

fn cover(district: &District) -> Cover {
    Roster::new(district, district.version(), NOON).cover(district, NOON, Hours::PATROL)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn what_nobody_holds_is_a_gap_in_square_metres_and_metres() {
    let cover = cover(&town());
    assert!(near(cover.areas.one, 10_000.0) && near(cover.areas.none, 10_000.0), "{:?}", cover.areas);
    assert!(near(cover.roads[0].1.one, 200.0) && near(cover.roads[3].1.none, 100.0), "{:?}", cover.roads);
    assert_eq!(cover.areas.rate(), Some(0.5));
    assert_eq!(cover.roads[1].1.rate(), None);
    let places: Vec<_> = cover.faults.iter().map(|it| (it.place, it.kind.clone(), it.minutes)).collect();
    let alley = FaultPlace::Road(RoadId(1), 0, 100_000, None);
    assert_eq!(places, [(FaultPlace::Cell(CellId(1)), FaultKind::Nobody, 840), (alley, FaultKind::Nobody, 840)]);
}

#[test]
fn hours_sides_and_stretches_are_counted_apart() {
    let mut district = town();
    // The leader keeps the left side of the first 50 m, in the morning alone.
    let stretch = Stretch { road: RoadId(0), from_mm: 0, to_mm: Some(50_000), side: Some(Side::Left) };
    district.duties[1].piece = Piece::Road(stretch);
    district.duties[1].hours = Hours { from: 0, to: 840 };
    let cover = cover(&district);
    // Half of 50 m, from 7 to 14 of 7 to 21 hours.
    assert!(near(cover.roads[0].1.one, 12.5), "{:?}", cover.roads[0]);
    assert!(near(cover.roads[0].1.none, 187.5));
    let of_road = |it: &&Fault| matches!(it.place, FaultPlace::Road(RoadId(0), ..));
    let found: Vec<_> =
        cover.faults.iter().filter(of_road).map(|it| (it.place, it.kind.clone(), it.amount, it.minutes)).collect();
    assert_eq!(
        found,
        [
            (FaultPlace::Road(RoadId(0), 0, 200_000, Some(Side::Right)), FaultKind::Nobody, 100.0, 840),
            (FaultPlace::Road(RoadId(0), 50_000, 200_000, Some(Side::Left)), FaultKind::Nobody, 75.0, 840),
            (FaultPlace::Road(RoadId(0), 0, 50_000, Some(Side::Left)), FaultKind::OffHours, 25.0, 420),
        ]
    );
}

#[test]
fn two_members_of_one_cell_are_a_conflict_unless_they_take_turns() {
    let mut district = town();
    let second = Duty::standing(PersonId(1), DutyRole::GridMember, Piece::Cells(vec![CellId(0)]), Span::FOUNDED);
    district.duties.push(second);
    let both = cover(&district);
    assert!(near(both.areas.several, 10_000.0));
    assert!(both.faults.iter().any(|it| it.kind == FaultKind::Several(vec![PersonId(0), PersonId(1)])));
    district.duties[0].hours = Hours { from: 0, to: 720 };
    district.duties[2].hours = Hours { from: 720, to: 1_440 };
    assert!(near(cover(&district).areas.one, 10_000.0), "a morning and an afternoon shift");
}

#[test]
fn a_leave_opens_what_nobody_stands_in_for_and_an_end_says_since_when() {
    let before = cover(&town());
    let mut district = town();
    let leave = |stand_in| Leave { person: PersonId(0), stand_in, from: 0, to: i64::MAX, made_at: 0, ended_at: None };
    district.leaves = vec![leave(None)].into();
    let opened_by_leave = opened(&before, &cover(&district));
    assert_eq!(opened_by_leave.len(), 1);
    assert_eq!(opened_by_leave[0].kind, FaultKind::OnLeave(PersonId(0)));
    district.leaves = vec![leave(Some(PersonId(1)))].into();
    assert!(opened(&before, &cover(&district)).is_empty(), "somebody stands in");

    let mut district = town();
    district.duties[1].term = Term { from: None, to: Some(NOON) };
    let ended = opened(&before, &cover(&district));
    assert_eq!(ended.iter().map(|it| it.kind.clone()).collect::<Vec<_>>(), [FaultKind::Ended(NOON)]);
    assert_eq!(ended[0].place, FaultPlace::Road(RoadId(0), 0, 200_000, None));
}
