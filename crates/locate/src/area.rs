//! The cell of a place, and how far somebody else's ground is.

use model::{CellId, Confidence};
use smallvec::SmallVec;
use spatial::{Place, Touch};

use crate::{
    AreaClaim, Candidate, Containment, Finder, Question, ReasonCode, Reasons, Scratch, borders::Ground,
    confidence::judge,
};

/// A place this far outside the district may still be inside: a phone's usual error, in millimetres (default).
const BORDER_DOUBT_MM: u32 = 20_000;

impl Finder<'_> {
    /// Tells where a place lies.
    pub(crate) fn containment(&self, ask: &Question, reasons: &mut Reasons) -> Containment {
        let (place, touch) = self.locator.place_touching(ask.point);
        match place {
            Place::Inside(cell) => {
                reasons.add(match touch {
                    Touch::Free => ReasonCode::Inside,
                    Touch::Edge => ReasonCode::OnEdge,
                    Touch::Vertex => ReasonCode::OnVertex,
                });
                Containment::Inside(cell)
            }
            Place::Outside { nearest: cell, distance_m } => {
                let distance_mm = (distance_m * 1000.0).round() as u32;
                if distance_mm <= BORDER_DOUBT_MM.max(ask.accuracy_mm.saturating_mul(2)) {
                    reasons.add(ReasonCode::NearOutside);
                    Containment::NearOutside { cell, distance_mm }
                } else {
                    reasons.add(ReasonCode::Outside);
                    Containment::Outside { nearest: cell, distance_mm }
                }
            }
            Place::Nowhere => Containment::Nowhere,
        }
    }

    /// Judges how clear it is that the place belongs to its cell.
    pub(crate) fn area(
        &self,
        ask: &Question,
        containment: Containment,
        minute: u16,
        scratch: &mut Scratch,
    ) -> Option<AreaClaim> {
        let cell = containment.cell()?;
        let holding = self.roster.member(cell, minute);
        let (margin_mm, surest) = if let Containment::Inside(_) = containment {
            (self.roster.borders().margin_mm(ask.point), Confidence::Certain)
        } else {
            // Outside, the nearest cell is only a guess; how clear a guess, the next holder's distance tells.
            let grounds = self.grounds(ask, cell, scratch);
            let rival = grounds.iter().find(|it| it.cell.is_some());
            (rival.map(|it| it.distance_mm.saturating_sub(distance_mm(containment))), Confidence::Likely)
        };
        let confidence = margin_mm.map_or(surest, |it| judge(it, ask.accuracy_mm).min(surest));
        Some(AreaClaim { cell, holding, margin_mm, confidence })
    }

    /// Lists the cell and the nearest ones of others, three at most, for a person to choose from.
    pub(crate) fn area_choices(
        &self,
        ask: &Question,
        containment: Containment,
        minute: u16,
        scratch: &mut Scratch,
    ) -> SmallVec<[Candidate; 3]> {
        let Some(cell) = containment.cell() else { return SmallVec::new() };
        let candidate = |cell, distance_mm| {
            let person = self.roster.member(cell, minute).and_then(|it| it.acting);
            Candidate::Cell { cell, distance_mm, person }
        };
        let others = self.grounds(ask, cell, scratch);
        let others = others.iter().filter_map(|it| Some(candidate(it.cell?, it.distance_mm)));
        std::iter::once(candidate(cell, distance_mm(containment))).chain(others).take(3).collect()
    }

    fn grounds(&self, ask: &Question, own: CellId, scratch: &mut Scratch) -> SmallVec<[Ground; 4]> {
        let borders = self.roster.borders();
        let reach_mm = BORDER_DOUBT_MM.max(ask.accuracy_mm.saturating_mul(2)).saturating_mul(2);
        borders.grounds(ask.point, reach_mm, borders.owner(Some(own)), &mut scratch.borders)
    }
}

/// Returns how far the place is from its cell.
const fn distance_mm(containment: Containment) -> u32 {
    match containment {
        Containment::NearOutside { distance_mm, .. } => distance_mm,
        _ => 0,
    }
}
