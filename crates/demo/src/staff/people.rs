//! Made-up persons' names.

use std::collections::BTreeSet;

use model::{District, Person, PersonId};

use crate::{
    dice::{Dice, Weighted},
    parts::PERSONS,
};

/// Makes up persons, no two of the same name as long as names last.
pub(super) struct People {
    dice: Dice,
    surnames: (Vec<&'static str>, Weighted),
    first: Vec<&'static str>,
    last: Vec<&'static str>,
    single: Vec<&'static str>,
    given: BTreeSet<String>,
}

impl People {
    pub(super) fn new(seed: u64) -> Self {
        let (surnames, weights): (Vec<_>, Vec<_>) = PERSONS.weighted("surname").into_iter().unzip();
        Self {
            dice: Dice::new(seed, 21),
            surnames: (surnames, Weighted::new(weights)),
            first: PERSONS.texts("given_first"),
            last: PERSONS.texts("given_last"),
            single: PERSONS.texts("given_single"),
            given: BTreeSet::new(),
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        for _ in 0..40 {
            let surname = self.surnames.1.draw(&mut self.dice).map_or("王", |at| self.surnames.0[at]);
            let (one, two) = (self.dice.pick(&self.first), self.dice.pick(&self.last));
            let given = match (self.dice.chance(0.17), one, two) {
                (false, Some(one), Some(two)) if one != two => format!("{one}{two}"),
                _ => self.dice.pick(&self.single).copied().unwrap_or("明").to_owned(),
            };
            name = format!("{surname}{given}");
            if self.given.insert(name.clone()) {
                break;
            }
        }
        name
    }

    /// Adds a person to the district.
    pub(super) fn add(&mut self, district: &mut District, code: String, post: String) -> PersonId {
        let id = PersonId::at(district.persons.len());
        let name = self.name();
        district.persons.push(Person { code, name, post, made_up: true });
        id
    }
}
