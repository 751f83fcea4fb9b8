//! In what order a list comes, and where its next page starts.

use std::{cmp::Ordering, fmt, str::FromStr};

use model::{Incident, IncidentId};
use thiserror::Error;
use uuid::Uuid;

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// When it was reported.
    ReportedAt,
    /// When something has to be done.
    DueAt,
    /// The category's code.
    Category,
    /// How far it came, in the order of the case flow.
    Stage,
    /// How many reports it stands for.
    Reporters,
}

impl SortBy {
    /// All.
    pub const ALL: [Self; 5] = [Self::ReportedAt, Self::DueAt, Self::Category, Self::Stage, Self::Reporters];

    /// Returns the identifier used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReportedAt => "reported_at",
            Self::DueAt => "due_at",
            Self::Category => "category",
            Self::Stage => "stage",
            Self::Reporters => "reporters",
        }
    }

    /// Returns what an incident is sorted by; `None` where it has no such thing: settled ones have no due time and no case.
    fn value(self, it: &Incident) -> Option<i64> {
        let case = it.case.as_deref();
        match self {
            Self::ReportedAt => Some(it.reported_at),
            Self::DueAt => case?.next_due_at(),
            Self::Category => Some(i64::from(it.category.0)),
            Self::Stage => Some(it.stage as i64),
            Self::Reporters => Some(i64::from(case?.reporters)),
        }
    }
}

/// The order of a list. What is equal comes by time of report, then by id; what has no value comes last, whichever way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Sort {
    /// The newest first.
    pub const NEWEST: Self = Self { by: SortBy::ReportedAt, descending: true };
    /// What has to be done soonest first.
    pub const SOONEST: Self = Self { by: SortBy::DueAt, descending: false };

    pub(super) fn key(self, it: &Incident) -> Key {
        self.made(self.by.value(it), it.reported_at, it.id)
    }

    /// Makes a key of what is known of an incident.
    pub(super) fn made(self, value: Option<i64>, reported_at: i64, id: IncidentId) -> Key {
        Key { descending: self.descending, value, reported_at, id }
    }
}

impl fmt::Display for Sort {
    /// Writes for instance `-reported_at`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by.as_str())
    }
}

impl FromStr for Sort {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |it| (true, it));
        let by = SortBy::ALL.into_iter().find(|it| it.as_str() == word).ok_or(())?;
        Ok(Self { by, descending })
    }
}

/// The place of an incident in a list; keys of one list are ordered as the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    descending: bool,
    value: Option<i64>,
    reported_at: i64,
    id: IncidentId,
}

impl Key {
    /// Returns the time of report, and the id.
    pub(super) const fn moment(&self) -> (i64, IncidentId) {
        (self.reported_at, self.id)
    }

    /// Compares without the ids, which cost a look at the incident.
    pub(super) fn rough_cmp(&self, other: &Self) -> Ordering {
        let order = (self.value, self.reported_at).cmp(&(other.value, other.reported_at));
        let order = if self.descending { order.reverse() } else { order };
        self.value.is_none().cmp(&other.value.is_none()).then(order)
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let ids = self.id.cmp(&other.id);
        self.rough_cmp(other).then(if self.descending { ids.reverse() } else { ids })
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where the next page starts: after what had this key in a list of this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) by: SortBy,
    pub(super) key: Key,
}

impl Cursor {
    pub(super) const fn new(sort: Sort, key: Key) -> Self {
        Self { by: sort.by, key }
    }

    /// Returns the order of the list that it was made for.
    pub const fn sort(&self) -> Sort {
        Sort { by: self.by, descending: self.key.descending }
    }
}

/// What is written is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("不是上一页给出的 next / not a `next` of a page before")]
pub struct CursorError;

impl fmt::Display for Cursor {
    /// Writes order, value, time of report and id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Key { value, reported_at, id, .. } = self.key;
        let value = value.map_or_else(String::new, |it| it.to_string());
        write!(f, "{} {value} {reported_at} {id}", self.sort())
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let parts: Vec<_> = text.split(' ').collect();
        let [sort, value, reported_at, id] = parts[..] else { return Err(CursorError) };
        let number = |it: &str| it.parse::<i64>().map_err(|_| CursorError);
        let sort: Sort = sort.parse().map_err(|()| CursorError)?;
        let value = (!value.is_empty()).then(|| number(value)).transpose()?;
        let (reported_at, id) = (number(reported_at)?, Uuid::try_parse(id).map_err(|_| CursorError)?);
        if sort.by == SortBy::ReportedAt && value != Some(reported_at) {
            return Err(CursorError);
        }
        Ok(Self::new(sort, sort.made(value, reported_at, IncidentId(id))))
    }
}
