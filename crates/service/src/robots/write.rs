//! Makes letters of messages: who gets which.

use model::{Author, Change, LetterChange, Message, Recipient, Robot, Sight};
use store::{StoreError, Told};

use crate::{Service, World, view::sight};

/// How many messages are looked at at once.
const BATCH: usize = 1000;

impl Service {
    /// Makes letters of the messages that nobody looked at yet. While no robot gets any, they are left alone: what is told before
    /// a robot is switched on is not for it.
    pub(super) async fn write_letters(&self) -> Result<(), StoreError> {
        loop {
            let book = self.robots();
            let robots: Vec<&Robot> = book.robots.iter().filter(|it| it.is_live()).collect();
            if robots.is_empty() {
                return Ok(());
            }
            let told = self.shared.store.unsent(BATCH).await?;
            let full = told.len() == BATCH;
            // Read after the messages: what is saved may not be applied yet, and is looked at again once it is.
            let world = self.world();
            let known = told.iter().position(|it| world.incident(it.message.incident).is_none()).unwrap_or(told.len());
            let mut groups: Vec<&[Told]> = told[..known].chunk_by(|a, b| same(&a.message, &b.message)).collect();
            if full && known == told.len() && groups.len() > 1 {
                // What is told of one event may go on behind the end.
                groups.pop();
            }
            let Some(upto) = groups.last().and_then(|it| it.last()).map(|it| it.id) else { return Ok(()) };
            let gets = |group: &&[Told]| {
                let sight = seen(&world, group)?;
                let first = group.first()?;
                let kind = first.message.kind.as_str();
                let wants = |it: &Robot| (it.kinds.is_empty() || it.kinds.contains(&kind)) && it.scope.covers(&sight);
                Some(robots.iter().filter(|it| wants(it)).map(|it| (it.id, first.id)).collect::<Vec<_>>())
            };
            let letters = groups.iter().filter_map(gets).flatten().collect();
            let written = LetterChange::Written { upto, letters, at: self.now_ms() };
            self.shared.store.commit(Author::SYSTEM, Change::Letter(written)).await?;
            if !full || known < told.len() {
                return Ok(());
            }
        }
    }
}

/// Tells whether two messages tell different people of the same.
fn same(a: &Message, b: &Message) -> bool {
    (a.incident, a.kind, a.at) == (b.incident, b.kind, b.at)
}

/// Returns what a scope is asked about: the incident, and to whom the messages go.
fn seen(world: &World, group: &[Told]) -> Option<Sight> {
    let incident = world.incident(group.first()?.message.incident)?;
    let mut sight = sight(&world.ground, &incident);
    sight.persons.extend(group.iter().filter_map(|it| match it.message.to {
        Recipient::Person(it) => Some(it),
        _ => None,
    }));
    Some(sight)
}
