//! The tables that cases are judged by, as an installation has them.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{FlowProfile, ProfileId};
use crate::{Calendar, CalendarError, CalendarOverride, CalendarYear};

/// Profiles and work calendar.
#[derive(Clone, Debug)]
pub struct Flow {
    profiles: Vec<FlowProfile>,
    active: usize,
    calendar: Calendar,
    /// How often the operator set a year; those that were never set are not listed.
    revisions: BTreeMap<u16, u32>,
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
        Ok(Self { profiles, active, calendar, revisions: BTreeMap::new() })
    }

    /// Returns the flow with these years in the place of their present days.
    ///
    /// # Errors
    /// A day that is listed twice, or is of another year.
    pub fn with_years(&self, years: impl IntoIterator<Item = CalendarYear>) -> Result<Self, CalendarError> {
        let mut days: Vec<CalendarOverride> = self.calendar.overrides().cloned().collect();
        let mut revisions = self.revisions.clone();
        for CalendarYear { year, revision, days: of_year } in years {
            if let Some(it) = of_year.iter().find(|it| it.day.year() != i32::from(year)) {
                return Err(CalendarError::OtherYear { day: it.day, year });
            }
            days.retain(|it| it.day.year() != i32::from(year));
            days.extend(of_year);
            revisions.insert(year, revision);
        }
        let calendar = Calendar::new(self.calendar.hours().clone(), days)?;
        Ok(Self { calendar, revisions, ..self.clone() })
    }

    /// Returns how often the operator set the days of a year.
    pub fn revision(&self, year: u16) -> u32 {
        self.revisions.get(&year).copied().unwrap_or(0)
    }

    /// Iterates over the holidays and make-up workdays of a year, by day.
    pub fn days_of(&self, year: u16) -> impl Iterator<Item = &CalendarOverride> {
        self.calendar.overrides().filter(move |it| it.day.year() == i32::from(year))
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
