//! Accounts, their views and the robots.

use model::{
    Account, AccountChange, AccountId, AccountRole, ApiToken, CategoryCode, Change, Failure, Grant, PersonId, RoadId,
    Robot, RobotChange, RobotId, RobotKind, RobotSecrets, SavedView, Scope, Secret, Session, SessionId, Sharing,
    TokenId, TokenScope, ViewChange, ViewId, ViewList,
};
use uuid::Uuid;

use super::Tale;

impl Tale {
    fn scope(&mut self) -> Scope {
        let roads = (0..self.below(3) as u32).map(RoadId).collect();
        Scope { roads, categories: vec![CategoryCode(102), CategoryCode(101)], ..Scope::default() }
    }

    fn whole(&mut self, id: u32) -> Account {
        let scope = self.scope();
        Account {
            id: AccountId(id),
            // One login is there once.
            login: format!("login{}", if self.one_in(10) { 0 } else { id }),
            name: self.text("方敏"),
            grants: vec![Grant { role: AccountRole::Inspector, scope }, Grant::everywhere(AccountRole::Resident)],
            person: self.one_in(2).then_some(PersonId(1)),
            created_at: self.now,
            disabled_at: self.one_in(10).then_some(self.now),
            password: false,
            totp: false,
        }
    }

    pub(super) fn account(&mut self) -> Change {
        let (account, at) = (AccountId(self.of(self.accounts)), self.now);
        let secret = Secret::new(self.text("$argon2id$"));
        let (session, keep) = (SessionId(self.of(self.sessions)), self.one_in(2).then_some(SessionId(0)));
        let change = match self.below(10) {
            0 | 1 => {
                let id = self.accounts;
                let account = self.whole(id);
                // The next one has to know whether this one is there.
                self.accounts += u32::from(account.login == format!("login{id}"));
                AccountChange::Opened { account, password: self.one_in(2).then_some(secret) }
            }
            2 => AccountChange::Revised(self.whole(account.0)),
            3 => AccountChange::Password { account, password: secret, keep, at },
            4 => {
                let key = self.one_in(2).then_some(secret);
                AccountChange::SecondFactor { account, key, step: self.below(1_000), keep, at }
            }
            5 => {
                let id = self.sessions;
                let lost = self.accounts == 0 || account.0 >= self.accounts;
                let step = self.one_in(3).then(|| self.below(1_000));
                self.sessions += u32::from(!lost && step.is_none());
                let mut hash = [1; 32];
                hash[..4].copy_from_slice(&id.to_le_bytes());
                let (from, agent) = (Some([192, 0, 2, 1].into()), self.text("a phone"));
                // A code that was shown before is refused; with one, the number is one that is not given again.
                let id = SessionId(if step.is_some() { 1_000_000 + self.below(1 << 30) as u32 } else { id });
                if step.is_some() {
                    hash[4..8].copy_from_slice(&id.0.to_le_bytes());
                }
                let session = Session { id, hash, account, opened_at: at, seen_at: at, from, agent };
                AccountChange::SignedIn { session, step, cleared: vec![format!("key{}", self.below(5))] }
            }
            6 => {
                let key = format!("key{}", self.below(5));
                AccountChange::SignInFailed(vec![Failure { key, count: self.below(9) as u32, last_at: at }])
            }
            7 => AccountChange::Seen { session, at },
            8 => AccountChange::SessionsEnded { sessions: vec![session], at },
            _ if self.one_in(2) => {
                let id = self.tokens;
                self.tokens += u32::from(account.0 < self.accounts);
                let mut hash = [2; 32];
                hash[..4].copy_from_slice(&id.to_le_bytes());
                let (scopes, name) = (vec![TokenScope::Read, TokenScope::Work], self.text("令牌"));
                let expires_at = self.one_in(2).then_some(at + 9);
                AccountChange::TokenMade(ApiToken {
                    id: TokenId(id),
                    hash,
                    account,
                    name,
                    scopes,
                    made_at: at,
                    expires_at,
                })
            }
            _ => AccountChange::TokenEnded { token: TokenId(self.of(self.tokens)), at },
        };
        Change::Account(Box::new(change))
    }

    pub(super) fn view(&mut self) -> Change {
        let made = self.one_in(2);
        self.views += u32::from(made);
        let number = if made { self.views } else { 1 + self.of(self.views) };
        let id = ViewId(Uuid::from_u128(number.into()));
        let view = SavedView {
            id,
            owner: AccountId(self.of(self.accounts)),
            name: format!("超期 {}", self.below(6)),
            list: ViewList::Work,
            filter: self.text("{}"),
            sort: None,
            shared: if self.one_in(2) { Sharing::Own } else { Sharing::District },
            made_at: self.now,
            changed_at: self.now,
        };
        Change::View(Box::new(match self.below(2) {
            _ if made => ViewChange::Made(view),
            0 => ViewChange::Revised(view),
            _ => ViewChange::Dropped(id),
        }))
    }

    pub(super) fn robot(&mut self) -> Change {
        let known = self.of(self.robots);
        let new = self.robots < 3 || self.one_in(10);
        let robot = Robot {
            id: RobotId(if new { self.robots } else { known }),
            name: self.text("机器人"),
            kind: RobotKind::DingTalk,
            host: "oapi.dingtalk.com".into(),
            signed: self.one_in(2),
            kinds: if self.one_in(2) { vec!["closed", "escalated"] } else { vec![] },
            scope: self.scope(),
            digest: self.one_in(2),
            enabled: !self.one_in(4),
            made_at: self.now,
            removed_at: None,
        };
        let secret = Secret::new(self.text("SEC"));
        if new {
            self.robots += 1;
            let secrets = RobotSecrets { address: secret.clone(), secret: robot.signed.then_some(secret) };
            return Change::Robot(Box::new(RobotChange::Made { robot, secrets }));
        }
        Change::Robot(Box::new(match self.below(8) {
            0 => RobotChange::Hosts(vec!["open.feishu.cn".into(), format!("h{}.example", self.below(9))]),
            1 => RobotChange::Removed { robot: RobotId(known), at: self.now },
            _ => RobotChange::Revised { robot, address: self.one_in(2).then(|| secret.clone()), secret: Some(secret) },
        }))
    }
}
