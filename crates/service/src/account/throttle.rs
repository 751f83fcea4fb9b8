//! Waits after failed sign-ins: they grow with each failure, of one login and from one address.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv6Addr},
    sync::Mutex,
};

use model::Failure;

use super::lock;

/// How many failures of one login in a row have no wait (default).
const FREE_LOGIN: u32 = 4;
/// How many failures from one address in a row have no wait: a whole office may share one (default).
const FREE_ADDRESS: u32 = 20;
/// The longest wait, in milliseconds: a quarter of an hour, so that nobody can be locked out for long by others (default).
const LONGEST_MS: i64 = 900_000;
/// After so long without a failure all is forgotten, in milliseconds: a day.
const FORGOTTEN_MS: i64 = 86_400_000;
/// How many keys are kept at most; then those are dropped whose last failure is the oldest.
const KEPT: usize = 100_000;

/// Failed sign-ins by key.
pub(super) struct Throttle(Mutex<BTreeMap<String, (u32, i64)>>);

/// The keys of one attempt.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    login: String,
    address: Option<String>,
}

impl Keys {
    pub(super) fn new(login: &str, from: Option<IpAddr>) -> Self {
        let address = from.map(|it| match it.to_canonical() {
            // Whoever has one address of IPv6 has 2^64 of them.
            IpAddr::V6(it) => Ipv6Addr::from_bits(it.to_bits() >> 64 << 64).to_string(),
            IpAddr::V4(it) => it.to_string(),
        });
        Self { login: format!("login {login}"), address: address.map(|it| format!("address {it}")) }
    }

    /// Returns the keys that a success clears: that of the login alone, else a known account would wash an address clean.
    pub(super) fn cleared(&self) -> Vec<String> {
        vec![self.login.clone()]
    }

    fn each(&self) -> impl Iterator<Item = (&String, u32)> {
        [(Some(&self.login), FREE_LOGIN), (self.address.as_ref(), FREE_ADDRESS)]
            .into_iter()
            .filter_map(|(key, free)| key.map(|it| (it, free)))
    }
}

impl Throttle {
    pub(super) fn new(failures: &[Failure]) -> Self {
        Self(Mutex::new(failures.iter().map(|it| (it.key.clone(), (it.count, it.last_at))).collect()))
    }

    /// Lets an attempt in and counts it as a failure until it is known to be none, so that many at once gain nothing; or says
    /// how many seconds there are to wait.
    pub(super) fn enter(&self, keys: &Keys, now_ms: i64) -> Result<(), u32> {
        let mut kept = lock(&self.0);
        let left = keys.each().map(|(key, free)| {
            let (count, last) = kept.get(key).copied().unwrap_or_default();
            wait_ms(count, free) - (now_ms - last)
        });
        let left = left.max().unwrap_or(0);
        if left > 0 {
            return Err(u32::try_from(left.div_euclid(1000) + 1).unwrap_or(u32::MAX));
        }
        for (key, _) in keys.each() {
            let (count, last) = kept.entry(key.clone()).or_default();
            *count = if now_ms - *last > FORGOTTEN_MS { 1 } else { count.saturating_add(1) };
            *last = now_ms;
        }
        if kept.len() > KEPT {
            let mut ages: Vec<i64> = kept.values().map(|it| it.1).collect();
            ages.sort_unstable();
            let young = ages[ages.len() / 2];
            kept.retain(|_, it| it.1 >= young);
        }
        Ok(())
    }

    /// Takes back what an attempt counted, because it was no failure.
    pub(super) fn forgive(&self, keys: &Keys) {
        let mut kept = lock(&self.0);
        for (key, _) in keys.each() {
            if let Some(it) = kept.get_mut(key) {
                it.0 = it.0.saturating_sub(1);
            }
        }
    }

    /// Forgets the failures of a login after a success.
    pub(super) fn clear(&self, keys: &Keys) {
        self.forgive(keys);
        lock(&self.0).remove(&keys.login);
    }

    /// Returns the failures as they are saved.
    pub(super) fn failures(&self, keys: &Keys) -> Vec<Failure> {
        let kept = lock(&self.0);
        let failure = |key: &String| kept.get(key).map(|it| Failure { key: key.clone(), count: it.0, last_at: it.1 });
        keys.each().filter_map(|it| failure(it.0)).collect()
    }
}

/// How long there is to wait after so many failures: nothing at first, then a second, doubled by each further one.
fn wait_ms(count: u32, free: u32) -> i64 {
    match count.checked_sub(free) {
        None | Some(0) => 0,
        Some(over) => (1000_i64 << (over - 1).min(20)).min(LONGEST_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..16).map(|it| wait_ms(it, FREE_LOGIN) / 1000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
        assert_eq!(wait_ms(u32::MAX, 0), LONGEST_MS);
    }

    #[test]
    fn the_sixth_attempt_waits_and_a_success_forgets() {
        let throttle = Throttle::new(&[]);
        let keys = Keys::new("wang", Some([192, 0, 2, 1].into()));
        for _ in 0..=FREE_LOGIN {
            assert_eq!(throttle.enter(&keys, 1_000), Ok(()));
        }
        assert_eq!(throttle.enter(&keys, 1_000), Err(2));
        assert_eq!(throttle.enter(&Keys::new("li", Some([192, 0, 2, 1].into())), 1_000), Ok(()));
        assert_eq!(throttle.enter(&keys, 2_000), Ok(()), "after a second there is one more");
        assert_eq!(throttle.enter(&keys, 3_000), Err(2), "then the wait is twice as long");
        let again = Throttle::new(&throttle.failures(&keys));
        assert!(again.enter(&keys, 3_000).is_err(), "waits outlive a restart");
        throttle.clear(&keys);
        assert_eq!(throttle.enter(&keys, 3_000), Ok(()));
    }

    #[test]
    fn an_address_waits_whatever_login_it_tries() {
        let throttle = Throttle::new(&[]);
        let from = |last: u16| Some(IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]));
        for at in 0..=FREE_ADDRESS {
            assert_eq!(throttle.enter(&Keys::new(&format!("user{at}"), from(at as u16)), 1_000), Ok(()));
        }
        assert!(throttle.enter(&Keys::new("another", from(999)), 1_000).is_err());
        assert!(throttle.enter(&Keys::new("another", None), 1_000).is_ok());
    }
}
