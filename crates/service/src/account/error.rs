//! Why something with accounts is refused.

use store::StoreError;
use thiserror::Error;

use crate::Refused;

/// Why something with accounts is refused.
#[derive(Debug, Error)]
pub enum AccountError {
    /// A value breaks a rule.
    #[error("{}：{} / {}: {}", .0.field, .0.zh, .0.field, .0.en)]
    Refused(Refused),
    /// Login, password or code is wrong; which one is not told.
    #[error("账号、密码或动态码不对 / the login, the password or the code is wrong")]
    Credentials,
    /// The password is right, and a code of the second factor is needed.
    #[error("还需要动态码 / a code of the second factor is needed too")]
    CodeNeeded,
    /// Too many failures: come back later.
    #[error("失败次数过多，请 {seconds} 秒后再试 / too many failures, try again in {seconds} s")]
    Throttled {
        /// When, in seconds from now.
        seconds: u32,
    },
    /// Too many passwords are being checked at once.
    #[error("同时登录的人过多，请稍后再试 / too many sign in at once, try again soon")]
    Busy,
    /// There is no such account, session or token, or it is nobody's business.
    #[error("没有这个账号、会话或令牌 / there is no such account, session or token")]
    Unknown,
    /// The last administrator who can sign in would be lost.
    #[error("这是最后一个能登录的管理员 / this is the last administrator who can sign in")]
    LastAdministrator,
    /// A second factor is enrolled already.
    #[error("已启用动态码 / a second factor is enrolled already")]
    AlreadyEnrolled,
    /// The first administrator is there already, or the token is not the one that was printed.
    #[error("一次性口令无效 / the one-time token is not valid")]
    FirstToken,
    /// The system gives no random numbers.
    #[error("系统随机数不可用 / the system gives no random numbers")]
    Random,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refused> for AccountError {
    fn from(it: Refused) -> Self {
        Self::Refused(it)
    }
}
