//! Why something with robots is refused.

use model::Failing;
use notify::AddressError;
use store::StoreError;
use thiserror::Error;

use crate::Refused;

/// Why something with robots is refused.
#[derive(Debug, Error)]
pub enum RobotError {
    /// A value breaks a rule.
    #[error("{}：{} / {}: {}", .0.field, .0.zh, .0.field, .0.en)]
    Refused(Refused),
    /// There is no such robot.
    #[error("没有这个机器人 / there is no such robot")]
    Unknown,
    /// There is no such letter.
    #[error("没有这条待发消息 / there is no such letter")]
    NoLetter,
    /// The letter was delivered or dropped, or its robot was removed.
    #[error("这条消息已送达或已放弃，或其机器人已删除 / the letter was delivered or dropped, or its robot was removed")]
    Settled,
    /// The robot got all that it takes in a minute.
    #[error("一分钟内发送过多，请 {seconds} 秒后再试 / too many in a minute, try again in {seconds} s")]
    TooMany {
        /// When, in seconds from now.
        seconds: u32,
    },
    /// This process sends nothing.
    #[error("本进程不发送消息 / this process sends nothing")]
    NoCarrier,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refused> for RobotError {
    fn from(it: Refused) -> Self {
        Self::Refused(it)
    }
}

/// Says in both languages why an address is refused.
pub(super) fn refused(err: &AddressError) -> Failing {
    let text = err.to_string();
    let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
    Failing { zh: zh.to_owned(), en: en.to_owned() }
}
