//! The tables that cases are judged by, as an installation has them.

use thiserror::Error;

use super::{FlowProfile, ProfileId};
use crate::{Calendar, CalendarError, CalendarOverride};

/// Profiles and work calendar.
#[derive(Clone, Debug)]
pub struct Flow {
    profiles: Vec<FlowProfile>,
    active: usize,
    calendar: Calendar,
}

/// Why profiles and calendar are refused.
#[derive(Debug, Error)]
pub enum FlowError {
    /// There is no such profile.
    #[error("没有流程模式“{code}”，现有：{known} / there is no flow profile `{code}`; there are: {known}")]
    Unknown {
        /// What was asked for.
        code: String,
        /// Those that are there.
        known: String,
    },
    /// The holidays contradict each other.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl Flow {
    /// Takes the profiles, of which new cases flow by the one of this code, and the days that are not like their weekday.
    ///
    /// # Errors
    /// [`FlowError`].
    pub fn new(
        profiles: Vec<FlowProfile>,
        code: &str,
        overrides: impl IntoIterator<Item = CalendarOverride>,
    ) -> Result<Self, FlowError> {
        let Some(active) = profiles.iter().position(|it| it.code == code) else {
            let known = profiles.iter().map(|it| it.code.as_str()).collect::<Vec<_>>().join(", ");
            return Err(FlowError::Unknown { code: code.into(), known });
        };
        let calendar = Calendar::new(profiles[active].hours.clone(), overrides)?;
        Ok(Self { profiles, active, calendar })
    }

    /// Returns the profile that new cases flow by.
    pub fn active(&self) -> &FlowProfile {
        &self.profiles[self.active]
    }

    /// Returns a profile; the active one where the case's own was dropped from the table.
    pub fn profile(&self, id: ProfileId) -> &FlowProfile {
        self.profiles.iter().find(|it| it.id == id).unwrap_or_else(|| self.active())
    }

    /// Returns the work calendar.
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}
