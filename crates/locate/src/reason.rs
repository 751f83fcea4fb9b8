//! Why: a closed list of codes.

/// A step of the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ReasonCode {
    /// The place lies in the cell.
    Inside,
    /// It lies on the border of cells; the rule for borders gave it to this one.
    OnEdge,
    /// It is a corner of cells; the rule for borders gave it to this one.
    OnVertex,
    /// It lies a little outside the district, within the error of the position.
    NearOutside,
    /// It lies outside the district.
    Outside,
    /// It lies on the carriageway of the road.
    Body,
    /// It lies beside the carriageway, within the road's reach.
    WithinTolerance,
    /// Of several roads equally near the higher class was taken.
    JunctionClass,
    /// The direction in which the reporter moves decided between roads.
    Heading,
    /// The level (bridge, ground, tunnel) decided between roads.
    Level,
    /// The road that the reporter named was taken.
    Hint,
    /// Nothing but the code decided between roads.
    CodeTie,
    /// No road lies within reach.
    NoRoadWithin,
    /// Nobody holds the road.
    Uncontracted,
    /// It lies in a frontage zone.
    Frontage,
    /// An earlier ruling or choice about this place was obeyed.
    Ruling,
    /// Whoever holds the piece is on leave; the stand-in answers, where there is one.
    OnLeave,
    /// The hours of the duty are over.
    OffHours,
}

impl ReasonCode {
    /// All codes, in the order in which a trace tells them.
    pub const ALL: [Self; 18] = [
        Self::Inside,
        Self::OnEdge,
        Self::OnVertex,
        Self::NearOutside,
        Self::Outside,
        Self::Body,
        Self::WithinTolerance,
        Self::JunctionClass,
        Self::Heading,
        Self::Level,
        Self::Hint,
        Self::CodeTie,
        Self::NoRoadWithin,
        Self::Uncontracted,
        Self::Frontage,
        Self::Ruling,
        Self::OnLeave,
        Self::OffHours,
    ];

    /// Returns the identifier used in API, files and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::OnEdge => "on_edge",
            Self::OnVertex => "on_vertex",
            Self::NearOutside => "near_outside",
            Self::Outside => "outside",
            Self::Body => "body",
            Self::WithinTolerance => "within_tolerance",
            Self::JunctionClass => "junction_class",
            Self::Heading => "heading",
            Self::Level => "level",
            Self::Hint => "hint",
            Self::CodeTie => "code_tie",
            Self::NoRoadWithin => "no_road_within",
            Self::Uncontracted => "uncontracted",
            Self::Frontage => "frontage",
            Self::Ruling => "ruling",
            Self::OnLeave => "on_leave",
            Self::OffHours => "off_hours",
        }
    }
}

/// A set of codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reasons(u32);

impl Reasons {
    /// Adds a code.
    pub fn add(&mut self, code: ReasonCode) {
        self.0 |= 1 << code as u8;
    }

    /// Tells whether a code is among them.
    pub const fn has(self, code: ReasonCode) -> bool {
        self.0 & (1 << code as u8) != 0
    }

    /// Iterates over the codes in the order of [`ReasonCode::ALL`].
    pub fn iter(self) -> impl Iterator<Item = ReasonCode> {
        ReasonCode::ALL.into_iter().filter(move |it| self.has(*it))
    }
}
