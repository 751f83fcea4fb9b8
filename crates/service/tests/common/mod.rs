//! What the tests of the service share.
#![allow(dead_code, reason = "each test uses its own part")]

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use model::{
    AccountId, AccountRole, Author, Change, District, Flow, IncidentId, LonLat, PersonId, Point, RoadClass,
    case::{Action, Actor, Photo, PhotoId, PhotoKind},
};
use service::{CaseError, Clock, Done, Order, Service};
use spatial::Frame;
use store::{Sqlite, Store};
use testkit::Sketch;
use tokio::sync::watch;

pub const START: i64 = 1_790_000_000_000;
pub const HOUR: i64 = 3_600_000;

/// Stands where it was set.
pub struct Hands(pub watch::Sender<i64>);

#[async_trait]
impl Clock for Hands {
    fn now_ms(&self) -> i64 {
        *self.0.borrow()
    }

    async fn reached(&self, ms: i64) {
        self.0.subscribe().wait_for(|it| *it >= ms).await.unwrap();
    }
}

pub const WANG: PersonId = PersonId(0);
pub const LI: PersonId = PersonId(1);
pub const ZHAO: PersonId = PersonId(2);
pub const LEADER: PersonId = PersonId(3);

/// Three cells of 100 m with a member each, and a road along their south with a leader.
pub fn town() -> District {
    let square = |x: i32| [(x, 0), (x + 100, 0), (x + 100, 100), (x, 100)];
    Sketch::new()
        .cell(&square(0))
        .member("王小明")
        .cell(&square(100))
        .member("李四")
        .cell(&square(200))
        .member("赵六")
        .road("人民路", RoadClass::Main, &[(0, 0), (300, 0)])
        .leader("李主任")
        .district()
}

/// Opens the service over the sketched town in a folder, founding it where there is none, at [`START`].
pub async fn open(folder: &Path) -> (Service, Arc<Hands>) {
    open_at(folder, town(), START).await
}

/// The same over any district, at any moment.
pub async fn open_at(folder: &Path, district: District, now_ms: i64) -> (Service, Arc<Hands>) {
    let store = Arc::new(Sqlite::open(folder).unwrap());
    if store.load().await.unwrap().district.is_none() {
        store.commit(Author::SYSTEM, Change::Found(Box::new(district))).await.unwrap();
    }
    let clock = Arc::new(Hands(watch::Sender::new(now_ms)));
    (Service::start(store, clock.clone(), catalog::categories(), flow()).await.unwrap(), clock)
}

/// Returns a point of the sketched town.
pub fn place(x_m: f64, y_m: f64) -> Point {
    Point { x: (x_m * Point::PER_METRE) as i32, y: (y_m * Point::PER_METRE) as i32 }
}

/// Returns a place of the sketched town in degrees.
pub fn at(x_m: f64, y_m: f64) -> LonLat {
    Frame::new(town().frame).unwrap().place(place(x_m, y_m))
}

/// Returns the shipped flow of a street.
pub fn flow() -> Flow {
    catalog::flow(catalog::STREET).unwrap()
}

/// Returns the service as it acts for somebody of this role without duties.
pub fn acting(service: &Service, role: AccountRole) -> Service {
    acting_as(service, role, None)
}

/// Returns the service as it acts for somebody of this role, the account of a person.
pub fn acting_as(service: &Service, role: AccountRole, person: Option<PersonId>) -> Service {
    let account = AccountId(person.map_or(100 + role as u32, |it| it.0));
    service.by(Author { actor: Actor::Account { account, role, person }, from: None })
}

/// Does something to an incident.
pub async fn act(service: &Service, id: IncidentId, action: Action, photos: Vec<Photo>) -> Result<Done, CaseError> {
    let order = Order { id, action, note: "理由".into(), photos, place: None, seen: None };
    service.act(order, None).await
}

/// Returns a photo that tells nothing.
pub fn photo(kind: PhotoKind) -> Photo {
    Photo { id: PhotoId([7; 32]), kind, taken_at: None, place: None }
}

/// Ends an incident that a resident reported: nothing was found on the spot.
pub async fn reject(service: &Service, id: IncidentId) {
    act(&acting(service, AccountRole::Acceptor), id, Action::AskVerification, vec![]).await.unwrap();
    let looked = vec![photo(PhotoKind::Other)];
    act(&acting(service, AccountRole::GridMember), id, Action::Verify { found: false }, looked).await.unwrap();
}
