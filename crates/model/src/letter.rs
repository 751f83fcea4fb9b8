//! Letters: messages on their way to robots.

use crate::{Message, RobotId};

/// A letter: a number that is never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterId(pub i64);

/// How far a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LetterState {
    /// It waits to be sent, for the first time or again.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was laid aside: refused for good, or tried too often.
    Dead,
    /// Somebody gave it up, or its robot was removed.
    Dropped,
}

impl LetterState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Delivered, Self::Dead, Self::Dropped];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
            Self::Dropped => "dropped",
        }
    }

    /// Returns the state with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// Why something failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its number.
    pub id: LetterId,
    /// To whom.
    pub robot: RobotId,
    /// What it tells.
    pub message: Message,
    /// When it was written: milliseconds since 1970.
    pub made_at: i64,
    /// How far it is.
    pub state: LetterState,
    /// How often it was tried.
    pub tries: u32,
    /// From when on it may be sent.
    pub next_at: i64,
    /// Why it did not arrive when it was last tried.
    pub failing: Option<Failing>,
    /// When it was delivered, laid aside or dropped.
    pub settled_at: Option<i64>,
}

/// What came of trying to send a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It arrived.
    Delivered,
    /// It is to be tried again.
    Again {
        /// From when on.
        next_at: i64,
        /// Why.
        failing: Failing,
    },
    /// It is laid aside.
    Dead(Failing),
}

/// What becomes of letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterChange {
    /// Messages are looked at and letters are made of those that robots get.
    Written {
        /// Up to which number messages were looked at.
        upto: i64,
        /// To whom, and the number of the message.
        letters: Vec<(RobotId, i64)>,
        /// When: milliseconds since 1970.
        at: i64,
    },
    /// Letters were tried.
    Tried {
        /// Which, and what came of it.
        trials: Vec<(LetterId, Trial)>,
        /// When.
        at: i64,
    },
    /// One that waits or was laid aside is to be sent now, and counts as not tried yet.
    Again {
        /// Which.
        letter: LetterId,
        /// When.
        at: i64,
    },
    /// All that were laid aside for a robot are to be sent now.
    AllAgain {
        /// For which.
        robot: RobotId,
        /// When.
        at: i64,
    },
    /// One that waits or was laid aside is given up.
    Dropped {
        /// Which.
        letter: LetterId,
        /// When.
        at: i64,
    },
}
