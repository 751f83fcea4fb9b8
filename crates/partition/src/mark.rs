//! What a piece of line means: a barrier along it, and the areas whose border it is.

use std::{cmp::Reverse, collections::BTreeMap};

use model::RoadClass;

use crate::BarrierClass;

/// Barriers from weak to strong. Of two that run on the same ground the stronger gives its class.
const BY_STRENGTH: [BarrierClass; 7] = [
    BarrierClass::Road(RoadClass::Alley),
    BarrierClass::Wall,
    BarrierClass::Road(RoadClass::Branch),
    BarrierClass::Road(RoadClass::Secondary),
    BarrierClass::Water,
    BarrierClass::Road(RoadClass::Main),
    BarrierClass::Rail,
];

/// How readily a border dissolves, by strength: the prototype's weights, 1 for a mere cut.
const WEIGHTS: [f64; 9] = [1.0, 1.0, 0.9, 0.7, 0.5, 0.25, 0.2, 0.15, 0.1];

/// What a piece of line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// 0 nothing, 1 a cut, 2 and more a barrier by [`BY_STRENGTH`].
    strength: u8,
    source: u32,
    /// The parts whose border this is.
    pub(crate) toggles: SetId,
}

impl Mark {
    /// A chord through a large block.
    pub(crate) const CUT: Self = Self { strength: 1, source: u32::MAX, toggles: SetId::EMPTY };

    /// A border of the parts in `toggles` and nothing else.
    pub(crate) fn border(toggles: SetId) -> Self {
        Self { strength: 0, source: u32::MAX, toggles }
    }

    /// A barrier with the caller's number.
    pub(crate) fn barrier(class: BarrierClass, source: u32) -> Self {
        let at = BY_STRENGTH.iter().position(|it| *it == class).unwrap_or_default();
        Self { strength: at as u8 + 2, source, toggles: SetId::EMPTY }
    }

    /// Whether the line means nothing any more.
    pub(crate) fn is_empty(self) -> bool {
        self.strength == 0 && self.toggles == SetId::EMPTY
    }

    /// Whether something on the ground or a cut runs here, not only a border.
    pub(crate) fn is_line(self) -> bool {
        self.strength > 0
    }

    /// Whether a cut runs here, and nothing on the ground.
    pub(crate) fn is_cut(self) -> bool {
        self.strength == 1
    }

    /// Returns the barrier's class and number.
    pub(crate) fn line(self) -> Option<(BarrierClass, u32)> {
        let at = usize::from(self.strength).checked_sub(2)?;
        BY_STRENGTH.get(at).map(|class| (*class, self.source))
    }

    /// Returns how readily the border dissolves: 1 a cut, towards 0 a strong barrier.
    pub(crate) fn weight(self) -> f64 {
        WEIGHTS[usize::from(self.strength)]
    }

    /// Returns the mark's place among others on the same ground: the least gives its barrier.
    pub(crate) fn rank(self) -> (Reverse<u8>, u32) {
        (Reverse(self.strength), self.source)
    }

    /// Lays two marks on the same ground: the stronger barrier stays, borders of the same part cancel.
    pub(crate) fn join(self, other: Self, sets: &mut Sets) -> Self {
        let line = if other.rank() < self.rank() { other } else { self };
        Self { toggles: sets.xor(self.toggles, other.toggles), ..line }
    }

    /// Returns the line without borders.
    pub(crate) fn line_only(self) -> Self {
        self.with(SetId::EMPTY)
    }

    /// Returns the same line as the border of other parts.
    pub(crate) fn with(self, toggles: SetId) -> Self {
        Self { toggles, ..self }
    }
}

/// A set of parts, as a number in [`Sets`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SetId(u32);

impl SetId {
    /// The set without members.
    pub(crate) const EMPTY: Self = Self(0);
}

/// All sets of parts met so far. There are few: one for each pair of neighbours, roughly.
pub(crate) struct Sets {
    members: Vec<Vec<u32>>,
    ids: BTreeMap<Vec<u32>, SetId>,
    sums: BTreeMap<(SetId, SetId), SetId>,
}

impl Sets {
    /// Makes the collection that holds the empty set.
    pub(crate) fn new() -> Self {
        Self { members: vec![vec![]], ids: BTreeMap::from([(vec![], SetId::EMPTY)]), sums: BTreeMap::new() }
    }

    /// Returns the set of one part.
    pub(crate) fn one(&mut self, part: u32) -> SetId {
        self.intern(vec![part])
    }

    /// Returns the members, ascending.
    pub(crate) fn members(&self, set: SetId) -> &[u32] {
        &self.members[set.0 as usize]
    }

    /// Returns what is in exactly one of the sets.
    pub(crate) fn xor(&mut self, a: SetId, b: SetId) -> SetId {
        if a == SetId::EMPTY || b == SetId::EMPTY || a == b {
            return if a == SetId::EMPTY {
                b
            } else if b == SetId::EMPTY {
                a
            } else {
                SetId::EMPTY
            };
        }
        let key = (a.min(b), a.max(b));
        if let Some(sum) = self.sums.get(&key) {
            return *sum;
        }
        let (left, right) = (self.members(a), self.members(b));
        let mut both: Vec<u32> = left.iter().filter(|it| right.binary_search(it).is_err()).copied().collect();
        both.extend(right.iter().filter(|it| left.binary_search(it).is_err()));
        both.sort_unstable();
        let sum = self.intern(both);
        self.sums.insert(key, sum);
        sum
    }

    fn intern(&mut self, members: Vec<u32>) -> SetId {
        if let Some(id) = self.ids.get(&members) {
            return *id;
        }
        let id = SetId(self.members.len() as u32);
        self.members.push(members.clone());
        self.ids.insert(members, id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_of_the_same_part_cancel_and_the_stronger_barrier_stays() {
        let mut sets = Sets::new();
        let (a, b) = (sets.one(4), sets.one(7));
        let both = sets.xor(b, a);
        assert_eq!(sets.members(both), [4, 7]);
        assert_eq!(sets.xor(both, a), b);
        assert_eq!(sets.xor(both, both), SetId::EMPTY);
        let alley = Mark::barrier(BarrierClass::Road(RoadClass::Alley), 3).with(a);
        let main = Mark::barrier(BarrierClass::Road(RoadClass::Main), 9).with(both);
        let joined = alley.join(main, &mut sets);
        assert_eq!(joined, main.join(alley, &mut sets));
        assert_eq!((joined.line(), joined.toggles), (Some((BarrierClass::Road(RoadClass::Main), 9)), b));
        assert!(Mark::border(a).join(Mark::border(a), &mut sets).is_empty());
        assert!(Mark::CUT.line().is_none() && Mark::CUT.weight() > joined.weight());
    }
}
