//! A random story: changes of every kind, some of which have to be refused.

mod cases;
mod people;

use model::{
    AccountId, AccountRole, Author, Bulk, BulkAnswer, BulkChange, BulkItem, CalendarOverride, CalendarYear, Category,
    CategoryCode, Change, Day, Failing, IncidentId, LetterChange, LetterId, LonLat, Message, MessageKind, OverrideKind,
    Owner, PersonId, PhotoFile, PhotoFormat, PhotosNeeded, Recipient, RobotId, Sha256Hash, Stage, Trial,
    case::{Actor, PhotoId, Verb},
};
use uuid::Uuid;

/// How many persons the district has.
const PERSONS: u32 = 2;

/// What happens next.
#[derive(Clone, Debug)]
pub enum Step {
    /// A change that is the same for both.
    Same(Box<Change>),
    /// Something about the letter at this place of the list, whatever its number.
    Letter(usize, Fate),
}

/// What becomes of a letter.
#[derive(Clone, Debug)]
pub enum Fate {
    Tried(Trial, i64),
    Again(i64),
    Dropped(i64),
}

impl Step {
    /// Returns the change where letters have these numbers.
    pub fn change(&self, letters: &[LetterId]) -> Change {
        match self {
            Self::Same(it) => (**it).clone(),
            Self::Letter(at, fate) => {
                let letter = letters.get(*at).copied().unwrap_or(LetterId(i64::from(u32::MAX)));
                Change::Letter(match fate.clone() {
                    Fate::Tried(trial, at) => LetterChange::Tried { trials: vec![(letter, trial)], at },
                    Fate::Again(at) => LetterChange::Again { letter, at },
                    Fate::Dropped(at) => LetterChange::Dropped { letter, at },
                })
            }
        }
    }
}

/// Where a story has come to.
#[derive(Debug)]
pub struct Tale {
    state: u64,
    /// The time: it goes on with each change.
    now: i64,
    pub incidents: u128,
    pub keys: u32,
    accounts: u32,
    sessions: u32,
    tokens: u32,
    robots: u32,
    notices: u32,
    messages: i64,
    versions: u32,
    duties: u32,
    leaves: u32,
    rulings: u32,
    categories: u16,
    views: u32,
    founded: bool,
}

impl Tale {
    /// Begins the story of a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed,
            now: 1_790_000_000_000,
            incidents: 0,
            keys: 0,
            accounts: 0,
            sessions: 0,
            tokens: 0,
            robots: 0,
            notices: 0,
            messages: 0,
            versions: 1,
            duties: 0,
            leaves: 0,
            rulings: 0,
            categories: 0,
            views: 0,
            founded: false,
        }
    }

    /// Returns a number below `n`, by splitmix64.
    fn below(&mut self, n: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.state;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (it ^ (it >> 31)) % n.max(1)
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// Returns the number of one of so many, rarely of one that is not there.
    fn of(&mut self, count: u32) -> u32 {
        if self.one_in(40) { count + 3 } else { self.below(count.into()) as u32 }
    }

    fn text(&mut self, what: &str) -> String {
        let words = ["垃圾", "'; --", "a b", "“引号”", "\u{1f6b2}", "", "\n\t", "é"];
        let at = self.below(words.len() as u64) as usize;
        format!("{what} {} {}", words[at], self.below(1_000))
    }

    fn incident(&mut self) -> IncidentId {
        let of = self.incidents as u32;
        IncidentId(Uuid::from_u128(self.of(of).into()))
    }

    /// Says who writes the next changes.
    pub fn author(&mut self) -> Author {
        let from = self.one_in(2).then(|| [10, 0, 0, self.below(250) as u8].into());
        let role = AccountRole::ALL[self.below(10) as usize];
        let account = AccountId(self.below(self.accounts.max(1).into()) as u32);
        let actor = match self.below(3) {
            0 => Actor::System,
            1 => Actor::Anonymous,
            _ => Actor::Account { account, role, person: self.one_in(2).then_some(PersonId(1)) },
        };
        Author { actor, from }
    }

    /// Returns the next changes; none of them needs to know what came of another.
    pub fn some(&mut self) -> Vec<Step> {
        if !self.founded {
            self.founded = true;
            return vec![self.found(), self.found()].into_iter().map(|it| Step::Same(Box::new(it))).collect();
        }
        (0..=self.below(20)).map(|_| self.one()).collect()
    }

    fn one(&mut self) -> Step {
        self.now += self.below(60_000) as i64;
        let change = match self.below(30) {
            0..=6 => self.report(),
            7..=12 => self.deed(),
            13 => self.decide(),
            14 => self.repartition(),
            15..=16 => self.notice(),
            17 => self.photo(),
            18..=19 => self.tell(),
            20 => self.read(),
            21 => self.bulk(),
            22 => self.view(),
            23..=24 => self.account(),
            25 => self.robot(),
            26 => self.letters(),
            27 => self.settings(),
            28 if self.one_in(10) => Change::Forget(AccountId(self.below(self.accounts.max(1).into()) as u32)),
            _ => return self.letter(),
        };
        Step::Same(Box::new(change))
    }

    fn photo(&mut self) -> Change {
        let id = PhotoId([self.below(60) as u8; 32]);
        let place = self.one_in(2).then_some(LonLat { lon: 113.94, lat: 22.55 });
        Change::Photo(PhotoFile {
            id,
            format: PhotoFormat::WebP,
            bytes: self.below(1 << 40),
            width: 4,
            height: 5,
            taken_at: self.one_in(2).then_some(self.now),
            place,
            uploaded_at: self.now,
            uploaded_by: self.one_in(2).then_some(AccountId(0)),
        })
    }

    /// Returns the photos that may have been kept.
    #[expect(clippy::unused_self, reason = "it is the story's")]
    #[allow(dead_code, reason = "not every test asks")]
    pub fn photos(&self) -> Vec<PhotoId> {
        (0..62).map(|it| PhotoId([it; 32])).collect()
    }

    fn tell(&mut self) -> Change {
        let count = self.below(4);
        let messages = (0..count).map(|_| {
            let to = match self.below(3) {
                0 => Recipient::Account(AccountId(self.below(5) as u32)),
                1 => Recipient::Person(PersonId(self.below(PERSONS.into()) as u32)),
                _ => Recipient::Role(AccountRole::Supervisor),
            };
            let kind = MessageKind::Escalated { percent: 50 * self.below(3) as u16, due_at: self.below(3) as i64 };
            Message { at: self.now, to, kind, incident: self.incident() }
        });
        let messages: Vec<_> = messages.collect();
        self.messages += messages.len() as i64;
        Change::Tell(messages)
    }

    fn read(&mut self) -> Change {
        let (account, upto) = (AccountId(self.of(self.accounts)), self.below(self.messages as u64 + 1) as i64);
        Change::Read { account, upto }
    }

    /// Returns the accounts, each with a person.
    #[allow(dead_code, reason = "not every test asks")]
    pub fn accounts(&self) -> Vec<(AccountId, PersonId)> {
        (0..self.accounts).map(|it| (AccountId(it), PersonId(it % PERSONS))).collect()
    }

    /// Returns to whom messages are that an account reads.
    #[expect(clippy::unused_self, reason = "it is the story's")]
    #[allow(dead_code, reason = "not every test asks")]
    pub fn recipients(&self, account: AccountId, person: PersonId) -> Vec<Recipient> {
        vec![Recipient::Account(account), Recipient::Person(person), Recipient::Role(AccountRole::Supervisor)]
    }

    fn bulk(&mut self) -> Change {
        let count = 1 + self.below(3);
        if self.one_in(2) || self.keys == 0 {
            self.keys += u32::from(self.one_in(2) || self.keys == 0);
            let items =
                (0..count).map(|_| BulkItem { incident: self.incident(), seen: Some(3), answer: None }).collect();
            let key = format!("b{}", self.keys - 1);
            let digest = Sha256Hash([self.below(256) as u8; 32]);
            return Change::Bulk(Box::new(BulkChange::Begun(Bulk {
                key,
                digest,
                verb: Verb::Sign,
                made_at: self.now,
                items,
            })));
        }
        let done = BulkAnswer::Done { revision: 4, stage: Stage::Handling };
        let refused = BulkAnswer::Refused { kind: "/problems/x".into(), zh: self.text("不能"), en: "no".into() };
        let answers = (0..count).map(|it| if it % 2 == 0 { done.clone() } else { refused.clone() }).collect();
        let key = format!("b{}", self.of(self.keys));
        Change::Bulk(Box::new(BulkChange::Ended { key, answers }))
    }

    fn letters(&mut self) -> Change {
        if self.one_in(6) {
            return Change::Letter(LetterChange::AllAgain { robot: RobotId(self.of(self.robots)), at: self.now });
        }
        let count = self.below(5);
        let letters =
            (0..count).map(|_| (RobotId(self.of(self.robots)), 1 + self.below(self.messages as u64 / 2 + 1) as i64));
        let letters = letters.collect();
        let upto = self.below(self.messages as u64 + 1) as i64;
        Change::Letter(LetterChange::Written { upto, letters, at: self.now })
    }

    fn letter(&mut self) -> Step {
        let failing = Failing { zh: self.text("对方答复"), en: "it answered 500".into() };
        let (place, at) = (self.below(60) as usize, self.now);
        let fate = match self.below(6) {
            0 | 1 => Fate::Tried(Trial::Delivered, at),
            2 => Fate::Tried(Trial::Again { next_at: at + 5, failing }, at),
            3 => Fate::Tried(Trial::Dead(failing), at),
            4 => Fate::Again(at),
            _ => Fate::Dropped(at),
        };
        Step::Letter(place, fate)
    }

    fn settings(&mut self) -> Change {
        let text = self.text("类");
        if self.one_in(2) {
            let days = vec![CalendarOverride {
                day: Day(20_000 + self.below(300) as i32),
                kind: if self.one_in(2) { OverrideKind::Holiday } else { OverrideKind::Workday },
                zh: text,
                en: "a day".into(),
                source: String::new(),
            }];
            // One that is there already is refused.
            let years = vec![CalendarYear { year: 2026, revision: 1 + self.below(40) as u32, days }];
            return Change::Calendar { years, at: self.now };
        }
        self.categories += 1;
        let version = Category {
            code: CategoryCode(501),
            version: if self.one_in(8) { 1 } else { self.categories },
            valid_from: self.one_in(2).then_some(Day(20_000)),
            valid_to: None,
            zh: text,
            en: "Hawker".into(),
            limit: "4 work_hour".parse().unwrap(),
            stage_limits: "filed=1 work_day".parse().unwrap(),
            owner: Owner::Frontage,
            on_the_spot: self.one_in(2),
            filing: model::Bilingual { zh: "占道".into(), en: "in the way".into() },
            closing: model::Bilingual { zh: "离开".into(), en: String::new() },
            photos: PhotosNeeded { before: false, after: true },
            duplicate_radius_m: 30,
            duplicate_hours: 8,
            verge_m: 3,
            quantities: vec!["signs".into()],
            source: "通知".into(),
        };
        Change::Categories { versions: vec![version], at: self.now }
    }
}
