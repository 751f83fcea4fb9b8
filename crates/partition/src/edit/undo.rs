//! Taking versions back.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CellEdge, CellId, District, Duty, DutyId, EdgeId, FrontageId, FrontageZone, Piece, Repartition, Span, VersionId,
    VersionKind,
};

use super::EditError;
use crate::{label::label, table::shapes_of};

/// Returns the version that is taken back, and what that changes.
///
/// It is the last one that was not founded, is no undoing itself and was not taken back yet; everything later has been taken
/// back, so the cells, codes, ground and duties are those of the version before it. Communities that it added stay, without cells.
///
/// # Errors
/// [`EditError::NothingToUndo`], or a broken edge table.
pub fn undo(district: &District) -> Result<(VersionId, Repartition), EditError> {
    let target = undoable(district).ok_or(EditError::NothingToUndo)?;
    let change = back_to(district, VersionId(target.0 - 1))?;
    Ok((target, change))
}

/// Returns the version that [`undo`] would take back.
pub fn undoable(district: &District) -> Option<VersionId> {
    let undone: BTreeSet<VersionId> = district.versions.iter().filter_map(|it| it.kind.undone()).collect();
    let can = |&(at, it): &(usize, &model::PartitionVersion)| {
        at > 0
            && !matches!(it.kind, VersionKind::Founded | VersionKind::Undone(_))
            && !undone.contains(&VersionId::at(at))
    };
    district.versions.iter().enumerate().rev().find(can).map(|it| VersionId::at(it.0))
}

/// Returns what brings back the state of a version.
fn back_to(district: &District, version: VersionId) -> Result<Repartition, EditError> {
    let span = Span::since(VersionId::at(district.versions.len()));
    let mut change = Repartition::default();
    let (mut before, mut now, mut touched) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (at, it) in district.edges.iter().enumerate() {
        let (held, holds) = (it.span.holds(version), it.span.is_live());
        let sides = || [it.left, it.right].into_iter().flatten();
        before.extend(sides().filter(|_| held));
        now.extend(sides().filter(|_| holds));
        if held == holds {
            continue;
        }
        touched.extend(sides());
        if holds {
            change.ended_edges.push(EdgeId::at(at));
        } else {
            change.new_edges.push(CellEdge { span, ..it.clone() });
        }
    }
    change.new_edges.sort_by(|a, b| a.line.cmp(&b.line));
    change.ended_cells = now.difference(&before).copied().collect();
    let changed: BTreeSet<CellId> = before.intersection(&touched).copied().collect();
    let held = district.edges.iter().filter(|it| it.span.holds(version));
    for (id, polygon) in shapes_of(held, |it| changed.contains(&it))? {
        let label = label(&polygon);
        if !now.contains(&id) {
            change.revived_cells.push((id, polygon, label));
        } else if district.cells.get(id.index()).is_some_and(|it| it.polygon != polygon) {
            change.reshaped_cells.push((id, polygon, label));
        }
    }
    // A zone comes back under a new number, as edges and duties do; what is said about it follows.
    let mut back = BTreeMap::new();
    for (at, it) in district.frontages.iter().enumerate() {
        match (it.span.holds(version), it.span.is_live()) {
            (true, false) => {
                back.insert(at, FrontageId::at(district.frontages.len() + change.new_frontages.len()));
                change.new_frontages.push(FrontageZone { span, ..it.clone() });
            }
            (false, true) => change.ended_frontages.push(FrontageId::at(at)),
            _ => {}
        }
    }
    for (at, it) in district.duties.iter().enumerate() {
        match (it.span.holds(version), it.span.is_live()) {
            (true, false) => {
                let piece = match it.piece {
                    Piece::Frontage(zone) => Piece::Frontage(back.get(&zone.index()).copied().unwrap_or(zone)),
                    _ => it.piece.clone(),
                };
                change.new_duties.push(Duty { piece, span, ..it.clone() });
            }
            (false, true) => change.ended_duties.push(DutyId::at(at)),
            _ => {}
        }
    }
    Ok(change)
}
