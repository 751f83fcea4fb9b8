//! A district drawn by hand, in metres east and north of the frame's origin.

use model::{
    CellId, Community, CommunityId, District, Duty, DutyRole, Level, LonLat, Person, PersonId, Piece, Point, Polygon,
    Road, RoadClass, RoadId, RoadSegment, Span, Stretch, Subdistrict, SubdistrictId, UnitCell,
};

/// Draws a small district step by step.
///
/// ```
/// use model::RoadClass;
/// let district = testkit::Sketch::new()
///     .cell(&[(0, 0), (100, 0), (100, 100), (0, 100)])
///     .member("王小明")
///     .road("人民路", RoadClass::Main, &[(0, 0), (100, 0)])
///     .leader("李主任")
///     .district();
/// assert_eq!(district.duties.len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Sketch {
    district: District,
}

impl Default for Sketch {
    fn default() -> Self {
        Self::new()
    }
}

impl Sketch {
    /// Where the sketch lies: its frame's origin.
    pub const ORIGIN: LonLat = LonLat { lon: 113.94, lat: 22.55 };

    /// Starts with one sub-district of one community and nothing else.
    pub fn new() -> Self {
        let (name, code) = ("画中街道", "990101001");
        let street = Subdistrict { code: code.into(), name: name.into(), name_en: None };
        let community = Community {
            code: format!("{code}001"),
            name: "画中社区".into(),
            name_en: None,
            subdistrict: SubdistrictId(0),
        };
        Self {
            district: District {
                fictional: true,
                subdistricts: vec![street].into(),
                communities: vec![community].into(),
                ..District::empty(name, &code[..6], Self::ORIGIN, 0)
            },
        }
    }

    /// Adds a unit cell with this counter-clockwise shell; its label is the mean of the corners.
    #[must_use]
    pub fn cell(mut self, shell_m: &[(i32, i32)]) -> Self {
        let shell: Vec<Point> = shell_m.iter().map(|&it| point(it)).collect();
        let mean = |axis: fn(&Point) -> i32| {
            (shell.iter().map(|it| i64::from(axis(it))).sum::<i64>() / shell.len().max(1) as i64) as i32
        };
        let label = Point { x: mean(|it| it.x), y: mean(|it| it.y) };
        let code = format!("990101001001{:03}", self.district.cells.len() + 1);
        self.district.cells.push(UnitCell {
            code,
            community: CommunityId(0),
            polygon: Polygon { shell, holes: vec![] },
            label,
            span: Span::FOUNDED,
        });
        self
    }

    /// Gives the last cell to a grid member of this name.
    #[must_use]
    pub fn member(mut self, name: &str) -> Self {
        let cell = CellId::at(self.district.cells.len().saturating_sub(1));
        let person = self.person(name, "网格员");
        let piece = Piece::Cells(vec![cell]);
        self.district.duties.push(Duty::standing(person, DutyRole::GridMember, piece, Span::FOUNDED));
        self
    }

    /// Adds a road of one segment; repeated points are drawn once, a line without length is left out.
    #[must_use]
    pub fn road(mut self, name: &str, class: RoadClass, line_m: &[(i32, i32)]) -> Self {
        let mut line: Vec<Point> = line_m.iter().map(|&it| point(it)).collect();
        line.dedup();
        if line.len() < 2 {
            return self;
        }
        let code = format!("990101X{:04}", self.district.roads.len() + 1);
        let mut segment = RoadSegment {
            code: format!("{code}-001"),
            road: RoadId::at(self.district.roads.len()),
            class,
            level: Level::Ground,
            line,
            from_m: 0.0,
            to_m: 0.0,
            width_m: 6.0,
        };
        segment.to_m = segment.length_m();
        self.district.roads.push(Road { code, name: Some(name.into()), name_en: None, class });
        self.district.segments.push(segment);
        self
    }

    /// Contracts the last road to a leader of this name.
    #[must_use]
    pub fn leader(mut self, name: &str) -> Self {
        let road = RoadId::at(self.district.roads.len().saturating_sub(1));
        let person = self.person(name, "包路领导");
        let piece = Piece::Road(Stretch::whole(road));
        self.district.duties.push(Duty::standing(person, DutyRole::RoadLeader, piece, Span::FOUNDED));
        self
    }

    /// Returns the district.
    pub fn district(self) -> District {
        self.district
    }

    fn person(&mut self, name: &str, post: &str) -> PersonId {
        let id = PersonId::at(self.district.persons.len());
        let code = format!("P{:03}", id.0 + 1);
        self.district.persons.push(Person { code, name: name.into(), post: post.into(), made_up: true });
        id
    }
}

fn point((x_m, y_m): (i32, i32)) -> Point {
    Point { x: x_m * Point::PER_METRE as i32, y: y_m * Point::PER_METRE as i32 }
}
