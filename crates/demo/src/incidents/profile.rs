//! What happens how often, when and where, by category.

use super::calendar::{
    Hours::{self, Any, Evening, Market, Patrol},
    Season::{self, Autumn, Even, Frost, Rain, Summer, WarmEvenings, Weekend, Work},
};

/// What an incident lies at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Anchor {
    MainRoad,
    Street,
    Alley,
    AtMarket,
    AtFood,
    AtShop,
    AtSchool,
    AtCompound,
    AtToilet,
    AtRefuse,
    AtStation,
    AtPark,
    AtHospital,
    /// Anywhere in a unit cell.
    InCell,
}

pub(super) const ANCHORS: [Anchor; 14] = [
    Anchor::MainRoad,
    Anchor::Street,
    Anchor::Alley,
    Anchor::AtMarket,
    Anchor::AtFood,
    Anchor::AtShop,
    Anchor::AtSchool,
    Anchor::AtCompound,
    Anchor::AtToilet,
    Anchor::AtRefuse,
    Anchor::AtStation,
    Anchor::AtPark,
    Anchor::AtHospital,
    Anchor::InCell,
];

/// One category's habits.
pub(super) struct Profile {
    pub code: u16,
    pub weight: f64,
    pub season: Season,
    pub hours: Hours,
    pub places: &'static [(Anchor, f64)],
}

const fn of(code: u16, weight: f64, season: Season, hours: Hours, places: &'static [(Anchor, f64)]) -> Profile {
    Profile { code, weight, season, hours, places }
}

/// What is not in the table: an operator's own category, and the `xx99`.
pub(super) const OTHER: Profile =
    of(0, 1.5, Even, Patrol, &[(Anchor::Street, 2.0), (Anchor::Alley, 2.0), (Anchor::InCell, 1.0)]);

use Anchor::{
    Alley, AtCompound, AtFood, AtHospital, AtMarket, AtPark, AtRefuse, AtSchool, AtShop, AtStation, AtToilet, InCell,
    MainRoad, Street,
};

/// The habits, weights in thousandths. Ours: that street order and city appearance make up the greater part, and their rough
/// order, follows the counts that cities publish; the numbers themselves are made up.
pub(super) const PROFILES: [Profile; 61] = [
    of(101, 8.0, Work, Patrol, &[(Alley, 3.0), (AtCompound, 2.0), (InCell, 2.0)]),
    of(102, 88.0, Even, Patrol, &[(Alley, 6.0), (AtMarket, 2.0), (AtRefuse, 2.0), (AtCompound, 1.5), (Street, 1.0)]),
    of(103, 27.0, Even, Patrol, &[(Alley, 4.0), (AtCompound, 2.0), (Street, 1.0)]),
    of(104, 52.0, Even, Patrol, &[(Street, 4.0), (MainRoad, 2.0), (AtMarket, 1.5), (Alley, 2.0)]),
    of(105, 5.0, Summer, Patrol, &[(AtPark, 3.0), (InCell, 1.0)]),
    of(106, 26.0, Even, Patrol, &[(AtPark, 2.0), (AtCompound, 2.0), (MainRoad, 2.0), (Street, 1.0)]),
    of(107, 5.0, Even, Patrol, &[(AtCompound, 2.0), (Alley, 1.0), (Street, 1.0)]),
    of(108, 17.0, Weekend, Patrol, &[(Alley, 3.0), (AtCompound, 2.0), (AtRefuse, 1.0)]),
    of(109, 5.0, Autumn, Patrol, &[(Street, 2.0), (MainRoad, 1.0)]),
    of(110, 22.0, Even, Patrol, &[(Street, 3.0), (MainRoad, 2.0), (Alley, 2.0)]),
    of(111, 1.5, Even, Patrol, &[(AtPark, 1.0), (InCell, 1.0)]),
    of(112, 9.0, Work, Any, &[(MainRoad, 4.0), (Street, 2.0)]),
    of(113, 7.0, Even, Patrol, &[(Street, 2.0), (Alley, 1.0)]),
    of(114, 2.0, Summer, Evening, &[(AtPark, 1.0)]),
    of(115, 5.0, Autumn, Any, &[(InCell, 2.0), (Alley, 1.0)]),
    of(116, 14.0, WarmEvenings, Evening, &[(AtFood, 5.0), (Alley, 1.0)]),
    of(117, 2.5, Even, Patrol, &[(Street, 1.0), (InCell, 1.0)]),
    of(118, 5.0, Even, Any, &[(Alley, 2.0), (InCell, 1.0)]),
    of(201, 58.0, Even, Patrol, &[(Alley, 5.0), (AtCompound, 2.0), (Street, 2.0), (AtStation, 0.3)]),
    of(202, 11.0, Work, Patrol, &[(AtShop, 3.0), (Street, 1.0)]),
    of(203, 21.0, Even, Patrol, &[(AtShop, 3.0), (AtFood, 1.0), (MainRoad, 1.0)]),
    of(204, 6.0, Weekend, Patrol, &[(AtShop, 1.0), (AtSchool, 1.0), (MainRoad, 1.0), (AtStation, 0.5)]),
    of(205, 6.0, Even, Patrol, &[(AtShop, 1.0)]),
    of(301, 9.0, Even, Evening, &[(InCell, 2.0), (AtCompound, 2.0)]),
    of(302, 6.0, Work, Patrol, &[(MainRoad, 1.0), (InCell, 1.0)]),
    of(303, 8.0, Even, Patrol, &[(Street, 1.0), (Alley, 1.0)]),
    of(304, 7.0, Work, Patrol, &[(Street, 2.0), (MainRoad, 1.0)]),
    of(305, 2.0, Work, Any, &[(Street, 1.0), (Alley, 1.0)]),
    of(401, 1.0, Rain, Any, &[(MainRoad, 1.0), (Street, 1.0)]),
    of(402, 2.5, Even, Any, &[(Street, 1.0), (Alley, 1.0)]),
    of(403, 0.5, Even, Any, &[(AtCompound, 1.0), (Alley, 1.0)]),
    of(404, 14.0, Rain, Any, &[(Alley, 4.0), (Street, 1.0), (AtCompound, 1.0)]),
    of(405, 0.3, Frost, Any, &[(Street, 1.0)]),
    of(406, 13.0, Rain, Any, &[(MainRoad, 2.0), (Street, 2.0), (Alley, 2.0)]),
    of(407, 6.0, Frost, Any, &[(MainRoad, 2.0), (Street, 2.0), (Alley, 1.0)]),
    of(408, 4.5, Even, Any, &[(Alley, 3.0), (Street, 1.0)]),
    of(409, 0.2, Even, Any, &[(AtHospital, 1.0), (MainRoad, 1.0)]),
    of(
        501,
        84.0,
        Weekend,
        Market,
        &[(AtMarket, 5.0), (AtSchool, 1.5), (Street, 2.0), (AtStation, 0.7), (AtHospital, 0.4), (Alley, 1.0)],
    ),
    of(502, 3.0, Even, Patrol, &[(AtStation, 1.0), (MainRoad, 1.0), (AtPark, 1.0)]),
    of(503, 6.0, Even, Patrol, &[(Alley, 2.0), (Street, 1.0)]),
    of(504, 96.0, Even, Patrol, &[(AtShop, 5.0), (AtFood, 3.5), (AtMarket, 1.5)]),
    of(
        505,
        92.0,
        Even,
        Patrol,
        &[(Street, 5.0), (MainRoad, 1.5), (AtMarket, 1.0), (AtHospital, 0.7), (AtFood, 1.0), (Alley, 1.5)],
    ),
    of(
        506,
        60.0,
        Work,
        Patrol,
        &[(Street, 3.0), (AtStation, 1.0), (AtShop, 2.0), (AtMarket, 1.5), (AtHospital, 0.5), (AtSchool, 0.8)],
    ),
    of(507, 42.0, Even, Patrol, &[(Alley, 4.0), (AtShop, 2.0), (Street, 2.0)]),
    of(508, 15.0, Weekend, Evening, &[(AtShop, 2.0), (AtPark, 0.6), (AtFood, 1.0)]),
    of(509, 5.0, Weekend, Patrol, &[(AtStation, 4.0), (AtHospital, 1.0), (MainRoad, 1.0)]),
    of(510, 27.0, WarmEvenings, Evening, &[(AtFood, 5.0), (Street, 1.0), (Alley, 1.0)]),
    of(511, 18.0, Even, Patrol, &[(Alley, 3.0), (Street, 2.0)]),
    of(512, 1.0, Weekend, Patrol, &[(AtSchool, 1.0), (AtStation, 1.0)]),
    of(513, 3.5, Summer, Patrol, &[(AtShop, 1.0), (Alley, 1.0)]),
    of(2101, 32.0, Even, Patrol, &[(AtShop, 3.0), (AtFood, 2.0)]),
    of(2102, 6.0, Work, Patrol, &[(Street, 1.0), (MainRoad, 1.0), (AtCompound, 1.0)]),
    of(2103, 18.0, Weekend, Market, &[(AtMarket, 1.0)]),
    of(2104, 10.0, Work, Patrol, &[(AtFood, 2.0), (AtShop, 1.0)]),
    of(2105, 24.0, Even, Patrol, &[(AtCompound, 4.0), (Alley, 1.0)]),
    of(2106, 7.0, Even, Patrol, &[(AtToilet, 1.0)]),
    of(2107, 5.0, Summer, Patrol, &[(Alley, 1.0), (InCell, 1.0), (AtRefuse, 1.0)]),
    of(2108, 26.0, Even, Patrol, &[(Alley, 4.0), (InCell, 1.0), (AtCompound, 1.0)]),
    of(2109, 15.0, Even, Any, &[(Alley, 1.0)]),
    of(2110, 6.0, Even, Patrol, &[(AtCompound, 2.0), (Street, 1.0), (Alley, 1.0)]),
    // Parking at schools has hours of its own.
    of(505, 34.0, Season::School, Hours::School, &[(AtSchool, 1.0)]),
];

/// Where the same comes again and again.
pub(super) const CHRONIC: [u16; 10] = [504, 505, 102, 501, 510, 507, 506, 2108, 201, 404];
