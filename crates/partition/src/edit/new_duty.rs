//! Adding and ending duties: what may be agreed, and what would contradict what is agreed already.

use std::collections::BTreeMap;

use model::{CellId, DutyId, DutyRole, Hours, PersonId, Piece, Point, RoadId, Spot, Stretch, Term};

use super::{Draft, EditError, duty::Held};

/// How far a place of its own may reach: a market or a square, not a quarter.
const SPOT_MM: std::ops::RangeInclusive<u32> = 1_000..=1_000_000;
/// How many characters a place's name has.
const SPOT_NAME: usize = 60;

/// A duty that a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDuty {
    /// Who.
    pub person: PersonId,
    /// In which capacity.
    pub role: DutyRole,
    /// For what. A stretch that ends where its road ends is kept without an end.
    pub piece: Piece,
    /// From when until when.
    pub term: Term,
    /// In which hours of the day.
    pub hours: Hours,
}

impl Draft<'_> {
    pub(super) fn add_duty(&mut self, duty: &NewDuty) -> Result<(), EditError> {
        self.person(Some(duty.person))?;
        if !duty.role.fits(&duty.piece) {
            return Err(EditError::UnfitPiece { role: duty.role, piece: words(&duty.piece) });
        }
        let duty = NewDuty { piece: self.checked(&duty.piece)?, ..duty.clone() };
        if let Term { from: Some(from), to: Some(to) } = duty.term
            && from >= to
        {
            return Err(EditError::EmptyTerm { from, to });
        }
        let Hours { from, to } = duty.hours;
        if from >= 1_440 || to > 1_440 || from == to {
            return Err(EditError::BadHours { from, to });
        }
        if let Some(held) = self.duties.live().find(|it| contradicts(it, &duty)) {
            return Err(EditError::DutyConflict {
                role: duty.role,
                what: self.common(&held.piece, &duty.piece),
                person: self.person_words(held.person),
                duty: held.id.map(DutyId::index),
            });
        }
        let homes: BTreeMap<_, _> =
            duty.piece.cells().iter().filter_map(|it| Some((*it, self.cell(*it).ok()?.community))).collect();
        self.duties.add(&duty, &homes);
        Ok(())
    }

    pub(super) fn end_duty(&mut self, duty: DutyId) -> Result<(), EditError> {
        let index = duty.index();
        if index >= self.district.duties.len() {
            return Err(EditError::UnknownDuty { index });
        }
        if self.duties.end(duty) { Ok(()) } else { Err(EditError::EndedDuty { index }) }
    }

    /// Returns a piece as it is kept, or why there is no such piece.
    fn checked(&self, piece: &Piece) -> Result<Piece, EditError> {
        match piece {
            Piece::Cells(cells) => {
                let mut cells = cells.clone();
                cells.sort_unstable();
                cells.dedup();
                for it in &cells {
                    self.cell(*it)?;
                }
                if cells.is_empty() {
                    return Err(EditError::TooFewCells { count: 0, least: 1 });
                }
                Ok(Piece::Cells(cells))
            }
            Piece::Road(stretch) => self.stretch(*stretch).map(Piece::Road),
            Piece::Frontage(zone) => self.frontage(*zone).map(|_| piece.clone()),
            Piece::Spot(Spot { name, at, radius_mm }) => {
                let length = name.trim().chars().count();
                if length == 0 || length > SPOT_NAME || !SPOT_MM.contains(radius_mm) {
                    return Err(EditError::BadSpot { name: name.clone(), radius_mm: *radius_mm, most: SPOT_NAME });
                }
                if at.x.unsigned_abs().max(at.y.unsigned_abs()) > Point::LIMIT.unsigned_abs() {
                    return Err(EditError::OutsideFrame { at: 0, point: *at });
                }
                Ok(Piece::Spot(Spot { name: name.trim().to_owned(), at: *at, radius_mm: *radius_mm }))
            }
        }
    }

    fn stretch(&self, it: Stretch) -> Result<Stretch, EditError> {
        let Some(road) = self.district.roads.get(it.road.index()) else {
            return Err(EditError::UnknownRoad { index: it.road.index() });
        };
        let length_mm = self.length_mm(it.road);
        let to_mm = it.to_mm.unwrap_or(length_mm);
        if to_mm > length_mm || it.from_mm >= to_mm {
            let (from_mm, code) = (it.from_mm, road.code.clone());
            return Err(EditError::BadStretch { road: code, from_mm, to_mm, length_mm });
        }
        Ok(Stretch { to_mm: it.to_mm.filter(|it| *it < length_mm), ..it })
    }

    /// Returns the chainage at which a road ends, rounded up to whole millimetres.
    fn length_mm(&self, road: RoadId) -> u32 {
        let ends = self.district.segments.iter().filter(|it| it.road == road).map(|it| it.to_m);
        (ends.fold(0.0, f64::max) * 1_000.0).ceil() as u32
    }

    /// Names what two pieces have in common.
    fn common(&self, held: &Piece, new: &Piece) -> String {
        match (held, new) {
            (Piece::Cells(held), Piece::Cells(new)) => {
                let both: Vec<_> = new.iter().filter(|it| held.contains(it)).map(|it| self.code(*it)).collect();
                match both.as_slice() {
                    [first, _, ..] => format!("{first}…({})", both.len()),
                    _ => both.concat(),
                }
            }
            (_, Piece::Road(it)) => {
                let metres = |mm: u32| f64::from(mm) / 1_000.0;
                let end = it.to_mm.unwrap_or_else(|| self.length_mm(it.road));
                let code = self.district.roads.get(it.road.index()).map_or("", |it| it.code.as_str());
                format!("{code} {}–{} m", metres(it.from_mm), metres(end))
            }
            (_, Piece::Frontage(it)) => self.frontage(*it).map(|it| it.code.clone()).unwrap_or_default(),
            (_, Piece::Spot(it)) => it.name.clone(),
            _ => String::new(),
        }
    }
}

/// Tells whether a duty that holds leaves no room for a new one: in a role of which there is one at any moment, because both
/// mean the same ground at the same time; in any role, because it says the same.
fn contradicts(held: &Held, new: &NewDuty) -> bool {
    let same = held.person == new.person && held.piece == new.piece;
    held.role == new.role
        && (new.role.is_primary() || same)
        && terms_meet(held.term, new.term)
        && hours_meet(held.hours, new.hours)
        && pieces_meet(&held.piece, &new.piece)
}

fn terms_meet(a: Term, b: Term) -> bool {
    let before = |to: Option<i64>, from: Option<i64>| matches!((to, from), (Some(to), Some(from)) if to <= from);
    !before(a.to, b.from) && !before(b.to, a.from)
}

fn hours_meet(a: Hours, b: Hours) -> bool {
    // Two sets of hours meet if and only if the start of one lies in the other.
    a.hold(b.from) || b.hold(a.from)
}

fn pieces_meet(a: &Piece, b: &Piece) -> bool {
    match (a, b) {
        (Piece::Cells(a), Piece::Cells(b)) => meet(a, b),
        (Piece::Road(a), Piece::Road(b)) => {
            let before = |to: Option<u32>, from: u32| to.is_some_and(|to| to <= from);
            let sides = a.side.zip(b.side).is_none_or(|(a, b)| a == b);
            a.road == b.road && sides && !before(a.to_mm, b.from_mm) && !before(b.to_mm, a.from_mm)
        }
        _ => a == b,
    }
}

/// Tells whether two lists have a cell in common; the second one is sorted.
fn meet(any: &[CellId], sorted: &[CellId]) -> bool {
    any.iter().any(|it| sorted.binary_search(it).is_ok())
}

/// Returns what kind of piece it is, in Chinese and English.
const fn words(piece: &Piece) -> (&'static str, &'static str) {
    match piece {
        Piece::Cells(_) => ("单元网格", "unit cells"),
        Piece::Road(_) => ("路段", "a road"),
        Piece::Frontage(_) => ("门前三包责任区", "a frontage zone"),
        Piece::Spot(_) => ("点位", "a place"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_meet_exactly_where_they_have_a_minute_in_common() {
        let marks = [0, 1, 420, 720, 1_260, 1_439, 1_440];
        let all: Vec<_> = marks.iter().flat_map(|from| marks.iter().map(|to| Hours { from: *from, to: *to })).collect();
        let valid = all.into_iter().filter(|it| it.from < 1_440 && it.from != it.to).collect::<Vec<_>>();
        for a in &valid {
            for b in &valid {
                let brute = (0..1_440).any(|it| a.hold(it) && b.hold(it));
                assert_eq!(hours_meet(*a, *b), brute, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn terms_meet_exactly_where_they_have_a_moment_in_common() {
        let ends = [None, Some(0), Some(1), Some(2), Some(3)];
        let all = ends.iter().flat_map(|from| ends.iter().map(|to| Term { from: *from, to: *to }));
        let valid: Vec<_> = all.filter(|it| it.from.zip(it.to).is_none_or(|(from, to)| from < to)).collect();
        for a in &valid {
            for b in &valid {
                assert_eq!(terms_meet(*a, *b), (-5..9).any(|it| a.holds(it) && b.holds(it)), "{a:?} {b:?}");
            }
        }
    }
    #[test]
    fn stretches_meet_exactly_where_they_have_a_place_in_common() {
        use model::Side::{Left, Right};
        let pairs = (0..4).flat_map(|from| [Some(1), Some(2), Some(3), None].map(|to| (from, to)));
        let pairs: Vec<_> = pairs.filter(|(from, to)| to.is_none_or(|to| *from < to)).collect();
        let of = |(from_mm, to_mm)| {
            [None, Some(Left), Some(Right)].map(|side| Stretch { road: RoadId(0), from_mm, to_mm, side })
        };
        let all: Vec<_> = pairs.into_iter().flat_map(of).collect();
        for a in &all {
            for b in &all {
                let brute = (0..6).any(|at| [Left, Right].iter().any(|it| a.covers(at, *it) && b.covers(at, *it)));
                assert_eq!(pieces_meet(&Piece::Road(*a), &Piece::Road(*b)), brute, "{a:?} {b:?}");
            }
        }
    }
}
