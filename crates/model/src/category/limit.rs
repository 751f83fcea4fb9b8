//! How much time is allowed, for handling and for each step before and after it.

use std::{fmt, str::FromStr};

use super::CategoryError;
use crate::Stage;

/// The unit of a [`Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitUnit {
    /// 工作小时.
    WorkHour,
    /// 工作日.
    WorkDay,
    /// 小时, also at night.
    ClockHour,
    /// 天, also on holidays.
    ClockDay,
}

impl LimitUnit {
    /// All units.
    pub const ALL: [Self; 4] = [Self::WorkHour, Self::WorkDay, Self::ClockHour, Self::ClockDay];

    /// Returns the identifier used in files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkHour => "work_hour",
            Self::WorkDay => "work_day",
            Self::ClockHour => "clock_hour",
            Self::ClockDay => "clock_day",
        }
    }

    /// Returns the unit with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Tells whether only working time counts.
    pub const fn is_work(self) -> bool {
        matches!(self, Self::WorkHour | Self::WorkDay)
    }
}

/// The time allowed for something.
///
/// ```
/// use model::{Limit, LimitUnit};
/// let limit: Limit = "2 work_hour".parse()?;
/// assert_eq!((limit.value, limit.unit, limit.to_string()), (2, LimitUnit::WorkHour, "2 work_hour".into()));
/// # Ok::<(), model::CategoryError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many units.
    pub value: u16,
    /// Which unit.
    pub unit: LimitUnit,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.unit.as_str())
    }
}

impl FromStr for Limit {
    type Err = CategoryError;

    /// Reads a number and a unit.
    fn from_str(text: &str) -> Result<Self, CategoryError> {
        let read = || {
            let (value, unit) = text.trim().split_once(char::is_whitespace)?;
            Some(Self { value: value.parse().ok()?, unit: LimitUnit::parse(unit.trim())? })
        };
        read().ok_or_else(|| CategoryError::Limit(text.to_owned()))
    }
}

/// How long a case may stay in each stage; nothing where no limit is set.
///
/// For [`Stage::Handling`] the limit of the category counts. For [`Stage::Closed`] it is the time from the report until the
/// case has to be published. Suspended cases have the review date that was set for them.
///
/// ```
/// use model::{Stage, StageLimits};
/// let limits: StageLimits = "dispatched=2 work_hour; awaiting_check=1 work_day".parse()?;
/// assert_eq!(limits.get(Stage::Dispatched), Some("2 work_hour".parse()?));
/// assert_eq!(limits.get(Stage::Reported), None);
/// # Ok::<(), model::CategoryError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageLimits([Option<Limit>; Stage::ALL.len()]);

impl StageLimits {
    /// Without any limit.
    pub const NONE: Self = Self([None; Stage::ALL.len()]);

    /// Returns how long a case may stay in a stage.
    pub const fn get(&self, stage: Stage) -> Option<Limit> {
        self.0[stage as usize]
    }

    /// Returns these with another limit for a stage.
    #[must_use]
    pub const fn with(mut self, stage: Stage, limit: Limit) -> Self {
        self.0[stage as usize] = Some(limit);
        self
    }

    /// Returns these, and where they set no limit those of `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at].or(other.0[at])))
    }

    /// Iterates over the limits that are set.
    pub fn iter(&self) -> impl Iterator<Item = (Stage, Limit)> + '_ {
        Stage::ALL.into_iter().filter_map(|it| Some((it, self.get(it)?)))
    }
}

impl fmt::Display for StageLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (stage, limit)) in self.iter().enumerate() {
            let gap = if at == 0 { "" } else { "; " };
            write!(f, "{gap}{}={limit}", stage.as_str())?;
        }
        Ok(())
    }
}

impl FromStr for StageLimits {
    type Err = CategoryError;

    /// Reads pairs of stage and limit, parted by semicolons; each stage at most once.
    fn from_str(text: &str) -> Result<Self, CategoryError> {
        let mut limits = Self::NONE;
        for pair in text.split(';').map(str::trim).filter(|it| !it.is_empty()) {
            let bad = || CategoryError::Limit(pair.to_owned());
            let (stage, limit) = pair.split_once('=').ok_or_else(bad)?;
            let stage = Stage::parse(stage.trim()).filter(|it| limits.get(*it).is_none()).ok_or_else(bad)?;
            limits = limits.with(stage, limit.parse().map_err(|_| bad())?);
        }
        Ok(limits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_stands_at_its_number() {
        assert!(Stage::ALL.into_iter().enumerate().all(|(at, it)| it as usize == at));
    }

    #[test]
    fn limits_of_the_category_go_before_those_of_the_profile() {
        let category: StageLimits = "dispatched=1 clock_hour".parse().unwrap();
        let both = category.or(&"dispatched=2 work_hour; filed=4 work_hour".parse().unwrap());
        assert_eq!(both.to_string(), "filed=4 work_hour; dispatched=1 clock_hour");
        assert_eq!(both.to_string().parse(), Ok(both));
    }

    #[test]
    fn a_limit_that_is_none_is_named() {
        for text in ["dispatched", "nowhere=1 work_hour", "filed=x work_hour", "filed=1 hour", "filed=-1 work_day"] {
            assert_eq!(
                format!("closed=7 clock_day;{text}").parse::<StageLimits>(),
                Err(CategoryError::Limit(text.into()))
            );
        }
        assert!("filed=1 work_day;filed=2 work_day".parse::<StageLimits>().is_err());
    }
}
