//! What people are told: by deeds, with the change itself (`store`); by the clock of handling, here.

use std::sync::Weak;

use model::{Account, Author, Change, Message, Recipient};
use store::{Inbox, InboxQuery, StoreError};

use crate::{Service, flow::route, neighbours::Lead, service::Shared};

/// How often the clocks of all open cases are looked at (default): well within the shortest limit, two hours.
const LOOK_EVERY_MS: i64 = 60_000;
/// How many messages are saved at once.
const BATCH: usize = 1000;

impl Service {
    /// Reads what an account was told, newest first: messages to itself, to its person or unit, to those on leave for whom that
    /// stands in, and to its roles.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn inbox(&self, account: &Account, before: Option<i64>, limit: usize) -> Result<Inbox, StoreError> {
        let roles = account.grants.iter().map(|it| Recipient::Role(it.role));
        let persons = account.person.into_iter().chain(self.absent(account)).map(Recipient::Person);
        let mut recipients: Vec<_> = roles.chain(persons).chain([Recipient::Account(account.id)]).collect();
        recipients.sort_unstable();
        recipients.dedup();
        self.shared.store.inbox(InboxQuery { account: account.id, recipients, before, limit }).await
    }

    /// Keeps up to which message an account has read; it never goes back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn read_inbox(&self, account: &Account, upto: i64) -> Result<(), StoreError> {
        self.shared.store.commit(self.author, Change::Read { account: account.id, upto }).await.map(|_| ())
    }

    /// Tells people which steps of escalation their cases reached after one moment and up to another (milliseconds since 1970);
    /// returns how many messages that made. What was told before is not told again. O(n) in the cases that are not settled.
    ///
    /// # Errors
    /// When the store fails; then some may have been told, and the next look tells the others.
    pub async fn escalate(&self, after: i64, upto: i64) -> Result<usize, StoreError> {
        let told: Vec<Message> = {
            let world = self.world();
            let of = |(incident, case): (&std::sync::Arc<model::Incident>, &model::Case)| {
                let setting = world.ground.setting(&world.flow, case, route(incident));
                setting.map_or_else(Vec::new, |it| Message::of_clock(case, incident.leader, after, upto, &it))
            };
            let mut told: Vec<_> = world.unsettled().flat_map(of).collect();
            told.sort_by_key(|it| (it.at, it.incident, it.to));
            told
        };
        for batch in told.chunks(BATCH) {
            self.shared.store.commit(Author::SYSTEM, Change::Tell(batch.to_vec())).await?;
        }
        if !told.is_empty() {
            self.shared.robots.wake.notify_one();
        }
        Ok(told.len())
    }
}

/// Looks at the clocks of all open cases, again and again; ends with the service. The first look also finds what came while
/// nobody was watching.
pub(crate) async fn watch_clocks(shared: Weak<Shared>) {
    let mut looked = i64::MIN;
    while let Some(shared) = shared.upgrade() {
        let service = Service { shared, author: Author::SYSTEM };
        let (now_ms, clock) = (service.now_ms(), service.shared.clock.clone());
        let mut lead = Lead::of(&service);
        if lead.holds() {
            match service.escalate(looked, now_ms).await {
                Ok(_) => looked = now_ms,
                Err(err) => tracing::error!(error = %err, "telling people what is due"),
            }
        } else {
            // Another process tells them. Whatever it leaves undone is found when this one has to.
            looked = i64::MIN;
        }
        // Nothing of the service is held while waiting, so that it can end.
        drop(service);
        tokio::select! {
            () = clock.reached(now_ms.saturating_add(LOOK_EVERY_MS)) => {}
            () = lead.changes() => {}
        }
    }
}
