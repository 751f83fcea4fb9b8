//! Rulings and choices, found by place.

use std::collections::HashMap;

use model::{CategoryCode, District, Point, Ruling, RulingId};

/// The side of the squares by which rulings are found: 200 m, the farthest that a ruling is obeyed.
const SQUARE: i32 = 2_000_000;

/// The rulings on record at a moment.
#[derive(Debug, Default)]
pub(crate) struct Rulings {
    by_square: HashMap<(i32, i32), Vec<RulingId>>,
}

impl Rulings {
    pub(crate) fn new(district: &District, at_ms: i64) -> Self {
        let mut by_square = HashMap::<_, Vec<_>>::new();
        for (at, it) in district.rulings.iter().enumerate().filter(|it| it.1.holds(at_ms)) {
            by_square.entry(square(it.at)).or_default().push(RulingId::at(at));
        }
        Self { by_square }
    }

    /// Returns the ruling to obey at a place: a supervisor's before a choice, then the latest.
    pub(crate) fn at(&self, district: &District, point: Point, category: Option<CategoryCode>) -> Option<RulingId> {
        if self.by_square.is_empty() {
            return None;
        }
        let (x, y) = square(point);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        let ids = around.filter_map(|it| self.by_square.get(&it)).flatten();
        let applies = |it: &Ruling| {
            let reach = i64::from(it.radius_mm) * Point::PER_MM;
            it.at.distance2(point) <= reach * reach && it.category.is_none_or(|code| Some(code) == category)
        };
        let apply = ids.filter_map(|id| Some((district.rulings.get(id.index())?, *id))).filter(|it| applies(it.0));
        apply.max_by_key(|(it, id)| (it.kind, it.made_at, *id)).map(|it| it.1)
    }
}

fn square(point: Point) -> (i32, i32) {
    (point.x.div_euclid(SQUARE), point.y.div_euclid(SQUARE))
}
