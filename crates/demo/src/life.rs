//! How made-up cases go on: deed by deed, by the same rules as real ones, until now.

use std::collections::BTreeMap;

use model::{
    AccountRole, Calendar, Case, CaseEvent, CategoryCode, Deadline, District, Person, PersonId, Point, Source, Stage,
    case::{Action, Actor, Move, Photo, PhotoKind, Setting},
};

use crate::{
    cast::{Player, cast, unit},
    dice::Dice,
    picture::Album,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// One case in so many is forgotten at some step and stays open.
const FORGOTTEN: f64 = 0.014;
/// How far from the place a photo is taken at most, in lattice units: 25 m.
const PHOTO_WITHIN: i32 = 250_000;

/// Lets made-up cases go on.
#[derive(Debug)]
pub struct Life<'a> {
    players: Vec<Player>,
    of_person: BTreeMap<PersonId, Player>,
    units: BTreeMap<&'a str, PersonId>,
    album: Album,
    now_ms: i64,
}

/// A deed and when it is done.
struct Next {
    at: i64,
    actor: Actor,
    action: Action,
    note: &'static str,
    photos: Vec<PhotoKind>,
}

impl<'a> Life<'a> {
    /// Prepares the people of a district and the photos that they take.
    pub fn new(district: &'a District, album: Album, now_ms: i64) -> Self {
        let players = cast(district);
        let of_person = players.iter().filter_map(|it| Some((it.person?, *it))).collect();
        let code = |(at, it): (usize, &'a Person)| (it.code.as_str(), PersonId::at(at));
        let units = district.persons.iter().enumerate().map(code).filter(|it| it.0.starts_with('C')).collect();
        Self { players, of_person, units, album, now_ms }
    }

    /// Returns who brings an incident in: a member near by, an inspector, the acceptor who takes calls, or somebody unnamed.
    pub fn reporter(&self, source: Source, member: Option<PersonId>, seed: u64) -> Actor {
        let dice = &mut Dice::new(seed, 51);
        let someone = |role, dice: &mut Dice| self.someone(role, dice).map_or(Actor::Anonymous, Player::actor);
        match source {
            Source::Member => member.and_then(|it| self.of_person.get(&it)).map_or(Actor::Anonymous, |it| it.actor()),
            Source::Inspection => someone(AccountRole::Inspector, dice),
            Source::Hotline => someone(AccountRole::Acceptor, dice),
            Source::Resident => Actor::Anonymous,
        }
    }

    /// Lets a case go on until now. `near` are grid members near the place. The same arguments give the same deeds.
    pub fn go_on(&self, case: Case, near: &[PersonId], setting: &Setting<'_>, seed: u64) -> (Case, Vec<CaseEvent>) {
        let dice = &mut Dice::new(seed, 52);
        let forgotten = dice.chance(FORGOTTEN).then(|| 1 + dice.below(4));
        let (mut case, mut events) = (case, Vec::new());
        // No case has more than some forty deeds; the limit is there in case the rules ever allow a circle.
        for step in 0..60 {
            if Some(step) == forgotten {
                break;
            }
            let Some(next) = self.next(&case, near, setting, dice) else { break };
            if next.at >= self.now_ms {
                break;
            }
            let it = Move {
                photos: next.photos.iter().map(|kind| self.shot(&case, *kind, next.at, dice)).collect(),
                ..Move::new(next.at, next.actor, next.action).saying(next.note)
            };
            let Ok((after, event)) = case.apply(&it, setting) else { break };
            events.push(event);
            let (after, by_itself) = after.automatic(next.at, setting);
            events.extend(by_itself);
            case = after;
        }
        (case, events)
    }

    fn shot(&self, case: &Case, kind: PhotoKind, at: i64, dice: &mut Dice) -> Photo {
        let mut off = || dice.below(2 * PHOTO_WITHIN as usize) as i32 - PHOTO_WITHIN;
        let place = Point { x: case.point.x.saturating_add(off()), y: case.point.y.saturating_add(off()) };
        let taken_at = Some((at - 2 * MINUTE).max(case.times.reported));
        // The case's own street.
        let id = self.album.photo(case.category, kind, case.id.0.as_u64_pair().1);
        Photo { id, kind, taken_at, place: Some(place) }
    }

    fn someone(&self, role: AccountRole, dice: &mut Dice) -> Option<Player> {
        let all: Vec<_> = self.players.iter().filter(|it| it.role == role).collect();
        dice.pick(&all).map(|it| **it)
    }

    /// Returns who acts for a unit or person that a case was sent to; holders of frontages without an account cannot.
    fn of_unit(&self, case: &Case) -> Option<Actor> {
        case.unit.and_then(|it| self.of_person.get(&it)).map(|it| it.actor())
    }

    fn unit(&self, category: CategoryCode) -> Option<PersonId> {
        self.units.get(unit(category)).copied()
    }

    fn next(&self, case: &Case, near: &[PersonId], setting: &Setting<'_>, dice: &mut Dice) -> Option<Next> {
        let (calendar, now) = (setting.calendar, case.changed_at);
        let by = |role, dice: &mut Dice| self.someone(role, dice).map(Player::actor);
        let next = |at, actor, action, note| Some(Next { at, actor, action, note, photos: vec![] });
        let spot = setting.category.on_the_spot && case.source == Source::Member;
        if spot && case.times.fed_back.is_none() && case.stage == Stage::Dispatched && dice.chance(0.3) {
            let photos = vec![PhotoKind::Before, PhotoKind::After];
            let at = now + dice.range(4.0, 25.0) as i64 * MINUTE;
            let actor = case.reporter;
            return Some(Next { at, actor, action: Action::HandleOnTheSpot, note: "已当场处置", photos });
        }
        match case.stage {
            Stage::Reported => {
                let at = soon(calendar, now, 4.0, 45.0, dice);
                next(at, by(AccountRole::Acceptor, dice)?, Action::AskVerification, "请就近网格员到现场核实")
            }
            Stage::Verifying => {
                let fit: Vec<_> = near.iter().filter_map(|it| self.of_person.get(it)).collect();
                let member = dice.pick(&fit)?.actor();
                let found = dice.chance(0.95);
                let note = if found { "情况属实" } else { "现场未发现所述问题" };
                let at = soon(calendar, now, 15.0, 110.0, dice);
                let photos = vec![PhotoKind::Before];
                Some(Next { at, actor: member, action: Action::Verify { found }, note, photos })
            }
            Stage::Accepted => {
                let (at, actor) = (soon(calendar, now, 3.0, 40.0, dice), by(AccountRole::Supervisor, dice)?);
                if dice.chance(0.97) {
                    next(at, actor, Action::File, "")
                } else {
                    next(at, actor, Action::Refuse, "不属于城市管理范围，已告知上报人向主管部门反映")
                }
            }
            Stage::Filed | Stage::Reopened => {
                let unit = setting.route.map(|it| it.unit).filter(|it| self.of_person.contains_key(it));
                let unit = unit.or_else(|| self.unit(case.category))?;
                let at = soon(calendar, now, 3.0, 30.0, dice);
                next(at, by(AccountRole::Dispatcher, dice)?, Action::Dispatch { unit }, "")
            }
            Stage::Dispatched => {
                let actor = self.of_unit(case)?;
                let at = soon(calendar, now, 4.0, 115.0, dice);
                if case.bounces < 2 && dice.chance(0.035) {
                    next(at, actor, Action::Return, "经核实，该处不属我单位管辖范围，请重新派遣")
                } else {
                    next(at, actor, Action::Sign, "")
                }
            }
            Stage::Returned => {
                let (at, actor) = (soon(calendar, now, 8.0, 70.0, dice), by(AccountRole::Dispatcher, dice)?);
                match self.unit(case.category).filter(|it| case.bounces < 2 && Some(*it) != case.unit) {
                    Some(unit) => next(at, actor, Action::Redispatch { unit }, "按职责分工改派"),
                    None => next(at, actor, Action::Dispute, "两家单位均称不属本单位，请裁定"),
                }
            }
            Stage::Disputed => {
                let unit = self.unit(case.category)?;
                let at = soon(calendar, now, 60.0, 400.0, dice);
                next(at, by(AccountRole::Supervisor, dice)?, Action::Rule { unit }, "按道路红线划分，由该单位负责")
            }
            Stage::Handling => self.handle(case, setting, dice),
            Stage::Deferred => {
                let (at, until) = (soon(calendar, now, 20.0, 180.0, dice), case.asked_until?);
                let actor = by(AccountRole::Supervisor, dice)?;
                if dice.chance(0.85) {
                    next(at, actor, Action::ApproveDeferral { until }, "同意延期")
                } else {
                    next(at, actor, Action::RefuseDeferral, "具备处置条件，不同意延期")
                }
            }
            Stage::Suspended => {
                let at = case.review_at? + dice.range(0.0, 20.0) as i64 * HOUR;
                next(at, by(AccountRole::Supervisor, dice)?, Action::Resume, "施工条件已具备，恢复处置")
            }
            Stage::AwaitingCheck => self.check(case, near, calendar, dice),
            Stage::Rework => next(soon(calendar, now, 5.0, 60.0, dice), self.of_unit(case)?, Action::Sign, ""),
            Stage::Closed if case.times.published.is_none() => {
                if case.reopens == 0 && dice.chance(0.008) {
                    let at = now + dice.range(3.0, 60.0) as i64 * HOUR;
                    return next(at, by(AccountRole::Inspector, dice)?, Action::Reopen, "回访发现问题反弹");
                }
                let at = now + dice.range(0.7, 4.8) as i64 * DAY + dice.range(1.0, 9.0) as i64 * HOUR;
                next(at, by(AccountRole::Office, dice)?, Action::Publish, "")
            }
            _ => None,
        }
    }

    fn handle(&self, case: &Case, setting: &Setting<'_>, dice: &mut Dice) -> Option<Next> {
        let (calendar, now, actor) = (setting.calendar, case.changed_at, self.of_unit(case)?);
        let deadline: Deadline = case.deadline(setting.category)?;
        let plain = |at, actor, action, note| Some(Next { at, actor, action, note, photos: vec![] });
        let early = deadline.share(now, calendar).percent() < 60;
        if early && case.deferrals == 0 && case.reworks == 0 && case.asked_until.is_none() && dice.chance(0.03) {
            let at = deadline.moment(60 + dice.below(30) as u16, calendar).max(now + MINUTE);
            let until = deadline.moment(180 + dice.below(150) as u16, calendar);
            return plain(at, actor, Action::AskDeferral { until }, "需协调占道施工许可，申请延期");
        }
        if case.reworks == 0 && case.deferrals == 0 && dice.chance(0.004) {
            let at = soon(calendar, now, 60.0, 300.0, dice);
            let review_at = at + dice.range(10.0, 60.0) as i64 * DAY;
            let leader = self.someone(AccountRole::Leader, dice)?.actor();
            return plain(at, leader, Action::Suspend { review_at }, "涉及历史遗留问题，纳入专项整治后复查");
        }
        // Half of the cases take less than half of their limit, one in ten more than all of it.
        let share = (50.0 * (0.55 * dice.normal()).exp()).clamp(4.0, 400.0);
        let share = if case.reworks > 0 { share * 0.5 } else { share };
        let at = if case.reworks > 0 || case.deferrals > 0 {
            let whole = Deadline { from: now, due: deadline.due.max(now + 2 * HOUR), ..deadline };
            whole.moment(share.min(95.0) as u16, calendar)
        } else {
            deadline.moment(share as u16, calendar)
        };
        let photos = vec![PhotoKind::Before, PhotoKind::After];
        let note =
            dice.pick(&["已处置完毕", "已清理干净，现场恢复整洁", "已督促整改到位", "已处理，并加强巡查"]).copied();
        let (at, action) = (at.max(now + 3 * MINUTE), Action::FeedBack);
        Some(Next { at, actor, action, note: note.unwrap_or_default(), photos })
    }

    fn check(&self, case: &Case, near: &[PersonId], calendar: &Calendar, dice: &mut Dice) -> Option<Next> {
        let now = case.changed_at;
        let Some(checker) = case.checker else {
            let checker = case.draw_checker(near, dice.below(1 << 30) as u64)?;
            let action = Action::Appoint { checker };
            return Some(Next { at: now, actor: Actor::System, action, note: "", photos: vec![] });
        };
        let actor = self.of_person.get(&checker)?.actor();
        let at = soon(calendar, now, 15.0, 300.0, dice);
        if case.reworks < 2 && dice.chance(0.045) {
            let photos = vec![PhotoKind::Before];
            Some(Next { at, actor, action: Action::Fail, note: "现场仍有残留，请返工", photos })
        } else {
            let photos = vec![PhotoKind::After];
            Some(Next { at, actor, action: Action::Pass, note: "现场已恢复", photos })
        }
    }
}

/// Returns a moment of work time between so many minutes ahead.
fn soon(calendar: &Calendar, from: i64, least: f64, most: f64, dice: &mut Dice) -> i64 {
    calendar.after_work(from, (dice.range(least, most) * MINUTE as f64) as i64)
}
