//! Why a deed is refused, and what would be open instead, in Chinese and in English.

use std::fmt;

use super::{PhotoKind, Verb};
use crate::{AccountRole, Day, Stage};

/// Why something is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The case has changed since the actor saw it.
    Stale {
        /// The revision that was seen.
        seen: u32,
        /// The revision now.
        now: u32,
    },
    /// Not in this stage.
    Stage {
        /// The stages in which it is open.
        from: &'static [Stage],
    },
    /// Not for this role.
    Role {
        /// Who may.
        who: &'static [AccountRole],
        /// Whether the reporter may too.
        reporter: bool,
    },
    /// A report by the public has to be verified first.
    VerifyFirst,
    /// The actor reported it.
    OwnReport,
    /// The case was sent to somebody else.
    NotYours,
    /// The actor asked for it.
    OwnRequest,
    /// The actor handled it.
    OwnWork,
    /// Somebody else was appointed to check it.
    NotAppointed,
    /// It was returned as often as allowed.
    NoReturnsLeft(u8),
    /// It was returned so often that only a dispute is open.
    OnlyDispute(u8),
    /// It was deferred as often as allowed.
    NoDeferralsLeft(u8),
    /// It is overdue.
    Overdue,
    /// The category cannot be handled on the spot.
    NotOnTheSpot,
    /// It was closed too long ago.
    ReopenOver {
        /// The last moment at which it could be reopened: milliseconds since 1970.
        until: i64,
    },
    /// It is published already.
    Published,
    /// The text is missing.
    NoReason,
    /// A photo is missing.
    NoPhoto(PhotoKind),
    /// The photo was taken elsewhere.
    PhotoFar {
        /// How far from the place, in metres.
        distance_m: u32,
        /// How far it may be.
        allowed_m: u16,
    },
    /// Nobody knows where the photo was taken.
    PhotoUnplaced,
    /// The photo was taken before the report.
    PhotoOld,
    /// The new due time is not after the present one.
    NotLater,
    /// The review date is past.
    ReviewPast,
    /// It is the same case.
    SameCase,
    /// The other case is not open.
    ParentClosed(Stage),
    /// The program may dispatch along the route only that was found.
    OffRoute,
}

impl Why {
    /// Returns the reason in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Stale { seen, now } => {
                format!("案件已被他人更新（您看到的是第 {seen} 版，现为第 {now} 版），请刷新后再试")
            }
            Self::Stage { from: [] } => "案件开始后不能再做".into(),
            Self::Stage { from } => {
                format!("只有处于{}的案件可以", join(from.iter().map(|it| it.zh()), "“", "”", "、"))
            }
            Self::Role { who: [], .. } => "只能由系统办理".into(),
            Self::Role { who, reporter } => {
                let tail = if *reporter { "，或上报人本人" } else { "" };
                format!("只能由{}办理{tail}", join(who.iter().map(|it| it.zh()), "", "", "、"))
            }
            Self::VerifyFirst => "公众上报须先现场核实".into(),
            Self::OwnReport => "核实人不能是上报人本人".into(),
            Self::NotYours => "案件没有派给您".into(),
            Self::OwnRequest => "不能审批自己的申请".into(),
            Self::OwnWork => "核查人不能是处置人或处置单位".into(),
            Self::NotAppointed => "已指定他人核查".into(),
            Self::NoReturnsLeft(most) => format!("最多回退 {most} 次，次数已用完"),
            Self::OnlyDispute(times) => format!("已回退 {times} 次，只能提交争议"),
            Self::NoDeferralsLeft(most) => format!("最多延期 {most} 次，次数已用完"),
            Self::Overdue => "案件已超期，不能再申请延期".into(),
            Self::NotOnTheSpot => "该小类不允许现场处置".into(),
            Self::ReopenOver { until } => format!("重开期限已过（至 {}）", Day::of(*until)),
            Self::Published => "案件已公示".into(),
            Self::NoReason => "须写明理由".into(),
            Self::NoPhoto(PhotoKind::Before) => "须附处置前照片".into(),
            Self::NoPhoto(PhotoKind::After) => "须附处置后照片".into(),
            Self::NoPhoto(PhotoKind::Other) => "须附照片".into(),
            Self::PhotoFar { distance_m, allowed_m } => {
                format!("照片拍摄地距案件 {distance_m} 米，不得超过 {allowed_m} 米")
            }
            Self::PhotoUnplaced => "照片没有拍摄位置，请打开定位后重拍".into(),
            Self::PhotoOld => "照片拍摄于上报之前".into(),
            Self::NotLater => "延期时间须晚于现在和原定期限".into(),
            Self::ReviewPast => "复查日期须在将来".into(),
            Self::SameCase => "不能与自身并案".into(),
            Self::ParentClosed(stage) => format!("主案件“{}”，不能并入", stage.zh()),
            Self::OffRoute => "系统只能按判定的责任人派遣".into(),
        }
    }

    /// Returns the reason in English.
    pub fn en(&self) -> String {
        match self {
            Self::Stale { seen, now } => {
                format!(
                    "somebody else changed the case (you saw revision {seen}, now it is {now}): reload and try again"
                )
            }
            Self::Stage { from: [] } => "a case begins once".into(),
            Self::Stage { from } => {
                format!("it is open only where a case is {}", join(from.iter().map(|it| it.en()), "", "", ", "))
            }
            Self::Role { who: [], .. } => "only the program does it".into(),
            Self::Role { who, reporter } => {
                let tail = if *reporter { " or the reporter" } else { "" };
                format!("it is for {}{tail} only", join(who.iter().map(|it| it.en()), "", "", ", "))
            }
            Self::VerifyFirst => "a report by the public has to be verified on the spot first".into(),
            Self::OwnReport => "nobody verifies their own report".into(),
            Self::NotYours => "the case was not sent to you".into(),
            Self::OwnRequest => "nobody approves their own request".into(),
            Self::OwnWork => "nobody checks what they or their unit handled".into(),
            Self::NotAppointed => "somebody else was appointed to check it".into(),
            Self::NoReturnsLeft(most) => format!("it may be returned {most} times at most"),
            Self::OnlyDispute(times) => format!("after {times} returns only a dispute is open"),
            Self::NoDeferralsLeft(most) => format!("it may be deferred {most} times at most"),
            Self::Overdue => "an overdue case cannot be deferred".into(),
            Self::NotOnTheSpot => "this category cannot be handled on the spot".into(),
            Self::ReopenOver { until } => format!("it could be reopened until {}", Day::of(*until)),
            Self::Published => "it is published already".into(),
            Self::NoReason => "a reason is needed".into(),
            Self::NoPhoto(PhotoKind::Before) => "a photo of before is needed".into(),
            Self::NoPhoto(PhotoKind::After) => "a photo of after is needed".into(),
            Self::NoPhoto(PhotoKind::Other) => "a photo is needed".into(),
            Self::PhotoFar { distance_m, allowed_m } => {
                format!("the photo was taken {distance_m} m from the place, more than {allowed_m} m")
            }
            Self::PhotoUnplaced => {
                "the photo does not tell where it was taken: switch on location and take it again".into()
            }
            Self::PhotoOld => "the photo was taken before the report".into(),
            Self::NotLater => "a deferral has to end after now and after the present due time".into(),
            Self::ReviewPast => "the review date has to lie ahead".into(),
            Self::SameCase => "a case cannot be merged into itself".into(),
            Self::ParentClosed(stage) => format!("the other case is {}: nothing can be merged into it", stage.en()),
            Self::OffRoute => "the program dispatches only along the route that was found".into(),
        }
    }
}

/// A deed that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What was tried.
    pub verb: Verb,
    /// Where the case stands.
    pub stage: Stage,
    /// Why it is not open.
    pub why: Why,
    /// What is open to the same actor now, in the order of the case flow.
    pub legal: Vec<Verb>,
}

impl Refusal {
    /// Returns the whole answer in Chinese.
    pub fn zh(&self) -> String {
        let (verb, stage, why) = (self.verb.zh(), self.stage.zh(), self.why.zh());
        let open = join(self.legal.iter().map(|it| it.zh()), "", "", "、");
        let open = if open.is_empty() { "无".into() } else { open };
        format!("不能“{verb}”：{why}。案件{stage}，您现在可以：{open}")
    }

    /// Returns the whole answer in English.
    pub fn en(&self) -> String {
        let (verb, stage, why) = (self.verb.en(), self.stage.en(), self.why.en());
        let open = join(self.legal.iter().map(|it| it.en()), "", "", ", ");
        let open = if open.is_empty() { "nothing".into() } else { open };
        format!("cannot {verb}: {why}. The case is {stage}; open to you now: {open}")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.zh(), self.en())
    }
}

impl std::error::Error for Refusal {}

fn join<'a>(words: impl Iterator<Item = &'a str>, open: &str, close: &str, gap: &str) -> String {
    words.map(|it| format!("{open}{it}{close}")).collect::<Vec<_>>().join(gap)
}
