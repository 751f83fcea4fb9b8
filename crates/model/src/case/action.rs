//! What can be done to a case.

use super::ProfileId;
use crate::{CategoryCode, IncidentId, PersonId, Point, Source};

/// A deed with what it needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// 上报: the case begins.
    Report(Opening),
    /// 要求核实: somebody shall look on the spot before it is accepted.
    AskVerification,
    /// 核实.
    Verify {
        /// Whether it was found as reported.
        found: bool,
    },
    /// 受理.
    Accept,
    /// 并案: it is the same as another case, and ends.
    Merge {
        /// The other case.
        into: IncidentId,
    },
    /// 被并案: another case was merged into this one.
    Absorb {
        /// The other case.
        child: IncidentId,
        /// How many reporters it brings.
        reporters: u32,
    },
    /// 立案.
    File,
    /// 不予立案.
    Refuse,
    /// 派遣.
    Dispatch {
        /// The unit or person who shall handle it.
        unit: PersonId,
    },
    /// 签收.
    Sign,
    /// 回退.
    Return,
    /// 重新派遣.
    Redispatch {
        /// The unit or person who shall handle it.
        unit: PersonId,
    },
    /// 提交争议.
    Dispute,
    /// 确权裁定.
    Rule {
        /// To whom it belongs.
        unit: PersonId,
    },
    /// 申请延期.
    AskDeferral {
        /// Until when: milliseconds since 1970.
        until: i64,
    },
    /// 批准延期.
    ApproveDeferral {
        /// Until when: milliseconds since 1970.
        until: i64,
    },
    /// 不准延期.
    RefuseDeferral,
    /// 挂账.
    Suspend {
        /// When it is looked at again: milliseconds since 1970.
        review_at: i64,
    },
    /// 恢复处置.
    Resume,
    /// 处置反馈.
    FeedBack,
    /// 现场处置.
    HandleOnTheSpot,
    /// 指定核查人.
    Appoint {
        /// Who shall check it.
        checker: PersonId,
    },
    /// 核查通过: 结案.
    Pass,
    /// 核查不通过: 返工.
    Fail,
    /// 重开.
    Reopen,
    /// 公示.
    Publish,
    /// 留言: moves no clock.
    Comment,
}

/// What a case begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its identity.
    pub id: IncidentId,
    /// The profile that it flows by.
    pub profile: ProfileId,
    /// What it is about.
    pub category: CategoryCode,
    /// Who brought it in.
    pub source: Source,
    /// Where it is.
    pub point: Point,
}

macro_rules! verbs {
    ($($verb:ident = $id:literal $zh:literal $en:literal;)+) => {
        /// The verb of an [`Action`]. Each has one operation of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each is documented at the action of the same name")]
        pub enum Verb { $($verb),+ }

        impl Verb {
            /// All verbs, in the order of the case flow.
            pub const ALL: &'static [Self] = &[$(Self::$verb),+];

            /// Returns the identifier used in API and database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$verb => $id),+ }
            }

            /// Returns the Chinese word.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$verb => $zh),+ }
            }

            /// Returns the English words.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$verb => $en),+ }
            }
        }

        impl Action {
            /// Returns its verb.
            pub const fn verb(self) -> Verb {
                match self { $(Self::$verb { .. } => Verb::$verb),+ }
            }
        }
    };
}

verbs! {
    Report = "report" "上报" "report";
    AskVerification = "ask_verification" "要求核实" "ask to verify";
    Verify = "verify" "核实" "verify";
    Accept = "accept" "受理" "accept";
    Merge = "merge" "并案" "merge";
    Absorb = "absorb" "接收并案" "take in a merged case";
    File = "file" "立案" "file";
    Refuse = "refuse" "不予立案" "refuse";
    Dispatch = "dispatch" "派遣" "dispatch";
    Sign = "sign" "签收" "sign";
    Return = "return" "回退" "return";
    Redispatch = "redispatch" "重新派遣" "dispatch again";
    Dispute = "dispute" "提交争议" "dispute";
    Rule = "rule" "确权裁定" "rule on ownership";
    AskDeferral = "ask_deferral" "申请延期" "ask to defer";
    ApproveDeferral = "approve_deferral" "批准延期" "approve the deferral";
    RefuseDeferral = "refuse_deferral" "不准延期" "refuse the deferral";
    Suspend = "suspend" "挂账" "suspend";
    Resume = "resume" "恢复处置" "resume";
    FeedBack = "feed_back" "处置反馈" "feed back";
    HandleOnTheSpot = "handle_on_the_spot" "现场处置" "handle on the spot";
    Appoint = "appoint_checker" "指定核查人" "appoint a checker";
    Pass = "pass" "核查通过" "pass";
    Fail = "fail" "核查不通过" "fail";
    Reopen = "reopen" "重开" "reopen";
    Publish = "publish" "公示" "publish";
    Comment = "comment" "留言" "comment";
}

impl Verb {
    /// Returns the verb with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == text)
    }
}
