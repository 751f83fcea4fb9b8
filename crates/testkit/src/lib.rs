//! What tests are drawn with: districts sketched in metres, one of the design size, a plain incident, and a PostgreSQL server.

mod big_town;
mod incident;
mod postgres;
mod sketch;

pub use big_town::{big_town, big_town_points};
pub use incident::incident;
pub use postgres::{Cluster, postgres_database, postgres_rows};
pub use sketch::Sketch;
