//! Robots are set up, changed and removed; the list of hosts that they may be on.

use std::sync::Arc;

use model::{Change, Robot, RobotChange, RobotId, RobotKind, RobotSecrets, RobotsOnRecord, Scope, Secret};
use notify::{allowed_host, webhook};
use serde_json::Value;
use store::{Parts, StoreError};

use super::{RobotError, error::refused};
use crate::{Refused, Service};

/// How many characters a name has at most.
const NAME_LIMIT: usize = 60;
/// How many bytes an address has at most.
const ADDRESS_LIMIT: usize = 2000;
/// How many bytes a secret has at most.
const SECRET_LIMIT: usize = 200;
/// How many robots there are at most.
const ROBOTS_LIMIT: usize = 1000;
/// How many hosts the list has at most.
const HOSTS_LIMIT: usize = 100;

/// A robot as it is asked for.
#[derive(Clone, Debug)]
pub struct NewRobot {
    /// What administrators call it.
    pub name: String,
    /// Whose it is.
    pub kind: RobotKind,
    /// Where messages go.
    pub address: Secret,
    /// What they are signed with.
    pub secret: Option<Secret>,
    /// Which kinds of message it gets; all where it is empty.
    pub kinds: Vec<&'static str>,
    /// About which incidents.
    pub scope: Scope,
    /// Whether several messages that wait become one.
    pub digest: bool,
    /// Whether it gets any.
    pub enabled: bool,
}

/// What is to be different about a robot; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct RobotRevision {
    /// The name.
    pub name: Option<String>,
    /// Where messages go.
    pub address: Option<Secret>,
    /// What they are signed with; the inner `None` takes it away.
    pub secret: Option<Option<Secret>>,
    /// Which kinds of message it gets.
    pub kinds: Option<Vec<&'static str>>,
    /// About which incidents.
    pub scope: Option<Scope>,
    /// Whether several messages that wait become one.
    pub digest: Option<bool>,
    /// Whether it gets any.
    pub enabled: Option<bool>,
}

impl Service {
    /// Sets a robot up.
    ///
    /// # Errors
    /// [`RobotError::Refused`] when a value breaks a rule, or its host is not on the list; otherwise when the store fails.
    pub async fn make_robot(&self, new: NewRobot) -> Result<Robot, RobotError> {
        let name = named(&new.name)?;
        check_secret(new.secret.as_ref())?;
        self.change_robots(move |book, now_ms| {
            let host = host(&new.address, book)?;
            if book.robots.iter().filter(|it| it.removed_at.is_none()).count() >= ROBOTS_LIMIT {
                let (zh, en) =
                    (format!("最多 {ROBOTS_LIMIT} 个机器人"), format!("there are at most {ROBOTS_LIMIT} robots"));
                return Err(Refused::new("name", name, zh, en).into());
            }
            let robot = Robot {
                id: RobotId(u32::try_from(book.robots.len()).unwrap_or(u32::MAX)),
                name,
                kind: new.kind,
                host,
                signed: new.secret.is_some(),
                kinds: new.kinds,
                scope: new.scope,
                digest: new.digest,
                enabled: new.enabled,
                made_at: now_ms,
                removed_at: None,
            };
            let secrets = RobotSecrets { address: new.address, secret: new.secret };
            Ok((robot.clone(), RobotChange::Made { robot, secrets }))
        })
        .await
    }

    /// Changes a robot.
    ///
    /// # Errors
    /// [`RobotError::Unknown`], or as [`Self::make_robot`].
    pub async fn revise_robot(&self, id: RobotId, revision: RobotRevision) -> Result<Robot, RobotError> {
        let name = revision.name.as_deref().map(named).transpose()?;
        check_secret(revision.secret.as_ref().and_then(Option::as_ref))?;
        self.change_robots(move |book, _| {
            let mut robot = known(book, id)?.clone();
            robot.name = name.unwrap_or(robot.name);
            if let Some(it) = &revision.address {
                robot.host = host(it, book)?;
            }
            if let Some(it) = &revision.secret {
                robot.signed = it.is_some();
            }
            robot.kinds = revision.kinds.unwrap_or(robot.kinds);
            robot.scope = revision.scope.unwrap_or(robot.scope);
            robot.digest = revision.digest.unwrap_or(robot.digest);
            robot.enabled = revision.enabled.unwrap_or(robot.enabled);
            let (address, secret) = (revision.address, revision.secret.flatten());
            Ok((robot.clone(), RobotChange::Revised { robot, address, secret }))
        })
        .await
    }

    /// Removes a robot: its secrets are erased, and what waits for it is dropped.
    ///
    /// # Errors
    /// [`RobotError::Unknown`]; otherwise when the store fails.
    pub async fn remove_robot(&self, id: RobotId) -> Result<(), RobotError> {
        self.change_robots(move |book, at| known(book, id).map(|it| ((), RobotChange::Removed { robot: it.id, at })))
            .await
    }

    /// Puts another list of allowed hosts in the place of the present one; returns it by name, each host once.
    ///
    /// # Errors
    /// [`RobotError::Refused`] naming what is no host; otherwise when the store fails.
    pub async fn allow_hosts(&self, hosts: &[String]) -> Result<Vec<String>, RobotError> {
        if hosts.len() > HOSTS_LIMIT {
            let (zh, en) = (format!("最多 {HOSTS_LIMIT} 个"), format!("there are at most {HOSTS_LIMIT}"));
            return Err(Refused::new("hosts", hosts.len(), zh, en).into());
        }
        let read = |it: &String| {
            let wrong = |err| {
                let why = refused(&err);
                Refused::new("hosts", it.as_str(), why.zh, why.en)
            };
            allowed_host(it).map_err(wrong)
        };
        let mut hosts = hosts.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        hosts.sort_unstable();
        hosts.dedup();
        self.change_robots(move |_, _| Ok((hosts.clone(), RobotChange::Hosts(hosts)))).await
    }

    /// Makes a change from the book and the moment, saves it and applies it. A caller that stops waiting stops nothing.
    async fn change_robots<T: Send + 'static>(
        &self,
        make: impl FnOnce(&RobotsOnRecord, i64) -> Result<(T, RobotChange), RobotError> + Send + 'static,
    ) -> Result<T, RobotError> {
        let it = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let changed = tokio::spawn(async move {
            let robots = &it.shared.robots;
            let _alone = robots.writing.clone().lock_owned().await;
            let turn = it.shared.store.turn().await?;
            if turn.behind().has(Parts::ROBOTS) {
                it.follow_robots().await?;
            }
            let book = it.robots();
            let (answer, change) = make(&book, it.now_ms())?;
            it.shared.store.commit(it.author, Change::Robot(Box::new(change.clone()))).await?;
            robots.book.store(Arc::new(after(&book, change)));
            // One that was switched on again may have letters that wait.
            robots.wake.notify_one();
            Ok(answer)
        });
        changed.await.unwrap_or(Err(RobotError::Store(StoreError::Stopped)))
    }
}

/// Returns the book after a change that was saved.
fn after(book: &RobotsOnRecord, change: RobotChange) -> RobotsOnRecord {
    let mut next = book.clone();
    match change {
        RobotChange::Made { robot, .. } => next.robots.push(robot),
        RobotChange::Revised { robot, .. } => {
            if let Some(it) = next.robots.get_mut(robot.id.index()) {
                *it = robot;
            }
        }
        RobotChange::Removed { robot, at } => {
            if let Some(it) = next.robots.get_mut(robot.index()) {
                it.removed_at = Some(at);
            }
        }
        RobotChange::Hosts(hosts) => next.hosts = hosts,
    }
    next
}

fn known(book: &RobotsOnRecord, id: RobotId) -> Result<&Robot, RobotError> {
    book.robots.get(id.index()).filter(|it| it.removed_at.is_none()).ok_or(RobotError::Unknown)
}

fn named(name: &str) -> Result<String, Refused> {
    let name = name.trim();
    if (1..=NAME_LIMIT).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    let (zh, en) = (format!("名称须为 1–{NAME_LIMIT} 个字"), format!("a name has 1 to {NAME_LIMIT} characters"));
    Err(Refused::new("name", name, zh, en))
}

/// Returns the host of an address that is allowed. The address holds the robot's key and is not repeated where it is wrong.
fn host(address: &Secret, book: &RobotsOnRecord) -> Result<String, Refused> {
    let wrong = |zh: String, en: String| Refused::new("address", Value::Null, zh, en);
    if address.reveal().len() > ADDRESS_LIMIT {
        return Err(wrong(format!("最长 {ADDRESS_LIMIT} 字节"), format!("has at most {ADDRESS_LIMIT} bytes")));
    }
    let uri = webhook(address.reveal(), &book.hosts).map_err(|err| {
        let why = refused(&err);
        wrong(why.zh, why.en)
    })?;
    Ok(uri.host().unwrap_or_default().to_ascii_lowercase())
}

fn check_secret(secret: Option<&Secret>) -> Result<(), Refused> {
    if secret.is_none_or(|it| (1..=SECRET_LIMIT).contains(&it.reveal().len())) {
        return Ok(());
    }
    let (zh, en) = (format!("密钥须为 1–{SECRET_LIMIT} 字节"), format!("a secret has 1 to {SECRET_LIMIT} bytes"));
    Err(Refused::new("secret", Value::Null, zh, en))
}
