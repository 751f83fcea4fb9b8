//! Duties of every role: agreed, refused by name, carried along when cells change, and taken back.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use model::{
    CellId, District, Duty, DutyId, DutyRole, FrontageId, FrontageZone, Hours, PartitionVersion, Person, PersonId,
    Piece, Point, Polygon, Repartition, RoadClass, RoadId, SegmentId, Side, Span, Spot, Stretch, Term, VersionId,
    VersionKind,
};
use partition::{Edit, EditError, NewDuty, edges_of_cells, edit, undo};
use testkit::Sketch;

const NIGHT: Hours = Hours { from: 1_260, to: 420 };

/// Two cells of a hectare side by side with their members, a contracted road of 200 m below them, and two more persons.
fn district() -> District {
    let mut it = Sketch::new()
        .cell(&[(0, 0), (100, 0), (100, 100), (0, 100)])
        .member("甲")
        .cell(&[(100, 0), (200, 0), (200, 100), (100, 100)])
        .member("乙")
        .road("人民路", RoadClass::Main, &[(0, 0), (200, 0)])
        .leader("丙")
        .district();
    it.persons.extend(["丁", "戊"].map(|name| person(name, name)));
    let cells: Vec<_> = it.live_cells().map(|(id, it)| (id, it.community, &it.polygon)).collect();
    it.edges = edges_of_cells(&cells, &it.segments, VersionId(0)).unwrap().into();
    it
}

fn person(code: &str, name: &str) -> Person {
    Person { code: code.into(), name: name.into(), post: String::new(), made_up: true }
}

fn new(person: u32, role: DutyRole, piece: Piece) -> NewDuty {
    NewDuty { person: PersonId(person), role, piece, term: Term::ALWAYS, hours: Hours::ALL_DAY }
}

fn cells(list: &[u32]) -> Piece {
    Piece::Cells(list.iter().copied().map(CellId).collect())
}

fn part(from_mm: u32, to_mm: Option<u32>, side: Option<Side>) -> Piece {
    Piece::Road(Stretch { road: RoadId(0), from_mm, to_mm, side })
}

fn add(duty: NewDuty) -> Edit {
    Edit::AddDuty { duty }
}

fn next(district: &District, kind: VersionKind, change: &Repartition) -> District {
    let valid_from = district.versions.len() as i64;
    district.with(&PartitionVersion { kind, valid_from, note: String::new() }, change).unwrap()
}

fn edited(district: &District, edits: &[Edit]) -> District {
    next(district, VersionKind::Edited, &edit(district, edits).unwrap())
}

fn undone(district: &District) -> District {
    let (version, change) = undo(district).unwrap();
    next(district, VersionKind::Undone(version), &change)
}

fn refused(district: &District, edits: &[Edit]) -> EditError {
    edit(district, edits).unwrap_err().error
}

/// What holds, without numbers and spans; frontages by their codes.
fn agreed(district: &District) -> BTreeSet<String> {
    let words = |(_, it): (DutyId, &Duty)| {
        let piece = match &it.piece {
            Piece::Cells(list) => {
                let mut list = list.clone();
                list.sort_unstable();
                format!("{list:?}")
            }
            Piece::Frontage(zone) => district.frontages[zone.index()].code.clone(),
            other => format!("{other:?}"),
        };
        format!("{} {:?} {piece} {:?} {:?}", district.persons[it.person.index()].name, it.role, it.term, it.hours)
    };
    let zones = district.live_frontages().map(|it| it.1.code.clone());
    district.live_duties().map(words).chain(zones).collect()
}

fn zone(code: &str, from_mm: u32, to_mm: u32) -> FrontageZone {
    let metres = |x: u32, y: i32| Point { x: (x * 10) as i32, y: y * 10_000 };
    let shell = vec![metres(from_mm, 0), metres(to_mm, 0), metres(to_mm, 5), metres(from_mm, 5)];
    FrontageZone {
        code: code.into(),
        name: None,
        segment: SegmentId(0),
        side: Side::Left,
        from_mm,
        to_mm,
        polygon: Polygon { shell, holes: vec![] },
        span: Span::FOUNDED,
    }
}

#[test]
fn a_new_cell_goes_to_its_holders_in_every_role_at_their_terms_and_hours() {
    use DutyRole::{CleaningContractor, GridMember, GridSupervisor};
    let (from, to) = (Some(5), Some(900));
    let founded = district();
    let before = edited(
        &founded,
        &[
            Edit::EndDuty { duty: DutyId(0) },
            add(NewDuty { hours: Hours::PATROL, ..new(0, GridMember, cells(&[0])) }),
            add(NewDuty { hours: NIGHT, ..new(3, GridMember, cells(&[0])) }),
            add(new(4, GridSupervisor, cells(&[0, 1]))),
            add(NewDuty { term: Term { from, to }, ..new(3, CleaningContractor, cells(&[0])) }),
        ],
    );
    let line = [(30, -1), (30, 101)].map(|(x, y)| Point { x: x * 10_000, y: y * 10_000 }).to_vec();
    let split = Edit::Split { cell: CellId(0), line };
    let after = edited(&before, std::slice::from_ref(&split));
    let western = before.live_duties().filter(|it| it.1.piece.cells().contains(&CellId(0)));
    let expected: BTreeSet<_> = western.map(|(_, it)| (it.person, it.role, it.term.to, it.hours.from)).collect();
    let held = after.live_duties().filter(|it| it.1.piece.cells().contains(&CellId(2)));
    let found: BTreeSet<_> = held.map(|(_, it)| (it.person, it.role, it.term.to, it.hours.from)).collect();
    assert_eq!((found.len(), found), (4, expected));
    let lists: Vec<_> = after.live_duties().map(|it| it.1.piece.cells().to_vec()).collect();
    assert!(lists.contains(&[0, 1, 2].map(CellId).to_vec()), "the supervisor still has one duty: {lists:?}");
    // What was not touched goes on under its number.
    let kept = |it: &District| it.live_duties().map(|it| it.0).collect::<BTreeSet<_>>();
    assert!(kept(&after).contains(&DutyId(1)) && kept(&after).contains(&DutyId(2)));

    let whole = edited(&after, &[Edit::Merge { cells: vec![CellId(0), CellId(2)] }]);
    assert_eq!(agreed(&whole), agreed(&before));
    let at_once = edit(&before, &[split, Edit::Merge { cells: vec![CellId(0), CellId(2)] }]).unwrap();
    assert!(at_once.new_duties.is_empty() && at_once.ended_duties.is_empty());
    assert_eq!(agreed(&undone(&after)), agreed(&before));
    assert_eq!(agreed(&undone(&undone(&undone(&whole)))), agreed(&founded));

    // Giving the cell away as a whole ends what members hold of it at any hours, and nothing else.
    let given = edited(&before, &[Edit::Assign { cells: vec![CellId(0)], person: Some(PersonId(1)) }]);
    let roles: Vec<_> = given.live_duties().filter(|it| it.1.piece.cells().contains(&CellId(0))).collect();
    let members: Vec<_> =
        roles.iter().filter(|it| it.1.role == GridMember).map(|it| (it.1.person, it.1.hours)).collect();
    assert_eq!((members, roles.len()), (vec![(PersonId(1), Hours::ALL_DAY)], 3));
}

#[test]
fn a_piece_has_one_primary_owner_at_any_moment_and_others_may_share() {
    use DutyRole::{AlleyChief, CleaningContractor, RoadLeader};
    let free = edited(&district(), &[Edit::AssignRoad { road: RoadId(0), person: None }]);
    let term = |from, to| Term { from, to };
    let first = NewDuty {
        term: term(Some(0), Some(100)),
        hours: Hours::PATROL,
        ..new(3, RoadLeader, part(10_000, Some(50_000), Some(Side::Left)))
    };
    let now = edited(&free, &[add(first.clone())]);
    let other = NewDuty { person: PersonId(4), ..first.clone() };
    for beside in [
        NewDuty { term: term(Some(100), None), ..other.clone() },
        NewDuty { term: term(None, Some(0)), ..other.clone() },
        NewDuty { hours: NIGHT, ..other.clone() },
        NewDuty { piece: part(10_000, Some(50_000), Some(Side::Right)), ..other.clone() },
        NewDuty { piece: part(50_000, None, None), ..other.clone() },
        NewDuty { piece: part(0, Some(10_000), None), ..other.clone() },
        NewDuty { role: AlleyChief, ..other.clone() },
        NewDuty { role: CleaningContractor, ..other.clone() },
    ] {
        let after = edited(&now, &[add(beside.clone())]);
        assert_eq!(agreed(&undone(&after)), agreed(&now), "{beside:?}");
    }
    for same in [
        other.clone(),
        NewDuty { term: term(Some(99), None), ..other.clone() },
        NewDuty { hours: Hours { from: 1_259, to: 1_300 }, ..other.clone() },
        NewDuty { piece: part(49_999, None, None), ..other.clone() },
    ] {
        let error = refused(&now, &[add(same)]);
        assert!(matches!(error, EditError::DutyConflict { role: RoadLeader, duty: Some(3), .. }), "{error}");
        assert!(error.to_string().contains("丁 (丁)") && error.to_string().contains("990101X0001"), "{error}");
    }
    // Cleaners may share, but saying the same twice says nothing.
    let cleaner = add(NewDuty { role: CleaningContractor, ..first });
    let twice = [cleaner.clone(), cleaner];
    assert!(matches!(refused(&now, &twice), EditError::DutyConflict { duty: None, .. }));
    // A whole road at all hours ends the parts.
    let whole = edited(&now, &[Edit::AssignRoad { road: RoadId(0), person: Some(PersonId(2)) }]);
    let leaders: Vec<_> =
        whole.live_duties().filter(|it| it.1.role == RoadLeader).map(|it| it.1.piece.clone()).collect();
    assert_eq!(leaders, [Piece::Road(Stretch::whole(RoadId(0)))]);
    assert_eq!(agreed(&undone(&whole)), agreed(&now));
    // A part that reaches the end is kept without one, and a duty ended and made again is the same duty.
    let all = new(2, RoadLeader, part(0, Some(200_000), None));
    assert_eq!(refused(&district(), &[Edit::EndDuty { duty: DutyId(2) }, add(all)]), EditError::NothingChanges);
}

#[test]
fn what_cannot_be_agreed_is_named_and_changes_nothing() {
    use DutyRole::{CleaningContractor, FrontageHolder, GridMember, GridSupervisor, HandlingUnit, RoadLeader};
    let now = district();
    let spot = |name: &str, radius_mm| Piece::Spot(Spot { name: name.into(), at: Point { x: 5, y: 5 }, radius_mm });
    let far = Piece::Spot(Spot { name: "远".into(), at: Point { x: i32::MIN, y: 0 }, radius_mm: 5_000 });
    let hours = |from, to| NewDuty { hours: Hours { from, to }, ..new(4, GridSupervisor, cells(&[0])) };
    let term = Term { from: Some(9), to: Some(9) };
    let cases: Vec<(NewDuty, &str, &str)> = vec![
        (new(9, GridMember, cells(&[0])), "person", "number 9"),
        (new(4, GridMember, part(0, None, None)), "role", "grid member cannot hold a road"),
        (new(4, RoadLeader, cells(&[0])), "role", "包路领导不能负责单元网格"),
        (new(4, CleaningContractor, Piece::Frontage(FrontageId(0))), "role", "frontage zone"),
        (new(4, GridSupervisor, cells(&[0, 7])), "cell", "number 7"),
        (new(4, GridSupervisor, cells(&[])), "cells", "0 named"),
        (new(4, FrontageHolder, Piece::Frontage(FrontageId(3))), "frontage", "number 3"),
        (new(4, HandlingUnit, Piece::Road(Stretch::whole(RoadId(5)))), "road", "number 5"),
        (new(4, HandlingUnit, part(5_000, Some(5_000), None)), "road", "from 5000 to 5000"),
        (new(4, HandlingUnit, part(200_000, None, None)), "road", "200000 mm long"),
        (new(4, HandlingUnit, part(0, Some(200_001), None)), "road", "to 200001"),
        (new(4, HandlingUnit, spot("  ", 5_000)), "spot", "1 to 60 characters"),
        (new(4, HandlingUnit, spot(&"长".repeat(61), 5_000)), "spot", "1 to 60 characters"),
        (new(4, HandlingUnit, spot("市场", 999)), "spot", "999 mm"),
        (new(4, HandlingUnit, far), "line", "frame"),
        (hours(5, 5), "hours", "5 to 5"),
        (hours(1_440, 3), "hours", "1440 to 3"),
        (hours(3, 1_441), "hours", "3 to 1441"),
        (NewDuty { term, ..hours(0, 1_440) }, "to", "at 9"),
        (new(4, GridMember, cells(&[1, 0])), "role", "990101001001001"),
    ];
    for (duty, field, words) in cases {
        let error = refused(&now, &[add(duty)]);
        let chinese_first = error.to_string().chars().any(|it| it > '\u{4e00}') && error.to_string().contains(" / ");
        assert!(error.field() == Some(field) && error.to_string().contains(words) && chinese_first, "{error}");
    }
    assert_eq!(refused(&now, &[Edit::EndDuty { duty: DutyId(9) }]), EditError::UnknownDuty { index: 9 });
    let end = Edit::EndDuty { duty: DutyId(1) };
    assert_eq!(refused(&now, &[end.clone(), end]), EditError::EndedDuty { index: 1 });
}

#[test]
fn persons_and_zones_are_added_pledged_and_taken_back() {
    use DutyRole::FrontageHolder;
    let founded = district();
    let pledge = |person, zone| NewDuty {
        term: Term { from: Some(1), to: Some(1_000) },
        ..new(person, FrontageHolder, Piece::Frontage(FrontageId(zone)))
    };
    let added = [
        Edit::AddPersons { persons: vec![person("S1", "老王面馆"), person("S2", "小李理发")] },
        Edit::AddFrontages { zones: vec![zone("L001", 0, 9_000), zone("L002", 9_000, 20_000)] },
        add(pledge(5, 0)),
        add(pledge(6, 1)),
    ];
    let pledged = edited(&founded, &added);
    assert_eq!((pledged.persons.len(), pledged.live_frontages().count(), pledged.live_duties().count()), (7, 2, 5));
    assert_eq!(pledged.frontages[0].span, Span::since(VersionId(1)));
    let twice = refused(&pledged, &[add(NewDuty { person: PersonId(6), ..pledge(5, 0) })]);
    assert!(matches!(&twice, EditError::DutyConflict { what, .. } if what == "L001"), "{twice}");

    // A zone takes its pledge along, and both come back.
    let ended = edited(&pledged, &[Edit::EndFrontages { zones: vec![FrontageId(0)] }]);
    assert_eq!((ended.live_frontages().count(), ended.live_duties().count()), (1, 4));
    assert!(matches!(refused(&ended, &[add(pledge(5, 0))]), EditError::EndedFrontage { .. }));
    let back = undone(&ended);
    assert_eq!(agreed(&back), agreed(&pledged));
    back.check().unwrap();
    let none = undone(&back);
    assert_eq!((agreed(&none), none.persons.len()), (agreed(&founded), 7), "persons stay on record");

    let zones = |zone| vec![Edit::AddFrontages { zones: vec![zone] }];
    let bad_segment = FrontageZone { segment: SegmentId(8), ..zone("L009", 0, 10) };
    let flat = FrontageZone { polygon: Polygon { shell: vec![], holes: vec![] }, ..zone("L009", 0, 10) };
    let cases = [
        (zones(zone("L002", 30_000, 40_000)), "L002 is taken"),
        (zones(zone("L009", 30_000, 200_100)), "200.1 m"),
        (zones(zone("L009", 30_000, 30_000)), "30 to 30 m"),
        (zones(zone(" ", 0, 10)), "needs a code"),
        (zones(flat), "needs a code, ground"),
        (zones(bad_segment), "segment number 8"),
        (vec![Edit::EndFrontages { zones: vec![FrontageId(7)] }], "zone number 7"),
        (vec![Edit::EndFrontages { zones: vec![FrontageId(1), FrontageId(1)] }], "L002 has ended"),
        (vec![Edit::AddPersons { persons: vec![person("S1", "又一个")] }], "S1 is taken"),
        (vec![Edit::AddPersons { persons: vec![person("S3", "")] }], "a name 1 to 60"),
        (vec![Edit::AddPersons { persons: vec![person(" S3", "甲")] }], "without blanks"),
        (vec![Edit::AddPersons { persons: vec![person(&"9".repeat(33), "甲")] }], "1 to 32"),
    ];
    for (edits, words) in cases {
        let error = refused(&pledged, &edits);
        assert!(error.to_string().contains(words) && error.field().is_some(), "{error}");
    }
}
