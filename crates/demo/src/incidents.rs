//! Made-up incidents that follow the patterns of real ones.

mod calendar;
mod note;
mod place;
mod profile;

use model::{Categories, CategoryCode, District, LonLat, Point, Source};

use self::{
    calendar::{Calendar, Hours, Season},
    note::Notes,
    place::{At, Places},
    profile::{Anchor, CHRONIC, OTHER, PROFILES, Profile},
};
use crate::dice::{Dice, Weighted};

/// A made-up incident, before anybody answers for it.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeUp {
    /// Where, in degrees.
    pub place: LonLat,
    /// What it is about.
    pub category: CategoryCode,
    /// Who brought it in.
    pub source: Source,
    /// When it was reported: milliseconds since 1970-01-01T00:00:00Z, before `now`.
    pub reported_at: i64,
    /// What the reporter wrote, in Chinese.
    pub note: String,
}

/// The share that comes from places where the same happens again and again.
const CHRONIC_SHARE: f64 = 0.06;
/// South of this, streets see no ice (degrees north): roughly the northern edge of frost-free winters.
const FROST_LATITUDE: f64 = 24.5;

/// Makes up `n` incidents in the 18 months before `now_ms` (milliseconds since 1970), the oldest first.
///
/// They gather at markets, restaurants, shops, schools and in named alleys, keep to the rhythm of day, week and season
/// (Asia/Shanghai), come back to some places again and again. All lie
/// inside a unit cell. A district without landmarks has them along its streets; one without cells, an unfit frame or an empty
/// tree of categories gives none. The same arguments give the same incidents.
///
/// ```
/// # use model::{Categories, District, LonLat};
/// # let district = District::empty("荷城县", "990101", LonLat { lon: 112.0, lat: 28.0 }, 0);
/// assert!(demo::incidents(&district, &Categories::default(), 10, 1, 1_790_000_000_000).is_empty());
/// ```
pub fn incidents(district: &District, categories: &Categories, n: usize, seed: u64, now_ms: i64) -> Vec<MadeUp> {
    let Ok(frame) = spatial::Frame::new(district.frame) else { return Vec::new() };
    let profiles = profiles(categories);
    if district.cells.is_empty() || profiles.is_empty() {
        return Vec::new();
    }
    // The range of times that the web's own calendar knows, 270,000 years either way: nothing overflows.
    let now_ms = now_ms.clamp(-8_640_000_000_000_000, 8_640_000_000_000_000);
    let maker = Maker {
        district,
        calendar: Calendar::new(now_ms, seed, district.frame.origin.lat > FROST_LATITUDE),
        places: Places::new(district, seed),
        notes: Notes::new(categories.minors().map(|it| it.code)),
        mix: Weighted::new(profiles.iter().map(|it| it.1.weight)),
        anchors: profiles.iter().map(|it| Weighted::new(it.1.places.iter().map(|it| it.1))).collect(),
        profiles,
    };
    let chronic = maker.chronic(n, seed);
    let again = Weighted::new((1..=chronic.len()).map(|it| 1.0 / (it as f64).powf(0.7)));
    let dice = &mut Dice::new(seed, 43);
    let mut drafts: Vec<Draft> = Vec::with_capacity(n);
    for _ in 0..n {
        let old = if dice.chance(CHRONIC_SHARE) { again.draw(dice) } else { None };
        let draft = match old {
            Some(at) => maker.again(&chronic[at], dice),
            None => maker.fresh(dice),
        };
        drafts.extend(draft);
    }
    drafts.sort_by_key(|it| it.reported_at);
    drafts.into_iter().map(|it| maker.finish(&it, &frame, dice)).collect()
}

/// Place, time and category of one incident.
#[derive(Clone, Copy)]
struct Draft {
    profile: usize,
    point: Point,
    at: At,
    reported_at: i64,
}

struct Maker<'a> {
    district: &'a District,
    calendar: Calendar,
    places: Places<'a>,
    notes: Notes,
    profiles: Vec<(CategoryCode, &'static Profile)>,
    mix: Weighted,
    anchors: Vec<Weighted>,
}

/// The habits of every category in the tree; what the table does not know gets those of others.
fn profiles(categories: &Categories) -> Vec<(CategoryCode, &'static Profile)> {
    let mut out = Vec::new();
    for category in categories.minors() {
        let before = out.len();
        out.extend(PROFILES.iter().filter(|it| it.code == category.code.0).map(|it| (category.code, it)));
        if out.len() == before {
            out.push((category.code, &OTHER));
        }
    }
    out
}

impl Maker<'_> {
    fn fresh(&self, dice: &mut Dice) -> Option<Draft> {
        // A season that did not come, for instance frost in the south, leaves the draw to another category.
        for _ in 0..20 {
            let profile = self.mix.draw(dice)?;
            let habits = self.profiles[profile].1;
            let Some(reported_at) = self.calendar.draw(habits.season, habits.hours, dice) else { continue };
            let anchor = self.anchors[profile].draw(dice).map_or(Anchor::Street, |it| habits.places[it].0);
            let (point, at) = self.places.draw(anchor, dice)?;
            return Some(Draft { profile, point, at, reported_at });
        }
        let reported_at = self.calendar.draw(Season::Even, Hours::Patrol, dice)?;
        let (point, at) = self.places.draw(Anchor::Street, dice)?;
        Some(Draft { profile: 0, point, at, reported_at })
    }

    /// The places where the same happens again and again: one for about 1,500 incidents.
    fn chronic(&self, n: usize, seed: u64) -> Vec<Draft> {
        let dice = &mut Dice::new(seed, 42);
        let wanted: Vec<usize> =
            (0..self.profiles.len()).filter(|it| CHRONIC.contains(&self.profiles[*it].0.0)).collect();
        let draw = |_| {
            let profile = *dice.pick(&wanted)?;
            let anchor =
                self.anchors[profile].draw(dice).map_or(Anchor::Street, |it| self.profiles[profile].1.places[it].0);
            let (point, at) = self.places.draw(anchor, dice)?;
            Some(Draft { profile, point, at, reported_at: 0 })
        };
        (0..(n / 1500).clamp(8, 300)).filter_map(draw).collect()
    }

    fn again(&self, old: &Draft, dice: &mut Dice) -> Option<Draft> {
        let habits = self.profiles[old.profile].1;
        let reported_at = self.calendar.draw(habits.season, habits.hours, dice)?;
        Some(Draft { point: self.places.again(old.point, dice), reported_at, ..*old })
    }

    fn finish(&self, draft: &Draft, frame: &spatial::Frame, dice: &mut Dice) -> MadeUp {
        let category = self.profiles[draft.profile].0;
        let source = source(category, dice);
        MadeUp {
            place: frame.place(draft.point),
            category,
            source,
            reported_at: draft.reported_at,
            note: self.notes.write(self.district, category, draft.at, source, dice),
        }
    }
}

fn source(category: CategoryCode, dice: &mut Dice) -> Source {
    let inspected = if category.major() == 21 { 0.4 } else { 0.06 };
    let roll = dice.range(0.0, 1.0);
    if dice.chance(inspected) {
        Source::Inspection
    } else if roll < 0.7 {
        Source::Member
    } else if roll < 0.86 {
        Source::Resident
    } else {
        Source::Hotline
    }
}
