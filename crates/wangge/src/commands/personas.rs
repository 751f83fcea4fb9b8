//! The accounts of a demonstration: one for each of the made-up people who act in it, none with a password. One of each role is
//! offered as a persona.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Result;
use demo::Player;
use model::{Account, AccountChange, AccountRole, Author, Change, District, DutyRole, Grant, PersonId, Piece, Scope};
use server::PERSONA_PREFIX;
use store::Store;

/// What the logins of those begin with who are not offered.
const EXTRA_PREFIX: &str = "cast.";

/// Makes the accounts of the cast in a folder that has none; their numbers are those under which the cast acts.
pub async fn make(store: &Arc<dyn Store>, district: &District, now_ms: i64) -> Result<()> {
    if !store.accounts().await?.accounts.is_empty() {
        return Ok(());
    }
    let cast = demo::cast(district);
    let offered = offered(district, &cast);
    let accounts = cast.iter().map(|it| account(district, it, offered.contains(it), now_ms));
    // Those that wait together are saved together.
    let saved: Vec<_> = accounts
        .map(|account| {
            let store = store.clone();
            let change = AccountChange::Opened { account, password: None };
            tokio::spawn(async move { store.commit(Author::SYSTEM, Change::Account(Box::new(change))).await })
        })
        .collect();
    for it in saved {
        it.await??;
    }
    Ok(())
}

fn account(district: &District, player: &Player, offered: bool, now_ms: i64) -> Account {
    let person = player.person.and_then(|it| district.persons.get(it.index()));
    let login = match person {
        Some(person) if !offered => format!("{EXTRA_PREFIX}{}", person.code.to_lowercase()),
        _ => format!("{PERSONA_PREFIX}{}", player.role.as_str()),
    };
    Account {
        id: player.account,
        login,
        name: person.map_or_else(|| "居晓".to_owned(), |it| it.name.clone()),
        grants: vec![grant(district, player)],
        person: player.person,
        created_at: now_ms,
        disabled_at: None,
        password: false,
        totp: false,
    }
}

/// Chooses who is offered: of each role the one with the most cells, roads or other duties, of those the first.
fn offered(district: &District, cast: &[Player]) -> Vec<Player> {
    let mut held: BTreeMap<PersonId, usize> = BTreeMap::new();
    for (_, duty) in district.live_duties().filter(|it| it.1.role != DutyRole::FrontageHolder) {
        *held.entry(duty.person).or_default() += match &duty.piece {
            Piece::Cells(cells) => cells.len(),
            _ => 1,
        };
    }
    let most = |role| {
        let of_role = cast.iter().filter(move |it| it.role == role).copied();
        let duties = |it: &Player| it.person.and_then(|it| held.get(&it)).copied().unwrap_or(0);
        of_role.max_by_key(|it| (duties(it), std::cmp::Reverse(it.account)))
    };
    AccountRole::ALL.into_iter().filter_map(most).collect()
}

/// Returns what somebody of the cast may do: a member in the communities of the own cells, everybody else what is usual.
fn grant(district: &District, player: &Player) -> Grant {
    let Player { role, person, .. } = *player;
    if role != AccountRole::GridMember {
        return Grant::usual(role, person);
    }
    let own = district.live_duties().filter(|it| Some(it.1.person) == person);
    let cells = own.flat_map(|it| it.1.piece.cells());
    let mut communities: Vec<_> = cells.map(|it| district.cells[it.index()].community).collect();
    communities.sort_unstable();
    communities.dedup();
    Grant { role, scope: Scope { communities, ..Scope::EVERYTHING } }
}
