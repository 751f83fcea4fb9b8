//! Notices (督办通知, 整改通知): numbered, received, answered. They move no clock.

use crate::{AccountId, Day, IncidentId, NoticeId, PersonId};

/// What a notice demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeKind {
    /// 督办: see to it that the case is handled.
    Supervision,
    /// 整改: put it right, and tell how.
    Rectification,
}

impl NoticeKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Supervision, Self::Rectification];

    /// Identifier, Chinese word, English word, and the character that numbers begin with.
    const fn words(self) -> [&'static str; 4] {
        match self {
            Self::Supervision => ["supervision", "督办通知", "supervision notice", "督"],
            Self::Rectification => ["rectification", "整改通知", "rectification notice", "改"],
        }
    }

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        self.words()[0]
    }

    /// Returns the Chinese word.
    pub const fn zh(self) -> &'static str {
        self.words()[1]
    }

    /// Returns the English words.
    pub const fn en(self) -> &'static str {
        self.words()[2]
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A notice about an incident. Text and addressee are never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it demands.
    pub kind: NoticeKind,
    /// Counts the notices of this kind in a year of Asia/Shanghai, from 1.
    pub number: u32,
    /// What it is about.
    pub incident: IncidentId,
    /// To whom it is addressed.
    pub to: PersonId,
    /// What it says.
    pub text: String,
    /// When it was issued: milliseconds since 1970.
    pub issued_at: i64,
    /// Who issued it.
    pub issued_by: Option<AccountId>,
    /// When an answer is due.
    pub due_at: Option<i64>,
    /// When the addressee confirmed to have it (签收回执).
    pub received_at: Option<i64>,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// The answer; empty before.
    pub answer: String,
}

impl Notice {
    /// Returns its number as it is written, for instance 督〔2026〕12号.
    ///
    /// ```
    /// use model::{IncidentId, Notice, NoticeKind, PersonId};
    /// let notice = Notice {
    ///     kind: NoticeKind::Supervision,
    ///     number: 12,
    ///     incident: IncidentId(uuid::Uuid::nil()),
    ///     to: PersonId(0),
    ///     text: "请尽快处置".into(),
    ///     issued_at: 1_795_312_800_000,
    ///     issued_by: None,
    ///     due_at: None,
    ///     received_at: None,
    ///     answered_at: None,
    ///     answer: String::new(),
    /// };
    /// assert_eq!(notice.title(), "督〔2026〕12号");
    /// ```
    pub fn title(&self) -> String {
        format!("{}〔{}〕{}号", self.kind.words()[3], Day::of(self.issued_at).date().0, self.number)
    }

    /// Returns the number of the next notice of a kind at a moment (milliseconds since 1970).
    pub fn next_number<'a>(all: impl IntoIterator<Item = &'a Self>, kind: NoticeKind, at: i64) -> u32 {
        let year = Day::of(at).date().0;
        let of_year = all.into_iter().filter(|it| it.kind == kind && Day::of(it.issued_at).date().0 == year);
        of_year.map(|it| it.number).max().unwrap_or(0).saturating_add(1)
    }
}

/// What becomes of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeChange {
    /// It is issued; its id follows the present ones.
    Issued(Notice),
    /// The addressee confirms to have it.
    Received {
        /// Which.
        id: NoticeId,
        /// When: milliseconds since 1970.
        at: i64,
    },
    /// The addressee answers.
    Answered {
        /// Which.
        id: NoticeId,
        /// When: milliseconds since 1970.
        at: i64,
        /// What.
        answer: String,
    },
}
