//! What lies around the roads: the drawn ground of the map, and places that people go by.

use crate::{Point, Polygon};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the identifier used in tiles, API and database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Returns the kind with this identifier.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == text)
            }
        }
    };
}

words! {
    /// What a piece of the drawn ground is.
    BackdropKind {
        /// A building's outline.
        Building = "building",
        /// Standing or wide flowing water.
        Water = "water",
        /// A narrow stream, as a line.
        Stream = "stream",
        /// Park, wood, lawn.
        Green = "green",
        /// A sports ground or court.
        Sports = "sports",
        /// A housing compound.
        Housing = "housing",
        /// Shops and offices.
        Commercial = "commercial",
        /// Works and depots.
        Industrial = "industrial",
        /// A school's or hospital's ground.
        Institution = "institution",
        /// A square or paved open space.
        Plaza = "plaza",
        /// A railway track, as a line.
        Railway = "railway",
        /// A wall or fence, as a line.
        Wall = "wall",
    }
}

words! {
    /// What a landmark is.
    LandmarkKind {
        /// A food or wholesale market (农贸市场).
        Market = "market",
        /// A shop front.
        Shop = "shop",
        /// A restaurant or food stall.
        Restaurant = "restaurant",
        /// A school or kindergarten.
        School = "school",
        /// A hospital or clinic.
        Hospital = "hospital",
        /// A public toilet.
        Toilet = "toilet",
        /// A refuse station.
        RefuseStation = "refuse_station",
        /// An office of the government.
        Government = "government",
        /// A station or stop.
        Station = "station",
        /// A park.
        Park = "park",
        /// A housing compound's name (小区).
        Compound = "compound",
        /// Anything else with a name.
        Other = "other",
    }
}

/// A piece of the drawn ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Backdrop {
    /// What it is.
    pub kind: BackdropKind,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its outline or line.
    pub shape: Shape,
}

/// The form of a [`Backdrop`].
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An area.
    Polygon(Polygon),
    /// A line of two points or more.
    Line(Vec<Point>),
}

/// A place that people go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landmark {
    /// What it is.
    pub kind: LandmarkKind,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub at: Point,
}
