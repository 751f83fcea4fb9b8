//! Robots of chat groups: who they are, what they are told, and how it gets there.
//!
//! - Messages are written with the change that they tell of (`store`). `write` makes letters of those that robots get, and keeps
//!   up to where it looked in the same transaction: each message is looked at once, whatever happens in between.
//! - `send` brings letters to a [`Carrier`], keeps each robot's pace, and writes down what came of it. A letter is sent again only
//!   where that could not be written down, for the process died; receivers know it again by its id.
//! - No letter names a person or tells what somebody wrote: chats are read by whoever is in them.

mod carrier;
mod error;
mod letters;
mod manage;
mod send;
mod words;
mod write;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock},
};

use arc_swap::ArcSwap;
use model::{Robot, RobotId, RobotsOnRecord};
use notify::Pace;
use tokio::sync::Notify;

pub use self::{
    carrier::{Carried, Carrier, CarryError},
    error::RobotError,
    manage::{NewRobot, RobotRevision},
    send::Sender,
    words::told,
};
use crate::Service;

/// The robots at this moment, and what sending to them needs.
pub(crate) struct Robots {
    book: ArcSwap<RobotsOnRecord>,
    /// Held while a change of robots is saved and applied.
    pub(crate) writing: Arc<tokio::sync::Mutex<()>>,
    /// Woken where letters may have to be sent that nothing else tells of.
    pub(crate) wake: Notify,
    carrier: OnceLock<Arc<dyn Carrier>>,
    paces: Mutex<BTreeMap<RobotId, Pace>>,
}

impl Robots {
    pub(crate) fn new(on_record: RobotsOnRecord) -> Self {
        Self {
            book: ArcSwap::from_pointee(on_record),
            writing: Arc::default(),
            wake: Notify::new(),
            carrier: OnceLock::new(),
            paces: Mutex::default(),
        }
    }

    /// Takes over what is on record.
    pub(crate) fn put(&self, on_record: RobotsOnRecord) {
        self.book.store(Arc::new(on_record));
    }
}

impl Service {
    /// Returns the robots, by number, also those that were removed, and the allowed hosts.
    pub fn robots(&self) -> Arc<RobotsOnRecord> {
        self.shared.robots.book.load_full()
    }

    /// Returns a robot that was not removed.
    ///
    /// # Errors
    /// [`RobotError::Unknown`].
    pub fn robot(&self, id: RobotId) -> Result<Robot, RobotError> {
        let found = self.robots().robots.get(id.index()).filter(|it| it.removed_at.is_none()).cloned();
        found.ok_or(RobotError::Unknown)
    }
}
