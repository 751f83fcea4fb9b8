//! Who plays which part: the made-up people who have accounts.

use model::{AccountId, AccountRole, CategoryCode, District, PersonId, case::Actor};

/// Somebody with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Player {
    /// The account.
    pub account: AccountId,
    /// As what.
    pub role: AccountRole,
    /// The person behind it; none behind the resident's.
    pub person: Option<PersonId>,
}

impl Player {
    /// Returns it as the one who acts.
    pub const fn actor(self) -> Actor {
        Actor::Account { account: self.account, role: self.role, person: self.person }
    }
}

/// The role of a made-up person by the number; frontage holders have no account.
fn role(code: &str) -> Option<AccountRole> {
    Some(match code {
        "B01" => AccountRole::Administrator,
        "B02" => AccountRole::Office,
        "B03" | "B04" => AccountRole::Supervisor,
        "B05" | "B06" => AccountRole::Acceptor,
        "B07" => AccountRole::Dispatcher,
        "B08" => AccountRole::Inspector,
        _ => match code.as_bytes().first()? {
            b'C' => AccountRole::HandlingUnit,
            b'W' => AccountRole::GridMember,
            b'L' => AccountRole::Leader,
            _ => return None,
        },
    })
}

/// Lists the made-up people with accounts: the centre's, the units, grid members, leaders, each by number, and one resident. An
/// account's number is its position.
pub fn cast(district: &District) -> Vec<Player> {
    let made_up = district.persons.iter().enumerate().filter(|it| it.1.made_up);
    let mut parts: Vec<_> = made_up.filter_map(|(at, it)| Some((role(&it.code)?, PersonId::at(at)))).collect();
    let order = |it: AccountRole| match it {
        AccountRole::HandlingUnit => 1,
        AccountRole::GridMember => 2,
        AccountRole::Leader => 3,
        _ => 0,
    };
    parts.sort_by_key(|(role, person)| (order(*role), *person));
    let people = parts.into_iter().map(|(role, person)| (role, Some(person)));
    let all = people.chain([(AccountRole::Resident, None)]).zip(0..);
    all.map(|((role, person), at)| Player { account: AccountId(at), role, person }).collect()
}

/// Returns the number of the unit that handles what nobody on the spot answers for.
pub(crate) fn unit(category: CategoryCode) -> &'static str {
    match (category.major(), category.0) {
        (_, 101 | 301) | (2 | 5, _) => "C02",
        (_, 106) => "C04",
        (_, 110 | 111) | (4, _) => "C03",
        (3, _) => "C05",
        _ => "C01",
    }
}
