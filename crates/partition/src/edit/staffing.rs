//! Many duties at once, as a table lists them: those that can be agreed, whatever becomes of the others.

use model::{District, Person, PersonId};

use super::{Draft, Edit, EditError, NewDuty};

/// Takes duties one after the other, each with its person where that is new. One that is refused changes nothing, so what
/// was taken makes a version of its own.
pub struct Staffing<'a> {
    draft: Draft<'a>,
    persons: Vec<Person>,
    duties: Vec<NewDuty>,
}

impl<'a> Staffing<'a> {
    /// Begins with a district as it is.
    pub fn new(district: &'a District) -> Self {
        Self { draft: Draft::new(district), persons: vec![], duties: vec![] }
    }

    /// Returns the number that the next new person has.
    pub fn next_person(&self) -> PersonId {
        PersonId::at(self.draft.district.persons.len() + self.persons.len())
    }

    /// Takes a person without duties.
    ///
    /// # Errors
    /// As [`super::edit`] refuses it; the person is not taken then.
    pub fn add_person(&mut self, person: Person) -> Result<PersonId, EditError> {
        let id = self.next_person();
        self.draft.add_persons(std::slice::from_ref(&person))?;
        self.persons.push(person);
        Ok(id)
    }

    /// Takes a duty; `person` is added first, under [`Staffing::next_person`].
    ///
    /// # Errors
    /// As [`super::edit`] refuses it; neither duty nor person are taken then.
    pub fn add(&mut self, person: Option<Person>, duty: NewDuty) -> Result<(), EditError> {
        if let Some(it) = &person {
            self.draft.add_persons(std::slice::from_ref(it))?;
        }
        if let Err(refused) = self.draft.add_duty(&duty) {
            if person.is_some() {
                self.draft.added.persons.pop();
            }
            return Err(refused);
        }
        self.persons.extend(person);
        self.duties.push(duty);
        Ok(())
    }

    /// Returns the edits that bring all that was taken; none where nothing was.
    pub fn edits(self) -> Vec<Edit> {
        let persons = if self.persons.is_empty() { None } else { Some(Edit::AddPersons { persons: self.persons }) };
        persons.into_iter().chain(self.duties.into_iter().map(|duty| Edit::AddDuty { duty })).collect()
    }
}

impl std::fmt::Debug for Staffing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { persons, duties, .. } = self;
        f.debug_struct("Staffing").field("persons", persons).field("duties", duties).finish_non_exhaustive()
    }
}
