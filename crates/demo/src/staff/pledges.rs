//! Made-up pledges for frontage zones (门前三包).

use model::{District, Duty, DutyRole, FrontageId, Piece, Span, Term};

use super::people::People;
use crate::dice::Dice;

/// The share of zones that somebody signed for: a campaign well under way, with gaps to show.
const SIGNED: f64 = 0.72;
/// Pledges are signed for a year.
const YEAR_MS: i64 = 365 * DAY_MS;
const DAY_MS: i64 = 86_400_000;

/// Lets most zones be signed for, within the half year before the district's first version and for a year each.
pub(super) fn pledges(district: &mut District, seed: u64, people: &mut People) {
    let mut dice = Dice::new(seed, 23);
    let founded_at = district.versions.first().map_or(0, |it| it.valid_from);
    for at in 0..district.frontages.len() {
        let (signs, days) = (dice.chance(SIGNED), dice.below(180));
        if !signs {
            continue;
        }
        let person = people.add(district, format!("M{:05}", at + 1), "门前三包责任人".into());
        let from = founded_at - DAY_MS * days as i64;
        let term = Term { from: Some(from), to: Some(from + YEAR_MS) };
        let duty = Duty::standing(person, DutyRole::FrontageHolder, Piece::Frontage(FrontageId::at(at)), Span::FOUNDED);
        district.duties.push(Duty { term, ..duty });
    }
}
