//! A sketched town that can be asked.

#![allow(dead_code, reason = "each test uses its own part")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use locate::{Answer, Finder, Question, Roster, Scratch, widest_mm};
use model::{District, Owner, Point};
use spatial::Locator;

pub struct Town {
    pub district: Arc<District>,
    locator: Locator,
}

impl Town {
    pub fn new(district: District) -> Self {
        district.check().unwrap();
        let district = Arc::new(district);
        Self { locator: Locator::new(Arc::clone(&district)), district }
    }

    pub fn ask(&self, ask: Question) -> Answer {
        let roster = Roster::new(&self.district, self.district.version(), ask.at_ms);
        let widest_mm = widest_mm(&self.district);
        Finder::new(&self.district, &self.locator, &roster, widest_mm).answer(&ask, &mut Scratch::default())
    }

    /// Returns the name of who acts first.
    pub fn first(&self, answer: &Answer) -> Option<&str> {
        answer.primary.map(|it| self.district.persons[it.person.index()].name.as_str())
    }

    /// Returns the name of the road that answers.
    pub fn road(&self, answer: &Answer) -> Option<&str> {
        let segment = &self.district.segments[answer.road()?.position.segment.index()];
        self.district.roads[segment.road.index()].name.as_deref()
    }
}

/// Asks about a place in metres, at a moment of the day: 1970-01-01 at eight in the morning in Shanghai.
pub fn at(x_m: f64, y_m: f64) -> Question {
    Question::at(point(x_m, y_m), 0)
}

/// Asks about a thing on the road.
pub fn on_road(x_m: f64, y_m: f64) -> Question {
    Question { owner: Owner::Road, ..at(x_m, y_m) }
}

pub fn point(x_m: f64, y_m: f64) -> Point {
    let unit = |it: f64| (it * Point::PER_METRE).round() as i32;
    Point { x: unit(x_m), y: unit(y_m) }
}
