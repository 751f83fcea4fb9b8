//! Made-up persons and their duties: grid members for every unit cell, leaders for the roads, holders of frontages.

mod grid;
mod leaders;
mod office;
mod people;
mod pledges;

use model::District;

/// Fills a district with made-up persons and their duties; persons and duties that were there are replaced.
///
/// - Grid members (网格员, codes `W0001` …): every unit cell gets exactly one; a member holds about 11 adjacent cells of one
///   community, planned for even shares of ground and street.
/// - Road leaders (包路领导, codes `L001` …): every main, secondary and branch road and every named alley gets exactly one; a
///   leader holds about 8–15 roads that lie near each other, a head of office 4–6 main roads. Unnamed alleys mostly follow
///   the leader of the road beside them, and about one in seven stays without a contract, so that the gap can be shown.
/// - Frontage holders (门前三包责任人, codes `M00001` …): about seven zones in ten are signed for, for one or two years.
///
/// - Those who work at the centre (codes `B01` …) and the units that handle what is sent to them (`C01` …) have no duties.
///
/// The same district and seed give the same persons. A district without cells or roads gets none of the one or the other.
///
/// ```
/// # use model::{District, LonLat};
/// # let mut district = District::empty("荷城县", "990101", LonLat { lon: 112.0, lat: 28.0 }, 0);
/// demo::staff(&mut district, 1);
/// assert!(district.persons.is_empty());
/// ```
pub fn staff(district: &mut District, seed: u64) {
    district.persons.clear();
    district.duties.clear();
    let mut people = people::People::new(seed);
    grid::members(district, seed, &mut people);
    leaders::leaders(district, seed, &mut people);
    pledges::pledges(district, seed, &mut people);
    office::office(district, &mut people);
}
