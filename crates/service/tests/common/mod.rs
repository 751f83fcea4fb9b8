//! What the tests of the service share.
#![allow(dead_code, reason = "each test uses its own part")]

use model::{
    AccountId, AccountRole, Author, Flow, IncidentId,
    case::{Action, Actor, Photo, PhotoId, PhotoKind},
};
use service::{CaseError, Done, Order, Service};

/// Returns the shipped flow of a street.
pub fn flow() -> Flow {
    catalog::flow(catalog::STREET).unwrap()
}

/// Returns the service as it acts for somebody of this role without duties.
pub fn acting(service: &Service, role: AccountRole) -> Service {
    let actor = Actor::Account { account: AccountId(role as u32), role, person: None };
    service.by(Author { actor, from: None })
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
