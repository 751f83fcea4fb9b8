//! Robots and letters on the wire. The address and the secret of a robot never stand in an answer.

use axum::http::StatusCode;
use model::{Failing, Letter, LetterState, MessageKind, Robot, RobotKind};
use notify::Verdict;
use serde::Serialize;
use service::{RobotError, Words, World};
use store::LetterQueue;
use utoipa::ToSchema;

use super::{Fields, ScopeBody, ScopeWire, both, local_time};
use crate::Problem;

/// A robot of a chat group.
#[derive(Serialize, ToSchema)]
pub(crate) struct RobotWire {
    /// Its number.
    id: u32,
    /// What administrators call it.
    name: String,
    /// `wecom`, `dingtalk`, `feishu` or `generic`.
    kind: &'static str,
    kind_zh: &'static str,
    kind_en: &'static str,
    /// The host of its address; the rest holds its key and is never shown again.
    host: String,
    /// Whether it has a secret to sign with.
    signed: bool,
    /// Which kinds of message it gets; all where it is empty.
    kinds: Vec<&'static str>,
    /// About which part of the district.
    scope: ScopeWire,
    /// Whether several messages that wait for it become one.
    digest: bool,
    /// Whether it gets any.
    enabled: bool,
    /// RFC 3339.
    made_at: String,
    /// How many letters wait to be sent.
    waiting: u64,
    /// How many were laid aside.
    dead: u64,
}

impl RobotWire {
    pub(crate) fn new(world: &World, it: &Robot, queues: &[LetterQueue]) -> Self {
        let queue = queues.iter().find(|queue| queue.robot == it.id);
        Self {
            id: it.id.0,
            name: it.name.clone(),
            kind: it.kind.as_str(),
            kind_zh: it.kind.zh(),
            kind_en: it.kind.en(),
            host: it.host.clone(),
            signed: it.signed,
            kinds: it.kinds.clone(),
            scope: ScopeWire::new(&world.ground, &it.scope),
            digest: it.digest,
            enabled: it.enabled,
            made_at: local_time(it.made_at),
            waiting: queue.map_or(0, |it| it.waiting),
            dead: queue.map_or(0, |it| it.dead),
        }
    }
}

/// A kind of message.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageKindWire {
    /// For instance `escalated`.
    kind: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// Lists all kinds of message.
pub(crate) fn message_kinds() -> Vec<MessageKindWire> {
    let wire = |it: MessageKind| {
        let (zh, en) = match it {
            // Also what comes before it is overdue.
            MessageKind::Escalated { .. } => ("时限将到或超期", "a limit runs out or is over"),
            _ => it.in_group(),
        };
        MessageKindWire { kind: it.as_str(), zh, en }
    };
    MessageKind::one_of_each().map(wire).collect()
}

/// A robot that is set up.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct RobotBody {
    /// 1 to 60 characters.
    name: String,
    /// `wecom`, `dingtalk`, `feishu` or `generic`.
    kind: String,
    /// The address of its webhook: https, on an allowed host.
    address: String,
    /// What messages are signed with; `wecom` has none.
    secret: Option<String>,
    /// Which kinds of message it gets; all where it is absent or empty.
    kinds: Option<Vec<String>>,
    /// About which part of the district; the whole where it is absent.
    scope: Option<ScopeBody>,
    /// Whether several messages that wait for it become one; true when absent.
    digest: Option<bool>,
    /// Whether it gets any; true when absent.
    enabled: Option<bool>,
}

/// What is to be different about a robot; what is absent stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct RobotRevisionBody {
    name: Option<String>,
    address: Option<String>,
    /// `null` takes it away.
    secret: Option<String>,
    kinds: Option<Vec<String>>,
    scope: Option<ScopeBody>,
    digest: Option<bool>,
    enabled: Option<bool>,
}

/// The hosts that messages may go to.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct HostsBody {
    /// Names of hosts, and IP addresses. What a name leads to must be public or be listed itself.
    hosts: Vec<String>,
}

impl Fields<'_> {
    /// Returns the kinds of message; `None` where nothing is said of them.
    pub(crate) fn message_kinds(&self) -> Result<Option<Vec<&'static str>>, Problem> {
        if self.value("kinds").is_none() {
            return Ok(None);
        }
        let read = |word: &str| {
            let known = || MessageKind::one_of_each().map(MessageKind::as_str);
            known().find(|it| *it == word).ok_or_else(|| {
                let all = known().collect::<Vec<_>>().join(", ");
                Problem::invalid("kinds", word, format!("须为 {all} 之一"), format!("must be one of {all}"))
            })
        };
        let mut kinds = self.texts("kinds")?.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        kinds.sort_unstable();
        kinds.dedup();
        Ok(Some(kinds))
    }
}

/// Reads the kind of a robot.
pub(crate) fn robot_kind(word: &str) -> Result<RobotKind, Problem> {
    RobotKind::parse(word).ok_or_else(|| {
        let all = RobotKind::ALL.map(RobotKind::as_str).join(", ");
        Problem::invalid("kind", word, format!("须为 {all} 之一"), format!("must be one of {all}"))
    })
}

/// What came of a test.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrialWire {
    /// Whether the message arrived.
    delivered: bool,
    /// What happened, in Chinese.
    zh: String,
    /// The same in English.
    en: String,
}

impl From<Verdict> for TrialWire {
    fn from(it: Verdict) -> Self {
        match it {
            Verdict::Delivered => Self { delivered: true, zh: "已送达".into(), en: "it arrived".into() },
            Verdict::Again { why: Failing { zh, en }, .. } | Verdict::Never { why: Failing { zh, en } } => {
                Self { delivered: false, zh, en }
            }
        }
    }
}

/// A message on its way to a robot.
#[derive(Serialize, ToSchema)]
pub(crate) struct LetterWire {
    /// Its number.
    id: i64,
    /// To whom.
    robot: LetterRobotWire,
    /// `waiting`, `delivered`, `dead` (laid aside: refused for good, or tried too often) or `dropped`.
    state: &'static str,
    /// For instance `dispatched`, `escalated`.
    kind: &'static str,
    /// What it says, in Chinese.
    zh: String,
    /// The same in English.
    en: String,
    /// The incident that it is about.
    incident: String,
    /// Since when it is so: RFC 3339.
    at: String,
    /// How often it was tried.
    tries: u32,
    /// From when on it is sent (again), while it waits.
    next_at: Option<String>,
    /// When it was delivered, laid aside or dropped.
    settled_at: Option<String>,
    /// Why it did not arrive when it was last tried.
    error: Option<LetterErrorWire>,
}

/// The robot of a letter.
#[derive(Serialize, ToSchema)]
struct LetterRobotWire {
    id: u32,
    name: String,
}

/// Why a letter did not arrive.
#[derive(Serialize, ToSchema)]
struct LetterErrorWire {
    zh: String,
    en: String,
}

impl LetterWire {
    pub(crate) fn new(world: &World, robots: &[Robot], it: &Letter) -> Self {
        let Words { zh, en } = service::told(world, &it.message, it.message.kind.in_group());
        let name = robots.get(it.robot.index()).map(|it| it.name.clone()).unwrap_or_default();
        Self {
            id: it.id.0,
            robot: LetterRobotWire { id: it.robot.0, name },
            state: it.state.as_str(),
            kind: it.message.kind.as_str(),
            zh,
            en,
            incident: it.message.incident.to_string(),
            at: local_time(it.message.at),
            tries: it.tries,
            next_at: (it.state == LetterState::Waiting).then(|| local_time(it.next_at)),
            settled_at: it.settled_at.map(local_time),
            error: it.failing.as_ref().map(|it| LetterErrorWire { zh: it.zh.clone(), en: it.en.clone() }),
        }
    }
}

/// Says why something with robots is refused.
pub(crate) fn refused_robot(err: RobotError) -> Problem {
    let (zh, en) = both(&err.to_string());
    match err {
        RobotError::Refused(it) => it.into(),
        RobotError::Unknown | RobotError::NoLetter => Problem::not_found(zh, en),
        RobotError::Settled => {
            Problem::new(StatusCode::CONFLICT, "/problems/letter-settled", "已办结 / Settled", zh, en)
        }
        RobotError::TooMany { seconds } => Problem::later(zh, en, seconds),
        RobotError::NoCarrier => Problem::busy(&zh, &en),
        RobotError::Store(err) => Problem::store(&err),
    }
}
