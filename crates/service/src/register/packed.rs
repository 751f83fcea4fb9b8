//! An incident as a row of fixed size.

use model::{
    CategoryCode, CellId, Confidence, DutyRole, Incident, IncidentId, LonLat, PersonId, Point, RoadPosition, SegmentId,
    Side, Source, Stage,
};

/// Stands for "none" where a number is kept.
const NONE: u32 = u32::MAX;

/// What a row keeps of an incident, in 80 bytes. What does not fit is cut off: whoever needs all of an incident compares
/// [`Packed::incident`] with what went in.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    pub(super) id: IncidentId,
    pub(super) reported_at: i64,
    place: LonLat,
    point: Point,
    cell: u32,
    member: u32,
    segment: u32,
    leader: u32,
    distance_mm: u32,
    chainage_mm: u32,
    category: CategoryCode,
    revision: u16,
    primary: Option<DutyRole>,
    confidence: Option<Confidence>,
    /// The stage in the lower four bits, then two of the source, one of the side, one for what is made up.
    flags: u8,
}

impl Packed {
    pub(super) fn of(it: &Incident) -> Self {
        let right = it.road.is_some_and(|it| it.side == Side::Right);
        let flags = [it.stage as u8, (it.source as u8) << 4, u8::from(right) << 6, u8::from(it.made_up) << 7];
        Self {
            id: it.id,
            reported_at: it.reported_at,
            place: it.place,
            point: it.point,
            cell: it.cell.map_or(NONE, |it| it.0),
            member: it.member.map_or(NONE, |it| it.0),
            segment: it.road.map_or(NONE, |it| it.segment.0),
            leader: it.leader.map_or(NONE, |it| it.0),
            distance_mm: it.road.map_or(0, |it| it.distance_mm),
            chainage_mm: it.road.map_or(0, |it| it.chainage_mm),
            category: it.category,
            revision: it.revision as u16,
            primary: it.primary,
            confidence: it.confidence,
            flags: flags.iter().fold(0, |all, it| all | it),
        }
    }

    /// Returns the incident as far as the row tells.
    pub(super) fn incident(&self) -> Incident {
        let number = |it: u32| (it != NONE).then_some(it);
        let flags = usize::from(self.flags);
        let side = if flags & 0x40 == 0 { Side::Left } else { Side::Right };
        Incident {
            id: self.id,
            category: self.category,
            place: self.place,
            point: self.point,
            stage: Stage::ALL[flags & 0xf],
            source: Source::ALL[flags >> 4 & 3],
            reported_at: self.reported_at,
            cell: number(self.cell).map(CellId),
            member: number(self.member).map(PersonId),
            road: number(self.segment).map(|segment| RoadPosition {
                segment: SegmentId(segment),
                distance_mm: self.distance_mm,
                side,
                chainage_mm: self.chainage_mm,
            }),
            leader: number(self.leader).map(PersonId),
            primary: self.primary,
            other: None,
            confidence: self.confidence,
            made_up: flags & 0x80 != 0,
            revision: self.revision.into(),
            case: None,
        }
    }

    /// Returns what incidents are ordered by.
    pub(super) const fn moment(&self) -> (i64, IncidentId) {
        (self.reported_at, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::Packed;

    #[test]
    fn a_row_takes_eighty_bytes() {
        assert_eq!(size_of::<Packed>(), 80);
    }
}
