//! Robots of chat groups (群机器人), and the letters to them. No secret is ever part of a [`Robot`].

use crate::{Scope, Secret};

/// A robot: a number that is never given twice, a position in the list of robots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RobotId(pub u32);

impl RobotId {
    /// Returns the position in the list of robots.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

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

    const fn words(self) -> [&'static str; 3] {
        match self {
            Self::WeCom => ["wecom", "企业微信", "WeCom"],
            Self::DingTalk => ["dingtalk", "钉钉", "DingTalk"],
            Self::Feishu => ["feishu", "飞书", "Feishu"],
            Self::Generic => ["generic", "通用", "generic"],
        }
    }

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        self.words()[0]
    }

    /// Returns what it is called in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words()[1]
    }

    /// Returns what it is called in English.
    pub const fn en(self) -> &'static str {
        self.words()[2]
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A robot as it was set up, without its address (which holds its key) and its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Robot {
    /// Its number.
    pub id: RobotId,
    /// What administrators call it.
    pub name: String,
    /// Whose it is.
    pub kind: RobotKind,
    /// The host of its address.
    pub host: String,
    /// Whether it has a secret to sign with.
    pub signed: bool,
    /// Which kinds of message it gets ([`crate::MessageKind::as_str`]); all where it is empty.
    pub kinds: Vec<&'static str>,
    /// About which incidents.
    pub scope: Scope,
    /// Whether several messages that wait for it become one.
    pub digest: bool,
    /// Whether it gets any.
    pub enabled: bool,
    /// When it was set up: milliseconds since 1970.
    pub made_at: i64,
    /// When it was removed.
    pub removed_at: Option<i64>,
}

impl Robot {
    /// Tells whether messages are sent to it.
    pub const fn is_live(&self) -> bool {
        self.enabled && self.removed_at.is_none()
    }
}

/// Where a robot is, and what is signed with; read when something is sent, kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotSecrets {
    /// Where messages go.
    pub address: Secret,
    /// What they are signed with.
    pub secret: Option<Secret>,
}

/// What becomes of robots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RobotChange {
    /// One is set up.
    Made {
        /// The robot.
        robot: Robot,
        /// Its secrets.
        secrets: RobotSecrets,
    },
    /// One is changed.
    Revised {
        /// The robot afterwards; one that is not signed loses its secret.
        robot: Robot,
        /// The new address; `None` where it stays.
        address: Option<Secret>,
        /// The new secret; `None` where it stays.
        secret: Option<Secret>,
    },
    /// One is removed: its secrets are erased, and what waits for it is dropped.
    Removed {
        /// Which.
        robot: RobotId,
        /// When: milliseconds since 1970.
        at: i64,
    },
    /// The list of allowed hosts is another one.
    Hosts(Vec<String>),
}

/// What the live service is rebuilt from at start; no secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RobotsOnRecord {
    /// All robots, by number from 0, also those that were removed.
    pub robots: Vec<Robot>,
    /// The hosts that messages may go to.
    pub hosts: Vec<String>,
}
