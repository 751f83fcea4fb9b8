//! People and duties as rows of the tables that are imported.

use model::{Duty, Hours, Piece, Side};

use super::DAY_MS;
use crate::{Ground, local_time};

impl Ground {
    /// Returns the people as rows of [`super::PERSON_COLUMNS`], by number of entry.
    pub fn person_rows(&self) -> Vec<Vec<String>> {
        let row = |it: &model::Person| vec![it.code.clone(), it.name.clone(), it.post.clone()];
        self.district.persons.iter().map(row).collect()
    }

    /// Returns the duties that hold in the present version as rows of [`super::DUTY_COLUMNS`], by number. Pledges for frontages
    /// are left out: they have a table of their own ([`Ground::pledge_rows`]).
    pub fn duty_rows(&self) -> Vec<Vec<String>> {
        let duties = self.district.live_duties().map(|it| it.1);
        duties.filter(|it| !matches!(it.piece, Piece::Frontage(_))).map(|it| self.duty_row(it)).collect()
    }

    /// Returns the pledges that hold in the present version as rows of [`super::PLEDGE_COLUMNS`], by number.
    pub fn pledge_rows(&self) -> Vec<Vec<String>> {
        let pledge = |it: &Duty| {
            let Piece::Frontage(zone) = it.piece else { return None };
            let (person, zone) = (&self.district.persons[it.person.index()], &self.district.frontages[zone.index()]);
            let (lon, lat) = (String::new(), String::new());
            let person = [person.code.clone(), person.name.clone(), person.post.clone()];
            let term = [it.term.from.map_or_else(String::new, first), it.term.to.map_or_else(String::new, last)];
            Some([zone.code.clone(), lon, lat].into_iter().chain(person).chain(term).collect())
        };
        self.district.live_duties().filter_map(|it| pledge(it.1)).collect()
    }

    fn duty_row(&self, it: &Duty) -> Vec<String> {
        let person = &self.district.persons[it.person.index()];
        let (mut cells, mut road, mut stretch) = <(String, String, [String; 3])>::default();
        let mut spot = <[String; 4]>::default();
        match &it.piece {
            Piece::Cells(all) => {
                let codes: Vec<_> = all.iter().map(|it| self.district.cells[it.index()].code.as_str()).collect();
                cells = codes.join(" ");
            }
            Piece::Road(it) => {
                road.clone_from(&self.district.roads[it.road.index()].code);
                let side = it.side.map_or("", |it| if it == Side::Left { "左" } else { "右" });
                stretch = [metres(it.from_mm), it.to_mm.map_or_else(String::new, metres), side.to_owned()];
            }
            Piece::Spot(it) => {
                let place = self.frame.place(it.at);
                let degrees = |it: f64| format!("{it:.7}");
                spot = [it.name.clone(), degrees(place.lon), degrees(place.lat), metres(it.radius_mm)];
            }
            Piece::Frontage(_) => {}
        }
        let hours = if it.hours == Hours::ALL_DAY { String::new() } else { it.hours.to_string() };
        let term = [it.term.from.map_or_else(String::new, first), it.term.to.map_or_else(String::new, last)];
        let who = [person.code.clone(), person.name.clone(), person.post.clone(), it.role.zh().to_owned()];
        let piece = [cells, road].into_iter().chain(stretch).chain(spot);
        who.into_iter().chain(piece).chain([hours]).chain(term).collect()
    }
}

/// Writes millimetres as metres.
fn metres(mm: u32) -> String {
    (f64::from(mm) / 1_000.0).to_string()
}

/// Writes a first moment: as its day where it begins one.
fn first(ms: i64) -> String {
    let text = local_time(ms);
    text.strip_suffix("T00:00:00+08:00").filter(|_| ms % 1_000 == 0).map_or(text.clone(), str::to_owned)
}

/// Writes a first moment after something: as the day before where it begins one, for that day still belongs to it.
fn last(ms: i64) -> String {
    if local_time(ms).ends_with("T00:00:00+08:00") { first(ms - DAY_MS) } else { local_time(ms) }
}
