//! Leaves: who is away, and who stands in.

use model::{Decision, District, Leave, LeaveId, PersonId};
use thiserror::Error;

use crate::{
    Service, Words,
    decision::{Decided, DecisionError},
};

/// The longest leave, in days: a year and a day, so that a whole year can be put on record at once.
pub const LEAVE_DAYS: i64 = 366;
const DAY_MS: i64 = 86_400_000;

/// A leave as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewLeave {
    /// Who is away.
    pub person: PersonId,
    /// Who answers instead.
    pub stand_in: Option<PersonId>,
    /// The first moment away: milliseconds since 1970.
    pub from: i64,
    /// The first moment back.
    pub to: i64,
}

/// Why a leave is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LeaveError {
    /// Nobody has this number.
    #[error("没有编号为 {index} 的人员 / there is no person number {index}")]
    UnknownPerson {
        /// Whether it is the stand-in.
        stand_in: bool,
        /// The number.
        index: usize,
    },
    /// It ends before it begins.
    #[error("结束时间须在开始时间之后 / a leave ends after it begins")]
    Order,
    /// It is too long.
    #[error("请假 {days} 天，最长 {LEAVE_DAYS} 天 / a leave of {days} days; the longest is {LEAVE_DAYS}")]
    TooLong {
        /// How many days it has, rounded up.
        days: i64,
    },
    /// Who is away cannot stand in.
    #[error("代班人不能是本人 / nobody stands in for themselves")]
    StandInIsPerson,
    /// The person is away at some of that time already.
    #[error("该人员在此期间已有请假（编号 {leave}） / the person is away at some of that time already (leave {leave})")]
    Overlaps {
        /// The leave that is on record.
        leave: u32,
    },
}

/// Checks a leave against what is on record.
fn check(district: &District, it: &NewLeave) -> Result<(), LeaveError> {
    for (stand_in, person) in [(false, Some(it.person)), (true, it.stand_in)] {
        if let Some(index) = person.map(PersonId::index).filter(|it| *it >= district.persons.len()) {
            return Err(LeaveError::UnknownPerson { stand_in, index });
        }
    }
    if it.from >= it.to {
        return Err(LeaveError::Order);
    }
    let length = it.to.saturating_sub(it.from);
    if length > LEAVE_DAYS * DAY_MS {
        return Err(LeaveError::TooLong { days: length.saturating_add(DAY_MS - 1) / DAY_MS });
    }
    if it.stand_in == Some(it.person) {
        return Err(LeaveError::StandInIsPerson);
    }
    let meets = |other: &Leave| {
        other.person == it.person && other.ended_at.is_none() && other.from < it.to && it.from < other.to
    };
    match district.leaves.iter().position(meets) {
        Some(at) => Err(LeaveError::Overlaps { leave: LeaveId::at(at).0 }),
        None => Ok(()),
    }
}

fn why(id: LeaveId) -> Words {
    Words { zh: format!("请假 {}", id.0), en: format!("leave {}", id.0) }
}

impl Service {
    /// Puts a leave on record; from then on the stand-in answers while it lasts.
    ///
    /// When this returns `Ok` the leave survives a power cut and followers have been told.
    ///
    /// # Errors
    /// [`LeaveError`] as the leave is refused; otherwise when the store fails.
    pub async fn add_leave(&self, leave: NewLeave) -> Result<LeaveId, DecisionError<LeaveError>> {
        self.decide(move |district, now_ms| {
            check(district, &leave).map_err(DecisionError::Refused)?;
            let NewLeave { person, stand_in, from, to } = leave;
            let new = Leave { person, stand_in, from, to, made_at: now_ms, ended_at: None };
            let answer = LeaveId::at(district.leaves.len());
            Ok(Decided {
                answer,
                decision: Decision { new_leaves: vec![new], ..Decision::default() },
                why: why(answer),
            })
        })
        .await
    }

    /// Takes a leave back: from now on it is as if it ended; what was answered before stays.
    ///
    /// # Errors
    /// [`DecisionError::NotOnRecord`] when there is none of this number or it was taken back; otherwise when the store fails.
    pub async fn end_leave(&self, id: LeaveId) -> Result<(), DecisionError<LeaveError>> {
        self.decide(move |district, now_ms| {
            let leave = district.leaves.get(id.index()).filter(|it| it.ended_at.is_none());
            leave.ok_or(DecisionError::NotOnRecord { id: id.0 })?;
            let decision = Decision { ended_leaves: vec![(id, now_ms)], ..Decision::default() };
            Ok(Decided { answer: (), decision, why: why(id) })
        })
        .await
    }
}
