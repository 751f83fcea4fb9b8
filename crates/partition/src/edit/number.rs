//! Codes for new cells.

use std::collections::{BTreeMap, BTreeSet};

use model::{Community, CommunityId, District};

use super::EditError;
use crate::{CodeDigits, district::areas::next_community};

/// Gives codes that no cell of the district ever had.
pub(crate) struct Numbers<'a> {
    district: &'a District,
    added: Vec<Community>,
    /// The sequences taken, by community.
    taken: BTreeMap<CommunityId, BTreeSet<usize>>,
    digits: CodeDigits,
}

impl<'a> Numbers<'a> {
    /// Codes have the form of those that the district already has.
    pub(crate) fn new(district: &'a District) -> Self {
        Self { district, added: vec![], taken: BTreeMap::new(), digits: CodeDigits::of(district) }
    }

    /// Returns a community, also one that was added.
    pub(crate) fn community(&self, id: CommunityId) -> Option<&Community> {
        let before = self.district.communities.len();
        self.district.communities.get(id.index()).or_else(|| self.added.get(id.index().checked_sub(before)?))
    }

    /// Tells whether two communities are one, or one of them goes on for the other above its last code.
    pub(crate) fn same(&self, a: CommunityId, b: CommunityId) -> bool {
        let place = |id| self.community(id).map(|it| (&it.name, it.subdistrict));
        a == b || place(a) == place(b)
    }

    /// Returns the next free code of a community, with the community that it is of.
    pub(crate) fn next(&mut self, home: CommunityId) -> Result<(CommunityId, String), EditError> {
        let all = (0..self.district.communities.len() + self.added.len()).map(CommunityId::at);
        let others: Vec<_> = all.filter(|it| *it != home && self.same(*it, home)).collect();
        for id in std::iter::once(home).chain(others) {
            if let Some(code) = self.next_in(id) {
                return Ok((id, code));
            }
        }
        let first = self.community(home).cloned();
        let codes = self.district.communities.iter().chain(&self.added).map(|it| it.code.clone());
        let next = first.as_ref().and_then(|it| next_community(it, &mut codes.collect()));
        let exhausted = || EditError::CodesExhausted { community: first.map(|it| it.code).unwrap_or_default() };
        let id = CommunityId::at(self.district.communities.len() + self.added.len());
        self.added.extend(next);
        let code = self.next_in(id).ok_or_else(exhausted)?;
        Ok((id, code))
    }

    fn next_in(&mut self, id: CommunityId) -> Option<String> {
        let prefix = self.community(id)?.code.clone();
        let most = self.digits.last();
        let cells = &self.district.cells;
        let taken = self.taken.entry(id).or_insert_with(|| {
            let sequences = cells.iter().filter_map(|it| it.code.strip_prefix(prefix.as_str())?.parse().ok());
            sequences.collect()
        });
        let after = taken.last().map_or(1, |it| it + 1);
        let free = if after <= most { Some(after) } else { (1..=most).find(|it| !taken.contains(it)) };
        let sequence = free?;
        taken.insert(sequence);
        Some(self.digits.code(&prefix, sequence))
    }

    /// Returns the communities added.
    pub(crate) fn into_added(self) -> Vec<Community> {
        self.added
    }
}
