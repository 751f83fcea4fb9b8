//! How long a leave takes in a district of the design size: on record, and the first answer after it.
//!
//! `cargo run --release -p service --example leaves`

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use locate::{Question, Scratch};
use model::{Author, Change, PersonId};
use service::{NewLeave, Service, SystemClock};
use store::{Sqlite, Store};

/// So many leaves are put on record; the middle one is told.
const LEAVES: usize = 21;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Arc::new(Sqlite::open(folder.path())?);
    store.commit(Author::SYSTEM, Change::Found(Box::new(testkit::big_town()))).await?;
    let service =
        Service::start(store, Arc::new(SystemClock), catalog::categories(), catalog::flow(catalog::STREET)?).await?;
    let point = testkit::big_town_points(1)[0];
    let (mut recorded, mut answered) = (vec![], vec![]);
    for at in 0..LEAVES {
        let (person, stand_in) = (PersonId::at(at), Some(PersonId::at(at + LEAVES)));
        let now = service.now_ms();
        let begun = Instant::now();
        service.add_leave(NewLeave { person, stand_in, from: now, to: now + 86_400_000 }).await?;
        recorded.push(begun.elapsed());
        let begun = Instant::now();
        let ground = service.world().ground.clone();
        std::hint::black_box(ground.answer_to(Question::at(point, service.now_ms()), &mut Scratch::default()));
        answered.push(begun.elapsed());
    }
    println!("a leave on record {:.2?}, the first answer after it {:.2?}", middle(recorded), middle(answered));
    Ok(())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
