//! Persons and frontage zones while edits are made.

use std::collections::BTreeSet;

use model::{FrontageId, FrontageZone, Person, PersonId, Span};

use super::{Draft, EditError};

/// How many characters a person's number, name and post have at most.
const PERSON_TEXT: [usize; 3] = [32, 60, 100];

/// What a draft adds to the lists of persons and zones, and the zones it ends.
#[derive(Default)]
pub(super) struct Added {
    pub(super) persons: Vec<Person>,
    pub(super) frontages: Vec<FrontageZone>,
    pub(super) ended_frontages: BTreeSet<FrontageId>,
}

impl Draft<'_> {
    /// Adds persons; their numbers follow the present ones.
    pub(super) fn add_persons(&mut self, persons: &[Person]) -> Result<(), EditError> {
        for it in persons {
            let texts = [&it.code, &it.name, &it.post];
            let fits = |(text, most): (&&String, usize)| text.trim() == text.as_str() && text.chars().count() <= most;
            if it.code.is_empty() || it.name.is_empty() || !texts.iter().zip(PERSON_TEXT).all(fits) {
                let (code, name) = (it.code.clone(), it.name.clone());
                return Err(EditError::BadPerson { code, name, most: PERSON_TEXT });
            }
            if self.district.persons.iter().chain(&self.added.persons).any(|other| other.code == it.code) {
                return Err(EditError::PersonExists { code: it.code.clone() });
            }
            self.added.persons.push(it.clone());
        }
        Ok(())
    }

    /// Adds frontage zones, whatever their span says; their numbers follow the present ones.
    pub(super) fn add_frontages(&mut self, zones: &[FrontageZone]) -> Result<(), EditError> {
        let district = self.district;
        let mut codes: BTreeSet<&str> = district
            .live_frontages()
            .filter(|it| !self.added.ended_frontages.contains(&it.0))
            .map(|it| it.1.code.as_str())
            .chain(self.added.frontages.iter().map(|it| it.code.as_str()))
            .collect();
        for it in zones {
            let Some(segment) = district.segments.get(it.segment.index()) else {
                return Err(EditError::UnknownSegment { index: it.segment.index() });
            };
            let (from_m, to_m) = (f64::from(it.from_mm) / 1_000.0, f64::from(it.to_mm) / 1_000.0);
            // Chainages of segments are not whole millimetres.
            let inside = segment.from_m - 0.001 <= from_m && from_m < to_m && to_m <= segment.to_m + 0.001;
            if !inside || it.code.trim().is_empty() || it.polygon.area2() <= 0 {
                let code = it.code.clone();
                return Err(EditError::BadFrontage { code, segment: segment.code.clone(), from_m, to_m });
            }
            if !codes.insert(&it.code) {
                return Err(EditError::FrontageExists { code: it.code.clone() });
            }
        }
        let span = Span::since(self.since);
        self.added.frontages.extend(zones.iter().map(|it| FrontageZone { span, ..it.clone() }));
        Ok(())
    }

    /// Ends frontage zones of the district, with the duties on them.
    pub(super) fn end_frontages(&mut self, zones: &[FrontageId]) -> Result<(), EditError> {
        for it in zones {
            if it.index() >= self.district.frontages.len() {
                return Err(EditError::UnknownFrontage { index: it.index() });
            }
            self.frontage(*it)?;
            self.added.ended_frontages.insert(*it);
            self.duties.end_frontage(*it);
        }
        Ok(())
    }

    /// Returns a frontage zone that holds now.
    pub(super) fn frontage(&self, id: FrontageId) -> Result<&FrontageZone, EditError> {
        let before = self.district.frontages.len();
        let zone = match id.index().checked_sub(before) {
            None => self.district.frontages.get(id.index()),
            Some(at) => self.added.frontages.get(at),
        };
        let zone = zone.ok_or(EditError::UnknownFrontage { index: id.index() })?;
        if !zone.span.is_live() || self.added.ended_frontages.contains(&id) {
            return Err(EditError::EndedFrontage { code: zone.code.clone() });
        }
        Ok(zone)
    }

    pub(super) fn person(&self, person: Option<PersonId>) -> Result<(), EditError> {
        match person.filter(|it| self.person_of(*it).is_none()) {
            Some(it) => Err(EditError::UnknownPerson { index: it.index() }),
            None => Ok(()),
        }
    }

    fn person_of(&self, id: PersonId) -> Option<&Person> {
        let before = self.district.persons.len();
        match id.index().checked_sub(before) {
            None => self.district.persons.get(id.index()),
            Some(at) => self.added.persons.get(at),
        }
    }

    /// Names a person, for words.
    pub(super) fn person_words(&self, id: PersonId) -> String {
        self.person_of(id).map_or_else(|| id.0.to_string(), |it| format!("{} ({})", it.name, it.code))
    }
}
