//! Robots.

/// Whose robot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RobotKind {
    /// 企业微信群机器人.
    WeCom,
    /// 钉钉自定义机器人.
    DingTalk,
    /// 飞书自定义机器人.
    Feishu,
    /// Any program that takes JSON and checks an HMAC.
    Generic,
}

impl RobotKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::WeCom, Self::DingTalk, Self::Feishu, Self::Generic];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WeCom => "wecom",
            Self::DingTalk => "dingtalk",
            Self::Feishu => "feishu",
            Self::Generic => "generic",
        }
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Returns how many bytes of text a message may have. `WeCom` takes 2,048 (its documentation of group robots); the others more,
    /// but nobody reads more in a chat.
    pub const fn text_limit(self) -> usize {
        match self {
            Self::WeCom => 2048,
            Self::DingTalk | Self::Feishu | Self::Generic => 16 * 1024,
        }
    }
}

/// A robot as it was set up. It is written without its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Robot {
    /// Whose it is.
    pub kind: RobotKind,
    /// Where messages go. `WeCom`, `DingTalk` and Feishu put the key into it, so it is a secret too.
    pub address: String,
    /// What messages are signed with, where it was set up so.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Robot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Robot").field("kind", &self.kind).finish_non_exhaustive()
    }
}
