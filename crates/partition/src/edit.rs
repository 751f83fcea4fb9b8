//! Editing: each list of edits becomes the next version of the partition, or nothing.

mod draft;
mod duty;
mod fault;
mod line;
mod new_duty;
mod number;
mod recut;
mod register;
mod replace;
mod review;
mod staffing;
mod undo;

use model::{CellId, District, DutyId, FrontageId, FrontageZone, Person, PersonId, Point, Repartition, RoadId};

use self::draft::Draft;
pub use self::{
    fault::{EditError, Refused},
    new_duty::NewDuty,
    replace::replace,
    review::{EditWarning, WarningKind, review},
    staffing::Staffing,
    undo::{undo, undoable},
};

/// A change that a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Cuts a cell along a line. Ends near the cell's border are led to it, see [`edit`].
    Split {
        /// The cell.
        cell: CellId,
        /// The line.
        line: Vec<Point>,
    },
    /// Makes one cell of several that hang together inside one community.
    Merge {
        /// The cells, two at least.
        cells: Vec<CellId>,
    },
    /// Lays the borders between cells anew: their common ground is cut along the line instead.
    Move {
        /// The cells, two at least, hanging together inside one community.
        cells: Vec<CellId>,
        /// The line.
        line: Vec<Point>,
    },
    /// Gives cells to a grid member at all hours, without end, or to nobody; whatever members held of them ends.
    Assign {
        /// The cells.
        cells: Vec<CellId>,
        /// The grid member.
        person: Option<PersonId>,
    },
    /// Gives a whole road to a road leader at all hours, without end, or to nobody; whatever leaders held of it ends.
    AssignRoad {
        /// The road.
        road: RoadId,
        /// The road leader.
        person: Option<PersonId>,
    },
    /// Adds a duty of any role for any piece that the role can hold.
    AddDuty {
        /// The duty.
        duty: NewDuty,
    },
    /// Ends a duty.
    EndDuty {
        /// The duty, one of the district.
        duty: DutyId,
    },
    /// Adds persons; a later edit of the list can name them by the numbers that follow the present ones.
    AddPersons {
        /// The persons, each under a number that nobody has.
        persons: Vec<Person>,
    },
    /// Adds frontage zones; a later edit of the list can name them by the numbers that follow the present ones.
    AddFrontages {
        /// The zones, each under a code that no zone has that holds; their spans are set.
        zones: Vec<FrontageZone>,
    },
    /// Ends frontage zones, with the duties on them.
    EndFrontages {
        /// The zones, of the district.
        zones: Vec<FrontageId>,
    },
}

/// Returns what the edits change, applied in order, all or none; the district itself stays as it is.
///
/// **Ground.** A line and the borders around it are noded together on the lattice, so that nothing can gap or overlap; a
/// neighbour on whose border the line ends gets the end as a further point. An end within 0.5 m of a corner of the outline
/// goes there; one inside and within 3 m of the outline goes to the nearest place of it; another one inside goes on straight
/// for 30 m at most, until it meets the outline. What lies outside is cut off. Crumbs below 1 m² stay with the part beside
/// them. Along a registered road the new border has that road's class.
///
/// **Codes.** A part that keeps more than half of an old cell's ground keeps its id and code (of several the one it has most
/// ground of); the others are new cells under codes that no cell of the community ever had, west to east, and above 999 under
/// the next free community code. New cells are numbered after the present ones in the order in which they arise, so that a
/// later edit of the list can name them; those that end again within the list are left out of the result, and the rest move up.
///
/// **Duties.** A new cell goes to those who hold the cell that most of it comes from, in every role, at the same term and
/// hours. A duty whose cells change ends, and a new one begins with the changed list: of a grid member one for each community,
/// term and hours. A duty is refused where another one of the same role, of which a piece has one holder at any moment, means
/// some of the same ground at some of the same time ([`model::DutyRole::is_primary`]); and where it only says again what holds.
///
/// # Errors
/// The first edit that cannot be done, with the reason; or that all edits together change nothing.
pub fn edit(district: &District, edits: &[Edit]) -> Result<Repartition, Refused> {
    let change = drafted(district, edits)?.finish();
    if change.is_empty() {
        return Err(Refused { at: edits.len().saturating_sub(1), error: EditError::NothingChanges });
    }
    Ok(change)
}

/// Returns the number that a cell has for the next edit of a list when `edits` bring it under this code.
pub fn brought(district: &District, edits: &[Edit], code: &str) -> Option<CellId> {
    drafted(district, edits).ok()?.brought(code)
}

fn drafted<'a>(district: &'a District, edits: &[Edit]) -> Result<Draft<'a>, Refused> {
    let mut draft = Draft::new(district);
    for (at, it) in edits.iter().enumerate() {
        let done = match it {
            Edit::Split { cell, line } => draft.split(*cell, line),
            Edit::Merge { cells } => draft.merge(cells),
            Edit::Move { cells, line } => draft.move_border(cells, line),
            Edit::Assign { cells, person } => draft.assign(cells, *person),
            Edit::AssignRoad { road, person } => draft.assign_road(*road, *person),
            Edit::AddDuty { duty } => draft.add_duty(duty),
            Edit::EndDuty { duty } => draft.end_duty(*duty),
            Edit::AddPersons { persons } => draft.add_persons(persons),
            Edit::AddFrontages { zones } => draft.add_frontages(zones),
            Edit::EndFrontages { zones } => draft.end_frontages(zones),
        };
        done.map_err(|error| Refused { at, error })?;
    }
    Ok(draft)
}
