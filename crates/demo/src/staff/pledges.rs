//! Made-up pledges for frontage zones (门前三包).

use model::{District, Duty, DutyRole, FrontageId, Piece, Span, Term};

use super::people::People;
use crate::dice::Dice;

/// The share of zones that somebody signed for: a campaign well under way, with gaps to show.
const SIGNED: f64 = 0.78;
/// The share of pledges signed for one year; the others are for two.
const ONE_YEAR: f64 = 0.25;
const DAY_MS: i64 = 86_400_000;

/// Lets most zones be signed for, from a month before the district's first version to a year and a half after it. Some
/// pledges have run out since.
pub(super) fn pledges(district: &mut District, seed: u64, people: &mut People) {
    let mut dice = Dice::new(seed, 23);
    let founded_at = district.versions.first().map_or(0, |it| it.valid_from);
    for at in 0..district.frontages.len() {
        let (signs, days, one_year) = (dice.chance(SIGNED), dice.below(560), dice.chance(ONE_YEAR));
        if !signs {
            continue;
        }
        let person = people.add(district, format!("M{:05}", at + 1), "门前三包责任人".into());
        let from = founded_at + DAY_MS * (days as i64 - 30);
        let term = Term { from: Some(from), to: Some(from + DAY_MS * if one_year { 365 } else { 730 }) };
        let duty = Duty::standing(person, DutyRole::FrontageHolder, Piece::Frontage(FrontageId::at(at)), Span::FOUNDED);
        district.duties.push(Duty { term, ..duty });
    }
}
